"""The platforms of the simulation: what contacts saw, how calls end, and which echoes come back.

Three accounts: `key` honours our key, `echo` tells of what it sent, `none` does neither.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import NamedTuple

from frontdesk import (
    Account,
    Channel,
    Contact,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    HttpCall,
    HttpReply,
    Route,
    Settlement,
)
from frontdesk_server.calling.ports import Lost, NotSent
from frontdesk_server.runtime import Connections
from tests.server.runtime.house import PLAIN, NoSettings, RemoteChannel
from tests.simulation.loop import SimLoop
from tests.simulation.machine import Machine

ACCOUNTS: Mapping[str, Settlement] = {
    "key": Settlement.KEY,
    "echo": Settlement.ECHO,
    "none": Settlement.NONE,
}
TRANSIT = 1.0
"""Seconds that a call is on its way, at most."""

FATES = ("ok", "429", "503", "refused", "lost before", "lost after", "slow", "never")
WEIGHTS = (70, 4, 5, 5, 3, 7, 4, 1)
"""How calls end in bad weather, of a hundred."""
ECHOES = ("soon", "late", "lost", "twice")
ECHO_WEIGHTS = (70, 10, 10, 10)


def connections() -> Connections:
    """The three accounts; one contact has one conversation on each."""
    channels: dict[str, Channel] = {}
    for id_, settled_by in ACCOUNTS.items():
        channels[id_] = RemoteChannel(id_, NoSettings())
        channels[id_].capabilities = replace(PLAIN, settled_by=settled_by)
    accounts = {
        id_: Account(id=id_, channel=channel.kind, capabilities=channel.capabilities, route=Route())
        for id_, channel in channels.items()
    }
    return Connections(accounts=accounts, channels=channels)


@dataclass
class Seen:
    """A message as the platform took it."""

    account: str
    to: str
    key: str
    text: str
    at: datetime
    """By the store's clock."""
    second: float
    """The same in the simulation's own seconds, which nobody sets."""
    stale: bool
    """The machine stood still between its claim and the arrival, or a leap of the store's clock ended its lease early.

    Nobody can keep such a call from arriving.
    """
    shown: bool
    """Whether the contact saw it: a platform that honours our key shows each key once."""
    echoed: float | None = None
    """The second from which on we had its echo for certain."""


class _Call(NamedTuple):
    account: str
    said: Mapping[str, str]
    fate: str
    machine: Machine
    began: float


@dataclass
class Platform:
    """All three platforms, and the way to them."""

    loop: SimLoop
    random: Random
    store_now: Callable[[], datetime]
    log: Callable[[str], None]
    deliver: Callable[[str, Event, Callable[[], None]], None]
    """Send a webhook until it is taken; then tell."""
    stormy: bool = True
    calls: int = 0
    under_way: int = 0
    seen: dict[str, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    """By account."""
    fates: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def of(self, machine: Machine) -> SimTransport:
        return SimTransport(self, machine)

    def fate(self) -> str:
        return self.random.choices(FATES, WEIGHTS)[0] if self.stormy else "ok"

    def begin(self, machine: Machine, account: str, call: HttpCall) -> asyncio.Future[HttpReply]:
        """A call leaves its machine: from here on it goes its way without it."""
        self.calls += 1
        one = _Call(account, json.loads(call.body), self.fate(), machine, self.loop.time())
        self.fates[one.fate] += 1
        self.log(f"{machine.process.name} calls {account}: {one.said['text']!r} to {one.said['to']}, {one.fate}")
        ended = self.loop.create_future()
        self._later(self.random.uniform(0, TRANSIT), self._arrive, one, ended)
        return ended

    def _arrive(self, call: _Call, ended: asyncio.Future[HttpReply]) -> None:
        after = self.random.uniform(0, 0.5)
        if call.fate in ("ok", "slow", "lost after"):
            self._take(call)
        if call.fate == "slow":
            after = self.random.uniform(2, 6)
        if call.fate != "never":
            self._later(after, _end, ended, call.fate, f"p{self.calls}")
        else:
            self._later(10.0, _end, ended, "lost after", "")

    def _take(self, call: _Call) -> None:
        machine, said = call.machine, call.said
        stale = machine.troubled_at >= call.began - 1.0 or not machine.process.alive
        before = [one for one in self.seen[call.account] if one.key == said["key"]]
        shown = not (before and ACCOUNTS[call.account] is Settlement.KEY)
        at = self.store_now(), self.loop.time()
        one = Seen(call.account, said["to"], said["key"], said["text"], *at, stale=stale, shown=shown)
        self.seen[call.account].append(one)
        self.log(f"{call.account} takes {one.text!r} for {one.to}{' again' if before else ''}")
        if ACCOUNTS[call.account] is Settlement.ECHO:
            self._echo(one)

    def _echo(self, said: Seen) -> None:
        kind = self.random.choices(ECHOES, ECHO_WEIGHTS)[0] if self.stormy else "soon"
        if kind == "lost":
            return
        delay = self.random.uniform(10, 25) if kind == "late" else self.random.uniform(0.1, 2)
        for _ in range(2 if kind == "twice" else 1):
            self._later(delay, self._tell, said)
            delay += self.random.uniform(0, 5)

    def _tell(self, said: Seen) -> None:
        now = self.store_now()
        told = DeliveryUpdated(
            id=f"{said.key}:sent",
            contact=Contact(address=said.to),
            at=now,
            received_at=now,
            status=DeliveryStatus.SENT,
            key=said.key,
        )

        def taken() -> None:
            said.echoed = self.loop.time() if said.echoed is None else said.echoed

        self.deliver(said.account, told, taken)

    def _later(self, delay: float, what: Callable[..., None], *args: object) -> None:
        self.under_way += 1

        def do() -> None:
            self.under_way -= 1
            what(*args)

        self.loop.call_later(delay, do, context=self.loop.world.context)


def _end(ended: asyncio.Future[HttpReply], fate: str, id_: str) -> None:
    if ended.done():
        return
    if fate in ("ok", "slow"):
        ended.set_result(HttpReply(status=200, headers={"id": id_}))
    elif fate == "429":
        ended.set_result(HttpReply(status=429, headers={"retry-after": "3"}))
    elif fate == "503":
        ended.set_result(HttpReply(status=503))
    elif fate == "refused":
        ended.set_exception(NotSent("connection refused"))
    else:
        ended.set_exception(Lost("timed out"))


class SimTransport:
    """The transport of one machine."""

    def __init__(self, platform: Platform, machine: Machine) -> None:
        self._platform = platform
        self._machine = machine

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        await self._machine.point("before the call")
        reply = await self._platform.begin(self._machine, account, call)
        await self._machine.point("after the call")
        return reply

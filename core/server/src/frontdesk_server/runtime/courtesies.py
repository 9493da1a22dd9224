"""Courtesies: calls that an event deserves and nobody waits for, such as answering a tap. Made once, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final, Protocol

import structlog

from frontdesk.calls import HttpCall
from frontdesk.channel import Channel
from frontdesk_server.calling.ports import Transport
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.admission import COURTESIES_AT_ONCE, Breakers, Room
from frontdesk_server.runtime.world import Connections
from frontdesk_server.store.values import Entry

PER_EVENT: Final = 5
WITHIN: Final = 5.0
"""Seconds that a call may take."""
TIMELY: Final = timedelta(minutes=1)
"""An event that was decided later than this deserves none any more: taps are answered at once, or in vain."""

_log = structlog.get_logger("frontdesk.courtesies")


class HoldsStore(Protocol):
    """What is asked of the store."""

    async def all(self) -> Collection[str]:
        """The accounts on hold."""


class Courtesies:
    """Makes them beside everything else. What finds no room is left out; what fails is not repeated."""

    def __init__(
        self, connections: Connections, transport: Transport, holds: HoldsStore, *, breakers: Breakers, clock: Clock
    ) -> None:
        self._connections = connections
        self._transport = transport
        self._holds = holds
        self._breakers = breakers
        self._clock = clock
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._beginning: set[asyncio.Task[None]] = set()
        self._failing: set[str] = set()

    def begin(self, entries: Iterable[Entry]) -> None:
        """Begin those of events that were just decided; returns at once, and never raises."""
        wanted = [(entry.account, call) for entry in entries for call in self._wanted(entry)]
        if wanted:
            self._spawn(self._begin(wanted))

    async def close(self) -> None:
        """Leave off: the server stops."""
        tasks = [*self._beginning, *self._under_way]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _wanted(self, entry: Entry) -> Iterator[HttpCall]:
        channel = self._connections.channels.get(entry.account)
        if channel is None or type(channel).courtesies is Channel.courtesies:
            return
        if self._clock.now() - entry.event.received_at > TIMELY:
            return
        try:
            yield from list(channel.courtesies(entry.event))[:PER_EVENT]
        except Exception:  # noqa: BLE001 - an adapter's mistake: nobody waits for this
            _log.exception("courtesies cannot be told", account=entry.account, event_id=entry.event.id)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._beginning.add(task)
        task.add_done_callback(self._beginning.discard)

    async def _begin(self, wanted: Iterable[tuple[str, HttpCall]]) -> None:
        try:
            closed = {*await self._holds.all(), *self._breakers.closed_to(self._clock.now())}
        except Exception as error:  # noqa: BLE001 - the store does not answer; what has to be told of it others tell
            _log.debug("courtesies left out", reason=f"{type(error).__name__}: {error}")
            return
        room = Room(self._under_way.values(), COURTESIES_AT_ONCE)
        for account, call in wanted:
            if account in closed or not room.take(account):
                _log.debug("courtesy left out", account=account, closed=account in closed)
                continue
            task = asyncio.create_task(self._make(account, call))
            self._under_way[task] = account
            task.add_done_callback(self._under_way.pop)

    async def _make(self, account: str, call: HttpCall) -> None:
        try:
            reply = await self._transport.call(replace(call, timeout=min(call.timeout, WITHIN)), account)
        except Exception as error:  # noqa: BLE001 - whatever it is: it is told once, and concerns nothing else
            self._failed(account, f"{type(error).__name__}: {error}")
            return
        if reply.status >= 400:  # noqa: PLR2004 - HTTP's own classes
            self._failed(account, f"status {reply.status}")
            return
        self._failing.discard(account)
        _log.debug("courtesy made", account=account, status=reply.status)

    def _failed(self, account: str, reason: str) -> None:
        """The first of a row is a warning, the others are for those who look closely."""
        log = _log.debug if account in self._failing else _log.warning
        self._failing.add(account)
        log("courtesy failed", account=account, reason=reason)

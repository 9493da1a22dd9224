"""Forwarding: what was said goes to a team that answers elsewhere, signed, in order, until it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random, SystemRandom
from typing import Final

import structlog

from frontdesk.calls import HmacSignature, HttpCall
from frontdesk_server.calling.ports import Lost, NotSent, Refused, Transport
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.settling import LONGEST_DETAIL, backoff
from frontdesk_server.store.forwarding import Forward, Forwards
from frontdesk_server.store.values import Lease

SIGNATURE_HEADER: Final = "X-Frontdesk-Signature"
TIMESTAMP_HEADER: Final = "X-Frontdesk-Timestamp"
GIVEN_UP_AFTER: Final = timedelta(days=3)
"""What has not arrived by then is let go: those behind it wait for it."""

WAITED_FOR: Final = 0.25
"""Seconds that a step waits for a call to end, before it looks for others to begin."""

_log = structlog.get_logger("frontdesk.forwarding")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardTo:
    """Where an account's messages, or its handovers, go as well; `secret` names what they are signed with."""

    url: str
    secret: str


def signed_call(target: ForwardTo, key: str, body: bytes) -> HttpCall:
    """The call that tells a team of ours something, signed; it knows a repeat by the key."""
    return HttpCall(
        url=target.url,
        headers={"content-type": "application/json", "idempotency-key": key},
        body=body,
        auth=HmacSignature(ref=target.secret, header=SIGNATURE_HEADER, timestamp_header=TIMESTAMP_HEADER, prefix="v1="),
    )


class Forwarder:
    """Makes the calls of the accounts that forward. One at a time for each account: what was said keeps its order."""

    def __init__(
        self,
        forwards: Forwards,
        targets: Mapping[str, ForwardTo],
        transport: Transport,
        clock: Clock,
        random: Random | None = None,
    ) -> None:
        self._forwards = forwards
        self._targets = targets
        self._transport = transport
        self._clock = clock
        self._random = random or SystemRandom()
        self._under_way: dict[str, asyncio.Task[bool]] = {}

    async def step(self, leases: Sequence[Lease]) -> int:
        """Forward what is due; how much arrived. Of an account that forwards no more it stays where it is.

        A team that is slow to answer is waited for beside the others.
        """
        if not self._targets:
            return 0
        for one in await self._forwards.due(leases):
            if one.account in self._targets and one.account not in self._under_way:
                task = asyncio.create_task(self._forward(one, self._targets[one.account]))
                self._under_way[one.account] = task
        if not self._under_way:
            return 0
        await asyncio.wait(self._under_way.values(), timeout=WAITED_FOR, return_when=asyncio.FIRST_COMPLETED)
        ended = {account: task for account, task in self._under_way.items() if task.done()}
        for account in ended:
            del self._under_way[account]
        return sum(await asyncio.gather(*ended.values()))

    async def finish(self, seconds: float) -> None:
        """Wait for the calls under way; what is longer is made again by whoever comes next."""
        tasks = list(self._under_way.values())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _forward(self, one: Forward, target: ForwardTo) -> bool:
        trouble = await self._trouble(one, target)
        now = self._clock.now()
        if trouble is None:
            await self._forwards.done(one.number)
            return True
        if now - one.at > GIVEN_UP_AFTER:
            _log.error("forwarding given up", account=one.account, key=one.key, reason=trouble)
            await self._forwards.done(one.number)
            return False
        _log.warning("not forwarded", account=one.account, key=one.key, attempt=one.attempts + 1, reason=trouble)
        until = now + backoff(one.attempts + 1, self._random.random())
        await self._forwards.put_off(one.number, until=until, detail=trouble[:LONGEST_DETAIL])
        return False

    async def _trouble(self, one: Forward, target: ForwardTo) -> str | None:
        """Why it has not arrived; None = it has. The receiver knows a repeat by its idempotency key."""
        try:
            reply = await self._transport.call(signed_call(target, one.key, one.body.encode()), one.account)
        except (NotSent, Lost, Refused) as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - a mistake of ours: it costs this account, and no other one
            _log.exception("forwarding broke off", account=one.account, key=one.key)
            return f"{type(error).__name__}: {error}"
        return None if 200 <= reply.status < 300 else f"status {reply.status}"  # noqa: PLR2004 - HTTP's own classes

"""The inbox's door: events of many requests become durable in one commit, and nobody is answered before that.

Where the log has several lanes, of which each may stand still by itself, what waits for one keeps nobody in another.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from frontdesk.errors import ChannelError
from frontdesk.model import Event
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.bell import Bell
from frontdesk_server.runtime.meters import Meters
from frontdesk_server.runtime.ports import ONE_LANE, Door, Lanes
from frontdesk_server.runtime.traces import NO_TRACES, Traces
from frontdesk_server.runtime.world import Connections
from frontdesk_server.store import codec
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.values import Arrival

PER_COMMIT: Final = 200
MOST_WAITING: Final = 2_000
LARGEST: Final = MOST_WAITING // 2
"""As so many events a request counts that brings more: else the largest would find no room even where nobody waits."""
LONGEST_WAIT: Final = 1.0
"""Seconds that the oldest waiting event may wait before newcomers are sent away."""
RETRY_AFTER: Final = 1.0

_log = structlog.get_logger("frontdesk.inbox")


@dataclass(slots=True)
class _Waiting:
    """One caller's events, and the promise that it waits for."""

    arrivals: Sequence[Arrival]
    since: float
    durable: asyncio.Future[None]


@dataclass(slots=True)
class _Lane:
    """What is written by one commit after the other."""

    queue: deque[_Waiting] = field(default_factory=deque)
    bell: Bell = field(default_factory=Bell)
    count: int = 0

    def put(self, arrivals: Sequence[Arrival], now: float) -> asyncio.Future[None]:
        """Have these wait; the promise that they are durable."""
        durable = asyncio.get_running_loop().create_future()
        self.queue.append(_Waiting(arrivals, now, durable))
        self.count += len(arrivals)
        self.bell.ring()
        return durable

    def is_slow(self, now: float) -> bool:
        """Whether the one that waits longest has waited for too long."""
        return bool(self.queue) and now - self.queue[0].since > LONGEST_WAIT

    def next_group(self) -> list[_Waiting]:
        """What the next commit takes."""
        group: list[_Waiting] = []
        size = 0
        while self.queue and (not group or size + len(self.queue[0].arrivals) <= PER_COMMIT):
            size += len(self.queue[0].arrivals)
            group.append(self.queue.popleft())
        return group


class Inbox:
    """Group commit in front of the log: a commit takes what came while the one before was written."""

    def __init__(
        self,
        log: Door,
        connections: Connections,
        clock: Clock,
        work: Bell,
        *,
        meters: Meters | None = None,
        traces: Traces = NO_TRACES,
        lanes: Lanes = ONE_LANE,
    ) -> None:
        self._traces = traces
        self._meters = meters or Meters()
        self._log = log
        self._connections = connections
        self._clock = clock
        self._work = work
        self._lanes = [_Lane() for _ in range(lanes.number)]
        self._lane_of = lanes.of
        self._closing = False

    async def append(self, account: str, events: Sequence[Event]) -> None:
        """Put events into the inbox; durable when it returns, harmless to repeat.

        Raises `ChannelError` with `retry_after` when it is full (FD756) or the store does not answer (FD750): nothing
        is certain then, and the caller must come again. Raises `ConfigError` (FD762) for an unknown account, and
        `ValueError` for an event that nobody could read again.
        """
        arrivals = [self._arrival(account, event) for event in events]
        if arrivals:
            with self._traces.append(account, len(arrivals)) as span:
                await self._durable(span.carried(arrivals))

    async def _durable(self, arrivals: Sequence[Arrival]) -> None:
        now = self._clock.monotonic()
        apart = self._by_lane(arrivals)
        self._refuse_when_full([lane for lane, _ in apart], len(arrivals), now)
        promises = [lane.put(some, now) for lane, some in apart]
        if len(promises) == 1:
            await promises[0]
            return
        ends = await asyncio.gather(*promises, return_exceptions=True)
        if failed := next((end for end in ends if end is not None), None):
            raise failed

    def _by_lane(self, arrivals: Sequence[Arrival]) -> Sequence[tuple[_Lane, Sequence[Arrival]]]:
        if len(self._lanes) == 1:
            return [(self._lanes[0], arrivals)]
        found: defaultdict[int, list[Arrival]] = defaultdict(list)
        for arrival in arrivals:
            found[self._lane_of(arrival.conversation)].append(arrival)
        return [(self._lanes[number], some) for number, some in found.items()]

    async def run(self) -> None:
        """Commit what waits, group after group, until `close` and nothing waits any more."""
        if len(self._lanes) == 1:
            await self._run(self._lanes[0])
            return
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(self._run(lane))

    async def _run(self, lane: _Lane) -> None:
        while not (self._closing and not lane.queue):
            if not lane.queue:
                await lane.bell.wait()
                continue
            await self._commit(lane)

    def close(self) -> None:
        """Let `run` end once everything that waits is written."""
        self._closing = True
        for lane in self._lanes:
            lane.bell.ring()

    @property
    def waiting(self) -> int:
        """How many events wait to become durable."""
        return sum(lane.count for lane in self._lanes)

    def _arrival(self, account: str, event: Event) -> Arrival:
        codec.check_event(event)
        contact, attributes = event.contact, event.attributes
        own = self._connections.conversation(account, contact.address, attributes)
        formerly = tuple(self._connections.conversation(account, alias, attributes) for alias in contact.aliases)
        return Arrival(account, own, event, formerly)

    def _refuse_when_full(self, lanes: Sequence[_Lane], more: int, now: float) -> None:
        reasons = {
            "stopping": self._closing,
            "full": self.waiting + min(more, LARGEST) > MOST_WAITING,
            "slow": any(lane.is_slow(now) for lane in lanes),
        }
        if reason := next((name for name, holds in reasons.items() if holds), None):
            self._meters.put_off(reason, more)
            raise _put_off("FD756", waiting=self.waiting)

    async def _commit(self, lane: _Lane) -> None:
        group = lane.next_group()
        try:
            await self._write(group)
        except BaseException as error:
            _tell(group, _put_off("FD750", reason=type(error).__name__))
            raise
        finally:
            lane.count -= sum(len(waiting.arrivals) for waiting in group)

    async def _write(self, group: Sequence[_Waiting]) -> None:
        arrivals = [arrival for waiting in group for arrival in waiting.arrivals]
        began = self._clock.monotonic()
        try:
            await self._log.append(arrivals)
        except StoreUnavailable as error:
            _log.warning("events put off", events=len(arrivals), reason=str(error))
            self._meters.put_off("store", len(arrivals))
            _tell(group, _put_off("FD750", reason=type(error).__name__))
        except Exception as error:  # noqa: BLE001 - not the database: an event that cannot be written harms its caller
            _log.exception("events cannot be written", events=len(arrivals))
            await self._write_each(group, error)
        else:
            self._work.ring_for(arrival.conversation for arrival in arrivals)
            _tell(group, None)
            self._meters.accepted(self._kinds(arrivals), self._clock.monotonic() - began)

    def _kinds(self, arrivals: Sequence[Arrival]) -> dict[tuple[str, str], int]:
        """How many events there are, by account and the kind of its channel."""
        kind = self._connections.kind
        return {(id_, kind(id_)): number for id_, number in Counter(one.account for one in arrivals).items()}

    async def _write_each(self, group: Sequence[_Waiting], error: Exception) -> None:
        if len(group) == 1:
            _tell(group, error)
            return
        for waiting in group:
            await self._write([waiting])


def _tell(group: Sequence[_Waiting], error: Exception | None) -> None:
    """Keep the promise, or break it: a commit whose end is uncertain counts as not durable."""
    for waiting in group:
        if waiting.durable.done():
            continue
        if error is None:
            waiting.durable.set_result(None)
        else:
            waiting.durable.set_exception(error)


def _put_off(id_: str, **params: object) -> ChannelError:
    error = ChannelError.of(id_, "", **params)
    error.retry_after = RETRY_AFTER
    return error

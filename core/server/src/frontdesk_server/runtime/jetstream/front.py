"""The cluster in front of the inbox table: events go in here, and the owner of each partition takes them over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import islice
from typing import Final

import structlog
from nats.errors import Error as NatsError

from frontdesk_server.runtime.bell import Bell
from frontdesk_server.runtime.jetstream.connecting import connected
from frontdesk_server.runtime.jetstream.line import Line
from frontdesk_server.runtime.jetstream.options import JetStreamOptions
from frontdesk_server.runtime.jetstream.publishing import Publisher
from frontdesk_server.runtime.jetstream.reading import Reader
from frontdesk_server.runtime.jetstream.streams import STREAMS, Reading, is_led, stream_name, stream_of
from frontdesk_server.runtime.ports import Lanes
from frontdesk_server.store import Store
from frontdesk_server.store.values import Arrival, Lease, Placed, partition_of

PER_STEP: Final = 500
ANSWERS_WITHIN: Final = 2.0
"""Seconds that a stream's leader has to say that it is there."""
MOVE_EVERY: Final = 5.0
"""Seconds until the positions of partitions in which nothing happens are moved along."""
TRIM_EVERY: Final = 3600.0
"""Seconds that what was taken over stays in the cluster, at least."""

_log = structlog.get_logger("frontdesk.jetstream")


class JetStreamFront:
    """A `Front` over a cluster."""

    def __init__(self, line: Line, options: JetStreamOptions, store: Store) -> None:
        self.arrived = Bell()
        self.lanes = Lanes(STREAMS, lambda conversation: stream_of(partition_of(conversation, store.partitions)))
        self._line = line
        self._options = options
        self._store = store
        self._publisher = Publisher(line, options, store.partitions, store.clock)
        self._readers = [
            Reader(line, options, number, arrived=self.arrived, clock=store.clock) for number in range(STREAMS)
        ]
        self._moved_at = self._trimmed_at = store.clock.monotonic()
        self._slowest: dict[int, int] = {}

    async def append(self, arrivals: Sequence[Arrival]) -> None:
        """Put events in; durable when it returns, harmless to repeat. Raises `StoreUnavailable`."""
        await self._publisher.append(arrivals)

    async def take_over(self, leases: Sequence[Lease]) -> int:
        """Move what waits for these partitions into the inbox table, in order, each event once; how many there were."""
        for number, reader in enumerate(self._readers):
            await reader.follow([lease for lease in leases if stream_of(lease.part) == number])
        waiting = list(self._waiting())
        await self._keep_house(leases)
        if not waiting:
            return 0
        held = await self._store.log.take_over(leases, waiting)
        taken = [placed for placed in waiting if placed.part in held]
        for placed in taken:
            self._readers[stream_of(placed.part)].done(placed.part, placed.sequence)
        return len(taken)

    async def answers(self) -> bool:
        """Whether a stream has a leader and its majority: one that lost it a few seconds ago may still seem to."""
        return any(await asyncio.gather(*(self._led(stream_name(self._options, one)) for one in range(STREAMS))))

    async def _led(self, stream: str) -> bool:
        try:
            return is_led((await self._line.js(ANSWERS_WITHIN).stream_info(stream)).cluster)
        except (NatsError, TimeoutError):
            return False

    async def close(self) -> None:
        """Read no more."""
        for reader in self._readers:
            await reader.stop()

    def _waiting(self) -> Iterator[Placed]:
        for reader in self._readers:
            yield from islice(reader.held.values(), PER_STEP)

    async def _keep_house(self, leases: Sequence[Lease]) -> None:
        now = self._store.clock.monotonic()
        if now - self._moved_at >= MOVE_EVERY:
            self._moved_at = now
            await self._move_idle()
        if now - self._trimmed_at >= TRIM_EVERY and any(lease.part == 0 for lease in leases):
            self._trimmed_at = now
            await self._trim()

    async def _move_idle(self) -> None:
        for reader in self._readers:
            position = reader.idle_at
            behind = reader.behind(position)
            await self._store.positions.move(behind)
            for lease in behind:
                reader.done(lease.part, position)

    async def _trim(self) -> None:
        """Remove what every partition had behind it at the last look."""
        before, self._slowest = self._slowest, await self._store.positions.slowest(stream_of)
        for number, sequence in before.items():
            if not sequence:  # to the client 0 is no limit: it would remove everything
                continue
            with suppress(NatsError, TimeoutError):  # the next hour does it, and their age in any case
                await self._line.js().purge_stream(stream_name(self._options, number), seq=sequence)


@asynccontextmanager
async def open_jetstream(options: JetStreamOptions, store: Store) -> AsyncIterator[JetStreamFront]:
    """The cluster, connected. Raises `ConfigError` (FD924, FD925, FD930 to FD932)."""
    reading = Reading(await store.identity(), await store.positions.furthest(stream_of))
    async with connected(options, reading) as line:
        front = JetStreamFront(line, options, store)
        _log.info("events are taken in by JetStream", servers=line.servers)
        try:
            yield front
        finally:
            await front.close()

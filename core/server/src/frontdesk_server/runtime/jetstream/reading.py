"""Reading one stream: an ephemeral consumer from the committed positions on, thrown away at the first doubt.

The consumer acknowledges nothing and is not shared, so the cluster keeps no state that could be wrong: what was taken
over is known by the positions in the store alone. Whenever its sequence has a gap, its server is gone or the leases
changed, a new one begins behind the cursors.

That nothing waits is known by marks alone. The consumer lives at one server of the cluster, which may be behind the
others: what it calls delivered and pending is what this server has heard of. A mark is a message of the stream itself,
so whoever is given one was given everything before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from frontdesk.errors import ConfigError
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.bell import Bell
from frontdesk_server.runtime.jetstream.line import Line, words
from frontdesk_server.runtime.jetstream.options import JetStreamOptions
from frontdesk_server.runtime.jetstream.streams import marks_of, part_of, stream_name, subjects_of
from frontdesk_server.runtime.jetstream.wire import load_arrival
from frontdesk_server.store.values import Lease, Placed

PER_FETCH: Final = 256
MOST_HELD: Final = 2_000
"""Events that are read ahead; more wait in the cluster."""
LINGER: Final = 1.0
LOOK_EVERY: Final = 5.0
FORGOTTEN_AFTER: Final = 30.0
"""Seconds after which the cluster removes a consumer that nobody fetches from."""
AGAIN_AFTER: Final = 0.25

_log = structlog.get_logger("frontdesk.jetstream")


class Gap(Exception):  # noqa: N818 - it is one
    """The consumer's numbers jumped: something was delivered that did not arrive."""


class Unreadable(Exception):  # noqa: N818 - it is one
    """A message of another form than ours, or a newer one."""

    def __init__(self, sequence: int) -> None:
        super().__init__(f"message {sequence}")
        self.sequence = sequence


class Reader:
    """One stream's events of the leased partitions, read ahead."""

    def __init__(self, line: Line, options: JetStreamOptions, number: int, *, arrived: Bell, clock: Clock) -> None:
        self._line = line
        self._options = options
        self._name = stream_name(options, number)
        self._marks = marks_of(options, number)
        self._arrived = arrived
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._following = False
        self._room = asyncio.Event()
        self._cursors: dict[int, int] = {}
        self._epochs: Mapping[int, int] = {}
        self.held: dict[int, Placed] = {}
        """What waits, by its sequence and in that order."""
        self._mark = 0

    async def follow(self, leases: Sequence[Lease]) -> None:
        """Read for these leases from now on; anew if they are others than before."""
        epochs = {lease.part: lease.epoch for lease in leases}
        if epochs == self._epochs and self._task is not None and not self._task.done():
            return
        await self.stop()
        known = {part: self._cursors[part] for part, epoch in epochs.items() if self._epochs.get(part) == epoch}
        self._cursors = {lease.part: max(lease.cursor, known.get(lease.part, 0)) for lease in leases}
        self._epochs = epochs
        if leases:
            self._following = True
            self._task = asyncio.create_task(self._run(), name=self._name)

    @property
    def idle_at(self) -> int:
        """Up to which sequence everything of these partitions was taken over; 0 = something waits, or nobody knows."""
        return 0 if self.held else self._mark

    async def stop(self) -> None:
        """Read no more, and forget what was read ahead."""
        task, self._task = self._task, None
        self._following = False  # the client may swallow a cancellation that meets an answer
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self.held.clear()
        self._mark = 0

    def done(self, part: int, sequence: int) -> None:
        """Taken over: it need not be read again."""
        self.held.pop(sequence, None)
        if part in self._cursors:
            self._cursors[part] = max(sequence, self._cursors[part])
        self._room.set()

    def behind(self, position: int) -> list[Lease]:
        """The leases whose cursor is before that position, with it: nothing lies between."""
        return [Lease(p, self._epochs[p], position) for p, cursor in self._cursors.items() if cursor < position]

    async def _run(self) -> None:
        while self._following:
            try:
                await self._pump(await self._subscribe())
            except (NatsError, OSError, TimeoutError, Gap) as error:
                _log.warning("stream read anew", stream=self._name, reason=str(error) or type(error).__name__)
            except Unreadable as error:
                _log.error(
                    "stream stands at a message that this version cannot read",
                    stream=self._name,
                    sequence=error.sequence,
                    reason=words(error.__cause__ or error),
                    mend="upgrade this process; what no Frontdesk wrote, remove with: nats stream rmm STREAM SEQUENCE",
                )
            await self._clock.sleep(AGAIN_AFTER)

    async def _subscribe(self) -> JetStreamContext.PullSubscription:
        start = min(self._cursors.values()) + 1
        state = (await self._line.js().stream_info(self._name)).state
        if state.first_seq > start and state.first_seq > 1 and start > 1:
            _log.error("events were dropped undecided", stream=self._name, first=state.first_seq, wanted=start)
        self.held.clear()
        self._mark = 0
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=start,
            ack_policy=AckPolicy.NONE,
            filter_subjects=[self._marks, *(subjects_of(self._options, part) for part in sorted(self._cursors))],
            inactive_threshold=FORGOTTEN_AFTER,
            num_replicas=1,
            mem_storage=True,
        )
        return await self._line.js().pull_subscribe("", stream=self._name, config=config)

    async def _pump(self, subscription: JetStreamContext.PullSubscription) -> None:
        """Read on and on. Raises what ends a consumer."""
        try:
            delivered = 0
            look_at = self._clock.monotonic() + LOOK_EVERY
            while self._following:
                await self._wait_for_room()
                messages = await _fetched(subscription)
                self._keep(messages, delivered)
                delivered += len(messages)
                if self._clock.monotonic() >= look_at:
                    await self._look(subscription, delivered)
                    look_at = self._clock.monotonic() + LOOK_EVERY
        finally:
            with suppress(NatsError, OSError):
                await subscription.unsubscribe()

    def _keep(self, messages: Sequence[Msg], delivered: int) -> None:
        """Hold what came. Raises `Gap`, and `Unreadable` once what came before it is held."""
        if messages:
            self._arrived.ring()
        for expected, message in enumerate(messages, start=delivered + 1):
            place = message.metadata.sequence
            if place.consumer != expected:
                raise Gap(f"expected delivery {expected}, got {place.consumer}")
            if message.subject == self._marks:
                self._mark = place.stream
                continue
            part = part_of(message.subject)
            if place.stream > self._cursors.get(part, 0):
                try:
                    self.held[place.stream] = Placed(part, place.stream, load_arrival(message.data))
                except (ConfigError, ValueError, LookupError, TypeError) as error:
                    raise Unreadable(place.stream) from error

    async def _look(self, subscription: JetStreamContext.PullSubscription, delivered: int) -> None:
        """See that the consumer still is what we think, and set a mark behind what is new in the stream."""
        told = await subscription.consumer_info()
        if told.delivered is None or told.delivered.consumer_seq < delivered:
            raise Gap("the consumer was made anew")
        if (await self._line.js().stream_info(self._name)).state.last_seq > self._mark:
            await self._line.mark(self._marks)

    async def _wait_for_room(self) -> None:
        while len(self.held) >= MOST_HELD:
            self._room.clear()
            await self._room.wait()


async def _fetched(subscription: JetStreamContext.PullSubscription) -> list[Msg]:
    try:
        return await subscription.fetch(PER_FETCH, timeout=LINGER)
    except TimeoutError:
        return []

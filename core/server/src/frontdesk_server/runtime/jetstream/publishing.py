"""Publishing: an event is in once the cluster says that a majority has it on disk."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from nats.js.api import Header
from nats.js.errors import APIError

from frontdesk_server.clock import Clock
from frontdesk_server.runtime.jetstream.line import Line
from frontdesk_server.runtime.jetstream.options import JetStreamOptions
from frontdesk_server.runtime.jetstream.streams import STREAMS, stream_of, subject
from frontdesk_server.runtime.jetstream.wire import dump_arrival
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.values import Arrival, event_key, partition_of

WITHIN: Final = 3.0
"""Seconds until whoever waits for a durable event is told to come again."""
TRY_WITHIN: Final = 1.0
AGAIN_AFTER: Final = 0.1
AT_ONCE: Final = 64
"""Of each stream: one that stands still takes nothing from the others."""
FULL: Final = frozenset((10047, 10077))
"""The cluster's error codes for what exceeds a limit: repeating does not help, space does."""


class Publisher:
    """Puts events into the log."""

    def __init__(self, line: Line, options: JetStreamOptions, partitions: int, clock: Clock) -> None:
        self._line = line
        self._options = options
        self._partitions = partitions
        self._clock = clock
        self._slots = [asyncio.Semaphore(AT_ONCE) for _ in range(STREAMS)]

    async def append(self, arrivals: Sequence[Arrival]) -> None:
        """Put events in; durable when it returns, harmless to repeat.

        Raises `StoreUnavailable` (FD926, FD927, FD933): nothing is certain then, and the caller must come again.
        """
        try:
            async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
                for lane in _lanes(arrivals):
                    group.create_task(self._publish_in_order(lane))
        except TimeoutError as error:
            raise StoreUnavailable.of("FD926", reason="no answer in time") from error
        except ExceptionGroup as group_error:
            raise _worst(group_error) from group_error

    async def _publish_in_order(self, lane: Iterable[Arrival]) -> None:
        """One conversation's events: the next one only once the one before is kept."""
        for arrival in lane:
            part = partition_of(arrival.conversation, self._partitions)
            async with self._slots[stream_of(part)]:
                while not await self._published(arrival, part):
                    await self._clock.sleep(AGAIN_AFTER)

    async def _published(self, arrival: Arrival, part: int) -> bool:
        """Whether the cluster has it; False = try again."""
        message = dump_arrival(arrival)
        try:
            await self._line.js(TRY_WITHIN).publish(
                subject(self._options, part, arrival.conversation),
                message,
                headers={Header.MSG_ID: event_key(arrival.account, arrival.event.id)},
            )
        except APIError as error:
            if error.err_code in FULL:
                raise StoreUnavailable.of("FD927", reason=error.description or "full") from error
            return False
        except MaxPayloadError as error:  # no smaller at the next try, and what waits behind it would wait as long
            raise StoreUnavailable.of("FD933", size=len(message)) from error
        except (NatsError, TimeoutError):
            return False
        return True


def _lanes(arrivals: Iterable[Arrival]) -> Iterable[Sequence[Arrival]]:
    lanes: defaultdict[str, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        lanes[arrival.conversation].append(arrival)
    return lanes.values()


def _worst(group: ExceptionGroup[Exception]) -> Exception:
    """Of several failures the one that says most."""
    return next((one for one in group.exceptions if isinstance(one, StoreUnavailable)), group.exceptions[0])

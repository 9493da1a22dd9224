"""Readings: gauges as they stand at one instant, of a process and of the whole database. They are read, never kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from frontdesk_server.runtime import measures
from frontdesk_server.store.health import Backlog, Share
from frontdesk_server.store.passes import SourceState
from frontdesk_server.store.values import OutboxStatus, Role

if TYPE_CHECKING:
    from frontdesk_server.runtime.measures import Measure
    from frontdesk_server.store import Store


class Reading(NamedTuple):
    """The value of one gauge, with the values of its labels."""

    measure: Measure
    value: float
    labels: tuple[str, ...] = ()


async def of_the_database(store: Store) -> list[Reading]:
    """What every process would say alike. Raises `StoreUnavailable`."""
    found = await store.health.backlog()
    readings = [*_waiting(found), *_outbox(found), *_free(found.shares, found.at)]
    readings.append(Reading(measures.RELEASE, await store.releases.newest_number()))
    readings.append(Reading(measures.ON_HOLD, len(await store.holds.all())))
    return [*readings, *_sources(await store.passes.all(), store.clock.now())]


def _waiting(found: Backlog) -> Iterator[Reading]:
    yield Reading(measures.INBOX_EVENTS, found.events)
    yield Reading(measures.INBOX_OLDEST, _seconds(found.oldest_event))
    yield Reading(measures.DEAD_LETTERS, found.dead)
    yield Reading(measures.TIMERS_LATE, _seconds(found.latest_timer))


def _outbox(found: Backlog) -> Iterator[Reading]:
    for status in OutboxStatus:
        yield Reading(measures.OUTBOX_MESSAGES, found.outbox[status], (status.value,))
        yield Reading(measures.OUTBOX_OLDEST, _seconds(found.oldest_message.get(status)), (status.value,))


def _free(shares: Iterable[Share], now: datetime) -> Iterator[Reading]:
    free = Counter(share.role for share in shares if not is_held(share, now))
    for role in Role:
        yield Reading(measures.PARTITIONS_FREE, free[role], (role.value,))


def is_held(share: Share, now: datetime) -> bool:
    """Whether somebody alive works on it, by the database's clock."""
    return share.owner is not None and share.expires is not None and share.expires >= now


def _sources(states: Mapping[str, SourceState], now: datetime) -> Iterator[Reading]:
    for source, state in states.items():
        yield Reading(measures.SOURCE_STALE, float(state.stale_since is not None), (source,))
        if state.read_at is not None:
            yield Reading(measures.SOURCE_AGE, max(0.0, (now - state.read_at).total_seconds()), (source,))


def _seconds(age: timedelta | None) -> float:
    return 0.0 if age is None else age.total_seconds()

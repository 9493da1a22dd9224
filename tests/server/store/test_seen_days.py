"""The ids of decided events by day, on a real PostgreSQL: nothing is decided twice, whatever becomes of the days."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import insert, text
from sqlalchemy.engine import Connection

from frontdesk_server.clock import FixedStartClock, SystemClock
from frontdesk_server.store import Store, StoreUnavailable, open_store
from frontdesk_server.store._types import EPOCH
from frontdesk_server.store.database import Database
from frontdesk_server.store.migrating import _config
from frontdesk_server.store.seen_days import SeenDays
from frontdesk_server.store.tables import seen
from frontdesk_server.store.values import event_key
from tests.server.runtime.house import TurnedClock
from tests.server.store.matter import arrival, decide, entries

pytestmark = [pytest.mark.anyio, pytest.mark.services]


@pytest.fixture
def url(shared_url: str) -> str:
    return shared_url


async def _names(store: Store) -> list[str]:
    found = text("SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'seen'::regclass")
    async with store.database.read() as link:
        return sorted((await link.execute(found)).scalars())


async def _run(store: Store, statement: str) -> None:
    async with store.database.write() as link:
        await link.execute(text(statement))


async def _is_fresh(store: Store, id_: str) -> bool:
    held, found = await entries(store, arrival(id_))
    async with store.batch(held) as batch:
        return bool(await batch.fresh(found))


def _today() -> int:
    return (SystemClock().now() - EPOCH).days


async def test_a_batch_makes_the_days_that_it_needs(store: Store) -> None:
    assert await _names(store) == []
    await decide(store, arrival("m1"))
    assert f"seen_{_today()}" in await _names(store)
    assert not await _is_fresh(store, "m1")


async def test_tidying_makes_days_before_they_begin(store: Store) -> None:
    await store.tidy()
    assert f"seen_{_today() + 1}" in await _names(store)


async def test_processes_that_make_the_same_day_do_not_fail(store: Store) -> None:
    await asyncio.gather(*(SeenDays(store.database).ready(20_000) for _ in range(6)))
    assert await _names(store) == ["seen_20000", "seen_20001", "seen_20002"]


async def test_a_clock_that_runs_far_ahead_and_back_forgets_nothing(url: str) -> None:
    ahead = await open_store(url, FixedStartClock(SystemClock().now() + timedelta(days=400)), migrate=True)
    await decide(ahead, arrival("m1"))
    await ahead.close()
    now = await open_store(url, SystemClock())
    assert not await _is_fresh(now, "m1")
    await now.close()


async def test_who_tidies_by_a_clock_that_is_wrong_forgets_nothing(url: str) -> None:
    store = await open_store(url, TurnedClock(SystemClock().now() + timedelta(days=400)), migrate=True)
    await decide(store, arrival("m1"))
    await store.tidy()
    assert not await _is_fresh(store, "m1")
    await store.close()


async def test_a_partition_that_somebody_removed_costs_no_event(store: Store) -> None:
    await decide(store, arrival("m1"))
    await _run(store, f"DROP TABLE seen_{_today()}")
    with pytest.raises(StoreUnavailable):
        await decide(store, arrival("m2"))
    await decide(store)
    assert not await _is_fresh(store, "m2")


async def test_old_days_go_as_a_whole_and_the_others_stay(store: Store) -> None:
    await SeenDays(store.database).ready(_today() - 10)
    await _run(store, f"INSERT INTO seen SELECT {_today() - 10}, sha224('x')")
    await store.tidy()
    assert f"seen_{_today() - 10}" not in await _names(store)
    assert f"seen_{_today() - 9}" in await _names(store)


async def test_a_day_in_use_is_dropped_later_and_stops_nobody(store: Store) -> None:
    days = SeenDays(store.database)
    await days.ready(20_000)
    async with store.database.write() as busy:
        await busy.execute(text("INSERT INTO seen SELECT 20000, sha224('x')"))
        assert await days.forget(20_001) == 0
        await decide(store, arrival("m1"))
    assert await days.forget(20_001) == 1


async def test_while_the_database_is_dumped_tidying_leaves_old_days_to_the_next_time(store: Store) -> None:
    await SeenDays(store.database).ready(_today() - 20)
    async with store.database.write() as dump:
        await dump.execute(text("SELECT FROM seen"))
        await store.tidy()
        assert f"seen_{_today() - 20}" in await _names(store)
    await store.tidy()
    assert f"seen_{_today() - 20}" not in await _names(store)


async def test_the_probe_asks_no_day_that_cannot_hold_the_id(store: Store) -> None:
    days = SeenDays(store.database)
    for day in (_today() - 40, _today() - 20, _today()):
        await days.ready(day)
    held, found = await entries(store, arrival("m1"))
    asked = text("SELECT relname FROM pg_stat_xact_user_tables WHERE relname LIKE 'seen%' AND idx_scan > 0")
    async with store.batch(held) as batch:
        await batch.fresh(found)
        names = (await batch._link.execute(asked)).scalars()
    assert sorted(names) == [f"seen_{_today() + ahead}" for ahead in range(3)]


def _at_0016(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0016")


async def test_what_was_decided_before_there_were_days_stays_decided(url: str) -> None:
    database = Database(url, SystemClock())
    async with database.write() as link:
        await link.run(_at_0016)
    async with database.write() as link:
        row = {"day": _today(), "id": event_key("site", "m1")}
        await link.execute(insert(seen), [row])
    await database.close()
    store = await open_store(url, SystemClock(), migrate=True)
    assert await _names(store) == [f"seen_to_{_today() + 1}"]
    assert not await _is_fresh(store, "m1")
    assert await SeenDays(store.database).forget(_today() + 1) == 1
    assert await _is_fresh(store, "m1")
    await store.close()

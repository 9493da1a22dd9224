"""Low water on a real PostgreSQL: what is committed out of turn is neither missed nor overtaken."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import BigInteger, SmallInteger, bindparam, insert, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY

from frontdesk_server.clock import SystemClock
from frontdesk_server.store import Store, open_store
from frontdesk_server.store.log import _READ_FAIRLY, inbox_row
from frontdesk_server.store.low_water import KEEP_EVERY, LOOK_EVERY
from frontdesk_server.store.tables import inbox
from frontdesk_server.store.values import Arrival, Lease, Work
from tests.server.runtime.house import TurnedClock
from tests.server.store.matter import arrival, decided, leases

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.services)], indirect=True),
]


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
async def store(url: str, clock: TurnedClock) -> AsyncIterator[Store]:
    opened = await open_store(url, clock, migrate=True, partitions=4)
    yield opened
    await opened.close()


@asynccontextmanager
async def _writing(store: Store, late: Arrival) -> AsyncIterator[None]:
    """Within the block an event has its number and is not committed: another process is slow."""
    async with store.database.write() as link:
        await link.execute(insert(inbox), [inbox_row(late, late.conversation, store.partitions)])
        yield


async def _decide(store: Store, held: list[Lease], *arrivals: Arrival) -> list[str]:
    """Append these, and decide one batch: the ids in the order in which they were read."""
    await store.log.append(arrivals)
    found = await store.log.read(held, 100)
    async with store.batch(held) as batch:
        await batch.save(Work(done=found, fresh=found, decided=[decided(entry) for entry in found]))
    return [entry.event.id for entry in found]


async def _look(store: Store, clock: TurnedClock, held: list[Lease], times: int = 3) -> list[str]:
    """Let the marks rise as far as they may; what was found by it."""
    found: list[str] = []
    for _ in range(times):
        clock.turn(seconds=LOOK_EVERY)
        found += await _decide(store, held)
    return found


def _mark(store: Store) -> int:
    return max(store.log._low_water.marks(range(store.partitions)))


async def test_marks_rise_behind_what_is_decided(store: Store, clock: TurnedClock) -> None:
    held = await leases(store)
    await _decide(store, held, *(arrival(f"m{number}") for number in range(5)))
    await _look(store, clock, held)
    assert _mark(store) == 5
    assert await _decide(store, held, arrival("m6")) == ["m6"]


async def test_no_event_overtakes_one_that_was_durable_before_it_came(store: Store, clock: TurnedClock) -> None:
    held = await leases(store)
    async with _writing(store, arrival("late")):
        await _decide(store, held, arrival("early"))
        await _look(store, clock, held)
    # From here on the late one is durable: what comes now comes after it.
    assert await _decide(store, held, arrival("after")) == ["late", "after"]


async def test_marks_rise_again_once_the_slow_one_is_through(store: Store, clock: TurnedClock) -> None:
    held = await leases(store)
    async with _writing(store, arrival("late")):
        await _decide(store, held, arrival("early"))
        await _look(store, clock, held)
    await _look(store, clock, held)
    assert _mark(store) == 2


async def test_what_waits_is_never_passed_over_however_long_it_waits(store: Store, clock: TurnedClock) -> None:
    held = await leases(store)
    await _decide(store, held, arrival("m1"))
    await store.log.append([arrival(f"w{number}", contact=f"c{number}") for number in range(40)])
    assert len(await store.log.read(held, 100)) == 40
    for _ in range(4):  # nobody decides; each answer is too short to name every partition
        clock.turn(seconds=LOOK_EVERY)
        await store.log.read(held, 3)
    assert len(await store.log.read(held, 100)) == 40


async def test_who_comes_next_begins_at_the_marks_that_were_kept(url: str, store: Store, clock: TurnedClock) -> None:
    held = await leases(store)
    await _decide(store, held, *(arrival(f"m{number}") for number in range(5)))
    await _look(store, clock, held)
    clock.turn(seconds=KEEP_EVERY)
    await _decide(store, held)
    other = await open_store(url, SystemClock())
    assert await other.log.read(held, 100) == []
    assert _mark(other) == 5
    assert await other.log.waiting() == 0
    await other.close()


async def test_where_a_copy_was_brought_back_the_marks_are_those_of_the_copy(store: Store, clock: TurnedClock) -> None:
    held = await leases(store)
    await _decide(store, held, *(arrival(f"m{number}") for number in range(5)))
    await _look(store, clock, held)
    async with store.database.write() as link:
        await link.execute(text("ALTER SEQUENCE inbox_number_seq RESTART WITH 1"))
        await link.execute(text("DELETE FROM low_water"))
    await store.log.append([arrival("lost")])
    clock.turn(seconds=LOOK_EVERY)
    assert [entry.event.id for entry in await store.log.read(held, 100)] == ["lost"]


DEAD = 20_000


async def test_a_read_walks_over_no_row_that_somebody_still_holds(store: Store, clock: TurnedClock) -> None:
    held = await leases(store)
    async with store.database.write() as old_view:
        await old_view.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        await old_view.execute(text("SELECT 1 FROM inbox"))
        await _died(store)
        await _decide(store, held, arrival("m1"))
        await _look(store, clock, held)
        above = store.log._low_water.marks(range(4))
        assert await _touched(store, above) * 10 < await _touched(store, [0] * 4)
    assert min(above) > DEAD


async def _died(store: Store) -> None:
    """As many rows as a few seconds bring, decided and gone."""
    rows = (
        "INSERT INTO inbox (part, id, conversation, account, body) "
        "SELECT n % 4, sha224(n::text::bytea), sha224('c'), 'site', repeat('x', 300) FROM generate_series(1, :dead) n"
    )
    async with store.database.write() as link:
        await link.execute(text(rows), {"dead": DEAD})
    async with store.database.write() as link:
        await link.execute(text("DELETE FROM inbox"))


async def _touched(store: Store, above: list[int]) -> int:
    """How many pages one read of the inbox touches."""
    read = str(_READ_FAIRLY.compile(dialect=postgresql.dialect(paramstyle="named")))  # type: ignore[no-untyped-call]
    explained = text("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + read.replace("::", "\\:\\:")).bindparams(
        bindparam("parts", [0, 1, 2, 3], type_=ARRAY(SmallInteger)),
        bindparam("above", above, type_=ARRAY(BigInteger)),
        bindparam("most", 200),
        bindparam("param_1", 50),
    )
    async with store.database.read() as link:
        ((plan,),) = (await link.execute(explained)).all()
    assert "(number > owned.above)" in json.dumps(plan)
    return int(plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"])

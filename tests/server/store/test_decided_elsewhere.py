"""Two copies of an event in different partitions, as of a contact renamed meanwhile, on a real PostgreSQL."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from frontdesk_server.store import Store, StoreUnavailable
from frontdesk_server.store.batch import Batch
from frontdesk_server.store.values import Work, partition_of
from tests.server.store.matter import arrival, decided, entries

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.services)], indirect=True),
]
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


async def _until_somebody_waits(store: Store, batch: Batch) -> None:
    """Until somebody waits for what this batch holds, which is never idle for long: the database would end it."""
    waiting = 0
    while not waiting:
        await batch.excluded("e1")
        async with store.database.read() as link:
            waiting = (await link.execute(WAITING)).number()


async def test_an_event_that_is_in_two_partitions_is_decided_once_though_both_are_at_it(store: Store) -> None:
    copies = [arrival("m1", contact=name) for name in ("old", "new")]
    assert len({partition_of(copy.conversation, store.partitions) for copy in copies}) == 2
    held, found = await entries(store, *copies)

    async def decide(number: int) -> int:
        mine = [lease for lease in held if lease.part == found[number].part]
        async with store.batch(mine) as batch:
            fresh = await batch.fresh([found[number]])
            await batch.save(Work(done=[found[number]], fresh=fresh, decided=[decided(one) for one in fresh]))
            if not number:
                other = asyncio.create_task(decide(1))
                await _until_somebody_waits(store, batch)
        if not number:
            with pytest.raises(StoreUnavailable):
                await other
        return len(fresh)

    async with asyncio.timeout(60):
        assert await decide(0) == 1
        assert await decide(1) == 0
    assert len(await store.journal.conversations(limit=10)) == 1

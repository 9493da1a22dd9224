"""Leases are locked in the order of their partitions, by whoever locks them: nobody waits in a circle."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, text

from frontdesk_server.clock import SystemClock
from frontdesk_server.store import Store, open_store
from frontdesk_server.store.tables import part
from frontdesk_server.store.values import Role

pytestmark = [pytest.mark.anyio, pytest.mark.services]
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


ALTER = "ALTER DATABASE %I SET enable_indexscan = off"
ALSO = "ALTER DATABASE %I SET enable_bitmapscan = off"


async def _without_indexes(url: str) -> None:
    """The database, which goes through rows as they lie in the file from the next connection on."""
    store = await open_store(url, SystemClock(), migrate=True, partitions=4)
    async with store.database.write() as link:
        for change in (ALTER, ALSO):
            await link.execute(text(f"DO $$ BEGIN EXECUTE format('{change}', current_database()); END $$"))
    await store.close()


def _lock(number: int) -> object:
    return select(part.c.number).where(part.c.role == Role.WORKER, part.c.number == number).with_for_update()


async def _until_somebody_waits(store: Store) -> None:
    while True:
        async with store.database.read() as link:
            if (await link.execute(WAITING)).number():
                return


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("step", ["hold", "release"])
async def test_a_batch_and_a_renewal_never_wait_for_each_other(url: str, step: str) -> None:
    await _without_indexes(url)
    store = await open_store(url, SystemClock())
    try:
        leases = store.leases(Role.WORKER, "me")
        await leases.hold()
        async with store.database.write() as link:  # the first partition is the last one in the file from now on
            await link.execute(text("UPDATE part SET cursor = cursor WHERE number = 0"))
        async with asyncio.timeout(30), store.database.write() as batch:
            await batch.execute(_lock(0))
            renewal = asyncio.create_task(getattr(leases, step)())
            await _until_somebody_waits(store)
            await batch.execute(_lock(1))
        await renewal
    finally:
        await store.close()

"""Several runtimes over one PostgreSQL database, each with a store of its own, as several processes have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime import Connections, Runtime
from frontdesk_server.runtime.tuning import GRACE, ServerRole, Tuning
from frontdesk_server.store import Store, open_store
from tests.server.runtime.house import RECORD, House, Platform, connections, engine

FOREVER = 3600.0


@asynccontextmanager
async def opened(url: str, *, migrate: bool = False) -> AsyncIterator[Store]:
    """A store on it, with eight partitions."""
    store = await open_store(url, SystemClock(), migrate=migrate, partitions=8)
    try:
        yield store
    finally:
        await store.close()


async def prepare(url: str) -> None:
    """Make the tables, and the one establishment."""
    async with opened(url, migrate=True) as store:
        await store.establishments.sync("test", [RECORD])


@asynccontextmanager
async def member(
    url: str,
    role: str = "all",
    *,
    platform: Platform | None = None,
    lease: float = 60.0,
    grace: timedelta = GRACE,
    wired: Connections | None = None,
) -> AsyncIterator[House]:
    """One process of a role."""
    platform = platform or Platform()
    async with opened(url) as store:
        tuning = Tuning(role=ServerRole(role), lease=timedelta(seconds=lease), grace=grace)
        runtime = Runtime(store, engine(), wired or connections(), platform, owner=None, tuning=tuning)
        await runtime.start()
        house = House(store, runtime, platform, store.clock)  # type: ignore[arg-type]
        try:
            yield house
        finally:
            if not house.crashed:
                await runtime.stop()

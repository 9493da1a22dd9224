"""Presence: who is there to take events in, for as long as it has said so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk_server.store import Store
from frontdesk_server.store.leases import forget_gone
from frontdesk_server.store.presence import TAKES_IN
from frontdesk_server.store.values import Role

pytestmark = pytest.mark.anyio
LONG = timedelta(hours=1)
GONE = timedelta(seconds=-1)


async def there(store: Store) -> list[tuple[str, str]]:
    return [(one.owner, one.role) for one in await store.presence.there(store.common_clock.now())]


async def test_whoever_said_so_is_there_until_it_goes(store: Store) -> None:
    for owner in ("b", "a", "a"):
        await store.presence.come(owner, LONG)
    assert await there(store) == [("a", TAKES_IN), ("b", TAKES_IN)]
    await store.presence.go("a")
    assert await there(store) == [("b", TAKES_IN)]


async def test_whoever_said_nothing_for_too_long_is_not_there_and_is_forgotten(store: Store) -> None:
    await store.presence.come("a", GONE)
    await store.presence.come("b", LONG)
    assert await there(store) == [("b", TAKES_IN)]
    await forget_gone(store.database)
    assert await there(store) == [("b", TAKES_IN)]


async def test_who_takes_in_has_no_share_of_partitions(store: Store) -> None:
    await store.presence.come("a", LONG)
    assert len(await store.leases(Role.WORKER, "b").hold()) == 4


@pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.services)], indirect=True)
async def test_a_worker_who_found_no_partition_is_there_too(store: Store) -> None:
    for owner in "abcde":
        await store.leases(Role.WORKER, owner, LONG).hold()
    assert await there(store) == [(owner, Role.WORKER.value) for owner in "abcde"]

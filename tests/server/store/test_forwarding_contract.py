"""The queue of what is forwarded: written with the decision, first in first out for each account, on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from frontdesk_server.store import Store
from frontdesk_server.store.values import Arrival, Role, Work
from tests.server.store.matter import arrival, decided, entries, leases

pytestmark = pytest.mark.anyio


async def _decide(store: Store, *arrivals: Arrival, forward: bool = True) -> None:
    held, found = await entries(store, *arrivals)
    effects = [replace(decided(entry), forward=forward) for entry in found]
    async with store.batch(held) as batch:
        await batch.save(Work(done=found, fresh=found, decided=effects))


async def _due(store: Store) -> list[str]:
    found = await store.forwards.due(await leases(store, role=Role.SENDER))
    return sorted(json.loads(one.body)["text"] for one in found)


async def test_only_what_is_to_be_forwarded_is_queued(store: Store) -> None:
    await _decide(store, arrival("m1", text="no"), forward=False)
    await _decide(store, arrival("m2", text="yes"))
    assert await _due(store) == ["yes"]


async def test_each_account_gives_its_first_one_and_the_next_once_that_is_gone(store: Store) -> None:
    await _decide(store, arrival("m1", text="one"), arrival("m2", text="two"), arrival("m3", account="b", text="three"))
    assert await _due(store) == ["one", "three"]
    (first,) = [one for one in await store.forwards.due(await leases(store, role=Role.SENDER)) if one.account != "b"]
    await store.forwards.done(first.number)
    assert await _due(store) == ["three", "two"]


async def test_what_is_put_off_keeps_those_behind_it_waiting_and_tells_its_trouble(store: Store) -> None:
    await _decide(store, arrival("m1", text="one"), arrival("m2", text="two"))
    (first,) = await store.forwards.due(await leases(store, role=Role.SENDER))
    later = store.clock.now() + timedelta(hours=1)
    await store.forwards.put_off(first.number, until=later, detail="status 503")
    assert await _due(store) == []
    (behind,) = await store.forwards.waiting()
    assert (behind.account, behind.count, behind.attempts, behind.detail) == ("site", 2, 1, "status 503")


async def test_nothing_is_due_for_whom_no_account_is_leased(store: Store) -> None:
    await _decide(store, arrival())
    assert await store.forwards.due([]) == []

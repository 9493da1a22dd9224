"""Telling a database that it is a copy: what is parked, on both databases, and when it is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk.errors import ConfigError
from frontdesk_server.clock import SystemClock
from frontdesk_server.store import OutboxStatus, Store, open_store
from frontdesk_server.store.audit import COMMAND_LINE
from frontdesk_server.store.values import Claims, Role, Settled
from tests.server.store.matter import arrival, decide, leases, outgoing, statuses

pytestmark = pytest.mark.anyio


async def _let_go(store: Store) -> None:
    """No server holds a lease any more."""
    for role in Role:
        await store.leases(role, "me").release()


async def test_everything_that_is_not_sent_is_parked_whatever_its_state(store: Store) -> None:
    for contact in ("ada", "bea", "cyd", "dan"):
        await decide(store, arrival(contact, contact), saying=[outgoing(contact, f"to {contact}", to=contact)])
    async with store.claiming(await leases(store, role=Role.SENDER)) as claiming:
        rows = (await claiming.candidates(100, of_one=100))[:3]
        await claiming.save(Claims(sending=rows))
    later = store.clock.now() + timedelta(hours=1)
    await store.outbox.settle([Settled(rows[0].key, 1, "sent")])
    await store.outbox.settle([Settled(rows[1].key, 1, "unknown", not_before=later)])
    await _let_go(store)
    done = await store.restoring.mark(None, actor=COMMAND_LINE)
    assert done.parked == 3
    assert len(await store.outbox.rows(OutboxStatus.PARKED)) == 3
    assert {one.reason for one in await store.parked.list()} == {"restored"}
    assert await statuses(store, "ada") == {"to ada": "sent"}
    assert [entry.action for entry in await store.audit.list()] == ["store.restored"]
    assert (await store.restoring.mark(None, actor=COMMAND_LINE)).parked == 0


async def test_what_is_newer_than_the_restore_point_is_not_parked(store: Store) -> None:
    point = store.clock.now()
    await decide(store, arrival(), saying=[outgoing("a")])
    await _let_go(store)
    assert (await store.restoring.mark(point, actor=COMMAND_LINE)).parked == 0


async def test_after_it_answers_to_events_of_the_time_before_are_parked_and_later_ones_are_not(
    store: Store, url: str
) -> None:
    await store.restoring.mark(None, actor=COMMAND_LINE)
    await store.close()
    opened = await open_store(url, SystemClock(), partitions=4)
    await decide(opened, arrival("old"), saying=[outgoing("a", "old")])
    assert await statuses(opened) == {"old": "parked"}
    await opened.close()


@pytest.mark.services
async def test_it_is_refused_while_a_server_works_on_a_shared_database(store: Store) -> None:
    if store.database.embedded:
        await store.leases(Role.WORKER, "me").hold()
        assert (await store.restoring.mark(None, actor=COMMAND_LINE)).parked == 0
        return
    await store.leases(Role.WORKER, "me").hold()
    with pytest.raises(ConfigError, match="FD897"):
        await store.restoring.mark(None, actor=COMMAND_LINE)
    await _let_go(store)
    assert (await store.restoring.mark(None, actor=COMMAND_LINE)).parked == 0

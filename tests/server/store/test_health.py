"""The contract of the backlog: what waits is counted and its age told, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import update

from frontdesk import Arm
from frontdesk_server.store import OutboxStatus, Store
from frontdesk_server.store.tables import outbox
from frontdesk_server.store.values import Claims, Culprit, Role, Settled, Work
from tests.server.store.matter import NOW, arrival, decide, entries, key, leases, outgoing

pytestmark = pytest.mark.anyio


async def test_an_empty_store_has_no_backlog(store: Store) -> None:
    found = await store.health.backlog()
    assert (found.events, found.oldest_event, found.dead, found.timers_due) == (0, None, 0, 0)
    assert set(found.outbox.values()) == {0}


async def test_events_waiting_are_counted_and_the_first_tells_their_age(store: Store) -> None:
    await store.log.append([arrival("m1"), arrival("m2", contact="bob")])
    found = await store.health.backlog()
    assert found.events == 2
    assert found.oldest_event == found.at - NOW


async def test_messages_are_counted_by_status_with_the_age_of_the_oldest(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    found = await store.health.backlog()
    assert found.outbox[OutboxStatus.PENDING] == 1
    assert timedelta(0) <= found.oldest_message[OutboxStatus.PENDING] < timedelta(minutes=5)
    assert OutboxStatus.PARKED not in found.oldest_message


async def test_an_end_is_unknown_since_the_message_went_out_however_long_it_waited_before(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    async with store.database.write() as link:
        await link.execute(update(outbox).values(at=NOW))
    async with store.claiming(await leases(store, role=Role.SENDER)) as claiming:
        rows = await claiming.candidates(1, of_one=1)
        await claiming.save(Claims(sending=rows))
    assert (await store.health.backlog()).oldest_message[OutboxStatus.SENDING] > timedelta(days=1)
    await store.outbox.settle([Settled(key("a"), 1, "unknown", not_before=store.clock.now())])
    found = await store.health.backlog()
    assert found.outbox[OutboxStatus.UNKNOWN] == 1
    assert timedelta(0) <= found.oldest_message[OutboxStatus.UNKNOWN] < timedelta(minutes=5)


async def test_dead_letters_are_counted(store: Store) -> None:
    held, found = await entries(store, arrival())
    async with store.batch(held) as batch:
        culprit = Culprit(entry=found[0], error="boom", release=1)
        await batch.save(Work(done=found, fresh=found, dead=[culprit]))
    backlog = await store.health.backlog()
    assert backlog.dead == 1
    assert backlog.oldest_dead is not None


async def test_a_timer_counts_once_it_is_due(store: Store) -> None:
    await decide(store, arrival(), timers=[Arm(name="late", due=NOW), Arm(name="soon", due=NOW + timedelta(days=9999))])
    found = await store.health.backlog()
    assert found.timers_due == 1
    assert found.latest_timer == found.at - NOW


async def test_every_partition_tells_its_owner_epoch_and_end(store: Store) -> None:
    held = await leases(store, "me")
    shares = (await store.health.backlog()).shares
    mine = [share for share in shares if share.role is Role.WORKER]
    assert [(share.number, share.owner, share.epoch) for share in mine] == [(each.part, "me", 1) for each in held]
    assert all(share.expires is not None for share in mine)
    assert {share.owner for share in shares if share.role is Role.SENDER} == {None}


@pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.services)], indirect=True)
async def test_a_transaction_that_is_left_open_shows(store: Store, url: str) -> None:
    other = await asyncpg.connect(url)
    held = other.transaction(isolation="repeatable_read")
    await held.start()
    await other.execute("SELECT 1 FROM inbox")
    for number in range(3):
        await store.log.append([arrival(f"m{number}")])
    vacuum = (await store.health.backlog()).vacuum
    await held.rollback()
    await other.close()
    assert vacuum is not None
    assert vacuum.xmin_age >= 3
    assert vacuum.oldest_view is not None
    assert set(vacuum.dead_rows) == {"inbox", "outbox"}


@pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.services)], indirect=True)
async def test_rows_that_were_deleted_and_not_tidied_up_show(store: Store, url: str) -> None:
    other = await asyncpg.connect(url)
    await other.execute("ALTER TABLE inbox SET (autovacuum_enabled = off)")
    await decide(store, *(arrival(f"m{number}") for number in range(50)))
    async with asyncio.timeout(60):
        while True:
            vacuum = (await store.health.backlog()).vacuum
            assert vacuum is not None
            if vacuum.dead_rows["inbox"] >= 50:
                break
    await other.close()

"""Senders and platforms tell at once what became of messages, on a real PostgreSQL: nobody waits in a circle."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Executable, select, text

from frontdesk import Contact, DeliveryStatus, DeliveryUpdated
from frontdesk_server.store import Store
from frontdesk_server.store.link import Link
from frontdesk_server.store.tables import message
from frontdesk_server.store.values import Reported, Settled, Work
from tests.server.store.matter import NOW, arrival, decide, key, leases, outgoing

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.services)], indirect=True),
]
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
NAMES = sorted("abcdefgh", key=key, reverse=True)
"""Of messages, those first whose key is the highest."""

Telling = Callable[[Store], Awaitable[None]]


async def _sent(store: Store) -> None:
    await store.outbox.settle([Settled(key(name), 0, "sent", platform_id=name) for name in NAMES])


async def _not_sent(store: Store) -> None:
    await store.outbox.settle([Settled(key(name), 0, "failed") for name in NAMES])


async def _report(store: Store, status: DeliveryStatus) -> None:
    ada = Contact(address="ada")
    told = [
        DeliveryUpdated(id=name, contact=ada, at=NOW, received_at=NOW, status=status, key=key(name)) for name in NAMES
    ]
    async with store.batch(await leases(store)) as batch:
        await batch.save(Work(done=[], updates=[Reported("site", one) for one in told]))


async def _arrived(store: Store) -> None:
    await _report(store, DeliveryStatus.DELIVERED)


async def _failed(store: Store) -> None:
    await _report(store, DeliveryStatus.FAILED)


async def _until_somebody_waits(store: Store, other: Link) -> None:
    """Until somebody waits for what `other` holds, who is never idle for long: the database would end that."""
    waiting = 0
    while not waiting:
        await other.execute(text("SELECT 1"))
        async with store.database.read() as link:
            waiting = (await link.execute(WAITING)).number()


@pytest.mark.parametrize("tell", [_sent, _not_sent, _arrived, _failed])
async def test_whoever_tells_of_several_messages_begins_with_the_lowest_key(store: Store, tell: Telling) -> None:
    await decide(store, arrival(), saying=[outgoing(name) for name in NAMES])

    def locked(name: str) -> Executable:
        return select(message.c.key).where(message.c.key == key(name)).with_for_update(nowait=True)

    async with asyncio.timeout(60), store.database.write() as other:
        await other.execute(locked(NAMES[-1]))
        telling = asyncio.ensure_future(tell(store))
        await _until_somebody_waits(store, other)
        for name in NAMES:
            await other.execute(locked(name))
    await telling

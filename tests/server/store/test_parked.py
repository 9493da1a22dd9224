"""Parked messages: what is known of each, and a person's word that counts once, also against an echo."""

from __future__ import annotations

import asyncio

import pytest

from frontdesk import DeliveryStatus, DeliveryUpdated
from frontdesk.model import Contact
from frontdesk_server.store import OutboxStatus, Store
from frontdesk_server.store.audit import COMMAND_LINE, Change
from frontdesk_server.store.values import Claims, Reported, Role, Settled, Work
from tests.server.store.matter import NOW, arrival, decide, key, leases, outgoing, statuses

pytestmark = pytest.mark.anyio


def word(action: str) -> Change:
    return Change(actor=COMMAND_LINE, action=action, kind="message", subject=key("a"))


async def park(store: Store, account: str = "site", name: str = "a") -> None:
    await decide(store, arrival(name, account=account), saying=[outgoing(name)])
    async with store.claiming(await leases(store, role=Role.SENDER)) as claiming:
        rows = await claiming.candidates(100, of_one=100)
        await claiming.save(Claims(sending=rows))
    await store.outbox.settle([Settled(row.key, 1, "parked", not_before=NOW, detail="reset") for row in rows])


async def echo(store: Store, name: str = "a") -> None:
    """The platform says after all that it was delivered."""
    told = DeliveryUpdated(
        id="d1",
        contact=Contact(address="ada"),
        at=NOW,
        received_at=NOW,
        key=key(name),
        platform_id="p1",
        status=DeliveryStatus.DELIVERED,
    )
    async with store.batch(await leases(store)) as batch:
        await batch.save(Work(done=[], updates=[Reported("site", told)]))


async def test_a_parked_message_is_listed_with_why_and_how_often_it_was_tried(store: Store) -> None:
    await park(store)
    await park(store, account="phone", name="b")
    [found] = await store.parked.list("site")
    assert (found.reason, found.row.attempt, found.row.message.text) == ("reset", 1, "Welcome")
    assert found.tried_at is not None
    assert len(await store.parked.list()) == 2


async def test_an_echo_that_comes_after_all_leaves_nothing_to_send_again(store: Store) -> None:
    await park(store)
    await echo(store)
    assert not await store.parked.resend(key("a"), word("message.resent"))
    assert not await store.parked.drop(key("a"), word("message.given_up"))
    assert await statuses(store) == {"Welcome": "delivered"}
    assert await store.audit.list() == []


async def test_an_echo_settles_what_somebody_has_just_sent_again(store: Store) -> None:
    await park(store)
    assert await store.parked.resend(key("a"), word("message.resent"))
    await echo(store)
    assert await store.outbox.rows(OutboxStatus.PENDING) == []
    assert await statuses(store) == {"Welcome": "delivered"}


async def test_an_echo_and_a_word_at_the_same_time_send_nothing_that_is_known_to_have_arrived(store: Store) -> None:
    await park(store)
    await asyncio.gather(store.parked.resend(key("a"), word("message.resent")), echo(store))
    assert await store.outbox.rows(OutboxStatus.PENDING) == []
    assert await statuses(store) == {"Welcome": "delivered"}


async def test_of_several_words_one_counts_and_is_written_down(store: Store) -> None:
    await park(store)
    counted = await asyncio.gather(*(store.parked.resend(key("a"), word("message.resent")) for _ in range(3)))
    assert sorted(counted) == [False, False, True]
    assert [entry.action for entry in await store.audit.list()] == ["message.resent"]
    assert await statuses(store) == {"Welcome": "pending"}


async def test_what_is_given_up_is_told_in_the_journal(store: Store) -> None:
    await park(store)
    assert await store.parked.drop(key("a"), word("message.given_up"))
    assert await statuses(store) == {"Welcome": "dropped"}
    assert await store.outbox.rows(OutboxStatus.PARKED) == []

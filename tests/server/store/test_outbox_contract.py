"""The contract of the outbox: claims, results, order and once-only, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from frontdesk import Contact, DeliveryStatus, DeliveryUpdated, Publish, conversation_id
from frontdesk_server.store import OutboxStatus, Store
from frontdesk_server.store.audit import COMMAND_LINE, Change
from frontdesk_server.store.values import (
    AccountNote,
    Arrival,
    Claims,
    Dropped,
    Lease,
    Replaced,
    Role,
    Settled,
    Work,
    account_partition,
)
from tests.server.runtime.house import TurnedClock
from tests.server.store.matter import (
    NOW,
    arrival,
    claim,
    decide,
    decided,
    entries,
    key,
    leases,
    next_due,
    outgoing,
    statuses,
)

pytestmark = pytest.mark.anyio

LATER = timedelta(hours=1)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
WORD = Change(actor=COMMAND_LINE, action="message.resent", kind="message", subject="a")


async def _senders(store: Store) -> list[Lease]:
    return await leases(store, role=Role.SENDER)


async def test_a_message_is_claimed_once(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    assert [row.key for row in await claim(store)] == [key("a")]
    assert await claim(store) == []


async def test_an_account_with_a_call_under_way_is_not_given_to_others_before_its_end(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    mine, other = store.leases(Role.SENDER, "me"), store.leases(Role.SENDER, "other")
    [row] = await claim(store)
    assert await mine.release(unfinished=False) == 1
    assert len(await other.hold()) == 3
    await store.outbox.settle([Settled(row.key, 1, "sent")])
    assert await mine.release(unfinished=False) == 0
    assert len(await other.hold()) == 4


async def test_nothing_new_is_begun_for_an_account_that_is_to_be_given_away(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    held = await store.leases(Role.SENDER, "me").hold()
    [row] = await claim(store)
    kept = await store.leases(Role.SENDER, "me").hold(0)
    assert (kept, await store.leases(Role.SENDER, "me").release(unfinished=False)) == ([], 1)
    async with store.claiming(held) as claiming:
        assert len(claiming.held) == 1
    await store.outbox.settle([Settled(row.key, 1, "sent")])


async def test_a_late_word_waits_while_a_message_is_being_claimed(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    async with store.claiming(await _senders(store)) as claiming:
        [row] = await claiming.candidates(10, of_one=10)
        told = asyncio.create_task(store.outbox.settle([Settled(row.key, 0, "sent")]))
        await asyncio.wait({told}, timeout=0.3)
        assert not told.done()
        await claiming.save(Claims(sending=[row]))
    await told
    assert await statuses(store) == {"Welcome": "sent"}


async def test_j1_the_next_message_of_a_conversation_waits_for_the_end_of_the_one_before(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a", "one"), outgoing("b", "two")])
    assert [row.message.text for row in await claim(store)] == ["one"]
    assert await claim(store) == []
    await store.outbox.settle([Settled(key("a"), 1, "sent")])
    assert [row.message.text for row in await claim(store)] == ["two"]


async def test_j2_order_is_kept_through_retries(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a", "one"), outgoing("b", "two")])
    await claim(store)
    await store.outbox.settle([Settled(key("a"), 1, "pending", not_before=store.clock.now() + LATER)])
    assert await claim(store) == []


async def test_conversations_do_not_wait_for_each_other(store: Store) -> None:
    await decide(store, arrival("m1"), saying=[outgoing("a")])
    await decide(store, arrival("m2", contact="bea"), saying=[outgoing("b", to="bea")])
    assert len(await claim(store)) == 2


async def test_an_account_that_is_left_out_does_not_hold_up_others(store: Store) -> None:
    await decide(store, arrival("m1"), saying=[outgoing("a")])
    await decide(store, arrival("m2", account="phone"), saying=[outgoing("b")])
    assert [row.account for row in await claim(store, without=["site"])] == ["phone"]


async def test_of_one_account_no_more_are_looked_at_than_are_asked_for_and_others_have_theirs(store: Store) -> None:
    crowd = [arrival(f"m{number}", contact=f"c{number}") for number in range(4)]
    for number, one in enumerate(crowd):
        await decide(store, one, saying=[outgoing(f"a{number}", to=f"c{number}")])
    await decide(store, arrival("m9", account="phone"), saying=[outgoing("b")])
    async with store.claiming(await _senders(store)) as claiming:
        assert [row.account for row in await claiming.candidates(10, of_one=2)] == ["site", "site", "phone"]
        assert [row.account for row in await claiming.candidates(3, of_one=3)] == ["site"] * 3


async def test_a_claim_under_a_lost_lease_gives_nothing(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    stale = [lease._replace(epoch=lease.epoch - 1) for lease in await _senders(store)]
    async with store.claiming(stale) as claiming:
        assert await claiming.candidates(10, of_one=10) == []


async def test_a_sent_message_leaves_the_outbox_and_is_told(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await claim(store)
    await store.outbox.settle([Settled(key("a"), 1, "sent", platform_id="p1")])
    assert await statuses(store) == {"Welcome": "sent"}
    assert await store.outbox.rows(OutboxStatus.SENDING) == []


async def test_a_failed_message_is_told_with_the_platforms_words(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await claim(store)
    await store.outbox.settle([Settled(key("a"), 1, "failed", detail="no such contact")])
    view = await store.journal.conversation(conversation_id("site", "ada"))
    assert view is not None
    assert (view.messages[-1].status, view.messages[-1].detail) == ("failed", "no such contact")


async def test_the_result_of_an_attempt_that_is_over_changes_nothing(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await claim(store)
    await store.outbox.settle([Settled(key("a"), 1, "pending", not_before=NOW)])
    await claim(store)
    await store.outbox.settle([Settled(key("a"), 1, "pending", not_before=NOW)])
    assert [row.attempt for row in await store.outbox.rows(OutboxStatus.SENDING)] == [2]


async def test_a_late_word_that_it_was_sent_counts(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await claim(store)
    await store.outbox.settle([Settled(key("a"), 1, "unknown", not_before=store.clock.now() + LATER)])
    await store.outbox.settle([Settled(key("a"), 1, "sent")])
    assert await statuses(store) == {"Welcome": "sent"}
    assert await next_due(store) is None


async def test_an_unknown_message_may_be_claimed_when_its_grace_has_passed(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await claim(store)
    await store.outbox.settle([Settled(key("a"), 1, "unknown", not_before=store.clock.now() + LATER)])
    assert await claim(store) == []
    await store.outbox.settle([Settled(key("a"), 1, "unknown", not_before=NOW)])
    assert [row.status for row in await claim(store)] == [OutboxStatus.UNKNOWN]


async def test_what_was_being_sent_when_its_owner_went_away_is_found(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await claim(store)
    assert [row.attempt for row in await store.outbox.stranded(await _senders(store))] == [1]


async def test_a_parked_message_waits_for_a_human_and_lets_others_pass(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a", "one"), outgoing("b", "two")])
    await claim(store)
    await store.outbox.settle([Settled(key("a"), 1, "parked", not_before=NOW)])
    assert [row.message.text for row in await claim(store)] == ["two"]
    await store.outbox.settle([Settled(key("b"), 1, "sent")])
    assert await store.parked.resend(key("a"), WORD)
    assert [row.message.text for row in await claim(store)] == ["one"]


async def test_a_parked_message_may_be_given_up(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await claim(store)
    assert not await store.parked.drop(key("a"), WORD)
    await store.outbox.settle([Settled(key("a"), 1, "parked", not_before=NOW)])
    assert await store.parked.drop(key("a"), WORD)
    assert await statuses(store) == {"Welcome": "dropped"}


async def test_a_published_message_stands_in_the_stream_exactly_once(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    async with store.claiming(await _senders(store)) as claiming:
        rows = await claiming.candidates(10, of_one=10)
        said = [(row, Publish(body={"text": row.message.text})) for row in rows]
        await claiming.save(Claims(published=[*said, *said]))
    history = await store.streams.history(conversation_id("site", "ada"))
    assert [(entry.key, entry.body) for entry in history] == [(key("a"), {"text": "Welcome"})]
    assert await statuses(store) == {"Welcome": "sent"}


async def test_a_dropped_message_is_told_with_its_reason(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    async with store.claiming(await _senders(store)) as claiming:
        await claiming.save(Claims(dropped=[Dropped(key("a"), "dropped", "deadline_passed")]))
    view = await store.journal.conversation(conversation_id("site", "ada"))
    assert view is not None
    assert (view.messages[-1].status, view.messages[-1].detail) == ("dropped", "deadline_passed")


async def test_a_message_that_is_put_off_waits(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    later = store.clock.now() + LATER
    async with store.claiming(await _senders(store)) as claiming:
        await claiming.save(Claims(held=[(key("a"), later)]))
    assert await claim(store) == []
    assert await next_due(store) == later


async def test_a_text_made_again_is_what_is_sent_and_told(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a", "old")])
    async with store.claiming(await _senders(store)) as claiming:
        [row] = await claiming.candidates(10, of_one=10)
        more = [Replaced(row, outgoing("c", "more"))]
        await claiming.save(Claims(replaced=[Replaced(row, outgoing("a", "new"))], added=more))
    assert await statuses(store) == {"new": "pending", "more": "pending"}
    assert [row.message.text for row in await claim(store)] == ["new"]


async def test_what_platforms_have_told_is_known_before_it_is_decided(store: Store) -> None:
    told = DeliveryUpdated(
        id="d1", contact=Contact(address="ada"), at=NOW, received_at=NOW, key=key("a"), status=DeliveryStatus.SENT
    )
    ada, bea = conversation_id("site", "ada"), conversation_id("site", "bea")
    await store.log.append([arrival(), Arrival("site", ada, told), Arrival("site", bea, replace(told, key=key("b")))])
    async with store.claiming(await _senders(store)) as claiming:
        assert await claiming.reported([ada]) == {key("a")}
        assert await claiming.reported([conversation_id("site", "eve")]) == set()
        assert await claiming.reported([]) == set()


async def test_whether_a_message_is_due_is_told_by_the_clock_that_machines_share(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    senders = await _senders(store)
    assert await store.outbox.due(senders) == []
    await decide(store, arrival(), saying=[outgoing("a")])
    its_own = [lease for lease in senders if lease.part == account_partition("site", store.partitions)]
    assert await store.outbox.due(senders) == its_own
    assert await store.outbox.due(senders, without=["site"]) == []
    assert await store.outbox.due([]) == []
    behind = TurnedClock(store.clock.now() - LATER)
    monkeypatch.setattr(store.clock, "now", behind.now)
    assert await store.outbox.due(senders) == ([] if store.database.embedded else its_own)


async def test_what_an_account_was_told_is_remembered(store: Store) -> None:
    note = AccountNote("site", NOW, 3)
    await store.outbox.settle([], [note])
    assert await store.outbox.notes() == {"site": note}


async def test_when_the_clock_was_set_everything_waits_as_long_as_before(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    asked = store.clock.now() + timedelta(minutes=1)
    await store.outbox.settle([], [AccountNote("site", asked, 0), AccountNote("phone", None, 3)])
    before = await next_due(store)
    assert before is not None
    await store.shift(timedelta(hours=-3))
    assert await next_due(store) == before - timedelta(hours=3)
    notes = await store.outbox.notes()
    assert {id_: note.not_before for id_, note in notes.items()} == {
        "site": asked - timedelta(hours=3),
        "phone": None,
    }


async def test_a_result_that_comes_after_the_message_was_parked_changes_nothing(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await claim(store)
    now = store.clock.now()
    await store.outbox.settle([Settled(key("a"), 1, "parked", not_before=now)])
    await store.outbox.settle([Settled(key("a"), 1, "pending", not_before=now, detail="503")])
    await store.outbox.settle([Settled(key("a"), 1, "failed", detail="no such contact")])
    assert await statuses(store) == {"Welcome": "parked"}
    assert [row.key for row in await store.outbox.rows(OutboxStatus.PARKED)] == [key("a")]


async def test_the_common_clock_is_the_one_that_leases_go_by(store: Store) -> None:
    await _senders(store)
    async with store.database.read() as link:
        instant = await link.run(store.database.instant)
    assert abs(store.common_clock.now() - instant) < timedelta(minutes=1)


async def test_a_message_carries_its_trace_and_when_its_event_was_received(store: Store) -> None:
    held, [entry] = await entries(store, arrival()._replace(trace=TRACE))
    async with store.batch(held) as batch:
        effect = replace(decided(entry, outgoing("a")), trace=entry.trace)
        await batch.save(Work(done=[entry], fresh=[entry], decided=[effect]))

    assert [(row.trace, row.received) for row in await claim(store)] == [(TRACE, NOW)]


async def test_what_somebody_else_is_sending_now_is_not_stranded(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    mine = await _senders(store)
    await claim(store)
    assert [row.key for row in await store.outbox.stranded(mine)] == [key("a")]
    lost = [lease._replace(epoch=lease.epoch - 1) for lease in mine]
    assert await store.outbox.stranded(lost) == []

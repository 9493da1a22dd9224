"""The contract of the deciding transaction: states, journal, streams, timers and dead letters, on both databases."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from frontdesk import (
    Arm,
    Cancel,
    Contact,
    ConversationState,
    DeliveryStatus,
    DeliveryUpdated,
    Publish,
    TimerFired,
    conversation_id,
)
from frontdesk.errors import ConfigError
from frontdesk_server.store import Store
from frontdesk_server.store.tables import message
from frontdesk_server.store.values import Arrival, Culprit, Reported, Settled, Work
from tests.server.store.matter import (
    NOW,
    arrival,
    decide,
    decided,
    entries,
    key,
    leases,
    next_due,
    outgoing,
    said,
    statuses,
)

pytestmark = pytest.mark.anyio

ADA = conversation_id("site", "ada")


async def test_a_conversation_nobody_knows_has_the_empty_state(store: Store) -> None:
    async with store.batch(await leases(store)) as batch:
        known = await batch.known([ADA])
    assert known[ADA].state == ConversationState()


async def test_a_saved_state_is_loaded_again(store: Store) -> None:
    await decide(store, arrival(), version=5)
    async with store.batch(await leases(store)) as batch:
        known = await batch.known([ADA])
    assert known[ADA].state == ConversationState(version=5)
    origin = known[ADA].origin
    assert origin is not None
    assert origin.contact == Contact(address="ada")


async def test_the_journal_tells_both_sides_in_order(store: Store) -> None:
    await decide(store, arrival(text="hi"), saying=[outgoing("a", "one"), outgoing("b", "two")])
    view = await store.journal.conversation(ADA)
    assert view is not None
    assert [(m.direction, m.text) for m in view.messages] == [("in", "hi"), ("out", "one"), ("out", "two")]


async def test_k2_trace_and_effect_are_written_together(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    view = await store.journal.conversation(ADA)
    assert view is not None
    decision = view.decisions[0]
    assert [line.id for line in decision.trace] == ["rule_held"]
    assert {message.decision for message in view.messages} == {decision.number}


async def test_k5_every_message_names_its_rule_and_release(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    view = await store.journal.conversation(ADA)
    assert view is not None
    said = view.messages[-1]
    assert (said.rule, said.release) == ("Shops/welcome", 3)


async def test_a_message_of_the_same_meaning_is_given_out_once(store: Store) -> None:
    await decide(store, arrival("m1"), saying=[outgoing("a"), outgoing("a")])
    await decide(store, arrival("m2"), saying=[outgoing("a")])
    assert await statuses(store) == {"Welcome": "pending"}
    view = await store.journal.conversation(ADA)
    assert view is not None
    assert len([m for m in view.messages if m.direction == "out"]) == 1


async def test_conversations_are_listed_by_their_last_event(store: Store) -> None:
    await decide(store, arrival("m1", contact="ada"))
    await decide(store, arrival("m2", contact="bea"))
    lines = await store.journal.conversations(establishment="lyon")
    assert {line.contact for line in lines} == {"ada", "bea"}
    assert await store.journal.conversations(establishment="paris") == []
    assert await store.journal.conversations(before=NOW) == []


async def test_what_a_contact_says_stands_in_the_stream_of_a_local_channel_once(store: Store) -> None:
    await decide(store, arrival("m1"), published=Publish(body={"said": "hello"}))
    await decide(store, arrival("m1"), published=Publish(body={"said": "hello"}))
    assert [(e.number, e.body) for e in await store.streams.history(ADA)] == [(1, {"said": "hello"})]


async def test_a_stream_goes_on_after_a_number(store: Store) -> None:
    for number in range(3):
        await decide(store, arrival(f"m{number}"), published=Publish(body={"said": str(number)}))
    assert [e.number for e in await store.streams.history(ADA, after=1)] == [2, 3]
    assert [e.number for e in await store.streams.history(ADA, limit=1)] == [1]


async def test_a_culprit_goes_to_the_dead_letters_and_leaves_the_inbox(store: Store) -> None:
    held, found = await entries(store, arrival("m1"))
    async with store.batch(held) as batch:
        await batch.save(Work(done=found, fresh=found, dead=[Culprit(entry=found[0], error="boom", release=2)]))
    [letter] = await store.dead.list()
    assert (letter.event, letter.error, letter.release) == (found[0].event, "boom", 2)
    assert await store.log.waiting() == 0


async def test_a_replayed_dead_letter_is_a_new_event(store: Store) -> None:
    held, found = await entries(store, arrival("m1"))
    async with store.batch(held) as batch:
        await batch.save(Work(done=found, fresh=found, dead=[Culprit(entry=found[0], error="boom")]))
    assert await store.dead.replay(found[0].number) == "replay:m1:1"
    assert await store.dead.replay(found[0].number) == "replay:m1:2"
    again = await store.log.read(held, 10)
    async with store.batch(held) as batch:
        assert len(await batch.fresh(again)) == 2


async def test_a_dead_letter_that_is_not_there_cannot_be_replayed_or_discarded(store: Store) -> None:
    with pytest.raises(ConfigError, match="FD765"):
        await store.dead.replay(7)
    with pytest.raises(ConfigError, match="FD765"):
        await store.dead.discard(7)


async def _fired(store: Store) -> list[TimerFired]:
    held = await leases(store)
    await store.timers.fire(held)
    found = await store.log.read(held, 100)
    return [entry.event for entry in found if isinstance(entry.event, TimerFired)]


async def test_a_due_timer_fires_once(store: Store) -> None:
    await decide(store, arrival(), timers=[Arm(name="no_reply", due=NOW, version=1)])
    [fired] = await _fired(store)
    assert (fired.id, fired.name, fired.version) == (f"timer:{ADA}:no_reply:1:1772618400000000", "no_reply", 1)
    assert fired.contact == Contact(address="ada")
    assert len(await _fired(store)) == 1
    assert await store.timers.armed() == []


async def test_a_timer_that_is_not_due_does_not_fire(store: Store) -> None:
    due = store.clock.now() + timedelta(days=1)
    await decide(store, arrival(), timers=[Arm(name="no_reply", due=due, version=1)])
    assert await _fired(store) == []
    assert await store.timers.next_due(await leases(store)) == due


async def test_a_cancelled_timer_does_not_fire(store: Store) -> None:
    await decide(store, arrival("m1"), timers=[Arm(name="no_reply", due=NOW, version=1)])
    await decide(store, arrival("m2"), timers=[Cancel(name="no_reply")])
    assert await _fired(store) == []


async def test_a_timer_armed_again_replaces_the_one_before(store: Store) -> None:
    await decide(store, arrival("m1"), timers=[Arm(name="no_reply", due=NOW, version=1)])
    await decide(store, arrival("m2"), timers=[Cancel(name="no_reply"), Arm(name="no_reply", due=NOW, version=2)])
    assert [fired.version for fired in await _fired(store)] == [2]


async def test_a_step_of_the_clock_moves_timers(store: Store) -> None:
    await decide(store, arrival(), timers=[Arm(name="no_reply", due=NOW, version=1)])
    assert await store.shift(timedelta(hours=1)) == 1
    assert [timer.due for timer in await store.timers.armed()] == [NOW + timedelta(hours=1)]


async def test_timers_of_a_partition_that_was_lost_do_not_fire(store: Store) -> None:
    await decide(store, arrival(), timers=[Arm(name="no_reply", due=NOW, version=1)])
    stale = [lease._replace(epoch=lease.epoch - 1) for lease in await leases(store)]
    assert await store.timers.fire(stale) == 0
    assert len(await store.timers.armed()) == 1


def _told(
    status: DeliveryStatus, *, key: str | None = None, platform_id: str | None = None, detail: str = ""
) -> DeliveryUpdated:
    ada = Contact(address="ada")
    return DeliveryUpdated(
        id="s", contact=ada, at=NOW, received_at=NOW, status=status, key=key, platform_id=platform_id, detail=detail
    )


async def _save(store: Store, *updates: DeliveryUpdated, account: str = "site") -> None:
    async with store.batch(await leases(store)) as batch:
        await batch.save(Work(done=[], updates=[Reported(account, told) for told in updates]))


async def _report(store: Store, status: DeliveryStatus, **more: str) -> None:
    await _save(store, _told(status, **more))


async def test_a_reported_status_raises_the_message_and_ends_the_outbox_row(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await _report(store, DeliveryStatus.DELIVERED, key=key("a"), platform_id="p1")
    assert await statuses(store) == {"Welcome": "delivered"}
    assert await next_due(store) is None


async def test_a_status_never_falls(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    for status in (DeliveryStatus.READ, DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.FAILED):
        await _report(store, status, key=key("a"))
    assert await statuses(store) == {"Welcome": "read"}


async def test_of_several_reports_in_one_batch_the_furthest_counts_and_each_adds_what_it_knows(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    reports = (
        _told(DeliveryStatus.DELIVERED, key=key("a")),
        _told(DeliveryStatus.SENT, key=key("a"), platform_id="p1"),
    )
    await _save(store, *reports)
    assert await statuses(store) == {"Welcome": "delivered"}
    await _report(store, DeliveryStatus.READ, platform_id="p1")
    assert await statuses(store) == {"Welcome": "read"}


async def test_a_failure_that_the_platform_reports_is_told(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await _report(store, DeliveryStatus.FAILED, key=key("a"))
    assert await statuses(store) == {"Welcome": "failed"}


@pytest.mark.parametrize(
    ("detail", "told"),
    [("131026 undeliverable", "131026 undeliverable"), ("", "reported by the platform"), ("x" * 600, "x" * 500)],
)
async def test_a_failure_is_told_with_the_platforms_reason(store: Store, detail: str, told: str) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await _report(store, DeliveryStatus.SENT, key=key("a"))
    await _report(store, DeliveryStatus.FAILED, key=key("a"), detail=detail)
    view = await store.journal.conversation(arrival().conversation)
    assert view is not None
    assert (view.messages[-1].status, view.messages[-1].detail) == ("failed", told)


async def test_a_status_by_the_platforms_own_id_finds_its_message(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await _report(store, DeliveryStatus.SENT, key=key("a"), platform_id="p1")
    await _report(store, DeliveryStatus.READ, platform_id="p1")
    assert await statuses(store) == {"Welcome": "read"}


async def test_a_status_by_a_platforms_own_id_is_of_no_other_account(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await decide(store, arrival("m2", account="phone"), saying=[outgoing("b")])
    for account, name in (("site", "a"), ("phone", "b")):
        await _save(store, _told(DeliveryStatus.SENT, key=key(name), platform_id="1"), account=account)
    await _save(store, _told(DeliveryStatus.FAILED, platform_id="1"), account="phone")
    await _save(store, _told(DeliveryStatus.READ, platform_id="1"), account="elsewhere")
    assert await statuses(store) == {"Welcome": "sent"}
    await _save(store, _told(DeliveryStatus.READ, platform_id="1"))
    assert await statuses(store) == {"Welcome": "read"}


@pytest.mark.parametrize("told", ["".join(map(chr, range(256, 12_256))), "p\ud83d"])
async def test_whatever_id_a_platform_gives_it_is_kept_and_found_again(store: Store, told: str) -> None:
    """Also one longer than an index takes: else nothing that is written together with it would ever be written."""
    await decide(store, arrival(), saying=[outgoing("a")])
    await store.outbox.settle([Settled(key("a"), 0, "sent", platform_id=told)])
    await _report(store, DeliveryStatus.READ, platform_id=told)
    assert await statuses(store) == {"Welcome": "read"}


async def test_a_status_for_an_unknown_key_changes_nothing(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    await _report(store, DeliveryStatus.READ, key=key("other"))
    await _report(store, DeliveryStatus.READ, platform_id="p9")
    assert await statuses(store) == {"Welcome": "pending"}


async def test_an_operators_answer_enters_the_inbox_with_where_the_contact_came_from(store: Store) -> None:
    await decide(store, arrival())
    assert await store.append_reply(ADA, "Hello!", operator="Zoé", id_="r1") == "reply:r1"
    held, found = await entries(store)
    assert held
    assert found[0].conversation == ADA
    assert found[0].event.contact == Contact(address="ada")


async def test_an_answer_to_nobody_is_refused(store: Store) -> None:
    with pytest.raises(ConfigError, match="FD764"):
        await store.append_reply(ADA, "Hello!")


async def test_two_decisions_of_one_batch_keep_their_order(store: Store) -> None:
    held, found = await entries(store, arrival("m1", text="first"), arrival("m2", text="second"))
    async with store.batch(held) as batch:
        effects = [decided(found[0], version=1), decided(found[1], version=2)]
        await batch.save(Work(done=found, fresh=found, decided=effects))
    view = await store.journal.conversation(ADA)
    assert view is not None
    assert [message.text for message in view.messages] == ["first", "second"]
    assert view.state.version == 2


async def test_the_character_0_is_left_out_and_holds_up_nobody(store: Store) -> None:
    event = replace(said(text="a\0b"), id="m\0", contact=Contact(address="a\0da", full_name="A\0da"))
    entry = await decide(store, Arrival("site", ADA, event), saying=[outgoing("a", "Dear A\0da", to="a\0da")])
    await store.outbox.settle([Settled(key("a"), 0, "unknown", not_before=NOW, detail="n\0 answer")])
    await store.outbox.settle([Settled(key("a"), 0, "sent", platform_id="p\0")])
    view = await store.journal.conversation(entry.conversation)
    assert view is not None
    assert view.line.name == "Ada"
    assert [message.text for message in view.messages] == ["ab", "Dear Ada"]
    assert view.messages[1].platform_id == "p"


async def test_data_that_do_not_fit_are_not_taken_for_trouble_of_the_database(store: Store) -> None:
    timer = Arm(name="n" * 401, due=NOW, version=1)
    with suppress(DBAPIError):  # SQLite keeps it; what must not come is `StoreUnavailable`, which is tried for ever
        await decide(store, arrival(), timers=[timer])


async def test_what_is_too_large_for_an_index_is_not_taken_for_trouble_of_the_database(store: Store) -> None:
    await decide(store, arrival(), saying=[outgoing("a")])
    change = update(message).values(platform_id="".join(map(chr, range(256, 12_256))))
    with suppress(DBAPIError):
        async with store.database.write() as link:
            await link.execute(change)

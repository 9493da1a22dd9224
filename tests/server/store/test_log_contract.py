"""The contract of the inbox and of leases, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from frontdesk import MessageReceived, conversation_id
from frontdesk_server.clock import FixedStartClock
from frontdesk_server.store import Store, forgetting, open_store
from frontdesk_server.store.values import Role, Work
from tests.server.runtime.house import TurnedClock
from tests.server.store.matter import NOW, arrival, decide, decided, entries, leases, renamed

pytestmark = pytest.mark.anyio


async def test_what_was_appended_is_read_in_order(store: Store) -> None:
    arrivals = [arrival(f"m{number}", text=str(number)) for number in range(5)]
    _, found = await entries(store, *arrivals)
    assert [entry.event for entry in found] == [one.event for one in arrivals]


async def test_an_event_with_nul_characters_is_decided_without_them(store: Store) -> None:
    odd = arrival("m\0\0", contact="a\0da", text="\0a\\u0000\\\0b\0")
    entry = await decide(store, odd)
    event = cast("MessageReceived", entry.event)
    assert (event.id, event.contact.address, event.text) == ("m", "ada", "a\\u0000\\b")
    (line,) = await store.journal.conversations(limit=10)
    assert line.contact == "ada"


async def test_a_payload_too_deep_to_be_read_again_is_left_out_and_keeps_nothing_waiting(store: Store) -> None:
    """Channels of others may give any: a row that cannot be read would stop every partition that is read with it."""
    deep: dict[str, object] = {}
    for _ in range(220):
        deep = {"within": deep}
    odd, wide = arrival("m1"), arrival("m2")
    arrivals = [
        odd._replace(event=replace(odd.event, raw=deep)),
        wide._replace(event=replace(wide.event, raw={"items": [{}] * 500})),
    ]
    _, found = await entries(store, *arrivals)
    assert [entry.event for entry in found] == [odd.event, arrivals[1].event]


async def test_events_of_one_conversation_share_a_partition(store: Store) -> None:
    _, found = await entries(store, *(arrival(f"m{number}") for number in range(5)))
    assert len({entry.part for entry in found}) == 1


async def test_only_leased_partitions_are_read(store: Store) -> None:
    held, found = await entries(store, *(arrival(f"m{n}", contact=f"c{n}") for n in range(20)))
    part = found[0].part
    mine = [lease for lease in held if lease.part == part]
    assert {entry.part for entry in await store.log.read(mine, 100)} == {part}


async def test_a_read_gives_no_more_than_its_limit(store: Store) -> None:
    held, _ = await entries(store, *(arrival(f"m{number}") for number in range(5)))
    assert len(await store.log.read(held, 3)) == 3


async def test_an_event_may_be_appended_twice_and_is_fresh_once(store: Store) -> None:
    held, found = await entries(store, arrival("m1"), arrival("m1"))
    assert len(found) == 2
    async with store.batch(held) as batch:
        assert [entry.event.id for entry in await batch.fresh(found)] == ["m1"]


async def test_a16_the_same_id_on_two_accounts_is_two_events(store: Store) -> None:
    held, found = await entries(store, arrival("m1"), arrival("m1", account="phone"))
    async with store.batch(held) as batch:
        assert len(await batch.fresh(found)) == 2


async def test_a14_a_decided_event_is_not_fresh_again(store: Store) -> None:
    await decide(store, arrival("m1"))
    held, found = await entries(store, arrival("m1"))
    async with store.batch(held) as batch:
        assert await batch.fresh(found) == []


@pytest.mark.parametrize("decided_at", [NOW.replace(hour=0, minute=0), NOW.replace(hour=23, minute=59)])
async def test_an_event_stays_decided_for_nine_days_whenever_it_was_in_its_day(url: str, decided_at: datetime) -> None:
    for passed in (timedelta(0), timedelta(days=9) - timedelta(minutes=1)):
        store = await open_store(url, FixedStartClock(decided_at + passed), migrate=True, partitions=4)
        if not passed:
            await decide(store, arrival("m1"))
        await store.tidy()
        held, found = await entries(store, arrival("m1"))
        async with store.batch(held) as batch:
            assert await batch.fresh(found) == []
        await store.close()


async def test_ids_are_forgotten_only_after_every_platform_has_given_up_repeating(store: Store) -> None:
    await decide(store, arrival("m1"))
    await store.tidy()
    held, found = await entries(store, arrival("m1"))
    async with store.batch(held) as batch:
        assert await batch.fresh(found) == []


async def test_old_ids_are_forgotten_bite_by_bite_and_no_others(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BITE", 2)
    await decide(store, *(arrival(f"m{number}") for number in range(5)))
    clock = store.common_clock
    monkeypatch.setattr(clock, "now", TurnedClock(store.clock.now() + timedelta(days=9)).now)
    assert await forgetting.forget_seen(store.database) == 0
    monkeypatch.setattr(clock, "now", TurnedClock(store.clock.now() + timedelta(days=10)).now)
    # On PostgreSQL it is the whole day at once, however many there are.
    assert await forgetting.forget_seen(store.database) == (5 if store.database.embedded else 1)
    held, found = await entries(store, arrival("m1"))
    async with store.batch(held) as batch:
        assert len(await batch.fresh(found)) == 1


async def test_a_done_entry_leaves_the_inbox(store: Store) -> None:
    await decide(store, arrival("m1"))
    assert await store.log.waiting() == 0


async def test_an_owner_alone_holds_every_partition(store: Store) -> None:
    assert [lease.part for lease in await leases(store)] == [0, 1, 2, 3]


async def test_a_second_owner_takes_nothing_that_is_held(store: Store) -> None:
    await leases(store, "first")
    assert await store.leases(Role.WORKER, "second").hold() == []


async def test_owners_come_to_fair_shares(store: Store) -> None:
    first, second = store.leases(Role.WORKER, "first"), store.leases(Role.WORKER, "second")
    await first.hold(3)
    await second.hold()
    await first.hold()
    assert len(await second.hold()) == 2
    assert len(await first.hold()) == 2


async def test_roles_are_leased_apart(store: Store) -> None:
    await leases(store, "first", Role.WORKER)
    assert len(await leases(store, "second", Role.SENDER)) == 4


async def test_what_is_given_back_is_free_at_once(store: Store) -> None:
    first = store.leases(Role.WORKER, "first")
    await first.hold()
    await first.release()
    assert len(await leases(store, "second")) == 4


async def test_who_gave_a_partition_away_is_fenced_before_anybody_takes_it(store: Store) -> None:
    mine = store.leases(Role.WORKER, "me")
    held = await mine.hold()
    await mine.release()
    async with store.batch(held) as batch:
        assert batch.held == frozenset()


async def test_who_joins_is_seen_though_all_is_taken_and_who_leaves_is_not_counted(store: Store) -> None:
    owners = [store.leases(Role.SENDER, name) for name in ("a", "b", "c")]
    for _ in range(2):
        shares = [len(await owner.hold()) for owner in owners]
    assert sorted(shares) == [1, 1, 2]
    await owners[2].release()
    for _ in range(2):
        shares = [len(await owner.hold()) for owner in owners[:2]]
    assert shares == [2, 2]


async def test_shares_that_are_fair_stay_as_they_are(store: Store) -> None:
    owners = [store.leases(Role.WORKER, name) for name in ("a", "b", "c")]
    for _ in range(2):
        held = [await owner.hold() for owner in owners]
    assert [[await owner.hold() for owner in owners] for _ in range(3)] == [held] * 3


async def test_owners_beyond_the_partitions_leave_none_of_them_idle(store: Store) -> None:
    owners = [store.leases(Role.WORKER, f"w{number}") for number in range(6)]
    for _ in range(2):
        shares = [len(await owner.hold()) for owner in owners]
    assert sorted(shares) == [0, 0, 1, 1, 1, 1]


async def test_a_look_tells_of_free_partitions_and_of_who_is_there(store: Store) -> None:
    mine = store.leases(Role.WORKER, "me")
    assert await mine.look() == (True, 0)
    await mine.hold()
    assert await mine.look() == (False, 1)
    await mine.release()
    assert await mine.look() == (True, 0)


async def test_renewing_keeps_the_epoch(store: Store) -> None:
    mine = store.leases(Role.WORKER, "me")
    assert await mine.hold() == await mine.hold()


async def test_a_lease_that_ran_out_changes_hands_with_a_higher_epoch(store: Store) -> None:
    before = await store.leases(Role.WORKER, "first", timedelta(0)).hold()
    after = await leases(store, "second")
    assert [lease.epoch for lease in after] == [lease.epoch + 1 for lease in before]


async def test_a_batch_under_a_lost_lease_holds_nothing(store: Store) -> None:
    lost = await store.leases(Role.WORKER, "first", timedelta(0)).hold()
    await leases(store, "second")
    async with store.batch(lost) as batch:
        assert batch.held == frozenset()


async def test_a_partition_lost_drops_out_and_the_rest_is_held(store: Store) -> None:
    held = await leases(store)
    stale = [held[0]._replace(epoch=held[0].epoch - 1), *held[1:]]
    async with store.batch(stale) as batch:
        assert batch.held == {lease.part for lease in held[1:]}


async def test_a_batch_that_fails_leaves_everything_as_it_was(store: Store) -> None:
    held, found = await entries(store, arrival("m1"))

    async def fails() -> None:
        async with store.batch(held) as batch:
            await batch.save(Work(done=found, fresh=found, decided=[decided(found[0])]))
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        await fails()
    assert await store.log.read(held, 10) == found
    assert await store.journal.conversations() == []
    async with store.batch(held) as batch:
        assert await batch.fresh(found) == found


async def test_a_renamed_contact_keeps_the_conversation(store: Store) -> None:
    await decide(store, arrival("m1", contact="old"))
    _, found = await entries(store, renamed(arrival("m2", contact="new"), "old"))
    assert found[0].conversation == conversation_id("site", "old")


async def test_a_renamed_contact_needs_to_be_introduced_once(store: Store) -> None:
    await decide(store, arrival("m1", contact="old"))
    await decide(store, renamed(arrival("m2", contact="new"), "old"))
    _, found = await entries(store, arrival("m3", contact="new"))
    assert found[0].conversation == conversation_id("site", "old")

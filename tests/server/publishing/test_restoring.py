"""Going back: one click makes drafts of an earlier release, nothing is live by that, and what differs is told first."""

from __future__ import annotations

import pytest

from frontdesk import Host
from frontdesk_server.publishing.activation import activate
from frontdesk_server.publishing.audience import audience_of
from frontdesk_server.publishing.drafts import State, save, sets
from frontdesk_server.publishing.intent import Intent
from frontdesk_server.publishing.restoring import in_scope, release_differences, restore
from frontdesk_server.publishing.semantic import SelectionChange, TextChange
from frontdesk_server.store import Store
from tests.server.publishing.sets import ADA, NORTH, SITE, id_of, message, planned, settled

pytestmark = pytest.mark.anyio

FIRST = message("Shops", ["a", "b"], welcome={"en": "Hello", "fr": "Bonjour"})
SECOND = message("Shops", ["a", "b", "c"], welcome={"en": "Hello!", "fr": "Bonjour"})


async def changed(store: Store, host: Host) -> str:
    """Release 1 says one thing, release 2 another; the set's id."""
    await settled(store, FIRST)
    id_ = await id_of(store, host, "Shops")
    await save(store, id_, SECOND, expected=0, who=ADA)
    intent = Intent(activate=(id_,))
    shown = await planned(store, host, intent)
    await activate(store, host, [SITE], intent, ADA, fingerprint=shown.fingerprint)
    return id_


async def test_k11_an_earlier_release_comes_back_by_one_step_and_an_activation(store: Store, host: Host) -> None:
    id_ = await changed(store, host)

    restored = await restore(store, 1, ADA)
    assert restored is not None
    intent = Intent(activate=restored.drafts)
    shown = await planned(store, host, intent)
    done = await activate(store, host, [SITE], intent, ADA, fingerprint=shown.fingerprint)

    assert restored.drafts == (id_,)
    assert done is not None
    assert done.number == 3
    first, third = await store.releases.get(1), await store.releases.get(3)
    assert first is not None
    assert third is not None
    assert first.document["message_sets"] == third.document["message_sets"]


async def test_k13_restoring_makes_a_draft_and_never_a_release(store: Store, host: Host) -> None:
    await changed(store, host)
    live = await store.releases.newest()

    await restore(store, 1, ADA)

    assert await store.releases.newest() == live
    [line] = await sets(store, host, [], ADA)
    assert (line.state, line.version) == (State.CHANGED, 2)


async def test_k14_going_back_tells_beforehand_what_differs_text_by_text(store: Store, host: Host) -> None:
    await changed(store, host)

    found = await release_differences(store, 2, 1)

    assert found is not None
    [difference] = found.differences
    assert (difference.verb, difference.name) == ("changed", "Shops")
    chosen, text = difference.parts
    assert isinstance(chosen, SelectionChange)
    assert chosen.ids == (frozenset(), frozenset({"c"}))
    assert text == TextChange(path="welcome", language="en", before="Hello!", after="Hello")


async def test_restoring_twice_has_one_effect(store: Store, host: Host) -> None:
    await changed(store, host)

    first, again = await restore(store, 1, ADA), await restore(store, 1, ADA)

    assert first == again
    [draft] = await store.drafts.list()
    assert draft.version == 2


async def test_what_was_being_written_stays_as_the_version_before(store: Store, host: Host) -> None:
    id_ = await changed(store, host)
    unfinished = message("Shops", ["a"], welcome={"en": "Unfinished"})
    await save(store, id_, unfinished, expected=1, who=ADA)

    await restore(store, 1, ADA)

    draft = await store.drafts.get(id_)
    assert draft is not None
    assert (draft.document, draft.before) == (FIRST, unfinished)


async def test_a_set_that_is_gone_comes_back_as_a_new_draft(store: Store, host: Host) -> None:
    await settled(store, FIRST)
    intent = Intent(delete=(await id_of(store, host, "Shops"),))
    await activate(store, host, [SITE], intent, ADA, fingerprint=(await planned(store, host, intent)).fingerprint)

    await restore(store, 1, ADA)

    [line] = await sets(store, host, [], ADA)
    assert (line.name, line.state) == ("Shops", State.DRAFT)


async def test_sets_that_were_not_there_then_are_named_and_stay(store: Store, host: Host) -> None:
    await settled(store, FIRST)
    await store.releases.add({"frontdesk": 1, "message_sets": [FIRST, message("New", ["d"])]}, author="ops")

    restored = await restore(store, 1, ADA)

    assert restored is not None
    assert restored.unwanted == (await id_of(store, host, "New"),)
    assert restored.drafts == ()


async def test_what_files_manage_and_what_concerns_others_is_left_alone(store: Store, host: Host) -> None:
    await settled(
        store,
        message("Files", ["a"]),
        message("All", "all"),
        message("North", ["b"]),
        files={"message_sets/0": "f.yaml"},
    )
    await store.releases.add({"frontdesk": 1, "message_sets": []}, author="ops")

    restored = await restore(store, 1, NORTH)

    assert restored is not None
    assert restored.skipped == ("Files", "All")
    assert [line.name for line in await sets(store, host, [], NORTH)] == ["North"]


async def test_sets_outside_the_scope_are_not_named(store: Store) -> None:
    await settled(store, message("South", ["c"]), message("All", "all"))
    await store.releases.add({"frontdesk": 1, "message_sets": []}, author="ops")

    restored = await restore(store, 1, NORTH)

    assert restored is not None
    assert restored.skipped == ("All",)


async def test_schedules_come_back_as_drafts_too(store: Store, host: Host) -> None:
    hours = {"timezone": "Europe/Paris", "weekly": {"mon-fri": ["18:00-22:00"]}}
    await store.releases.add({"frontdesk": 1, "schedules": {"evenings": hours}, "message_sets": []}, author="ops")
    await store.releases.add({"frontdesk": 1, "message_sets": []}, author="ops")

    restored = await restore(store, 1, ADA)

    assert restored is not None
    draft = await store.drafts.get(restored.schedules[0])
    assert draft is not None
    assert (draft.name, draft.document, draft.live_name) == ("evenings", hours, None)


async def test_differences_outside_the_scope_are_not_told(store: Store, host: Host) -> None:
    await settled(store, message("North", ["a"]), message("South", ["c"]))
    later = [message("North", ["a"], welcome={"en": "x"}), message("South", ["c"], welcome={"en": "x"})]
    await store.releases.add({"frontdesk": 1, "message_sets": later}, author="ops")

    found = await release_differences(store, 1, 2)

    assert found is not None
    assert [each.name for each in in_scope(found, await audience_of(store), NORTH)] == ["North"]


async def test_there_is_no_going_back_to_a_release_that_never_was(store: Store) -> None:
    assert await restore(store, 7, ADA) is None
    assert await release_differences(store, 0, 7) is None

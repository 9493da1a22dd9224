"""Drafts: nothing that somebody wrote is lost, and nothing that is sent twice counts twice."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk_server.store import Conflict, DraftKind, Saved, Store, StoredDraft

pytestmark = pytest.mark.anyio

ID = "ab" * 16


async def created(store: Store, name: str = "Shops", **document: object) -> StoredDraft:
    return await store.drafts.create(
        ID, {"name": name, **document}, kind=DraftKind.MESSAGE_SET, name=name, author="ada"
    )


async def saved(store: Store, name: str, expected: int, author: str = "ada") -> Saved | Conflict | None:
    return await store.drafts.save(ID, {"name": name}, name=name, author=author, expected=expected)


async def test_creating_twice_with_one_id_has_one_effect(store: Store) -> None:
    first = await created(store)
    await saved(store, "Written on", 1)

    again = await created(store)

    assert first.version == 1
    assert (again.name, again.version) == ("Written on", 2)
    assert len(await store.drafts.list()) == 1


async def test_each_saving_adds_a_version_and_keeps_the_text_before(store: Store) -> None:
    await created(store, "One")
    await saved(store, "Two", 1)

    found = await store.drafts.get(ID)

    assert found is not None
    assert (found.version, found.document, found.before) == (2, {"name": "Two"}, {"name": "One"})


async def test_who_saves_second_gets_the_text_of_the_first_and_what_both_started_from(store: Store) -> None:
    await created(store, "Base")
    await saved(store, "Ada's", 1, "ada")

    outcome = await saved(store, "Bob's", 1, "bob")

    assert isinstance(outcome, Conflict)
    assert (outcome.theirs.document, outcome.base) == ({"name": "Ada's"}, {"name": "Base"})
    assert await store.drafts.get(ID) == outcome.theirs


async def test_what_both_started_from_is_unknown_two_versions_later(store: Store) -> None:
    await created(store)
    await saved(store, "Two", 1)
    await saved(store, "Three", 2)

    outcome = await saved(store, "Late", 1, "bob")

    assert isinstance(outcome, Conflict)
    assert (outcome.theirs.name, outcome.base) == ("Three", None)


async def test_saving_twice_the_same_has_one_effect(store: Store) -> None:
    await created(store)
    first = await saved(store, "Two", 1)

    again = await saved(store, "Two", 1)

    assert isinstance(again, Saved)
    assert again == first
    assert again.draft.version == 2


async def test_saving_what_is_gone_says_so(store: Store) -> None:
    assert await saved(store, "Nowhere", 1) is None


async def test_what_somebody_wrote_meanwhile_is_not_deleted(store: Store) -> None:
    await created(store)
    await saved(store, "Written on", 1)

    assert not await store.drafts.delete(ID, expected=1)
    assert await store.drafts.delete(ID, expected=2)
    assert await store.drafts.list() == []


async def test_a_draft_keeps_the_order_of_languages_and_what_no_rule_document_may_hold(store: Store) -> None:
    welcome = {"fr": "Bonjour\0", "en": "Hello \ud800"}

    found = await created(store, "Odd\0 \ud800", welcome=welcome)

    assert list(found.document["welcome"].items()) == list(welcome.items())  # type: ignore[attr-defined]
    assert found.name == "Odd ?"


async def test_drafts_are_listed_by_kind(store: Store) -> None:
    await created(store)
    await store.drafts.create("cd" * 16, {}, kind=DraftKind.SCHEDULE, name="evenings", author="ada")

    assert [draft.name for draft in await store.drafts.list(DraftKind.SCHEDULE)] == ["evenings"]


_examples = count(1)
STEPS = st.lists(
    st.tuples(st.sampled_from(["ada", "bob"]), st.integers(0, 4), st.sampled_from(["x", "y"])), max_size=12
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
async def test_nobody_ever_saves_over_a_text_that_they_have_not_read(
    store: Store, steps: list[tuple[str, int, str]]
) -> None:
    id_ = f"{next(_examples):032x}"
    await store.drafts.create(id_, {"name": "0"}, kind=DraftKind.MESSAGE_SET, name="0", author="ada")
    history = [("ada", "0")]
    for author, expected, text in steps:
        outcome = await store.drafts.save(id_, {"name": text}, name=text, author=author, expected=expected)
        again = expected == len(history) - 1 and history[-1] == (author, text)
        read = expected == len(history)
        history += [(author, text)] if read else []
        assert isinstance(outcome, Saved) == (read or again)
        found = await store.drafts.get(id_)
        assert found is not None
        assert (found.version, found.author, found.name) == (len(history), *history[-1])
        if isinstance(outcome, Conflict):
            assert outcome.theirs == found

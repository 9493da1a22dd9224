"""Switching many at once, taking it back, and contacts that are excluded, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk import Toggles
from frontdesk.rules.selection import Selection
from frontdesk_server.clock import FixedStartClock
from frontdesk_server.rights import Scope
from frontdesk_server.store import Store, Wanted, open_store
from frontdesk_server.store.audit import Actor, AuditFilter
from frontdesk_server.store.switching import KEPT, Switches
from tests.server.store.matter import NOW

pytestmark = pytest.mark.anyio

ZOE = Actor(id="1", name="Zoé")
ADA = Actor(name="Ada")
NORTH = Scope(groups=frozenset({"nord"}))
NO_WELCOME = Switches(welcome=False)


async def _filled(store: Store) -> Store:
    records = [{"id": id_, "name": id_.upper(), "groups": ["nord" if id_ == "a" else "sud"]} for id_ in "abc"]
    await store.establishments.sync("files", records)
    return store


async def _now(store: Store) -> list[Toggles]:
    found = await store.toggles.of("abc")
    return [found[id_] for id_ in "abc"]


async def test_i4_one_change_switches_all_that_are_wanted_and_the_named_switch_alone(store: Store) -> None:
    await _filled(store)
    await store.toggles.set("b", Toggles(absence=False), author="zoe")
    done = await store.toggles.change(Wanted(), NO_WELCOME, actor=ZOE)
    assert done.count == 3
    assert await _now(store) == [Toggles(welcome=False), Toggles(welcome=False, absence=False), Toggles(welcome=False)]


async def test_a_change_counts_those_for_which_it_changes_something(store: Store) -> None:
    await _filled(store)
    await store.toggles.change(Wanted(search="b"), NO_WELCOME, actor=ZOE)
    before = (await store.toggles.states("b"))["b"]
    assert (await store.toggles.change(Wanted(), NO_WELCOME, actor=ADA)).count == 2
    assert (await store.toggles.states("b"))["b"] == before
    nothing = await store.toggles.change(Wanted(), NO_WELCOME, actor=ADA)
    assert (nothing.count, nothing.undo) == (0, None)
    assert (await store.toggles.change(Wanted(), Switches(), actor=ADA)).count == 0


async def test_a_change_stays_within_the_scope(store: Store) -> None:
    await _filled(store)
    done = await store.toggles.change(
        Wanted(selection=Selection(ids=frozenset("abc"))), NO_WELCOME, actor=ZOE, scope=NORTH
    )
    assert done.count == 1
    assert await _now(store) == [Toggles(welcome=False), Toggles(), Toggles()]


async def test_a_change_is_taken_back_as_it_was_for_each(store: Store) -> None:
    await _filled(store)
    await store.toggles.set("b", Toggles(absence=False), author="zoe")
    before = await store.toggles.states("abc")
    done = await store.toggles.change(Wanted(), Switches(welcome=False, absence=True), actor=ZOE)
    assert done.undo is not None
    assert await store.toggles.undo(done.undo, actor=ADA) == 3
    assert await store.toggles.states("abc") == before
    assert await store.toggles.undo(done.undo, actor=ADA) is None


async def test_changes_are_taken_back_one_after_the_other(store: Store) -> None:
    await _filled(store)
    first = await store.toggles.change(Wanted(), NO_WELCOME, actor=ZOE)
    second = await store.toggles.change(Wanted(), Switches(absence=False), actor=ZOE)
    assert await store.toggles.undo(second.undo or "", actor=ZOE) == 3
    assert await _now(store) == [Toggles(welcome=False)] * 3
    assert await store.toggles.undo(first.undo or "", actor=ZOE) == 3
    assert await _now(store) == [Toggles()] * 3


async def test_what_was_switched_since_is_not_taken_back(store: Store) -> None:
    await _filled(store)
    done = await store.toggles.change(Wanted(), NO_WELCOME, actor=ZOE)
    await store.toggles.change(Wanted(search="b"), Switches(starters=False), actor=ADA)
    assert await store.toggles.undo(done.undo or "", actor=ZOE) == 2
    assert await _now(store) == [Toggles(), Toggles(welcome=False, starters=False), Toggles()]


async def test_nobody_takes_back_what_is_outside_of_their_scope(store: Store) -> None:
    await _filled(store)
    south = await store.toggles.change(Wanted(search="b"), NO_WELCOME, actor=ZOE)
    assert await store.toggles.undo(south.undo or "", actor=ADA, scope=NORTH) is None
    everybody = await store.toggles.change(Wanted(), Switches(absence=False), actor=ZOE)
    assert await store.toggles.undo(everybody.undo or "", actor=ADA, scope=NORTH) == 1


@pytest.mark.parametrize("change", ["", "no", "f" * 32])
async def test_what_is_no_change_cannot_be_taken_back(store: Store, change: str) -> None:
    assert await store.toggles.undo(change, actor=ZOE) is None


async def test_a_change_cannot_be_taken_back_for_ever(url: str) -> None:
    store = await _filled(await open_store(url, FixedStartClock(NOW), migrate=True))
    done = await store.toggles.change(Wanted(), NO_WELCOME, actor=ZOE)
    await store.close()
    later = await open_store(url, FixedStartClock(NOW + KEPT + timedelta(minutes=1)), migrate=True)
    assert await later.toggles.undo(done.undo or "", actor=ZOE) is None
    await later.tidy()
    await later.close()
    again = await open_store(url, FixedStartClock(NOW), migrate=True)
    assert await again.toggles.undo(done.undo or "", actor=ZOE) is None
    await again.close()


async def test_the_audit_says_who_switched_what_for_how_many(store: Store) -> None:
    await _filled(store)
    done = await store.toggles.change(Wanted(), NO_WELCOME, actor=ZOE)
    await store.toggles.undo(done.undo or "", actor=ADA)
    await store.toggles.change(Wanted(search="a"), NO_WELCOME, actor=ZOE)
    alone, undone, many = await store.audit.list()
    assert (many.actor, many.action, many.after, many.establishments) == (
        ZOE,
        "toggles.switched",
        {"welcome": False},
        3,
    )
    assert (undone.actor, undone.action, undone.establishments) == (ADA, "toggles.undone", 3)
    assert (alone.subject, (alone.before or {})["welcome"], alone.establishments) == ("a", True, 1)


async def test_the_audit_tells_of_what_was_taken_back_and_of_nothing_else(store: Store) -> None:
    await _filled(store)
    done = await store.toggles.change(Wanted(selection=Selection(ids=frozenset("ab"))), NO_WELCOME, actor=ZOE)
    await store.toggles.undo(done.undo or "", actor=ADA, scope=Scope(groups=frozenset({"sud"})))
    [undone, _] = await store.audit.list()
    assert (undone.action, undone.subject, undone.establishments) == ("toggles.undone", "b", 1)
    assert [line.action for line in await store.audit.list(AuditFilter(scope=NORTH))] == ["toggles.switched"]


async def test_a_contact_is_excluded_once_and_readmitted(store: Store) -> None:
    await _filled(store)
    assert await store.exclusions.add("a", "33612", actor=ZOE) is True
    assert await store.exclusions.add("a", "33612", actor=ADA) is False
    assert [(one.contact, one.author) for one in await store.exclusions.of("a")] == [("33612", "Zoé")]
    assert await store.exclusions.of("b") == []
    assert await store.exclusions.remove("a", "33612", actor=ZOE) is True
    assert await store.exclusions.remove("a", "33612", actor=ZOE) is False
    assert await store.exclusions.of("a") == []
    assert [line.action for line in await store.audit.list()] == ["contact.readmitted", "contact.excluded"]


async def test_contacts_are_excluded_within_the_scope_alone(store: Store) -> None:
    await _filled(store)
    assert await store.exclusions.add("b", "33612", actor=ZOE, scope=NORTH) is None
    assert await store.exclusions.add("no", "33612", actor=ZOE) is None
    assert await store.exclusions.of("b") == []


async def test_a_sync_keeps_what_the_console_excludes(store: Store) -> None:
    await _filled(store)
    await store.exclusions.add("a", "33612", actor=ZOE)
    await store.establishments.sync("files", [{"id": "a", "name": "New"}])
    async with store.batch([]) as batch:
        place = (await batch.places(["a", "b"]))["a"]
        assert place.exclusions is not None
        assert await batch.excluded("a") == {"33612"}
        assert (await batch.places(["b"]))["b"].exclusions is None

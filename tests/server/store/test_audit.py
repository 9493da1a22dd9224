"""The audit: every change with who and what, filtered, paged, and shown by scope."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from frontdesk_server.clock import FixedStartClock
from frontdesk_server.rights import Scope
from frontdesk_server.store import Store
from frontdesk_server.store.audit import Actor, AuditFilter, Change, note
from tests.server.store.matter import NOW

pytestmark = pytest.mark.anyio

CAMILLE = Actor(id="c", name="Camille")
SWITCHED = Change(actor=CAMILLE, action="toggles.changed", kind="establishment", subject="b-1")


async def test_an_entry_keeps_what_the_change_said(store: Store) -> None:
    change = replace(SWITCHED, before={"welcome": True}, after={"welcome": False, "é": "\0x"}, establishments=3)

    number = await store.audit.add(change)

    (entry,) = await store.audit.list()
    assert (entry.number, entry.actor, entry.action, entry.kind, entry.subject) == (
        number,
        CAMILLE,
        "toggles.changed",
        "establishment",
        "b-1",
    )
    assert (entry.before, entry.after) == ({"welcome": True}, {"welcome": False, "é": "\0x"})
    assert entry.establishments == 3


async def test_a_change_that_fails_is_not_in_the_audit(store: Store) -> None:
    async def failing() -> None:
        async with store.database.write() as link:
            await note(link, SWITCHED, NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await failing()

    assert await store.audit.list() == []


async def test_pages_by_number_meet_without_gap_or_repeat(store: Store) -> None:
    numbers = [await store.audit.add(SWITCHED) for _ in range(5)]

    first = await store.audit.list(limit=3)
    rest = await store.audit.list(limit=3, before=first[-1].number)

    assert [entry.number for entry in (*first, *rest)] == numbers[::-1]


@pytest.mark.parametrize(
    "wanted",
    [
        AuditFilter(actor="Camille"),
        AuditFilter(action="toggles.changed"),
        AuditFilter(kind="establishment", subject="b-1"),
        AuditFilter(since=NOW, until=NOW + timedelta(hours=1)),
    ],
)
async def test_each_filter_leaves_out_what_does_not_match(store: Store, wanted: AuditFilter) -> None:
    other = Change(actor=Actor(name="serve"), action="set.activated", kind="set", subject="Winter")
    store.database.clock = FixedStartClock(NOW)
    number = await store.audit.add(SWITCHED)
    store.database.clock = FixedStartClock(NOW + timedelta(hours=2))
    await store.audit.add(other)

    assert [entry.number for entry in await store.audit.list(wanted)] == [number]


async def test_a_scope_sees_what_concerns_its_groups_and_nothing_of_the_whole_organisation(store: Store) -> None:
    mine = await store.audit.add(replace(SWITCHED, groups=frozenset({"north", "south"})))
    await store.audit.add(replace(SWITCHED, groups=frozenset({"east"})))
    await store.audit.add(SWITCHED)

    seen = await store.audit.list(AuditFilter(scope=Scope(groups=frozenset({"north", "west"}))))

    assert [entry.number for entry in seen] == [mine]
    assert await store.audit.list(AuditFilter(scope=Scope(groups=frozenset()))) == []


async def test_names_and_words_are_listed_once(store: Store) -> None:
    for _ in range(2):
        await store.audit.add(SWITCHED)

    assert await store.audit.actors() == ["Camille"]
    assert await store.audit.actions() == ["toggles.changed"]

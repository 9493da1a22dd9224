"""Named schedules: what is seen and changed by whom, and two people who write at once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from frontdesk.errors import ConfigError
from frontdesk_server.publishing.drafts import State, Who
from frontdesk_server.publishing.schedules import check_name, create, discard, names_beside, save, schedule, schedules
from frontdesk_server.rights import Scope
from frontdesk_server.store import Conflict, DraftKind, Saved, Store

pytestmark = pytest.mark.anyio

HOURS: Mapping[str, object] = {"weekly": {"daily": "18:00-22:00"}}
ODILE = Who(name="Odile")
NORTH = Who(name="Nora", scope=Scope(groups=frozenset({"north"})))
SET: Mapping[str, object] = {"welcome": "-", "absence": "-"}


async def _release(store: Store, files: Mapping[str, str] | None = None) -> None:
    sets = [
        {"name": "North", "establishments": {"groups": ["north"]}, "chat_hours": "evenings", **SET},
        {"name": "South", "establishments": {"groups": ["south"]}, "chat_hours": "nights", **SET},
    ]
    named = {"evenings": HOURS, "nights": HOURS, "unused": HOURS}
    content: dict[str, object] = {"frontdesk": 1, "schedules": named, "message_sets": sets, "rules": []}
    await store.releases.add(content | ({"files": files} if files else {}), author="test")
    places = [{"id": "n", "name": "N", "groups": ["north"]}, {"id": "s", "name": "S", "groups": ["south"]}]
    await store.establishments.sync("test", places)


async def test_live_schedules_name_the_sets_that_go_by_them(store: Store) -> None:
    await _release(store)
    found = await schedules(store, ODILE)
    assert [(one.name, one.used_by, one.state) for one in found] == [
        ("evenings", ("North",), State.ACTIVE),
        ("nights", ("South",), State.ACTIVE),
        ("unused", (), State.ACTIVE),
    ]


async def test_a_scope_sees_the_schedules_that_concern_it(store: Store) -> None:
    await _release(store)
    found = await schedules(store, NORTH)
    assert [(one.name, one.editable) for one in found] == [("evenings", True), ("unused", False)]


async def test_a_draft_is_its_authors_until_it_is_live(store: Store) -> None:
    mine = await create(store, "mine", HOURS, key="k", who=NORTH)
    await create(store, "theirs", HOURS, key="k", who=ODILE)
    assert [one.name for one in await schedules(store, NORTH)] == ["mine"]
    assert [one.name for one in await schedules(store, ODILE)] == ["mine", "theirs"]
    assert (await create(store, "mine", HOURS, key="k", who=NORTH)).id == mine.id


async def test_the_first_saving_of_a_live_schedule_makes_its_draft(store: Store) -> None:
    await _release(store)
    found = next(one for one in await schedules(store, ODILE) if one.name == "evenings")
    saved = await save(store, found.id, "evenings", {"weekly": "always"}, expected=0, who=ODILE)
    assert isinstance(saved, Saved)
    assert (saved.draft.version, saved.draft.live_name, saved.draft.kind) == (1, "evenings", DraftKind.SCHEDULE)
    again = await schedule(store, found.id, ODILE)
    assert again is not None
    assert (again.state, again.document) == (State.CHANGED, {"weekly": "always"})


async def test_the_second_to_save_gets_both(store: Store) -> None:
    draft = await create(store, "mine", HOURS, key="k", who=ODILE)
    await save(store, draft.id, "mine", {"weekly": "always"}, expected=1, who=ODILE)
    conflict = await save(store, draft.id, "mine", {"weekly": {}}, expected=1, who=Who(name="Other"))
    assert isinstance(conflict, Conflict)
    assert conflict.theirs.document == {"weekly": "always"}


async def test_a_schedule_of_a_file_is_changed_there(store: Store) -> None:
    await _release(store, {"schedules/evenings": "messages/hours.yaml"})
    found = next(one for one in await schedules(store, ODILE) if one.name == "evenings")
    assert (found.state, found.editable) == (State.FILES, False)
    with pytest.raises(ConfigError, match="FD851"):
        await save(store, found.id, "evenings", {}, expected=0, who=ODILE)


async def test_a_schedule_of_others_too_is_not_changed(store: Store) -> None:
    await _release(store)
    unused = next(one for one in await schedules(store, ODILE) if one.name == "unused")
    nights = next(one for one in await schedules(store, ODILE) if one.name == "nights")
    with pytest.raises(ConfigError, match="FD852"):
        await save(store, unused.id, "unused", {}, expected=0, who=NORTH)
    assert await save(store, nights.id, "nights", {}, expected=0, who=NORTH) is None
    assert await discard(store, nights.id, expected=0, who=NORTH) is None


async def test_discarding_leaves_what_is_live(store: Store) -> None:
    await _release(store)
    found = next(one for one in await schedules(store, ODILE) if one.name == "evenings")
    await save(store, found.id, "evenings", {}, expected=0, who=ODILE)
    assert await discard(store, found.id, expected=7, who=ODILE) is False
    assert await discard(store, found.id, expected=1, who=ODILE) is True
    again = await schedule(store, found.id, ODILE)
    assert again is not None
    assert (again.state, again.document) == (State.ACTIVE, HOURS)


@pytest.mark.parametrize(
    ("name", "id_"),
    [("", "FD321"), ("  ", "FD321"), ("auto", "FD362"), ("inline:x", "FD362"), ("a\nb", "FD362"), ("x" * 81, "FD322")],
)
def test_some_names_are_none(name: str, id_: str) -> None:
    assert [found.id for found in check_name(name, ())] == [id_]


async def test_a_name_is_taken_once(store: Store) -> None:
    await _release(store)
    found = next(one for one in await schedules(store, ODILE) if one.name == "evenings")
    assert [one.id for one in check_name("nights", await names_beside(store, found.id))] == ["FD854"]
    assert check_name("evenings", await names_beside(store, found.id)) == ()

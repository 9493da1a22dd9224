"""Message sets as people edit them: who sees which, who changes which, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from frontdesk import ConfigError, Host
from frontdesk_server.publishing.drafts import MessageSetLine, State, Who, create, message_set, save, sets
from frontdesk_server.rights import Scope
from frontdesk_server.store import Conflict, Saved, Store

pytestmark = pytest.mark.anyio

ADA = Who(name="ada")
NORTH = Who(name="norma", scope=Scope(groups=frozenset({"north"})))


def place(id_: str, *groups: str) -> dict[str, object]:
    return {"id": id_, "name": f"Shop {id_}", "groups": list(groups)}


def message(name: str, establishments: object, **more: object) -> dict[str, object]:
    return {"name": name, "establishments": establishments, "welcome": {"en": "Hi"}, "absence": {"en": "Away"}, **more}


async def settled(store: Store, *live: Mapping[str, object], files: Mapping[str, str] | None = None) -> None:
    """Four establishments, and a release of these sets."""
    places = [place("a", "north"), place("b", "north", "big"), place("c", "south"), place("d", "south", "big")]
    await store.establishments.sync("file", places, complete=True)
    await store.releases.add({"frontdesk": 1, "message_sets": list(live), "files": dict(files or {})}, author="ops")


async def lines(store: Store, host: Host, who: Who = ADA) -> Sequence[MessageSetLine]:
    return await sets(store, host, [], who)


async def test_a_list_holds_what_is_live_in_its_order_and_then_drafts(store: Store, host: Host) -> None:
    await settled(store, message("Zoo", ["a"]), message("Ark", ["c"]), files={"message_sets/0": "messages/zoo.yaml"})
    await create(store, message("Bar", {"groups": ["big"]}), key="1", who=ADA)

    found = await lines(store, host)

    assert [(line.name, line.state, line.file) for line in found] == [
        ("Zoo", State.FILES, "messages/zoo.yaml"),
        ("Ark", State.ACTIVE, None),
        ("Bar", State.DRAFT, None),
    ]
    assert [line.establishments for line in found] == [1, 1, 2]


async def test_a_live_set_that_is_written_on_is_active_with_changes(store: Store, host: Host) -> None:
    await settled(store, message("Ark", ["c"]))
    [line] = await lines(store, host)
    saved = await save(store, line.id, message("Ark", ["c", "d"]), expected=0, who=ADA)

    [after] = await lines(store, host)
    view = await message_set(store, host, [], after.id, ADA)

    assert isinstance(saved, Saved)
    assert (after.id, after.state, after.version) == (line.id, State.CHANGED, 1)
    assert view is not None
    assert view.live == message("Ark", ["c"])


async def test_a_live_set_is_written_on_by_two_people_and_the_second_gets_both_texts(store: Store, host: Host) -> None:
    await settled(store, message("Ark", ["c"]))
    [line] = await lines(store, host)
    await save(store, line.id, message("Ark", ["d"]), expected=0, who=ADA)

    outcome = await save(store, line.id, message("Ark", ["a"]), expected=0, who=Who(name="bob"))

    assert isinstance(outcome, Conflict)
    assert (outcome.theirs.document, outcome.base) == (message("Ark", ["d"]), message("Ark", ["c"]))


async def test_the_same_form_sent_twice_makes_one_draft(store: Store, host: Host) -> None:
    first = await create(store, message("Bar", ["a"]), key="form-1", who=ADA)
    again = await create(store, message("Bar", ["a"]), key="form-1", who=ADA)

    assert first == again
    assert len(await lines(store, host)) == 1


async def test_the_same_key_of_somebody_else_makes_another_draft(store: Store, host: Host) -> None:
    await create(store, message("Bar", ["a"]), key="form-1", who=ADA)
    await create(store, message("Bar", ["a"]), key="form-1", who=Who(name="bob"))

    assert len(await lines(store, host)) == 2


async def test_whom_a_set_concerns_sees_it_and_changes_it_only_where_it_concerns_nobody_else(
    store: Store, host: Host
) -> None:
    live = [
        message("North", {"groups": ["north"]}),
        message("All", "all"),
        message("South", ["c"]),
        message("B", ["b"]),
    ]
    await settled(store, *live)

    found = await lines(store, host, NORTH)

    assert {line.name: line.editable for line in found} == {"North": True, "All": False, "B": True}
    assert {line.name: line.establishments for line in found} == {"North": 2, "All": 2, "B": 1}


@pytest.mark.parametrize(
    "establishments", ["all", ["a", "c"], ["a", "nobody"], {"groups": ["north", "south"]}, {"groups": ["big"]}]
)
async def test_nobody_writes_for_establishments_outside_their_scope(
    store: Store, host: Host, establishments: object
) -> None:
    await settled(store)

    with pytest.raises(ConfigError, match="FD850"):
        await create(store, message("Mine", establishments), key="1", who=NORTH)

    assert await lines(store, host) == []


async def test_a_namesake_sees_nothing_that_concerns_others(store: Store, host: Host) -> None:
    await settled(store)
    draft = await create(store, message("Secret", ["c"]), key="1", who=Who(name="norma", id="1"))
    namesake = Who(name="norma", id="2", scope=NORTH.scope)

    assert await lines(store, host, namesake) == []
    assert await message_set(store, host, [], draft.id, namesake) is None


async def test_a_set_outside_the_scope_is_not_there(store: Store, host: Host) -> None:
    await settled(store, message("South", ["c"]))
    [line] = await lines(store, host)

    assert await message_set(store, host, [], line.id, NORTH) is None
    assert await save(store, line.id, message("South", ["a"]), expected=0, who=NORTH) is None


async def test_a_set_that_concerns_others_too_is_read_and_not_changed(store: Store, host: Host) -> None:
    await settled(store, message("All", "all"))
    [line] = await lines(store, host)

    with pytest.raises(ConfigError, match="FD852"):
        await save(store, line.id, message("All", ["a"]), expected=0, who=NORTH)
    assert await message_set(store, host, [], line.id, NORTH) is not None


async def test_a_set_of_a_file_is_changed_in_the_file_only(store: Store, host: Host) -> None:
    await settled(store, message("All", "all"), files={"message_sets/0": "messages/all.yaml"})
    [line] = await lines(store, host)

    with pytest.raises(ConfigError, match=r"FD851.*messages/all\.yaml"):
        await save(store, line.id, message("All", ["a"]), expected=0, who=ADA)


async def test_a_draft_that_takes_nobody_yet_is_seen_by_who_writes_it(store: Store, host: Host) -> None:
    await settled(store)
    await create(store, {"name": "Half"}, key="1", who=NORTH)

    assert [line.name for line in await lines(store, host, NORTH)] == ["Half"]
    other = Who(name="otto", scope=Scope(groups=frozenset({"north"})))
    assert await lines(store, host, other) == []


async def test_sets_that_meet_since_a_sync_carry_an_alarm_that_counts(store: Store, host: Host) -> None:
    await settled(store, message("North", {"groups": ["north"]}), message("Big", {"groups": ["big"], "except": ["d"]}))

    found = await lines(store, host)

    assert [[warning.id for warning in line.warnings] for line in found] == [["FD375"], ["FD375"]]
    told = found[1].warnings[0].params
    assert (told["first"], told["second"], told["count"], told["examples"]) == ("North", "Big", 1, "b")


async def test_counts_follow_a_sync(store: Store, host: Host) -> None:
    await settled(store, message("Big", {"groups": ["big"]}))
    before = (await lines(store, host))[0].establishments

    await store.establishments.sync("file", [place("a", "big"), place("b", "north"), place("d", "big")], complete=True)

    assert (before, (await lines(store, host))[0].establishments) == (2, 2)
    await store.establishments.sync("file", [place("a", "big")], complete=True)
    assert (await lines(store, host))[0].establishments == 1

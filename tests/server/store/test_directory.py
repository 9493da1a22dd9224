"""The directory: establishments found by words, groups, sources and scope, on both databases."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from frontdesk import Toggles
from frontdesk.rules.selection import Selection
from frontdesk_server.clock import SystemClock
from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store import Off, Shown, Store, Wanted, open_store
from frontdesk_server.store.database import Database
from frontdesk_server.store.finding import BROAD
from frontdesk_server.store.migrating import _config
from frontdesk_server.store.tables import metadata
from tests.server.store.matter import NOW

pytestmark = pytest.mark.anyio

ETOILE = {
    "id": "b-042",
    "name": "Boulangerie de l’Étoile",
    "address": {"lines": ["3 rue Æsope"], "postal_code": "42000", "city": "Saint-Étienne"},
    "groups": ["boulangeries", "sud"],
}
GARAGE = {"id": "g-7", "name": "Garage 10", "address": {"city": "Lyon"}, "groups": ["garages", "sud"]}
GARAGE_2 = {"id": "g-8", "name": "Garage 9", "address": {"city": "Lille"}, "groups": ["garages", "nord"]}
NORTH = Scope(groups=frozenset({"nord"}))


async def _filled(store: Store) -> Store:
    await store.establishments.sync("files", [ETOILE, GARAGE, GARAGE_2])
    return store


async def _found(store: Store, wanted: Wanted, scope: Scope = EVERYTHING) -> list[str]:
    found = [line.id for line in await store.establishments.find(wanted, scope)]
    assert len(found) == await store.establishments.tally(wanted, scope)
    assert sorted(found) == await store.establishments.ids_of(wanted, scope)
    return found


@pytest.mark.parametrize(
    "search",
    [
        "etoile",
        "ÉTOILE",
        "E\u0301toile",
        "saint etienne",
        "etienne SAINT boulang",
        "l'etoile",
        "aesope",
        "42000",
        "b-042",
        "042",
        "boulangeries",
        "sa",
        "3 b",
        "  étoile  ",
    ],
)
async def test_a_search_finds_words_however_they_are_written(store: Store, search: str) -> None:
    await _filled(store)
    assert await _found(store, Wanted(search=search)) == ["b-042"]


@pytest.mark.parametrize("search", ["etoiles", "etoile lyon", "to e", "xx", '"', "etoile OR lyon", "%", "_", "NEAR("])
async def test_a_search_finds_nothing_where_a_word_is_missing(store: Store, search: str) -> None:
    await _filled(store)
    assert await _found(store, Wanted(search=search)) == []


async def test_what_is_found_is_in_the_order_of_names_and_of_their_numbers(store: Store) -> None:
    await _filled(store)
    assert await _found(store, Wanted()) == ["b-042", "g-8", "g-7"]


async def test_pages_follow_on_one_another(store: Store) -> None:
    await _filled(store)
    pages: list[str] = []
    while found := await store.establishments.find(Wanted(), after=pages[-1] if pages else None, limit=1):
        pages += [line.id for line in found]
    assert pages == ["b-042", "g-8", "g-7"]


async def test_a_changed_record_is_found_by_what_it_says_now(store: Store) -> None:
    await _filled(store)
    await store.establishments.sync("files", [{**GARAGE, "name": "Carrosserie", "groups": ["nord"]}])
    assert await _found(store, Wanted(search="carross")) == ["g-7"]
    assert await _found(store, Wanted(search="garage sud")) == []
    assert await _found(store, Wanted(groups=frozenset({"nord"}))) == ["g-7", "g-8"]


async def test_retired_establishments_are_found_by_those_who_look_for_them(store: Store) -> None:
    await _filled(store)
    await store.establishments.sync("files", [ETOILE], complete=True)
    assert await _found(store, Wanted()) == ["b-042"]
    assert await _found(store, Wanted(shown=Shown.RETIRED)) == ["g-8", "g-7"]
    assert await _found(store, Wanted(shown=Shown.RETIRED), NORTH) == ["g-8"]
    await store.establishments.sync("files", [ETOILE, GARAGE], complete=True)
    assert await _found(store, Wanted()) == ["b-042", "g-7"]


async def test_stale_establishments_and_those_of_a_source_are_found(store: Store) -> None:
    await _filled(store)
    await store.establishments.sync("sql", [{"id": "s", "name": "S"}])
    await store.establishments.mark_stale("sql")
    assert await _found(store, Wanted(shown=Shown.STALE)) == ["s"]
    assert await _found(store, Wanted(source="sql")) == ["s"]
    assert [(one.name, one.count) for one in await store.establishments.sources()] == [("files", 3), ("sql", 1)]


async def test_a_scope_hides_what_is_outside_of_it_everywhere(store: Store) -> None:
    places = (await _filled(store)).establishments
    assert await _found(store, Wanted(), NORTH) == ["g-8"]
    assert await _found(store, Wanted(search="garage"), NORTH) == ["g-8"]
    assert [one.id for one in await places.list(scope=NORTH)] == ["g-8"]
    assert await places.count(scope=NORTH) == 1
    assert await places.get("g-7", NORTH) is None
    assert await places.get("g-8", NORTH) is not None
    assert await _found(store, Wanted(), Scope(groups=frozenset())) == []
    assert await _found(store, Wanted(groups=frozenset({"sud"})), NORTH) == []


async def test_groups_count_what_is_there_and_within_the_scope(store: Store) -> None:
    await _filled(store)
    await store.establishments.sync("files", [ETOILE, GARAGE_2], complete=True)
    found = {one.name: one.count for one in await store.establishments.groups()}
    assert found == {"boulangeries": 1, "garages": 1, "nord": 1, "sud": 1}
    assert [one.name for one in await store.establishments.groups(NORTH)] == ["garages", "nord"]


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(), ["b-042", "g-7", "g-8"]),
        (Selection(excepted=frozenset({"g-7"})), ["b-042", "g-8"]),
        (Selection(groups=frozenset({"sud"}), excepted=frozenset({"g-7"})), ["b-042"]),
        (Selection(groups=frozenset({"nord"}), ids=frozenset({"b-042", "no"})), ["b-042", "g-8"]),
        (Selection(ids=frozenset({"Ω'\"", *map(str, range(40_000)), "g-8"})), ["g-8"]),
    ],
)
async def test_a_selection_takes_what_its_rules_say(store: Store, selection: Selection, ids: list[str]) -> None:
    await _filled(store)
    assert sorted(await _found(store, Wanted(selection=selection))) == ids
    assert await store.establishments.resolve(selection) == len(ids)
    assert await store.establishments.resolve(selection, NORTH) == len({"g-8"} & set(ids))


async def test_a_selection_by_group_is_live_and_one_by_ids_is_not(store: Store) -> None:
    await _filled(store)
    await store.establishments.sync("files", [{"id": "new", "name": "New", "groups": ["sud"]}])
    assert await store.establishments.resolve(Selection(groups=frozenset({"sud"}))) == 3
    assert await store.establishments.resolve(Selection(ids=frozenset({"b-042", "g-7"}))) == 2


async def test_a_group_that_no_database_could_keep_costs_nothing(store: Store) -> None:
    await store.establishments.sync("files", [{"id": "a", "name": "A" * 9000, "groups": ["x" * 9000, "\0", "good"]}])
    assert [one.name for one in await store.establishments.groups()] == ["good"]
    assert await _found(store, Wanted(search="aaaa")) == ["a"]


def _row(record: Mapping[str, object]) -> dict[str, object]:
    told = {"id": record["id"], "name": record["name"], "source": "files", "record": json.dumps(record)}
    return {**told, "version": "1", "updated_at": NOW, "stale_since": None, "retired": record is GARAGE_2}


async def _of_before(database: Database) -> None:
    """The tables as they were before there was a directory, with two establishments in them."""

    def run(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        scripts = ScriptDirectory.from_config(config).walk_revisions()
        before = next(one.down_revision for one in scripts if one.doc.startswith("The directory"))
        command.upgrade(config, str(before))
        connection.execute(
            insert(metadata.tables["establishment"]), [_row(each) for each in (ETOILE, GARAGE, GARAGE_2)]
        )

    async with database.write() as link:
        await link.run(run)


async def test_the_migration_enters_what_is_there_already(empty_url: str) -> None:
    database = Database(empty_url, SystemClock())
    await _of_before(database)
    await database.close()
    store = await open_store(empty_url, SystemClock(), migrate=True)
    assert await _found(store, Wanted(search="etoile")) == ["b-042"]
    assert await _found(store, Wanted(shown=Shown.RETIRED)) == ["g-8"]
    assert [one.name for one in await store.establishments.groups()] == ["boulangeries", "garages", "sud"]
    await store.close()


async def test_what_is_switched_off_can_be_looked_for(store: Store) -> None:
    await _filled(store)
    await store.toggles.set(["g-7"], Toggles(welcome=False), author="zoe")
    await store.toggles.set(["g-8"], Toggles(), author="zoe")
    assert await _found(store, Wanted(off=Off.WELCOME)) == ["g-7"]
    assert await _found(store, Wanted(off=Off.SOMETHING)) == ["g-7"]
    assert await _found(store, Wanted(off=Off.ABSENCE)) == []
    assert await _found(store, Wanted(off=Off.NOTHING)) == ["b-042", "g-8"]


@pytest.mark.parametrize("scope", [EVERYTHING, NORTH], ids=["everything", "scope"])
async def test_a_search_that_finds_very_many_is_as_exact(store: Store, scope: Scope) -> None:
    many = [{"id": f"m-{number}", "name": f"Café {number}", "groups": ["nord"]} for number in range(BROAD + 10)]
    await store.establishments.sync("files", [*many, ETOILE])
    await store.establishments.sync("files", [*many[5:], ETOILE], complete=True)
    assert await store.establishments.tally(Wanted(search="cafe"), scope) == BROAD + 5
    twenties = [number for number in range(5, BROAD + 10) if str(number).startswith("20")]
    assert await store.establishments.tally(Wanted(search="CAFÉ 20"), scope) == len(twenties)
    first = await store.establishments.find(Wanted(search="cafe"), scope, limit=3)
    then = await store.establishments.find(Wanted(search="cafe"), scope, after=first[-1].id, limit=1)
    assert [line.name for line in (*first, *then)] == ["Café 5", "Café 6", "Café 7", "Café 8"]
    assert await store.establishments.tally(Wanted(search="cafe", groups=frozenset({"sud"})), scope) == 0
    assert await store.establishments.tally(Wanted(search="cafe", shown=Shown.RETIRED), scope) == 5

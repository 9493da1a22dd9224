from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from frontdesk import Row
from frontdesk.diagnostics import Diagnostic
from frontdesk_server.importing.passing import Outcome, Wish
from frontdesk_server.store import Store, open_store
from tests.databases import file_with_tables
from tests.server.importing.platforms import Later, ReadSource, names, place, spec, syncing

pytestmark = pytest.mark.anyio

ALL = [place(id_) for id_ in "abcd"]


async def read(store: Store, rows: list[Row], options: dict[str, Any] | None = None, **wish: Any) -> Outcome:
    one = spec("shop", ReadSource(*rows), **(options or {}))
    return await syncing(store, one).read(one, Wish(**wish))


async def test_half_of_them_may_go_at_once(store: Store) -> None:
    await read(store, ALL)
    outcome = await read(store, ALL[:2])

    assert outcome.held_back is None
    assert sorted(await names(store)) == ["a", "b"]


async def test_more_than_half_is_held_back_and_out_of_date(store: Store) -> None:
    await read(store, ALL)
    outcome = await read(store, [place("a", "Changed")])
    kept = await store.establishments.get("b")

    assert outcome.held_back is not None
    assert (outcome.held_back.id, dict(outcome.held_back.params)) == ("FD784", {"source": "shop", "gone": 3, "of": 4})
    assert await names(store) == {"a": "Changed", "b": "Shop b", "c": "Shop c", "d": "Shop d"}
    assert kept is not None
    assert kept.stale_since is not None


async def test_what_was_held_back_goes_when_somebody_confirms_it(store: Store) -> None:
    await read(store, ALL)
    await read(store, ALL[:1])
    outcome = await read(store, ALL[:1], confirm=True)

    assert outcome.held_back is None
    assert await names(store) == {"a": "Shop a"}


async def test_what_was_held_back_and_comes_back_is_up_to_date_again(store: Store) -> None:
    await read(store, ALL)
    await read(store, ALL[:1])
    await read(store, ALL)
    back = await store.establishments.get("b")

    assert back is not None
    assert (back.retired, back.stale_since) == (False, None)


async def test_all_at_once_under_other_ids_is_held_back(store: Store) -> None:
    await read(store, ALL)
    await read(store, [place(f"new-{id_}") for id_ in "abcd"])

    assert set(await names(store)) > {"a", "b", "c", "d"}


async def test_an_empty_answer_after_a_full_one_is_refused_until_it_is_confirmed(store: Store) -> None:
    await read(store, ALL)
    refused = await read(store, [], {"most_retired": 1})
    kept = await names(store)
    await read(store, [], {"most_retired": 1}, confirm=True)

    assert (refused.read, [found.id for found in refused.problems]) == (False, ["FD622"])
    assert len(kept) == len(ALL)
    assert await names(store) == {}


async def test_how_many_may_go_is_the_project_s_to_say(store: Store) -> None:
    await read(store, ALL, {"most_retired": 0.1})
    await read(store, ALL[:3], {"most_retired": 0.1})

    assert sorted(await names(store)) == ["a", "b", "c", "d"]


async def test_a_source_may_fail_for_as_long_as_the_project_says(tmp_path: Path) -> None:
    clock = Later()
    store = await open_store(file_with_tables(tmp_path / "desk.sqlite"), clock)
    one = spec("shop", ReadSource(*ALL), stale_after="2h")
    sync = syncing(store, one)
    await sync.read(one, Wish())
    assert isinstance(one.source, ReadSource)
    one.source.broken = True
    since = []
    for hours in (0, 1, 3):
        clock.at = Later().at.replace(hour=9 + hours)
        await sync.read(one, Wish())
        found = await store.establishments.get("a")
        since.append(found.stale_since if found else None)
    await store.close()

    assert since == [None, None, Later().at]


async def test_rows_that_have_not_changed_are_not_taken_again(store: Store) -> None:
    one = spec("shop", ReadSource(*ALL))
    sync = syncing(store, one)
    await sync.read(one, Wish())
    outcome = await sync.read(one, Wish())

    assert outcome.progress is not None
    assert (outcome.progress.good, outcome.progress.unchanged, outcome.progress.changed) == (0, 4, 0)


async def test_when_an_establishment_was_read_last_is_known_though_nothing_was_written(tmp_path: Path) -> None:
    clock = Later()
    store = await open_store(file_with_tables(tmp_path / "desk.sqlite"), clock)
    one = spec("shop", ReadSource(*ALL))
    sync = syncing(store, one)
    await sync.read(one, Wish())
    written = await store.establishments.get("a")
    clock.at = clock.at.replace(hour=12)
    await sync.read(one, Wish())
    found = await store.establishments.get("a")
    state = await store.passes.get("shop")
    await store.close()

    assert found == written
    assert state.read_at == clock.at
    assert found is not None
    assert (found.establishment.source, found.establishment.read_at) == ("shop", clock.at)


async def test_what_was_held_back_waits_for_somebody_through_passes_over_changes(tmp_path: Path) -> None:
    clock = Later()
    store = await open_store(file_with_tables(tmp_path / "desk.sqlite"), clock)
    source = ReadSource(*ALL)
    sync = syncing(store, spec("shop", source))
    one = sync.circle.specs[0]
    await sync.read(one, Wish())
    source.shelf, source.changes = ALL[:1], []
    outcomes = [await sync.read(one, Wish(full=True)), await sync.read(one, Wish())]
    still_there = sorted(await names(store))
    confirmed = await sync.read(one, Wish(confirm=True))
    after = await sync.read(one, Wish())
    await store.close()

    assert [found.held_back.id if found.held_back else None for found in outcomes] == ["FD784", "FD784"]
    assert still_there == ["a", "b", "c", "d"]
    assert (confirmed.held_back, after.held_back) == (None, None)
    assert after.progress is not None
    assert after.progress.since is not None


async def test_what_changes_said_is_gone_is_said_again_as_long_as_it_is_held_back(tmp_path: Path) -> None:
    clock = Later()
    store = await open_store(file_with_tables(tmp_path / "desk.sqlite"), clock)
    source = ReadSource(*ALL)
    sync = syncing(store, spec("shop", source))
    one = sync.circle.specs[0]
    await sync.read(one, Wish())
    source.changes = [Row(id=id_, record=None, gone=True) for id_ in "bcd"]
    since = []
    for _ in range(2):
        clock.at = clock.at.replace(minute=clock.at.minute + 15)
        outcome = await sync.read(one, Wish())
        assert outcome.held_back is not None
        assert outcome.progress is not None
        since.append(outcome.progress.since)
    await store.close()

    assert since == [Later().at, Later().at]


async def test_who_may_be_a_row_without_an_id_stays_and_is_told_of(store: Store) -> None:
    nameless = Row(id=None, record=None, diagnostics=(Diagnostic(id="FD608", params={"field": "id"}),))
    await read(store, ALL)
    outcome = await read(store, [*ALL[:3], nameless])
    kept = await store.establishments.get("d")

    assert [(found.id, dict(found.params)) for found in outcome.problems if found.id != "FD608"] == [
        ("FD798", {"source": "shop", "missing": 1})
    ]
    assert kept is not None
    assert kept.stale_since is not None
    assert sorted(await names(store)) == ["a", "b", "c", "d"]


async def test_a_warning_about_the_whole_is_not_counted_as_a_row(store: Store) -> None:
    column = Diagnostic(id="FD626", severity="warning", params={"column": "Tél"})
    outcome = await read(store, [Row(id=None, record=None, diagnostics=(column,)), *ALL])

    assert outcome.progress is not None
    assert (outcome.progress.rows, outcome.progress.bad) == (4, 0)

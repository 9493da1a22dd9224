from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frontdesk import ConfigError, Diagnostic, Page, Row
from frontdesk.model import Toggles
from frontdesk_server.importing.passing import Wish
from frontdesk_server.store import Store, open_store
from tests.databases import file_with_tables
from tests.server.importing.platforms import Later, Platform, asked, fetch, names, place, problems, syncing

pytestmark = pytest.mark.anyio

BROKEN = Diagnostic(id="FD749", params={"source": "asked", "package": "here", "error": "it does not answer"})


def fails_at(*pages: str) -> Callable[[str], None]:
    def before(page: str) -> None:
        if page in pages:
            raise ConfigError(BROKEN)

    return before


async def read(store: Store, platform: Platform, **wish: Any) -> None:
    sync = syncing(store, asked(), platform=platform)
    await sync.read(sync.circle.specs[0], Wish(**wish))


async def test_every_page_is_asked_for_once(store: Store) -> None:
    platform = Platform()
    platform.chain([place("a")], [place("b")], [place("c")])
    await read(store, platform)

    assert platform.asked == ["0", "1", "2"]
    assert await names(store) == {"a": "Shop a", "b": "Shop b", "c": "Shop c"}


async def test_a_pass_that_was_broken_off_goes_on_from_its_frontier(store: Store) -> None:
    platform = Platform(before=fails_at("1"))
    platform.chain([place("a")], [place("b")], [place("c")])
    await read(store, platform)
    before = await names(store)
    platform.before = lambda _page: None
    await read(store, platform)

    assert before == {"a": "Shop a"}
    assert platform.asked == ["0", "1", "1", "2"]
    assert await names(store) == {"a": "Shop a", "b": "Shop b", "c": "Shop c"}


async def test_a_pass_that_was_broken_off_retires_nobody_until_it_is_whole(store: Store) -> None:
    platform = Platform()
    platform.chain([place("a")], [place("b"), place("c")], [place("d")])
    await read(store, platform)
    platform.before = fails_at("1")
    platform.chain([place("a")], [place("c")], [place("d")])
    await read(store, platform, full=True)
    broken = await names(store)
    platform.before = lambda _page: None
    await read(store, platform)

    assert sorted(broken) == ["a", "b", "c", "d"]
    assert sorted(await names(store)) == ["a", "c", "d"]


async def test_a_call_that_fails_costs_those_beside_it_nothing(store: Store) -> None:
    platform = Platform(before=fails_at("bad"))
    platform.pages = {"0": Page(next=[fetch("bad"), fetch("good")]), "good": Page(rows=[place("a")])}
    await read(store, platform)

    assert await names(store) == {"a": "Shop a"}
    assert await problems(store, "asked") == ["FD749", "FD797"]


async def test_a_frontier_that_leads_nowhere_is_given_up(store: Store) -> None:
    platform = Platform(before=fails_at("1"))
    platform.chain([place("a")], [place("b")])
    for _ in range(2):
        await read(store, platform)
    platform.before = lambda _page: None
    await read(store, platform)

    assert platform.asked == ["0", "1", "1", "0", "1"]


async def test_pages_in_a_circle_end_the_pass_and_retire_nobody(store: Store) -> None:
    platform = Platform()
    platform.chain([place("a")], [place("b")])
    await read(store, platform)
    platform.pages = {"0": Page(next=[fetch("1")]), "1": Page(rows=[place("a")], next=[fetch("0")])}
    await read(store, platform, full=True)

    assert await problems(store, "asked") == ["FD791"]
    assert platform.asked == ["0", "1", "0", "1"]
    assert sorted(await names(store)) == ["a", "b"]


async def test_what_is_told_as_the_same_but_not_held_is_asked_for_anew(store: Store) -> None:
    platform = Platform()
    platform.chain([place("b")])
    await read(store, platform)
    platform.fresh.clear()
    platform.pages["since"] = Page(rows=[Row(id="a", record=None, same=True), place("a")])
    await read(store, platform)

    assert platform.asked == ["0", "since", "since"]
    assert platform.fresh == ["since"]
    assert await names(store) == {"a": "Shop a", "b": "Shop b"}


async def test_what_is_told_as_the_same_is_not_gone(store: Store) -> None:
    platform = Platform()
    platform.pages = {"0": Page(rows=[place("a"), place("b"), place("c")])}
    await read(store, platform)
    same = [Row(id=id_, record=None, same=True) for id_ in ("a", "b")]
    platform.pages = {"0": Page(rows=same)}
    await read(store, platform, confirm=True)

    assert platform.fresh == ["0"]
    assert sorted(await names(store)) == ["a", "b"]


async def test_a_pass_over_changes_retires_only_who_is_said_to_be_gone(tmp_path: Path) -> None:
    clock = Later()
    store = await open_store(file_with_tables(tmp_path / "desk.sqlite"), clock)
    platform = Platform()
    platform.chain([place(id_) for id_ in "abcd"])
    platform.pages["since"] = Page(rows=[place("a", "Renamed"), Row(id="b", record=None, gone=True)])
    await read(store, platform)
    clock.at += timedelta(minutes=15)
    await read(store, platform)
    changed = await names(store)
    clock.at += timedelta(hours=24)
    platform.chain([place("a"), place("c")])
    await read(store, platform)
    whole = await names(store)
    await store.close()

    assert platform.asked == ["0", "since", "0"]
    assert changed == {"a": "Renamed", "c": "Shop c", "d": "Shop d"}
    assert whole == {"a": "Shop a", "c": "Shop c"}


async def test_an_id_that_comes_twice_counts_once_and_is_told(store: Store) -> None:
    platform = Platform()
    platform.chain([place("a"), place("a", "Another")], [place("a", "A third")], [place("b"), place("b")])
    await read(store, platform)

    assert await names(store) == {"a": "Shop a", "b": "Shop b"}
    assert await problems(store, "asked") == ["FD792", "FD792"]


async def test_a_bad_row_of_a_page_loses_no_other_and_keeps_its_last_good_record(store: Store) -> None:
    platform = Platform()
    platform.chain([place("a"), place("b")])
    await read(store, platform)
    bad = Row(id="a", record=None, diagnostics=(Diagnostic(id="FD608", params={"field": "name"}),))
    platform.chain([bad, place("b", "Better")])
    await read(store, platform, full=True)
    stale = await store.establishments.get("a")

    assert await names(store) == {"a": "Shop a", "b": "Better"}
    assert stale is not None
    assert stale.stale_since is not None


async def test_a_webhook_changes_and_retires_at_once(store: Store) -> None:
    platform = Platform()
    platform.chain([place(id_) for id_ in "abc"])
    await read(store, platform)
    platform.pages["b"] = Page(rows=[place("b", "Told")])
    sync = syncing(store, asked(), platform=platform)

    assert await sync.take("asked", Page(rows=[Row(id="a", record=None, gone=True)], next=[fetch("b")]))
    assert not await sync.take("nobody", Page())
    assert await names(store) == {"b": "Told", "c": "Shop c"}


async def test_who_comes_back_has_the_switches_of_before(store: Store) -> None:
    platform = Platform()
    platform.chain([place("a"), place("b"), place("c")])
    await read(store, platform)
    off = replace(Toggles(), welcome=False)
    await store.toggles.set(["a"], off, author="Léa")
    platform.chain([place("b"), place("c")])
    await read(store, platform, full=True)
    gone = await names(store)
    platform.chain([place("a"), place("b"), place("c")])
    await read(store, platform, full=True)

    assert sorted(gone) == ["b", "c"]
    assert sorted(await names(store)) == ["a", "b", "c"]
    assert await store.toggles.get("a") == off


async def test_who_a_webhook_retires_in_the_middle_of_a_pass_is_not_brought_back_by_it(store: Store) -> None:
    platform = Platform()
    platform.chain([place("a")], [place("b")], [place("c")])
    await read(store, platform)
    platform.before = fails_at("1")
    await read(store, platform, full=True)
    sync = syncing(store, asked(), platform=platform)
    await sync.take("asked", Page(rows=[Row(id="b", record=None, gone=True)]))
    platform.before = lambda _page: None
    await read(store, platform)

    assert platform.asked[-2:] == ["1", "2"]
    assert sorted(await names(store)) == ["a", "c"]

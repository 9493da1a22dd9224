from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from frontdesk import Fetch, HttpSource, Page, Row
from frontdesk_server.importing.passing import Outcome, Wish
from frontdesk_server.store import Store, open_store
from frontdesk_server.store.lookups import Lookups
from frontdesk_server.store.values import Age
from tests.databases import file_with_tables
from tests.server.importing.platforms import START, Later, Platform, ReadSource, asked, names, place, spec, syncing

pytestmark = pytest.mark.anyio


@pytest.fixture
def clock() -> Later:
    return Later()


@pytest.fixture
async def later(clock: Later, tmp_path: Path) -> AsyncIterator[Store]:
    """A store whose time passes when a test says so."""
    store = await open_store(file_with_tables(tmp_path / "desk.sqlite"), clock)
    yield store
    await store.close()


class Slow(Platform):
    """A platform that answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = asyncio.Event()

    async def fetch(self, name: str, source: HttpSource, fetch: Fetch, *, fresh: bool = False) -> Page:
        await self.answer.wait()
        return await Platform.fetch(self, name, source, fetch, fresh=fresh)


class Stuck(Platform):
    """A platform that never answers its first call."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def fetch(self, name: str, source: HttpSource, fetch: Fetch, *, fresh: bool = False) -> Page:
        if not self.reached.is_set():
            self.reached.set()
            await asyncio.Event().wait()
        return await Platform.fetch(self, name, source, fetch, fresh=fresh)


async def test_a_source_that_is_asked_is_asked_when_it_is_time(later: Store, clock: Later) -> None:
    platform = Platform()
    platform.chain([place("a")])
    platform.pages["since"] = Page(rows=[place("a", "Changed")])
    sync = syncing(later, asked(every="30m"), platform=platform)
    seen = []
    for minutes in (0, 10, 29, 30, 31, 60):
        clock.at = START + timedelta(minutes=minutes)
        await sync.look()
        await sync.asked()
        seen.append(len(platform.asked))

    assert seen == [1, 1, 1, 2, 2, 3]


async def test_a_server_asks_nobody_whom_another_one_has_just_asked(later: Store, clock: Later) -> None:
    platform = Platform()
    platform.chain([place("a")])
    platform.pages["since"] = Page()
    for minutes in (0, 14, 15):
        clock.at = START + timedelta(minutes=minutes)
        sync = syncing(later, asked(), platform=platform)
        await sync.look()
        await sync.asked()

    assert platform.asked == ["0", "since"]


async def test_nobody_waits_for_a_source_that_answers_slowly(store: Store) -> None:
    platform = Slow()
    platform.chain([place("a")])
    shelf = spec("read", ReadSource(place("b")))
    sync = syncing(store, asked(), shelf, platform=platform)
    await sync.look()
    before = await names(store)
    assert await sync.now("asked")
    platform.answer.set()
    await sync.asked()

    assert before == {"b": "Shop b"}
    assert sorted(await names(store)) == ["a", "b"]


async def test_a_confirmation_does_not_wait_for_a_pass_under_way(later: Store, clock: Later) -> None:
    platform = Platform()
    platform.chain([place(id_) for id_ in "abc"])
    await syncing(later, asked(), platform=platform).once()
    clock.at += timedelta(hours=1)
    stuck = Stuck()
    stuck.chain([place("a")])
    stuck.pages["since"] = Page()
    sync = syncing(later, asked(), platform=stuck)
    await sync.look()
    await stuck.reached.wait()

    assert await asyncio.wait_for(sync.now("asked", confirm=True), 60)
    assert sorted(await names(later)) == ["a"]


async def test_a_source_that_shows_no_change_is_read_every_quarter_of_an_hour(later: Store, clock: Later) -> None:
    shelf = ReadSource(place("a"))
    sync = syncing(later, spec("read", shelf))
    seen = []
    for minutes in (0, 1, 14, 15):
        clock.at = START + timedelta(minutes=minutes)
        shelf.shelf = [place("a", f"At {minutes}")]
        await sync.look()
        seen.append((await names(later))["a"])

    assert seen == ["At 0", "At 0", "At 0", "At 15"]


async def test_a_decision_knows_when_its_establishment_was_confirmed(later: Store, clock: Later) -> None:
    one = spec("one", ReadSource(place("a"), place("b")))
    two = spec("two", ReadSource(place("a", phone="2")), match="id")
    sync = syncing(later, one, two)
    for found in (one, two):
        await sync.read(found, Wish())
    clock.at = START + timedelta(hours=3)
    await sync.read(one, Wish())
    async with later.database.read() as link:
        places = await Lookups(link).places(["a", "b"])

    ages = {id_: found.age for id_, found in places.items()}
    assert ages == {"a": Age("two", START), "b": Age("one", clock.at)}


async def test_a_pass_over_changes_of_a_local_source_reads_only_those(later: Store, clock: Later) -> None:
    shelf = ReadSource(*(place(id_) for id_ in "abcd"))
    one = spec("read", shelf)
    sync = syncing(later, one)
    await sync.read(one, Wish())
    shelf.shelf = []
    shelf.changes = [place("a", "Changed"), Row(id="b", record=None, gone=True)]
    clock.at += timedelta(hours=1)
    await sync.read(one, Wish())

    assert await names(later) == {"a": "Changed", "c": "Shop c", "d": "Shop d"}


async def test_a_source_that_answers_slowly_stays_with_whoever_asked_it(store: Store) -> None:
    platform = Slow()
    platform.chain([place("a")])
    reading = asyncio.create_task(held(store, platform))
    first = await asyncio.wait_for(busy_until(store, None), 60)
    later = await asyncio.wait_for(busy_until(store, first), 60)
    platform.answer.set()

    assert later > first
    assert (await reading).read
    assert (await store.passes.get("asked")).busy_until is None


async def held(store: Store, platform: Platform) -> Outcome:
    """A pass whose claim lasts less than its platform takes to answer."""
    sync = syncing(store, asked(), platform=platform, lease=timedelta(seconds=3))
    return await sync.read(sync.circle.specs[0], Wish())


async def busy_until(store: Store, after: datetime | None) -> datetime:
    """Until when the source is claimed, once that is another instant; the pages of its pass are waited for by then."""
    while True:
        state = await store.passes.get("asked")
        if state.running is not None and state.busy_until is not None and (after is None or state.busy_until > after):
            return state.busy_until
        await asyncio.sleep(0.01)

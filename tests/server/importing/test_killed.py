from __future__ import annotations

import os
import subprocess
import sys
from itertools import accumulate
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk import ConfigError, Diagnostic, Row
from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.passing import Wish
from frontdesk_server.store import Store, open_store
from tests.databases import file_with_tables
from tests.server.importing import killed
from tests.server.importing.platforms import AskedSource, Later, Nothing, Platform, asked, names, place, spec, syncing

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
BROKEN = Diagnostic(id="FD749", params={"source": "asked", "package": "here", "error": "it does not answer"})


def kill_in_the_middle(url: str) -> None:
    """A real process makes the pass, and is killed by SIGKILL once it is in the middle of it."""
    command = [sys.executable, "-m", "tests.server.importing.killed", url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = next((line for line in process.stdout if line == "stuck\n"), None)
        process.kill()
    assert said is not None


async def goes_on(url: str) -> None:
    """Another one goes on from there, once the claim has run out: nothing is lost, doubled or asked for twice."""
    store = await open_store(url, SystemClock())
    platform = killed.platform()
    before = await store.establishments.count()
    sync = syncing(store, asked(), platform=platform)
    outcome = await sync.read(sync.circle.specs[0], Wish())
    found = await store.establishments.count()
    await store.close()

    assert before == int(killed.STUCK_AT) * killed.SIZE
    assert platform.asked == ["4", "5"]
    assert outcome.progress is not None
    assert (outcome.progress.rows, outcome.progress.added) == (killed.PAGES * killed.SIZE,) * 2
    assert found == killed.PAGES * killed.SIZE


async def test_an_import_that_was_killed_goes_on_with_nothing_lost_or_doubled(url: str) -> None:
    await (await open_store(url, Later(), migrate=True)).close()
    kill_in_the_middle(url)
    await goes_on(url)


IDS = st.sampled_from([f"p{number}" for number in range(8)])
VERSIONS = st.lists(st.dictionaries(IDS, st.sampled_from(["A", "B"]), min_size=1), min_size=1, max_size=3)


MOST_CALLS = 100
EXAMPLES = 1000 if "FRONTDESK_SOAK" in os.environ else 12


class WholeSource(AskedSource):
    """It cannot tell what has changed: every pass reads everything."""

    incremental = False


def cut(rows: list[Row], sizes: list[int]) -> list[list[Row]]:
    """The rows in pages of these sizes, and one of the rest."""
    pages = []
    for size in sizes:
        pages.append(rows[:size])
        rows = rows[size:]
    return [*pages, rows]


@pytest.fixture
async def empty(tmp_path: Path) -> Path:
    """A database with nothing in it, to be copied: making one takes longer than a pass."""
    file = tmp_path / "empty.sqlite"
    await (await open_store(file_with_tables(file), Later())).close()
    return file


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    versions=VERSIONS,
    order=st.integers(0, 2**32).map(Random),  # drawn at once: what is drawn within a coroutine may end its loop
    sizes=st.lists(st.integers(0, 4), max_size=4),
    breaks=st.lists(st.integers(1, 4), max_size=6),
)
async def test_however_pages_are_cut_and_broken_off_the_establishments_are_those_of_the_source(  # noqa: PLR0917 - what is drawn, and where to put it
    tmp_path_factory: pytest.TempPathFactory,
    empty: Path,
    versions: list[dict[str, str]],
    order: Random,
    sizes: list[int],
    breaks: list[int],
) -> None:
    file = tmp_path_factory.mktemp("cut") / "desk.sqlite"
    copyfile(empty, file)
    store = await open_store(file_with_tables(file), Later())
    try:
        for version in versions:
            await delivered(store, version, order, sizes, breaks)
            assert await names(store) == version
    finally:
        await store.close()


async def delivered(store: Store, version: dict[str, str], order: Random, sizes: list[int], breaks: list[int]) -> None:
    """One version of the platform's content, in any order and broken off now and then, until a pass is whole."""
    rows = [place(id_, name) for id_, name in version.items()]
    order.shuffle(rows)
    platform = Platform()
    platform.chain(*cut(rows, sizes))
    failing = set(accumulate(breaks))

    def before(_page: str) -> None:
        if len(platform.asked) in failing:
            raise ConfigError(BROKEN)

    platform.before = before
    sync = syncing(store, spec("asked", WholeSource(Nothing()), most_retired=1), platform=platform)
    while not (await sync.read(sync.circle.specs[0], Wish())).read:
        assert len(platform.asked) < MOST_CALLS

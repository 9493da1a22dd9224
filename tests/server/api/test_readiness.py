"""Readiness: each condition is made to fail, and holds again."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from frontdesk_server.api.readiness import WRONG, Readiness, State, state, told
from frontdesk_server.api.streams import Stopping
from frontdesk_server.store.values import Role
from tests.server.api.served import project, serving
from tests.server.runtime.house import House, house, until

pytestmark = pytest.mark.anyio


class Watched:
    """A house, and how ready it is."""

    def __init__(self, desk: House) -> None:
        self.desk = desk
        self.stopping = Stopping()
        self._ready = Readiness(desk.store, desk.runtime, self.stopping)

    async def failing(self) -> set[str]:
        """The conditions that do not hold."""
        self.desk.clock.turn(seconds=1)
        return {name for name, good in (await self._ready()).items() if not good}

    async def sql(self, statement: str) -> None:
        """Do something to the database, behind everybody's back."""
        async with self.desk.store.database.write() as link:
            await link.execute(text(statement))


@asynccontextmanager
async def watched(folder: Path) -> AsyncIterator[Watched]:
    async with house(folder) as desk:
        await desk.store.releases.add({"text": ""}, author="test")
        yield Watched(desk)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Nobody else can write."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


async def test_a_house_at_work_is_ready(tmp_path: Path) -> None:
    async with watched(tmp_path) as here:
        assert await here.failing() == set()


async def test_without_a_release_it_is_not_ready(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        assert await Watched(desk).failing() == {"release"}


async def test_with_a_loop_that_fails_it_is_not_ready_until_the_loop_goes_on(tmp_path: Path) -> None:
    async with watched(tmp_path) as here:
        await here.sql("ALTER TABLE timer RENAME TO elsewhere")
        await until(lambda: "loops" in set(here.desk.runtime.conditions()) and not here.desk.runtime.ready)
        assert await here.failing() == {"loops"}
        await here.sql("ALTER TABLE elsewhere RENAME TO timer")
        await until(lambda: here.desk.runtime.ready)


async def test_without_a_partition_to_work_on_it_is_not_ready(tmp_path: Path) -> None:
    async with watched(tmp_path) as here:
        here.desk.runtime._holding.work_on(Role.SENDER, [])
        assert await here.failing() == {"leases"}
        await here.desk.runtime.renew()
        assert await here.failing() == set()


async def test_with_tables_of_an_earlier_version_it_is_not_ready(tmp_path: Path) -> None:
    async with watched(tmp_path) as here:
        await here.sql("UPDATE alembic_version SET version_num = '0001'")
        assert await here.failing() == {"tables"}


async def test_with_tables_of_a_later_version_it_stays_ready_where_that_version_has_left_word_for_it(
    tmp_path: Path,
) -> None:
    async with watched(tmp_path) as here:
        await here.sql("UPDATE alembic_version SET version_num = '9999'")
        assert await here.failing() == {"tables"}
        await here.sql("UPDATE meta SET value = '9999' || substr(value, 5) WHERE name = 'oldest_code'")
        assert await here.failing() == set()


async def test_with_a_disk_that_is_nearly_full_it_is_not_ready(tmp_path: Path) -> None:
    async with watched(tmp_path) as here:
        here.desk.runtime.disk.is_full = True
        assert await here.failing() == {"disk"}


async def test_once_it_stops_it_is_not_ready(tmp_path: Path) -> None:
    async with watched(tmp_path) as here:
        here.stopping.begin()
        assert await here.failing() == {"accepting"}
        await here.desk.runtime.stop()
        assert await here.failing() == {"accepting", "runtime", "leases"}


def test_every_condition_says_what_is_wrong_and_what_to_do() -> None:
    problems = told(dict.fromkeys(WRONG, False))

    assert [problem["condition"] for problem in problems] == list(WRONG)
    assert all(problem["what"] and problem["mend"] for problem in problems)


GOOD = dict.fromkeys(WRONG, True)
CHECKS = {name: True for name in WRONG if name not in ("tables", "release")}
"""What is known while the database is away."""


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (GOOD, State.READY),
        (CHECKS | {"store": False}, State.DEGRADED),
        (CHECKS | {"store": False, "leases": False, "loops": False}, State.DEGRADED),
        (CHECKS | {"store": False, "log": False}, State.NOT_READY),
        (CHECKS | {"store": False, "runtime": False}, State.NOT_READY),
        (CHECKS | {"store": False, "accepting": False}, State.NOT_READY),
        (GOOD | {"log": False}, State.NOT_READY),
        (GOOD | {"loops": False}, State.DEGRADED),
        (GOOD | {"release": False}, State.NOT_READY),
        ({name: name != "loops" for name in WRONG if name != "log"}, State.NOT_READY),
        ({name: name != "store" for name in CHECKS if name != "log"}, State.NOT_READY),
    ],
)
def test_only_where_a_cluster_takes_events_in_what_is_behind_it_may_fail(
    found: dict[str, bool], expected: State
) -> None:
    assert state(found) is expected


def test_who_takes_events_in_without_the_database_says_what_that_means() -> None:
    [problem] = told(CHECKS | {"store": False})

    assert "JetStream" in problem["what"]
    assert "Start no server anew" in problem["mend"]


def test_a_database_that_takes_no_write_ends_readiness_and_never_liveness(tmp_path: Path) -> None:
    with serving(project(tmp_path / "p")) as server, server.stranger as client:
        with locked(tmp_path / "p" / "frontdesk.sqlite"):
            ready, alive = client.get("/ready"), client.get("/health")
        server.stop()

    assert (ready.status_code, alive.status_code) == (503, 200)
    assert "store" in {problem["condition"] for problem in ready.json()["problems"]}

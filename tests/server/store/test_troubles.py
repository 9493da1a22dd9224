"""A full disk is told as one, with the way out: no other help would do."""

from __future__ import annotations

import resource
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from frontdesk_server.clock import SystemClock
from frontdesk_server.store import StoreUnavailable
from frontdesk_server.store.database import Database
from frontdesk_server.store.troubles import trouble

pytestmark = pytest.mark.anyio
MORE = text("CREATE TABLE more AS SELECT randomblob(200000) AS body")


@pytest.fixture
def small(tmp_path: Path) -> Database:
    """A database of few pages that may have no more."""
    return Database(f"sqlite:///{tmp_path / 'desk.sqlite'}", SystemClock())


async def test_a_disk_without_room_is_told_and_the_database_goes_on_once_there_is_some(small: Database) -> None:
    try:
        async with small.write() as link:
            await link.execute(text("PRAGMA max_page_count = 10"))
        with pytest.raises(StoreUnavailable, match=r"FD877 .*desk\.sqlite.* full: .*make room"):
            await _write(small)
        async with small.write() as link:
            await link.execute(text("PRAGMA max_page_count = 1000"))
        await _write(small)
    finally:
        await small.close()


async def test_a_file_that_may_not_grow_is_told_and_the_database_goes_on_once_it_may(small: Database) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        async with small.write() as link:
            await link.execute(text("CREATE TABLE few (number int)"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
        with pytest.raises(StoreUnavailable, match=r"FD878 .*desk\.sqlite.*ulimit"):
            await _write(small)
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        await _write(small)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        await small.close()


async def _write(database: Database) -> None:
    async with database.write() as link:
        await link.execute(MORE)


class _FullError(Exception):
    sqlstate = "53100"


def test_a_server_without_room_is_told_as_such() -> None:
    assert "FD879" in str(trouble(_FullError(), "could not extend file", file=None))


def test_any_other_trouble_stays_what_it_was(tmp_path: Path) -> None:
    assert "FD750" in str(trouble(OSError(), "no answer", file=None))
    assert "FD745" in str(trouble(sqlite3.OperationalError(), "locked", file=tmp_path))

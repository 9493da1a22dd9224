"""The store under test: an SQLite file, or a database of a PostgreSQL server that is started once (`services`)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import cast

import pytest

from frontdesk_server.clock import SystemClock
from frontdesk_server.store import Store, open_store
from tests.databases import database_with_tables, file_with_tables, new_database, postgresql_server
from tests.server.store.counting import Counting, counter

STORES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.services))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running server."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(params=STORES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.sqlite'}"
    return new_database(cast("str", request.getfixturevalue("postgresql")))


@pytest.fixture(params=STORES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new database with this version's tables."""
    if request.param == "sqlite":
        return file_with_tables(tmp_path / "desk.sqlite")
    return database_with_tables(cast("str", request.getfixturevalue("postgresql")))


@pytest.fixture
def shared_url(postgresql: str) -> str:
    """The address of a new, empty database of PostgreSQL."""
    return new_database(postgresql)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """The store, opened, with four partitions."""
    opened = await open_store(url, SystemClock(), migrate=True, partitions=4)
    yield opened
    await opened.close()


@pytest.fixture
async def house(url: str) -> AsyncIterator[Counting]:
    """A house that decides what it is told, and counts."""
    opened = await counter(url)
    yield opened
    await opened.store.close()

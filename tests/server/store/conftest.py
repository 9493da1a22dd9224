"""The store under test: an SQLite file, or a database of a PostgreSQL server that is started once (`services`)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import cast

import asyncpg  # type: ignore[import-untyped]
import pytest

from frontdesk_server.clock import SystemClock
from frontdesk_server.store import Store, open_store
from frontdesk_testkit.postgresql import PostgreSqlMissing, running_postgresql

_number = count(1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running server; `FRONTDESK_TEST_POSTGRESQL` names one that runs already."""
    if given := os.environ.get("FRONTDESK_TEST_POSTGRESQL"):
        yield given
        return
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgresql())
        except PostgreSqlMissing as error:
            pytest.fail(str(error))
        yield str(server.get_uri())


async def _create(server: str, name: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()


def new_database(server: str) -> str:
    """The address of a new, empty database of a server."""
    name = f"desk_{os.getpid()}_{next(_number)}"
    asyncio.run(_create(server, name))
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.sqlite'}"
    return new_database(cast("str", request.getfixturevalue("postgresql")))


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

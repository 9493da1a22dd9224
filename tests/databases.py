"""Databases for the tests: a file, or one of a PostgreSQL server that somebody names or that is started.

Most tests begin with this version's tables: they are made once in each process, by the migrations, and copied.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy.engine import URL, Engine

from frontdesk_server.clock import SystemClock
from frontdesk_server.store import migrate_store, sqlite
from frontdesk_testkit.postgresql import PostgreSqlMissing, running_postgresql

_number = count(1)


def file_with_tables(path: Path) -> str:
    """The address of a database in this file: the one that is there, else a new one with this version's tables."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_migrated_file(), path)
    return f"sqlite:///{path}"


@cache
def _migrated_file() -> Path:
    folder = Path(mkdtemp(prefix="frontdesk-tables-"))
    atexit.register(shutil.rmtree, folder)
    path = folder / "desk.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(url: str) -> None:
    """Run the migrations; who asks may be in a loop."""
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, migrate_store(url, SystemClock())).result()


@contextmanager
def postgresql_server(*, durable: bool = False) -> Iterator[str]:
    """The address of a running server; `FRONTDESK_TEST_POSTGRESQL` names one that runs already."""
    if given := os.environ.get("FRONTDESK_TEST_POSTGRESQL"):
        yield given
        return
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgresql(durable=durable))
        except PostgreSqlMissing as error:
            pytest.fail(str(error))
        yield str(server.get_uri())


@contextmanager
def statements_shared() -> Iterator[None]:
    """Within, SQLite's engines share what they have compiled: who opens a store again does not pay for it again."""
    make = sqlite._engine
    first: list[Engine] = []

    def made(url: URL, begin: str | None) -> Engine:
        engine = make(url, begin)
        if not first:
            first.append(engine)
        engine.dialect, engine._compiled_cache = first[0].dialect, first[0]._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_engine", made)
        yield


def new_database(server: str) -> str:
    """The address of a new, empty database of a server."""
    return asyncio.run(make_database(server))


def database_with_tables(server: str) -> str:
    """The address of a new database of a server, with this version's tables."""
    return asyncio.run(make_database(server, like=_migrated_database(server)))


@cache
def _migrated_database(server: str) -> str:
    """The name of one that nobody else uses."""
    url = new_database(server)
    _migrate(url)
    return _name(url)


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


async def make_database(server: str, like: str = "template1") -> str:
    """The same as `new_database`, for who is in a loop already; a copy of the database with that name."""
    name = f"desk_{os.getpid()}_{next(_number)}"
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    finally:
        await connection.close()
    return server.replace("/postgres?", f"/{name}?")

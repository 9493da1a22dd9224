"""What fault runs share: databases, a durable PostgreSQL, and the table that a run ends with.

`FRONTDESK_KILLS` says how often scenarios kill (5 here; 15 in `make faults`, which comes to more than 20 on each store;
70 in `make soak`, to more than 100), `FRONTDESK_SEED` at which instants.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TypeVar, cast

import pytest

from frontdesk_server.store import open_store
from frontdesk_testkit.postgresql import PostgreSqlMissing
from tests.databases import new_database, postgresql_server
from tests.faults.postgres_node import PostgresNode, running_node
from tests.faults.postgres_pair import PostgresPair, running_pair
from tests.faults.stage import Stage
from tests.faults.table import Table
from tests.faults.waiting import CLOCK

KILLS = int(os.environ.get("FRONTDESK_KILLS", "5"))
SEED = int(os.environ.get("FRONTDESK_SEED", "1"))
TABLE = pytest.StashKey[Table]()
T = TypeVar("T")
_number = count(1)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLE] = Table()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    table = config.stash[TABLE]
    if table.rows:
        terminalreporter.section(f"faults: FRONTDESK_KILLS={KILLS} FRONTDESK_SEED={SEED}")
        terminalreporter.write_line("\n".join(table.lines()))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a durable server."""
    with postgresql_server(durable=True) as server:
        yield server


def ready_database(server: str) -> str:
    """The address of a new database on that server, with this version's tables."""
    database = new_database(server)
    bring_up(database)
    return database


def bring_up(url: str) -> None:
    """Make this version's tables."""
    asyncio.run(_bring_up(url))


async def _bring_up(url: str) -> None:
    await (await open_store(url, CLOCK, migrate=True)).close()


def stage(request: pytest.FixtureRequest, store: str, database: str, folder: Path) -> Stage:
    """A stage over a database, as the run's settings have it."""
    table = request.config.stash[TABLE]
    return Stage(store=store, database=database, folder=folder, kills=KILLS, seed=SEED, table=table)


@pytest.fixture
def sqlite(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    """A stage over an SQLite file that is not there yet."""
    return stage(request, "SQLite", f"sqlite:///{tmp_path / 'desk.sqlite'}", tmp_path)


@pytest.fixture
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    """A stage over a new, empty database of a durable PostgreSQL."""
    database = ready_database(cast("str", request.getfixturevalue("postgresql")))
    return stage(request, "PostgreSQL", database, tmp_path)


@pytest.fixture(scope="session")
def node() -> Iterator[PostgresNode]:
    """A PostgreSQL of our own, which may be killed."""
    with ExitStack() as stack:
        yield stack.enter_context(_there(running_node()))


@pytest.fixture(scope="module")
def pair() -> Iterator[PostgresPair]:
    """A primary and its synchronous standby, of our own."""
    with ExitStack() as stack:
        yield stack.enter_context(_there(running_pair()))


@contextmanager
def _there(server: AbstractContextManager[T]) -> Iterator[T]:
    """The server; the test fails with the line that installs it where there is none."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(server)
        except PostgreSqlMissing as error:
            pytest.fail(str(error))
        yield found


@pytest.fixture
def killable(request: pytest.FixtureRequest, node: PostgresNode, tmp_path: Path) -> Stage:
    """A stage over a new, empty database of a PostgreSQL that may be killed."""
    return stage(request, "PostgreSQL", ready_database(f"{node.url('postgres')}?"), tmp_path)


@pytest.fixture
def paired(request: pytest.FixtureRequest, pair: PostgresPair, tmp_path: Path) -> Stage:
    """A stage over a new, empty database of a pair, by the address of both."""
    return stage(request, "PostgreSQL pair", ready_database(pair.url("postgres")), tmp_path)

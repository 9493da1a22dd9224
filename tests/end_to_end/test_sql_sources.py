"""An import from PostgreSQL and from MariaDB, killed in the middle: the command that imports, or the database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from adapters.sources.sql.tests.conftest import own
from frontdesk import Host
from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.passing import Outcome, Wish
from frontdesk_server.importing.syncing import SourceSync
from frontdesk_server.project import load_project
from frontdesk_server.store import open_store

__all__ = ["own"]
pytestmark = [pytest.mark.anyio, pytest.mark.services, pytest.mark.filterwarnings("ignore:unclosed")]

COUNT = 3000
STUCK_AT = 2600
"""The row at which the database waits, as long as somebody holds the gate: two chunks are taken in before."""
ASLEEP = {
    True: "SELECT count(*) FROM information_schema.processlist WHERE state = 'User sleep'",
    False: "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
}
"""How many wait at the gate, on MariaDB and on PostgreSQL."""


class Later(SystemClock):
    """Five minutes ahead: what somebody who was killed had claimed has run out."""

    def now(self) -> datetime:
        return super().now() + timedelta(minutes=5)


GATES = {
    True: (
        "CREATE VIEW shops AS SELECT id, CASE WHEN id = {at} AND EXISTS (SELECT 1 FROM gate)"
        " THEN concat(name, SLEEP(600)) ELSE name END AS name FROM all_shops"
    ),
    # A view of a volatile function would wait for any of its rows; one of another kind for those that are asked for.
    False: (
        "CREATE FUNCTION gated(id int, name text) RETURNS text LANGUAGE plpgsql STABLE COST 100000 AS $$ BEGIN"
        " IF id = {at} AND EXISTS (SELECT 1 FROM gate) THEN PERFORM pg_sleep(600); END IF; RETURN name; END $$ ;"
        "CREATE VIEW shops AS SELECT id, gated(id, name) AS name FROM all_shops"
    ),
}
"""A view that waits at one of its shops while there is a gate, on MariaDB and on PostgreSQL."""


def fill(database: Any) -> None:
    """A table of shops, and that view of it."""
    database.run(
        "CREATE TABLE all_shops (id INT PRIMARY KEY, name VARCHAR(40))",
        "CREATE TABLE gate (shut INT)",
        "INSERT INTO gate VALUES (1)",
        *(statement.replace("{at}", str(STUCK_AT)) for statement in GATES[database.is_mariadb].split(" ;")),
    )
    rows = ", ".join(f"({number}, 'Shop {number}')" for number in range(1, COUNT + 1))
    database.run(f"INSERT INTO all_shops VALUES {rows}")  # noqa: S608


@pytest.fixture
def project(own: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose one source is that view."""
    fill(own.database)
    source = {"kind": "sql", "dsn": "env:CRM", "table": "shops", "key": "id", "page_size": 500, "timeout": 3600}
    (tmp_path / "frontdesk.yaml").write_text(json.dumps({"frontdesk": 1, "name": "Killed", "sources": [source]}))
    monkeypatch.setenv("CRM", own.database.url)
    monkeypatch.setenv("FRONTDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'desk.sqlite'}")
    return tmp_path


@pytest.fixture
def importing(own: Any, project: Path) -> Iterator[subprocess.Popen[str]]:
    """`frontdesk sync`, which waits at the gate."""
    command = [sys.executable, "-m", "frontdesk_server", "sync", "--json", "--project", str(project)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            while not own.database.count(ASLEEP[own.database.is_mariadb]):
                with suppress(subprocess.TimeoutExpired):
                    raise AssertionError(running.communicate(timeout=0.2))
            yield running
        finally:
            running.kill()


async def read_again(project: Path, secrets: Mapping[str, str]) -> Outcome:
    """Another pass, once what was claimed before has run out."""
    store = await open_store(secrets["FRONTDESK_DATABASE_URL"], Later())
    sources = load_project(project, Host.load({})).sources
    resolve = {"env:CRM": secrets["CRM"].encode()}.get
    sync = SourceSync(store, sources, Later(), secrets=resolve)
    outcome = await sync.read(sync.circle.specs[0], Wish())
    await store.close()
    return outcome


def stored(project: Path) -> dict[str, str]:
    """Every establishment, by id."""
    with closing(connect(project / "desk.sqlite")) as database:
        return dict(database.execute("select id, name from establishment"))


def shops(most: int = COUNT) -> dict[str, str]:
    return {str(number): f"Shop {number}" for number in range(1, most + 1)}


async def test_an_importer_that_is_killed_is_made_up_for(
    own: Any, project: Path, importing: subprocess.Popen[str]
) -> None:
    importing.kill()
    importing.wait()
    before = stored(project)
    own.database.run("DELETE FROM gate")

    outcome = await read_again(project, os.environ)

    assert 0 < len(before) < STUCK_AT
    assert before.items() <= shops().items()
    assert outcome.progress is not None
    assert (outcome.read, outcome.progress.added, outcome.progress.rows) == (True, COUNT - len(before), COUNT)
    assert (outcome.progress.unchanged, outcome.progress.changed) == (len(before), 0)
    assert stored(project) == shops()


async def test_a_database_that_is_killed_is_told_and_made_up_for(
    own: Any, project: Path, importing: subprocess.Popen[str]
) -> None:
    own.kill()
    printed = importing.communicate()[0]
    (told,) = json.loads("[" + f"\n{printed}".partition("\n[\n")[2])
    before = stored(project)
    own.start()
    own.database.run("DELETE FROM gate")

    outcome = await read_again(project, os.environ)

    assert (importing.returncode, told["read"], [item["id"] for item in told["problems"]]) == (1, False, ["FD646"])
    assert 0 < len(before) < STUCK_AT
    assert outcome.progress is not None
    assert (outcome.read, outcome.progress.added) == (True, COUNT - len(before))
    assert stored(project) == shops()

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.passing import Wish
from frontdesk_server.store import open_store
from frontdesk_server.store.database import Database
from frontdesk_server.store.migrating import _config
from frontdesk_server.store.tables import metadata
from tests.server.importing.platforms import ReadSource, names, place, spec, syncing

pytestmark = pytest.mark.anyio


def row(id_: str, *, retired: bool) -> dict[str, object]:
    record = {"id": id_, "name": f"Shop {id_}", "timezone": "Europe/Paris"}
    at = datetime(2026, 1, 1, tzinfo=UTC)
    told = {"id": id_, "source": "shop", "name": record["name"], "record": json.dumps(record)}
    return told | {"version": "1", "updated_at": at, "stale_since": None, "retired": retired}


async def before(url: str) -> None:
    """The tables as they were when an establishment was one source's record, with two in them."""

    def run(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        scripts = ScriptDirectory.from_config(config).walk_revisions()
        command.upgrade(
            config, str(next(one.down_revision for one in scripts if one.doc.startswith("What each source")))
        )
        rows = [row("a", retired=False), row("b", retired=True), row("c", retired=False)]
        connection.execute(insert(metadata.tables["establishment"]), rows)

    database = Database(url, SystemClock())
    async with database.write() as link:
        await link.run(run)
    await database.close()


async def test_what_was_there_is_what_its_source_told(empty_url: str) -> None:
    await before(empty_url)
    store = await open_store(empty_url, SystemClock(), migrate=True)
    one = spec("shop", ReadSource(place("a"), place("b")))
    outcome = await syncing(store, one).read(one, Wish())
    found = await names(store)
    await store.close()

    assert found == {"a": "Shop a", "b": "Shop b"}
    assert outcome.progress is not None
    assert (outcome.progress.retired, outcome.held_back) == (1, None)

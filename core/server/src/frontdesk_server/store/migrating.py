"""Migrations: the database's tables brought to this version, or a clear refusal. Alembic, run from here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from frontdesk.errors import ConfigError
from frontdesk_server.store.database import Database

_FOLDER: Final = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config


@cache
def newest_revision() -> str:
    """The revision that this version of the program works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def bring_up(database: Database, *, migrate: bool) -> None:
    """Bring the tables to this version's revision, if that is allowed. Raises `ConfigError` (FD752, FD753)."""
    async with database.read() as link:
        found = await link.run(_revision)
    needed = newest_revision()
    if found == needed:
        return
    if found is not None and found not in _known():
        raise ConfigError.of("FD752", found=found)
    if not migrate:
        raise ConfigError.of("FD753", found=repr(found) if found else "-", needed=needed)
    if found is not None:
        await database.copy(found)
    async with database.write() as link:
        # Another process may have been first: Alembic looks again under the write lock and does nothing then.
        await link.run(_upgrade)


async def revision_of(database: Database) -> str:
    """The revision of the tables; `-` where there are none."""
    async with database.read() as link:
        return await link.run(_revision) or "-"


async def fits(database: Database) -> bool:
    """Whether the tables have all that this version needs. Those of a later version do: it only added to them."""
    found = await revision_of(database)
    return found == newest_revision() or (found != "-" and found not in _known())


@cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())

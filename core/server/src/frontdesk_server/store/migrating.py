"""Migrations: the database's tables brought to this version, or a clear refusal. Alembic, run from here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from frontdesk.errors import ConfigError
from frontdesk_server.store.database import Database
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.postgresql import MIGRATION_WAITS
from frontdesk_server.store.statements import upsert
from frontdesk_server.store.tables import meta

_FOLDER: Final = Path(__file__).parent / "migrations"
_WORD: Final = "oldest_code"
_SAY: Final = upsert(meta)
_ASK: Final = select(meta.c.value).where(meta.c.name == _WORD)
_IN_USE: Final = ("55P03", "40P01")
"""The SQLSTATEs of a lock that was not to be had in time, and of two who wait for one another."""


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
    _say_who_may_run(connection)


def _say_who_may_run(connection: Connection) -> None:
    """Leave word for older versions, which do not know this revision: from which one on they may run on its tables."""
    told = f"{newest_revision()} {oldest_code()}"
    statement = _SAY.sqlite if connection.dialect.name == "sqlite" else _SAY.postgresql
    connection.execute(statement, [{"name": _WORD, "value": told}])


def oldest_code() -> str:
    """The revision whose code may still run on the tables of this one.

    Each migration says so of itself in `oldest_code`; one that says nothing asks for its own code.
    """
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return max(str(getattr(script.module, "oldest_code", script.revision)) for script in scripts)


class Migrated(NamedTuple):
    """What a migration came from, and what it came to."""

    before: str | None
    after: str


async def bring_up(database: Database, *, migrate: bool) -> Migrated:
    """Bring the tables to this version's revision, if that is allowed.

    Raises `ConfigError`: FD752 for tables that this version may not run on, FD753 where they are too old and may not
    be changed, FD864 where they are in use.
    """
    async with database.read() as link:
        found = await link.run(_revision)
    needed = newest_revision()
    if found == needed:
        return Migrated(found, needed)
    if found is not None and found not in _known():
        if not await _may_run(database, found):
            raise ConfigError.of("FD752", found=found)
        return Migrated(found, found)
    if not migrate:
        raise ConfigError.of("FD753", found=repr(found) if found else "-", needed=needed)
    if found is not None:
        await database.copy(found)
    await _change(database)
    return Migrated(found, needed)


async def _change(database: Database) -> None:
    try:
        async with database.migrating() as link:
            # Another process may have been first: Alembic looks again under the lock and does nothing then.
            await link.run(_upgrade)
    except StoreUnavailable as error:
        cause = error.__cause__
        if isinstance(cause, DBAPIError) and getattr(cause.orig, "sqlstate", None) in _IN_USE:
            raise ConfigError.of("FD864", seconds=MIGRATION_WAITS) from error
        raise


async def _may_run(database: Database, found: str) -> bool:
    """Whether a later version, which made these tables, has left word that this one may go on with them."""
    async with database.read() as link:
        told = (await link.execute(_ASK)).scalar()
    revision, _, oldest = str(told).partition(" ")
    return revision == found and oldest in _known()


async def revision_of(database: Database) -> str:
    """The revision of the tables; `-` where there are none."""
    async with database.read() as link:
        return await link.run(_revision) or "-"


async def fits(database: Database) -> bool:
    """Whether this version may work on the tables: they are its own, or of a later one that has left word for it."""
    found = await revision_of(database)
    if found == "-" or found in _known():
        return found == newest_revision()
    return await _may_run(database, found)


@cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())

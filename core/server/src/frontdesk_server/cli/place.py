"""One establishment for a command that tries something on it: as its sources tell it now, or as it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from frontdesk.errors import ConfigError
from frontdesk.model import Establishment
from frontdesk.source import HttpSource
from frontdesk_server.cli.opened import database_url
from frontdesk_server.clock import SystemClock
from frontdesk_server.importing.places import read_places
from frontdesk_server.project import Project
from frontdesk_server.settings import read_settings
from frontdesk_server.store import StoreUnavailable, open_store
from frontdesk_server.store.database import Database


def place_of(project: Project, id_: str, advance: Callable[..., None] = lambda: None) -> Establishment:
    """The establishment of that id. Nobody is called: where a source is asked over HTTP, what is stored counts.

    Raises `ConfigError` where there is none, with what could not be read.
    """
    if any(isinstance(spec.source, HttpSource) for spec in project.sources):
        found = asyncio.run(_stored(project, id_))
        if found is not None:
            return found
    return read_places(project, advance).establishment(id_)


async def _stored(project: Project, id_: str) -> Establishment | None:
    """What the project's database holds; None where there is no such thing, or no database yet."""
    url = database_url(project, read_settings())
    database = Database(url, SystemClock())
    there = database.path is None or database.path.exists()
    await database.close()
    if not there:
        return None
    try:
        store = await open_store(url, SystemClock(), migrate=False)
    except (ConfigError, StoreUnavailable):
        return None
    try:
        found = await store.establishments.get(id_)
        return None if found is None or found.retired else found.establishment
    finally:
        await store.close()

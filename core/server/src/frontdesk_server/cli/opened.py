"""The store of a project, opened for one command; a running server may use it at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from frontdesk.host import Host
from frontdesk_server.clock import SystemClock
from frontdesk_server.project import Project, load_project
from frontdesk_server.settings import Settings, read_settings
from frontdesk_server.store import Store, open_store

T = TypeVar("T")


def database_url(project: Project, settings: Settings) -> str:
    """Where the store is: the environment's word, else the project's."""
    return settings.database_url.get_secret_value() if settings.database_url else project.database


def with_store(folder: Path, work: Callable[[Store, Project, Host], Awaitable[T]], *, migrate: bool | None = None) -> T:
    """Do something with a project's store. Raises `ConfigError` or `StoreUnavailable`.

    `migrate` as in `open_store`: servers never change a shared database's tables, so one command has to.
    """
    host = Host.load()
    project = load_project(folder, host)
    url = database_url(project, read_settings())

    async def opened() -> T:
        store = await open_store(url, SystemClock(), migrate=migrate)
        try:
            return await work(store, project, host)
        finally:
            await store.close()

    return asyncio.run(opened())

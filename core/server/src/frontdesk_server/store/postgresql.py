"""The shared database: a pool of connections to PostgreSQL, each transaction short."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

from frontdesk_server.store.link import AsyncLink, Link

CONNECT_WITHIN: Final = 5.0
"""Seconds; a host that never answers is told of, and not waited for."""

_SETTINGS: Final[dict[str, object]] = {
    "timeout": CONNECT_WITHIN,
    "command_timeout": 2,
    "server_settings": {
        # Plans cached while the tables were tiny turn into scans: p99 of seconds instead of milliseconds.
        "plan_cache_mode": "force_custom_plan",
        "idle_in_transaction_session_timeout": "5000",
        "application_name": "frontdesk",
    },
}


class PostgresqlConnections:
    """Connections to one database."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(url, connect_args=_SETTINGS, pool_size=8, max_overflow=8, pool_timeout=2)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Link]:
        """One transaction."""
        async with self._engine.begin() as connection:
            yield AsyncLink(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Link]:
        """One transaction."""
        async with self._engine.begin() as connection:
            yield AsyncLink(connection)

    async def close(self) -> None:
        """Give back every connection."""
        await self._engine.dispose()

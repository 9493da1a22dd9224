"""The shared database: a pool of connections to PostgreSQL, each transaction short."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, cast

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import event, func, select, text
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool, QueuePool

from frontdesk_server.store.link import AsyncLink, Link
from frontdesk_server.store.wire import Wire

CONNECT_WITHIN: Final = 5.0
"""Seconds; a host that never answers is told of, and not waited for."""

WRITE_WITHIN: Final = 10
"""Seconds for a whole transaction that writes: who is silent for longer in the midst of one loses it, and its locks."""
_KNOWS_WRITE_WITHIN: Final = (17,)
"""The version of PostgreSQL from which it can be told so. An older one ends who is idle, and whose machine is gone."""

_READ_ONLY: Final = "25006"
"""The SQLSTATE of a server that takes nothing written: it was the primary, and is a standby now."""
_SETTINGS: Final[dict[str, Any]] = {
    "timeout": CONNECT_WITHIN,
    "command_timeout": 2,
    "server_settings": {
        # Plans cached while the tables were tiny turn into scans: p99 of seconds instead of milliseconds.
        "plan_cache_mode": "force_custom_plan",
        "idle_in_transaction_session_timeout": "5000",
        # Shorter than our own patience with a command: the server then says what it was that was waited for.
        "lock_timeout": "1500",
        # A machine that went without a word is missed after eleven seconds, and not after the two hours of the system.
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "2",
        "tcp_keepalives_count": "3",
        "application_name": "frontdesk",
    },
}
MIGRATION_WAITS: Final = 2
"""Seconds that a change of tables waits for who uses them: whoever comes meanwhile has to wait behind it."""
_MIGRATING: Final = (
    text(f"SET LOCAL lock_timeout = '{MIGRATION_WAITS}s'"),
    text("SET LOCAL idle_in_transaction_session_timeout = 0"),
    select(func.pg_advisory_xact_lock(0x66645F6D69677261)),
)
_UNBOUNDED: Final = text("SET LOCAL transaction_timeout = 0")


class PostgresqlConnections:
    """Connections to one database."""

    def __init__(self, url: URL) -> None:
        # The driver reads the address itself: so it says what it says to PostgreSQL's own programs (`sslmode`).
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        connect = partial(asyncpg.connect, address, **_SETTINGS)
        self._connect, self._url = connect, url
        self._unhurried = partial(asyncpg.connect, address, **{**_SETTINGS, "command_timeout": None})
        bounded = partial(_bounded, connect)
        self._engine = create_async_engine(url, async_creator=bounded, pool_size=8, max_overflow=8, pool_timeout=2)
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        event.listen(self._engine.sync_engine, "handle_error", _leave)

    @asynccontextmanager
    async def write(self, *, long: bool = False) -> AsyncIterator[Link]:
        """One transaction, which ends within `WRITE_WITHIN` unless it is a `long` one.

        Being idle is not all: between the preparing of a statement and its use the server waits for our word and does
        not call it idle. A process that is stopped there, or cut off, would keep its locks for ever.
        """
        async with self._engine.begin() as connection:
            if long:
                await _without_end(connection)
            yield AsyncLink(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Link]:
        """Each statement by itself: it sees what was committed before it, as it would within a transaction here.

        Nothing can be locked for the next statement.
        """
        async with self._reading.connect() as connection:
            yield AsyncLink(connection)

    def counted(self) -> Mapping[str, int]:
        """How many connections are in use, and how many are open and idle."""
        pool = cast("QueuePool", self._engine.pool)
        return {"used": pool.checkedout(), "idle": pool.checkedin()}

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[Link]:
        """One transaction that changes tables: one at a time, as long as it takes, and nobody waits long behind it."""
        engine = create_async_engine(self._url, async_creator=self._unhurried, poolclass=NullPool)
        async with engine.begin() as connection:
            await _without_end(connection)  # the role may have one, or a pooler that kept what another was told
            for statement in _MIGRATING:
                await connection.execute(statement)
            yield AsyncLink(connection)

    def wire(self) -> Wire:
        """What other processes on this database are told and heard by."""
        return Wire(self._connect)

    async def close(self) -> None:
        """Give back every connection."""
        await self._engine.dispose()


async def _bounded(connect: Callable[[], Awaitable[Any]]) -> Any:
    """A connection whose transactions end in time. Said once: in each of them it would be one more exchange."""
    connection = await connect()
    try:
        if connection.get_server_version() >= _KNOWS_WRITE_WITHIN:
            await connection.execute(f"SET transaction_timeout = '{WRITE_WITHIN}s'")
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _without_end(connection: AsyncConnection) -> None:
    """Let this transaction take its time."""
    if (connection.dialect.server_version_info or ()) >= _KNOWS_WRITE_WITHIN:
        await connection.execute(_UNBOUNDED)


def _leave(context: ExceptionContext) -> None:
    """Connect anew where a connection leads nowhere good any more."""
    error = context.original_exception
    if getattr(error, "sqlstate", None) == _READ_ONLY:
        # The database of the connection has stepped down: the address leads to another one by now.
        context.is_disconnect = True
    elif isinstance(error, TimeoutError) and context.connection is not None:
        # Nobody knows what became of the command. Polite words at parting would take their time again.
        context.is_disconnect, context.invalidate_pool_on_disconnect = True, False
        context.connection.connection.driver_connection.terminate()  # type: ignore[union-attr]

"""The embedded database: one writing connection and a few reading ones, each in a thread of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Final

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.pool import NullPool

from frontdesk.errors import ConfigError
from frontdesk_server.store.link import Link, ThreadLink

READERS: Final = 3

_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA journal_size_limit=67108864",
)


class SqliteConnections:
    """Connections to one file. Writing transactions take turns; reading goes on beside them."""

    def __init__(self, url: URL) -> None:
        self._path = Path(url.database or "")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError.of("FD748", file=str(self._path), reason=error.strerror or str(error)) from error
        with suppress(OSError):  # there is one; or what keeps us from it is told by SQLite
            make_file(self._path)
        self._writing = _engine(url, begin="BEGIN IMMEDIATE")
        self._reading = _engine(url, begin=None)
        self._turn = asyncio.Lock()
        self._writer: _Seat | None = None
        self._free: list[_Seat] = []
        self._seats = asyncio.Semaphore(READERS)

    @asynccontextmanager
    async def write(self, *, long: bool = False) -> AsyncIterator[Link]:  # noqa: ARG002 - as of a shared database
        """One writing transaction; it begins with its first statement. How long it may take is nobody's concern."""
        async with self._turn:
            if self._writer is None:
                self._writer = await _Seat.take(self._writing)
            link = self._writer.link
            try:
                yield link
                await link.run(Connection.commit)
            except BaseException:
                await asyncio.shield(link.run(Connection.rollback))
                raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Link]:
        """Reading, each statement by itself."""
        async with self._seats:
            seat = self._free.pop() if self._free else await _Seat.take(self._reading)
            try:
                yield seat.link
            finally:
                self._free.append(seat)

    def counted(self) -> Mapping[str, int]:
        """How many connections are in use, and how many are open and idle."""
        reading = READERS - self._seats._value  # noqa: SLF001 - a semaphore has no public count
        writer = self._writer is not None
        return {"used": reading + self._turn.locked(), "idle": len(self._free) + (writer and not self._turn.locked())}

    async def copy_to(self, path: Path) -> None:
        """A whole copy in another file."""
        seat = await _Seat.take(self._reading)
        try:
            await seat.link.execute(text("VACUUM INTO :copy"), {"copy": str(path)})
        finally:
            await seat.leave()

    async def compact(self) -> bool:
        """Write the file anew, so that nothing deleted lingers in it; False = somebody was reading from its log."""
        async with self._turn:
            seat = await _Seat.take(self._reading)
            try:
                await seat.link.execute(text("VACUUM"))
                return not (await seat.link.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).number()
            finally:
                await seat.leave()

    async def close(self) -> None:
        """Close every connection, after what is still under way."""
        seats = [*self._free, *([self._writer] if self._writer else [])]
        self._free, self._writer = [], None
        for seat in seats:
            await seat.leave()


def make_file(path: Path) -> None:
    """Make an empty file for what people wrote: its owner alone may read it. Raises `OSError`, also where there is one.

    What SQLite lays beside a database is as private as the database.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


class _Seat:
    """A connection with its thread."""

    def __init__(self, connection: Connection, executor: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._executor = executor
        self.link = ThreadLink(connection, executor)

    @classmethod
    async def take(cls, engine: Engine) -> _Seat:
        """Open a connection in a new thread."""
        executor = ThreadPoolExecutor(1, thread_name_prefix="frontdesk-sqlite")
        connection = await asyncio.get_running_loop().run_in_executor(executor, engine.connect)
        return cls(connection, executor)

    async def leave(self) -> None:
        """Close it."""
        await self.link.run(Connection.close)
        self._executor.shutdown(wait=True)


def _engine(url: URL, begin: str | None) -> Engine:
    """An engine whose transactions are begun by us: `begin`, or None = each statement by itself."""
    engine = create_engine(url, poolclass=NullPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def connected(connection: SqliteConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    if begin is not None:

        @event.listens_for(engine, "begin")
        def begun(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

    return engine

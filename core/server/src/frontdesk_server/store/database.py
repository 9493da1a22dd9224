"""The database behind the store: short transactions on SQLite or PostgreSQL, and trouble told in one word."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from sqlalchemy import ColumnElement, literal, make_url, select
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.sql.expression import literal_column

from frontdesk.errors import ConfigError
from frontdesk_server.clock import Clock, FixedStartClock
from frontdesk_server.store._types import Instant
from frontdesk_server.store.common_clock import CommonClock
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.hosts import hosts_apart
from frontdesk_server.store.link import Link
from frontdesk_server.store.lock_file import LockFile
from frontdesk_server.store.postgresql import PostgresqlConnections
from frontdesk_server.store.sqlite import SqliteConnections, make_file
from frontdesk_server.store.troubles import trouble
from frontdesk_server.store.wire import Wire

_DRIVERS: Final = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_MISTAKES: Final = (IntegrityError, ProgrammingError, DataError)
_REFUSED_DATA: Final = ("22", "54")
"""The classes of SQLSTATE for data exceptions, and for what is too large or too deep: time changes neither."""
_UNSPOKEN: Final[dict[type[BaseException], str]] = {TimeoutError: "no answer in time"}
"""What an error without a text of its own means."""
_DATABASE_NOW: Final = "(extract(epoch from clock_timestamp()) * 1000000)::bigint"


class Database:
    """Transactions on one database. `write` is a short transaction of its own; `read` sees what was committed."""

    def __init__(self, url: str, clock: Clock) -> None:
        checked = _checked(url)
        self.clock = clock
        self.common_clock = CommonClock(clock)
        """What goes by time on a shared database goes by its clock, and never by a machine's."""
        self.embedded = checked.get_backend_name() == "sqlite"
        self.shared = not self.embedded
        """Whether other processes may share the work."""
        # A clock that was set for a demo or a test stands for every clock: two would leave messages waiting for years.
        self.own_time = self.embedded or isinstance(clock, FixedStartClock)
        """Whether what is timed is timed by our own clock, and not by the database's."""
        self.path = Path(checked.database or "") if self.embedded else None
        """The file of an embedded database."""
        self.address = unquote(checked.set(drivername=checked.get_backend_name()).render_as_string(hide_password=True))
        """The database as people write it, without its password."""
        self._lock_file: LockFile | None = None
        self._connections = SqliteConnections(checked) if self.embedded else PostgresqlConnections(checked)

    @property
    def alone(self) -> bool:
        """Whether this process is known to be the only server on this database."""
        return self._lock_file is not None

    @property
    def connections(self) -> Mapping[str, int]:
        """How many are in use, and how many are open and idle."""
        return self._connections.counted()

    def claim(self) -> None:
        """Be the only server on an embedded database. Raises `ConfigError` (FD751) when another one runs."""
        if self.path is not None and self._lock_file is None:
            self._lock_file = LockFile.take(self.path.with_name(self.path.name + ".lock"))

    async def close(self) -> None:
        """Give back connections and lock."""
        await self._connections.close()
        if self._lock_file is not None:
            self._lock_file.release()
            self._lock_file = None

    @asynccontextmanager
    async def write(self, *, long: bool = False) -> AsyncIterator[Link]:
        """One writing transaction: commits at the end, rolls back on an error. Raises `StoreUnavailable`.

        `long`: it may take more than some seconds. Others wait for what it writes meanwhile, so few are.
        """
        with self._translated():
            async with self._connections.write(long=long) as link:
                yield link

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Link]:
        """Reading: each statement sees what was committed before it, and locks nothing. Raises `StoreUnavailable`."""
        with self._translated():
            async with self._connections.read() as link:
                yield link

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[Link]:
        """A writing transaction that changes tables, one process at a time. Raises `StoreUnavailable`."""
        connections = self._connections
        change = connections.write if isinstance(connections, SqliteConnections) else connections.migrating
        with self._translated():
            async with change() as link:
                yield link

    def wire(self) -> Wire | None:
        """How other processes on this database are told what to look at; None = there are none."""
        return None if isinstance(self._connections, SqliteConnections) else self._connections.wire()

    async def copy(self, revision: str) -> Path | None:
        """A copy of an embedded database beside it, named by its revision; a shared one has its own backups."""
        if self.path is None or not isinstance(self._connections, SqliteConnections):
            return None
        path = self.path.with_name(f"{self.path.name}.{revision}-{self.clock.now():%Y%m%dT%H%M%S}.copy")
        with self._translated():
            make_file(path)
            await self._connections.copy_to(path)
        return path

    async def back_up(self, path: Path) -> None:
        """A whole copy of an embedded database, also while a server works on it; there must be no such file yet.

        Raises `ConfigError`: FD895 for a shared database, FD896 where the copy cannot be made.
        """
        if not isinstance(self._connections, SqliteConnections):
            raise ConfigError.of("FD895", database=self.address)
        try:
            make_file(path)
        except OSError as error:
            raise ConfigError.of("FD896", file=str(path), reason=error.strerror or str(error)) from error
        with self._translated():
            await self._connections.copy_to(path)

    async def compact(self) -> bool:
        """Leave nothing of deleted rows in an embedded database's file; True = it is so, or is not ours to do."""
        if not isinstance(self._connections, SqliteConnections):
            return True
        with self._translated():
            return await self._connections.compact()

    def now(self) -> ColumnElement[datetime]:
        """The instant as the shape counts it: the database's clock where machines share it, else our own."""
        if self.own_time:
            return literal(self.common_clock.now(), Instant())
        return literal_column(_DATABASE_NOW, Instant())

    def instant(self, connection: Connection) -> datetime:
        """The same, as a value."""
        if self.own_time:
            return self.common_clock.now()
        instant = connection.execute(select(self.now())).scalar_one()
        self.common_clock.saw(instant)
        return instant

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Trouble of the database in the store's own word; mistakes of ours stay what they are."""
        try:
            yield
        except _MISTAKES:
            raise
        except (DBAPIError, PoolTimeout, OSError, TimeoutError) as error:
            if _is_mistake(error):
                raise
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        cause = (error.orig if isinstance(error, DBAPIError) else None) or error
        return trouble(cause, _first_line(cause), file=self.path)


def is_embedded(url: str) -> bool:
    """Whether the database at this address is a file of one server. Raises `ConfigError` (FD754)."""
    return _checked(url).get_backend_name() == "sqlite"


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or _UNSPOKEN.get(type(error), type(error).__name__)


def _checked(url: str) -> URL:
    try:
        parsed = make_url(hosts_apart(url))
    except (ArgumentError, ValueError) as error:  # the latter for a port that is no number
        raise ConfigError.of("FD754", url=url.partition("://")[0] + "://...") from error
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None or (driver.startswith("sqlite") and parsed.database in (None, "", ":memory:")):
        raise ConfigError.of("FD754", url=parsed.render_as_string(hide_password=True))
    return parsed.set(drivername=driver)


def _is_mistake(error: Exception) -> bool:
    """Whether PostgreSQL refused the data: asyncpg's dialect has no class of its own for that."""
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    return isinstance(state, str) and state.startswith(_REFUSED_DATA)

"""The store of the simulation: the real SQL on one SQLite file, a transaction at a time, reached over a frail line.

Each step on a connection is done in one go; before and after it, before and after the commit, time passes, and the
process may die, stand still or lose the line. What was not committed by then is rolled back, as a server does that
loses a client.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Engine, Executable, create_engine, literal
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from frontdesk_server.clock import Clock
from frontdesk_server.store._types import Instant
from frontdesk_server.store.common_clock import CommonClock
from frontdesk_server.store.database import Database
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.link import Link, Parameters, Rows, execute
from frontdesk_server.store.wire import Wire
from tests.simulation.exchange import Client, Exchange
from tests.simulation.loop import Process, SimLoop

T = TypeVar("T")

IDLE_IN_TRANSACTION = 5.0
"""Seconds after which a shared database gives up a client that stands still within a transaction."""


class _Files:
    """SQLAlchemy's engine, made once: it opens whatever file it is pointed at."""

    def __init__(self) -> None:
        self._path = Path()
        self._engine: Engine = create_engine("sqlite+pysqlite://", poolclass=NullPool, creator=self._open)

    def connect(self, path: Path) -> Connection:
        self._path = path
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


_FILES = _Files()
_GIVEN_UP = "the server has given up the connection"


class Transaction:
    """A turn at writing."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.over = False


class Disk:
    """The database server: one file, its clock, and the turn at writing."""

    def __init__(self, loop: SimLoop, random: Random, path: Path, template: Path, start: datetime) -> None:
        shutil.copyfile(template, path)
        self._loop = loop
        self._random = random
        self._start = start
        self.skew = timedelta()
        self.writer, self.reader = _FILES.connect(path), _FILES.connect(path)
        self.commits = 0
        self.exchange = Exchange(loop, random)
        self._holder: Transaction | None = None
        self._waiting: list[tuple[Transaction, asyncio.Future[None]]] = []
        self._read: dict[object, tuple[Executable, Rows]] = {}
        self._read_at = -1

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._loop.time()) + self.skew

    def close(self) -> None:
        self.writer.close()
        self.reader.close()

    # Writing

    async def begin(self, client: Client) -> Transaction:
        """Wait for the turn, and begin."""
        turn = Transaction(client)
        if self._holder is not None:
            called = self._loop.create_future()
            self._waiting.append((turn, called))
            try:
                await called
            except asyncio.CancelledError:
                self.leave(turn)
                raise
        else:
            self._holder = turn
        return turn

    def commit(self, turn: Transaction) -> None:
        if turn.over:
            raise StoreUnavailable.of("FD750", reason=_GIVEN_UP)
        self._commit()
        turn.over = True

    def finish(self, turn: Transaction) -> None:
        """Let the next one write."""
        if self._holder is turn:
            self._next()

    def leave(self, turn: Transaction) -> None:
        """Roll back, unless it was committed, and let the next one write."""
        if not turn.over:
            turn.over = True
            self._waiting = [(one, called) for one, called in self._waiting if one is not turn]
            if self._holder is turn:
                self._rollback()
        self.finish(turn)

    def lost(self, process: Process) -> None:
        """The process is gone, or has been silent for too long: its transactions are nobody's."""
        for turn, called in list(self._waiting):
            if turn.client.process is process:
                self.leave(turn)
                called.set_exception(StoreUnavailable.of("FD750", reason=_GIVEN_UP))
        if self._holder is not None and self._holder.client.process is process:
            self.leave(self._holder)

    def step(self, turn: Transaction, step: Callable[[Connection], T]) -> T:
        """Do a whole step of a transaction."""
        if turn.over:
            raise StoreUnavailable.of("FD750", reason=_GIVEN_UP)
        raw: Any = self.writer.connection.dbapi_connection
        if not raw.in_transaction:
            raw.execute("BEGIN IMMEDIATE")
        return step(self.writer)

    def read(self, statement: Executable, parameters: Parameters | None) -> Rows:
        """One statement on what is committed; asked again before anything changed, it gives the same."""
        if self._read_at != self.commits:
            self._read.clear()
            self._read_at = self.commits
        key = (id(statement), repr(parameters))
        if key not in self._read:
            self._read[key] = statement, execute(self.reader, statement, parameters)
        return self._read[key][1]

    def _commit(self) -> None:
        raw: Any = self.writer.connection.dbapi_connection
        if raw.in_transaction:
            raw.execute("COMMIT")
            self.commits += 1

    def _rollback(self) -> None:
        raw: Any = self.writer.connection.dbapi_connection
        if raw.in_transaction:
            raw.execute("ROLLBACK")

    def _next(self) -> None:
        self._holder = None
        while self._waiting:
            turn, called = self._waiting.pop(self._random.randrange(len(self._waiting)))
            if not called.done():
                self._holder = turn
                called.set_result(None)
                return


class SimDatabase(Database):
    """`Database` as one simulated process uses it."""

    def __init__(self, disk: Disk, client: Client, clock: Clock, *, alone: bool) -> None:
        self._disk = disk
        self._client = client
        self._alone = alone
        self.clock = clock
        self.common_clock = CommonClock(clock)
        self.embedded = True  # of which database the statements are
        self.shared = not alone
        self.own_time = alone
        self.path = None
        self.address = "simulated"

    @property
    def alone(self) -> bool:
        return self._alone

    @property
    def connections(self) -> Mapping[str, int]:
        return {"used": 0, "idle": 0}

    def wire(self) -> Wire | None:
        return Wire(self._listening) if self.shared else None

    async def _listening(self) -> Any:
        await self._line("connecting")
        return self._disk.exchange.connect(self._client)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Link]:
        with self._translated():
            await self._line("begin")
            turn = await self._disk.begin(self._client)
            try:
                yield _Writing(self, turn)
                await self._line("before commit")
                self._disk.commit(turn)
                if self.own_time:  # a file that has kept a commit says so, and the next one waits until it has
                    await self._client.point("after commit")
            finally:
                self._disk.leave(turn)
            if not self.own_time:
                await self._line("after commit")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Link]:
        with self._translated():
            yield _Reading(self)

    def now(self) -> ColumnElement[datetime]:
        return literal(self._instant(), Instant())

    def instant(self, connection: Connection) -> datetime:
        instant = self._instant()
        if not self.own_time:
            self.common_clock.saw(instant)
        return instant

    async def close(self) -> None:
        return

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[Link]:
        raise NotImplementedError("the template's tables are this version's")
        yield

    def _instant(self) -> datetime:
        return self.common_clock.now() if self.own_time else self._disk.now()

    async def _line(self, where: str) -> None:
        await self._client.point(where)
        if self._client.cut:
            raise StoreUnavailable.of("FD750", reason=f"line cut, {where}")


class _Writing:
    """A link of a transaction."""

    def __init__(self, database: SimDatabase, turn: Transaction) -> None:
        self._database = database
        self._turn = turn

    async def run(self, step: Callable[[Connection], T]) -> T:
        await self._database._line("within a transaction")
        return self._database._disk.step(self._turn, step)

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> Rows:
        return await self.run(lambda connection: execute(connection, statement, parameters))


class _Reading:
    """A link that reads."""

    def __init__(self, database: SimDatabase) -> None:
        self._database = database

    async def run(self, step: Callable[[Connection], T]) -> T:
        await self._database._line("reading")
        return step(self._database._disk.reader)

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> Rows:
        await self._database._line("reading")
        return self._database._disk.read(statement, parameters)

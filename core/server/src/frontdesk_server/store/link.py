"""A link: one connection as the store uses it. On SQLite a whole step is one trip to the connection's own thread.

A trip to a thread and back costs more than a statement; a driver that makes three trips for each statement spends most
of a batch on them. So what belongs together is handed over as one function over a plain `Connection` (`run`), and the
same function runs on PostgreSQL through SQLAlchemy's bridge to asyncpg.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any, Protocol, TypeVar

from sqlalchemy import Executable
from sqlalchemy.engine import Connection, CursorResult, RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from frontdesk_server.store._types import AnyRow

T = TypeVar("T")

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Rows:
    """What a statement gave, all of it read: nothing is fetched once the statement is over."""

    def __init__(self, result: CursorResult[Any]) -> None:
        self.rowcount = result.rowcount
        self._rows: Sequence[AnyRow] = result.all() if result.returns_rows else ()

    def __iter__(self) -> Iterator[AnyRow]:
        return iter(self._rows)

    def all(self) -> Sequence[AnyRow]:
        """Every row."""
        return self._rows

    def first(self) -> AnyRow | None:
        """The first row, if there is one."""
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def number(self) -> int:
        """The first column of the first row, as a number."""
        return int(self._rows[0][0])

    def scalars(self) -> list[Any]:
        """The first column."""
        return [row[0] for row in self._rows]

    def mappings(self) -> list[RowMapping]:
        """Each row by the names of its columns."""
        return [row._mapping for row in self._rows]  # noqa: SLF001 - SQLAlchemy's public name for it


def execute(connection: Connection, statement: Executable, parameters: Parameters | None = None) -> Rows:
    """One statement, read to its end."""
    return Rows(connection.execute(statement, parameters))


class Link(Protocol):
    """A connection: within one transaction of writing, or for statements of reading that stand each by itself."""

    async def run(self, step: Callable[[Connection], T]) -> T:
        """Do a whole step on the connection."""

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> Rows:
        """Do one statement."""


class ThreadLink:
    """A connection of SQLite, used in a thread of its own."""

    def __init__(self, connection: Connection, executor: Executor) -> None:
        self._connection = connection
        self._executor = executor

    async def run(self, step: Callable[[Connection], T]) -> T:
        """Do a whole step in the connection's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, step, self._connection)

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> Rows:
        """Do one statement."""
        return await self.run(lambda connection: execute(connection, statement, parameters))


class AsyncLink:
    """A connection of PostgreSQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def run(self, step: Callable[[Connection], T]) -> T:
        """Do a whole step over the bridge."""
        return await self._connection.run_sync(step)

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> Rows:
        """Do one statement."""
        return await self.run(lambda connection: execute(connection, statement, parameters))

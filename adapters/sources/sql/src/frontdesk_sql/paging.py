"""Paging by the key: each question begins behind the last row of the one before, and is over before the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Timer
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, cast, func, null, or_, select, true, type_coerce
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql import ColumnElement, Select
from sqlalchemy.types import Date, DateTime, Interval, NullType, Text

from frontdesk import ConfigError
from frontdesk_sql.failures import telling
from frontdesk_sql.reading import Raw, Reader
from frontdesk_sql.relation import Relation
from frontdesk_sql.settings import SqlSettings

MOST_REPEATED: Final = 500
"""Values of a key that may stand in several rows: where there are more, it is the key that is wrong."""
MOST_KEYLESS: Final = 100


class Pages:
    """The rows of a relation, asked for page by page."""

    def __init__(self, engine: Engine, relation: Relation, reader: Reader, settings: SqlSettings) -> None:
        self._engine = engine
        self.relation = relation
        self._reader = reader
        self._settings = settings
        self._key = [self._compared(relation.column(name)) for name in relation.key]
        self._condition: ColumnElement[bool] = true()
        columns = [self._selected(relation.column(name)) for name in reader.columns]
        self._select: Select[Any] = select(*columns).select_from(relation.source)

    def only(self, condition: ColumnElement[bool]) -> Pages:
        """The same, of rows that meet a condition."""
        pages = Pages(self._engine, self.relation, self._reader, self._settings)
        pages._condition = condition
        return pages

    def rows(self) -> Iterator[Raw]:
        """Every row that has a key, in its order. Raises `ConfigError` where the database fails."""
        last: Sequence[object] | None = None
        size = self._settings.page_size
        while True:
            behind = true() if last is None else self._behind(last)
            page = self.ask(self._select.where(self._keyed(), self._condition, behind).order_by(*self._key).limit(size))
            yield from page
            if len(page) < size:
                return
            last = self._reader.key(page[-1])

    def repeated(self) -> Iterator[list[Raw]]:
        """The rows of each value of the key that stands in several, as the database compares; always in one order.

        Raises `ConfigError` (FD649) where there are too many of them.
        """
        if self.relation.unique:
            return
        several = select(*self._key).where(self._keyed()).group_by(*self._key).having(func.count() > 1)
        found = self.ask(several.order_by(*self._key).limit(MOST_REPEATED + 1))
        if len(found) > MOST_REPEATED:
            key, example = ", ".join(self.relation.key), "-".join(str(value) for value in found[0])
            raise ConfigError.of("FD649", count=f"> {MOST_REPEATED}", key=repr(key), example=repr(example))
        for values in found:
            same = and_(*(column == value for column, value in zip(self._key, values, strict=True)))
            yield sorted(self.ask(self._select.where(self._condition, same)), key=repr)

    def keyless(self) -> list[Raw]:
        """Some of the rows that lack their key."""
        if self.relation.unique:
            return []
        lacking = or_(*(column.is_(null()) for column in self._key))
        return self.ask(self._select.where(self._condition, lacking).limit(MOST_KEYLESS))

    def ask(self, question: Select[Any]) -> list[Raw]:
        """The answer to one question, in a transaction of its own."""
        with telling(self._settings, self.relation.name, connecting=True):
            connection = self._engine.connect()
        with telling(self._settings, self.relation.name), connection, _bounded(connection, self._settings.timeout):
            return _answer(connection, question)

    # Conditions

    def _keyed(self) -> ColumnElement[bool]:
        return true() if self.relation.unique else and_(*(column.is_not(null()) for column in self._key))

    def _behind(self, last: Sequence[object]) -> ColumnElement[bool]:
        """Rows whose key is greater; the first comparison is for the index."""
        later: ColumnElement[bool] = self._key[-1] > last[-1]
        for column, value in reversed([*zip(self._key[:-1], last[:-1], strict=True)]):
            later = and_(column >= value, or_(column > value, later))
        return later

    def _selected(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The column as its driver gives it. PostgreSQL knows days that Python does not: the end of time, years BC."""
        lasting = isinstance(column.type, Date | DateTime | Interval) and str(column.name) not in self.relation.key
        if lasting and self._engine.dialect.name == "postgresql":
            return cast(column, Text)
        return type_coerce(column, NullType())

    def _compared(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """SQLite has values of any type in any column: they are compared as they came."""
        return type_coerce(column, NullType()) if self._engine.dialect.name == "sqlite" else column


@contextmanager
def _bounded(connection: Connection, seconds: float) -> Iterator[None]:
    """SQLite has no time-out of its own for statements: another thread interrupts it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    timer = Timer(seconds, _sqlite(connection).interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _answer(connection: Connection, question: Select[Any]) -> list[Raw]:
    try:
        return [*connection.execute(question)]
    except OperationalError as error:
        if "decode" not in str(error.orig) or connection.dialect.name != "sqlite":
            raise
    # A text that is not UTF-8 fails its whole page: it comes as bytes then, and the others as they are.
    _sqlite(connection).text_factory = _text_or_bytes
    return [*connection.execute(question)]


def _text_or_bytes(value: bytes) -> str | bytes:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def _sqlite(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError(type(raw).__name__)
    return raw

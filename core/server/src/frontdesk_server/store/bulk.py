"""Bulk inserts: many rows in one statement on SQLite, SQLAlchemy's own way on PostgreSQL.

SQLite gives up Python's lock at each row of an `executemany`, and must wait for it again while other threads work. A
statement of many rows does so once; rows are cut into powers of two, so that few statements need to be prepared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection

from frontdesk_server.store.statements import PerDialect

LARGEST: Final = 128

Row = Mapping[str, Any]

_DIALECT: Final = sqlite.dialect()


class _Shape(NamedTuple):
    """A statement for rows with certain columns: its text around the values, and how each value is handed over."""

    head: str
    marks: str
    tail: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def text(self, rows: int) -> str:
        """The statement for so many rows."""
        return f"{self.head}{', '.join([self.marks] * rows)}{self.tail}"

    def values(self, rows: Sequence[Row]) -> Iterator[Any]:
        """Every value, row by row."""
        for row in rows:
            for name, form in self.columns:
                value = row[name]
                yield value if form is None or value is None else form(value)


class Bulk:
    """One way to insert into one table. The rows of a call have the same columns."""

    def __init__(self, table: Table, statement: PerDialect) -> None:
        self._table = table
        self._statement = statement
        self._shapes: dict[tuple[str, ...], _Shape] = {}
        self._texts: dict[tuple[tuple[str, ...], int], str] = {}

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Insert the rows."""
        if not rows:
            return
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement.postgresql, rows)
            return
        names = tuple(rows[0])
        shape = self._shapes.get(names) or self._shaped(names)
        for chunk in _powers(rows):
            connection.exec_driver_sql(self._text(names, shape, len(chunk)), tuple(shape.values(chunk)))

    def _text(self, names: tuple[str, ...], shape: _Shape, rows: int) -> str:
        text = self._texts.get((names, rows))
        if text is None:
            text = self._texts[names, rows] = shape.text(rows)
        return text

    def _shaped(self, names: tuple[str, ...]) -> _Shape:
        compiled = self._statement.sqlite.compile(dialect=_DIALECT, column_keys=list(names))
        order = tuple(compiled.positiontup or ())
        marks = f"({', '.join('?' * len(order))})"
        head, found, tail = str(compiled).partition(f"VALUES {marks}")
        if not found or set(order) != set(names):
            raise ValueError(f"not a plain insert of {names}: {compiled}")
        forms = (self._table.c[name].type.dialect_impl(_DIALECT).bind_processor(_DIALECT) for name in order)
        shape = _Shape(f"{head}VALUES ", marks, tail, tuple(zip(order, forms, strict=True)))
        self._shapes[names] = shape
        return shape


def _powers(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The rows in pieces whose sizes are powers of two."""
    start = 0
    while start < len(rows):
        size = min(LARGEST, 1 << ((len(rows) - start).bit_length() - 1))
        yield rows[start : start + size]
        start += size

"""Many rows at once: one statement for all of them, where a driver's `executemany` is a statement for each.

SQLite gives up Python's lock at each of them, and must wait for it again while other threads work. So rows stand in one
statement, cut into powers of two, so that few need to be prepared. PostgreSQL plans each of them; so it gets a single
one, with an array for each column. There no two rows of a call may have the same key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from frontdesk_server.store.statements import PerDialect

LARGEST: Final = 128

Row = Mapping[str, Any]

_SQLITE: Final = sqlite.dialect()
_POSTGRESQL: Final = postgresql.dialect(paramstyle="qmark")  # type: ignore[no-untyped-call]
_VALUES: Final = re.compile(r'VALUES \((?:\?(?:::\w+)?(?: COLLATE "\w+")?(?:, )?)+\)')
_OF_COLUMN: Final = re.compile(r'\(\d+\)| COLLATE "\w+"')
"""What a type says of its column alone. A text too long is refused by the column, and would be cut off by a cast."""


class _Shape(NamedTuple):
    """A statement for rows with certain columns: its text around the values, and how each value is handed over."""

    head: str
    marks: str
    tail: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def text(self, rows: int) -> str:
        """The statement for so many rows."""
        return f"{self.head}VALUES {', '.join([self.marks] * rows)}{self.tail}"

    def values(self, rows: Sequence[Row]) -> Iterator[Any]:
        """Every value, row by row."""
        for row in rows:
            for name, form in self.columns:
                value = row[name]
                yield value if form is None or value is None else form(value)

    def arrays(self, rows: Sequence[Row]) -> Iterator[list[Any]]:
        """Every value, column by column."""
        for name, form in self.columns:
            if form is None:
                yield [row[name] for row in rows]
            else:
                yield [None if (value := row[name]) is None else form(value) for row in rows]


class Bulk:
    """One way to insert into one table. The rows of a call have the same columns."""

    def __init__(self, table: Table, statement: PerDialect) -> None:
        self._table = table
        self._statement = statement
        self._shapes: dict[tuple[str, tuple[str, ...]], _Shape] = {}
        self._texts: dict[tuple[tuple[str, ...], int], str] = {}

    def run(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Insert the rows; how many were."""
        if not rows:
            return 0
        names, dialect = tuple(rows[0]), connection.dialect.name
        shape = self._shapes.get((dialect, names)) or self._shaped(dialect, names)
        if dialect == "sqlite":
            chunks = ((self._text(names, shape, len(chunk)), tuple(shape.values(chunk))) for chunk in _powers(rows))
            return sum(connection.exec_driver_sql(*chunk).rowcount for chunk in chunks)
        return connection.exec_driver_sql(self._text(names, shape, 0), tuple(shape.arrays(rows))).rowcount

    def _text(self, names: tuple[str, ...], shape: _Shape, rows: int) -> str:
        """The statement for so many rows; for 0, that for any number of them."""
        text = self._texts.get((names, rows))
        if text is None:
            text = shape.text(rows) if rows else f"{shape.head}{self._from_arrays(shape)}{shape.tail}"
            self._texts[names, rows] = text
        return text

    def _from_arrays(self, shape: _Shape) -> str:
        types = (self._table.c[name].type.compile(_POSTGRESQL) for name, _ in shape.columns)
        arrays = (f"${at}::{_OF_COLUMN.sub('', of_one)}[]" for at, of_one in enumerate(types, start=1))
        return f"SELECT * FROM unnest({', '.join(arrays)})"  # noqa: S608 - types of our own columns

    def _shaped(self, name: str, names: tuple[str, ...]) -> _Shape:
        dialect = _SQLITE if name == "sqlite" else _POSTGRESQL
        statement = self._statement.sqlite if name == "sqlite" else self._statement.postgresql
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        order = tuple(compiled.positiontup or ())
        marks = f"({', '.join('?' * len(order))})"
        found = _VALUES.search(str(compiled))
        if found is None or set(order) != set(names):
            raise ValueError(f"not a plain insert of {names}: {compiled}")
        forms = (self._table.c[column].type.dialect_impl(dialect).bind_processor(dialect) for column in order)
        columns = tuple(zip(order, forms, strict=True))
        shape = _Shape(found.string[: found.start()], marks, found.string[found.end() :], columns)
        self._shapes[name, names] = shape
        return shape


def _powers(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The rows in pieces whose sizes are powers of two."""
    start = 0
    while start < len(rows):
        size = min(LARGEST, 1 << ((len(rows) - start).bit_length() - 1))
        yield rows[start : start + size]
        start += size

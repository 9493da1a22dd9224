"""Rows from tables: CSV in any of the encodings and delimiters that spreadsheets write, and the sheets of workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from frontdesk import ConfigError, Diagnostic, FieldPath, fill_record
from frontdesk_files.columns import REQUIRED, Column, Fields
from frontdesk_files.encodings import decode_table
from frontdesk_files.raw import PathParts, RawRow, Remark, Spot
from frontdesk_files.records import placed
from frontdesk_files.spoilt import Spoilt

DELIMITERS = (",", ";", "\t", "|")
_BLANK = "".join(DELIMITERS) + ' \r\n"'
NumberedRow = tuple[int, Sequence[str] | Diagnostic]
"""A row's line, and its cells, or why they cannot be read."""


def read_csv(path: Path, data: bytes, fields: Fields) -> Iterator[RawRow | Remark]:
    """The rows of a CSV file; delimiter and encoding are found by looking."""
    text, guessed = decode_table(path, data)
    if guessed:
        yield Remark(diagnostic=Diagnostic(id="FD611", file=str(path), severity="warning"))
    lines = list(io.StringIO(text, newline=""))  # at line ends alone: str.splitlines would cut at U+2028 too
    first = 1 if lines and lines[0].lower().startswith("sep=") else 0
    delimiter = _delimiter(next((line for line in lines[first:] if line.strip(_BLANK)), ""), fields)
    yield from read_table(path, _csv_rows(path, lines, first, delimiter), fields)


def _delimiter(header: str, fields: Fields) -> str:
    """The one under which the header names the most columns that we know, else the most columns."""

    def score(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([header], delimiter=delimiter), [])
        return sum(map(fields.knows, names)), len(names)

    return max(DELIMITERS, key=score)


def _csv_rows(path: Path, lines: Sequence[str], first: int, delimiter: str) -> Iterator[NumberedRow]:
    """Each row with the line it starts on. Quotes that are never closed cost one line, not the rest of the file."""
    start = first
    reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
    base = start
    while start < len(lines):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield start + 1, Diagnostic(id="FD615", file=str(path), line=start + 1, params={"problem": str(error)})
            start = base = start + 1
            reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
            continue
        yield start + 1, cells
        start = base + reader.line_num


def read_table(path: Path, rows: Iterable[NumberedRow], fields: Fields) -> Iterator[RawRow | Remark]:
    """The first row that is not blank names the columns; each of the others is an establishment."""
    filled = (row for row in rows if isinstance(row[1], Diagnostic) or any(cell.strip() for cell in row[1]))
    line, header = next(filled, (1, ()))
    if isinstance(header, Diagnostic):
        header = ()
    columns, found = fields.columns_of(header)
    missing = [name for name in REQUIRED if (name,) not in {column.target for column in columns}]
    if missing and header:
        refused = Diagnostic(id="FD612", params={"missing": ", ".join(map(repr, missing))})
        named = (item for item in found if item.id == "FD627")
        raise ConfigError(*(replace(item, file=str(path), line=line) for item in (refused, *named)))
    for item in found:
        yield Remark(diagnostic=replace(item, file=str(path), line=line))
    table = _Table(path, columns, len(header), fields)
    for number, cells in filled:
        yield table.row(number, cells)


class _Table:
    """A table whose columns are known."""

    def __init__(self, path: Path, columns: Sequence[Column], width: int, fields: Fields) -> None:
        self._path = path
        self._columns = columns
        self._width = width
        self._fields = fields
        self._targets = tuple((column.target, column.numbers) for column in columns)
        self._ids = next((column.numbers for column in columns if column.target == ("id",)), ())

    def row(self, line: int, cells: Sequence[str] | Diagnostic) -> RawRow:
        """A row, which is read when it is needed."""
        if isinstance(cells, Diagnostic):
            return RawRow(value=None, path="", line=line, found=[cells])
        raw = RawRow(value=(self._targets, cells), path="", line=line, spot_of=_same(line), id=self._id(cells))
        if any(cell.strip() for cell in cells[self._width :]):
            params = {"cells": len(cells), "columns": self._width}
            found = Diagnostic(id="FD614", file=str(self._path), line=line, params=params)
            return replace(raw, value=None, found=[found])
        return replace(raw, filled=partial(self._filled, raw, cells))

    def _id(self, cells: Sequence[str]) -> str | None:
        found = next((cells[number] for number in self._ids if number < len(cells)), "")
        return None if isinstance(found, Spoilt) else found.strip() or None

    def _filled(self, raw: RawRow, cells: Sequence[str]) -> RawRow:
        values: list[tuple[FieldPath, object]] = []
        found: list[Diagnostic] = []
        unread: set[str] = set()
        for column in self._columns:
            read = [cells[number] if number < len(cells) else "" for number in column.numbers]
            spoilt = [
                (header, cell) for header, cell in zip(column.headers, read, strict=True) if isinstance(cell, Spoilt)
            ]
            found += [_spoilt(self._path, raw.line, column, header, cell) for header, cell in spoilt]
            if spoilt:
                unread.add(".".join(column.target))
            if column.of_day or len(spoilt) < len(read):
                values.append((column.target, _value(read)))
        record, doubts = fill_record(values, self._fields.notation)
        found += [placed(self._path, raw, item) for item in doubts]
        return replace(raw, value=record, found=found, unread=unread)


def _value(cells: Sequence[str]) -> object:
    """The cell of a field; several make a list."""
    values = [None if isinstance(cell, Spoilt) else cell.strip() for cell in cells]
    return values if len(values) > 1 else values[0]


def _spoilt(path: Path, line: int | None, column: Column, header: str, cell: Spoilt) -> Diagnostic:
    """A cell without a value costs its row, since nobody knows what is lost; hours are then unknown, and that alone."""
    return Diagnostic(
        id=cell.id,
        path=header,
        file=str(path),
        line=line,
        params={"cell": cell.cell, "held": str(cell)},
        severity="warning" if column.of_hours else "error",
    )


def _same(line: int) -> Callable[[PathParts], Spot]:
    return lambda _path: (line, None)

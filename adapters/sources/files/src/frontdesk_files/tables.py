"""Rows from tables: CSV in any of the encodings and delimiters that spreadsheets write, and XLSX."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from frontdesk import Diagnostic, field_path
from frontdesk_files.columns import HOURS, REQUIRED, CellError, Column, columns_of, known
from frontdesk_files.raw import PathParts, RawRow, Remark, Spot
from frontdesk_files.reading import broken
from frontdesk_files.spoilt import Spoilt

DELIMITERS = (",", ";", "\t", "|")
_BLANK = "".join(DELIMITERS) + ' \r\n"'
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NumberedRow = tuple[int, Sequence[str] | Diagnostic]
"""A row's line, and its cells, or why they cannot be read."""


def read_csv(path: Path, data: bytes) -> Iterator[RawRow | Remark]:
    """The rows of a CSV file; delimiter and encoding are found by looking."""
    text, guessed = _decoded(path, data)
    if guessed:
        yield Remark(diagnostic=Diagnostic(id="FD611", file=str(path), severity="warning"))
    lines = list(io.StringIO(text, newline=""))  # at line ends alone: str.splitlines would cut at U+2028 too
    first = 1 if lines and lines[0].lower().startswith("sep=") else 0
    delimiter = _delimiter(next((line for line in lines[first:] if line.strip(_BLANK)), ""))
    yield from read_table(path, _csv_rows(path, lines, first, delimiter))


def _decoded(path: Path, data: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was a guess."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding), False
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise broken(path, "FD603", format="CSV", problem=f"the bytes are not {encoding}") from error
    return data.decode("cp1252", "replace"), True


def _delimiter(header: str) -> str:
    """The one under which the header names the most columns that we know, else the most columns."""

    def score(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([header], delimiter=delimiter), [])
        return sum(known(name) for name in names), len(names)

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


def read_table(path: Path, rows: Iterable[NumberedRow]) -> Iterator[RawRow | Remark]:
    """The first row that is not blank names the columns; each of the others is an establishment."""
    filled = (row for row in rows if isinstance(row[1], Diagnostic) or any(cell.strip() for cell in row[1]))
    line, header = next(filled, (1, ()))
    if isinstance(header, Diagnostic):
        header = ()
    missing = [name for name in REQUIRED if (name,) not in {field_path(text) for text in header}]
    if missing and header:
        raise broken(path, "FD612", line=line, missing=", ".join(repr(name) for name in missing))
    columns, found = columns_of(header)
    for item in found:
        place = Diagnostic(
            id=item.id, path=item.path, params=item.params, severity="warning", file=str(path), line=line
        )
        yield Remark(diagnostic=place)
    for number, cells in filled:
        yield _row(path, number, cells, columns)


def _row(path: Path, line: int, cells: Sequence[str] | Diagnostic, columns: Sequence[Column | None]) -> RawRow:
    if isinstance(cells, Diagnostic):
        return RawRow(value=None, path="", line=line, found=[cells])
    if any(cell.strip() for cell in cells[len(columns) :]):
        params = {"cells": len(cells), "columns": len(columns)}
        return RawRow(
            value=None,
            id=_id_only(cells, columns),
            path="",
            line=line,
            found=[Diagnostic(id="FD614", file=str(path), line=line, params=params)],
        )
    value: dict[str, object] = {}
    found: list[Diagnostic] = []
    unread: set[str] = set()
    for column, cell in zip(columns, cells, strict=False):
        if column is not None and isinstance(cell, Spoilt):
            found.append(_spoilt(path, line, column, cell))
            unread.add(".".join(map(str, column.target)))
            if _is_day(column):
                _set(value, column.target, "")
        elif column is not None:
            found += _put(path, line, value, column, cell)
    value = _without_empty_weeks(value)
    return RawRow(value=value, path="", line=line, spot_of=_same(line), found=found, unread=unread)


def _id_only(cells: Sequence[str], columns: Sequence[Column | None]) -> str | None:
    pairs = zip(columns, cells, strict=False)
    ids = [
        cell.strip()
        for column, cell in pairs
        if column is not None and column.target == ("id",) and not isinstance(cell, Spoilt)
    ]
    return ids[0] or None if ids else None


def _spoilt(path: Path, line: int, column: Column, cell: Spoilt) -> Diagnostic:
    """A cell without a value costs its row, since nobody knows what is lost; hours are then unknown, and that alone."""
    params = {"cell": cell.cell, "held": str(cell)}
    return Diagnostic(
        id=cell.id,
        path=column.header,
        file=str(path),
        line=line,
        params=params,
        severity="warning" if column.target[0] in HOURS else "error",
    )


def _is_day(column: Column) -> bool:
    return len(column.target) == 3  # noqa: PLR2004 - ("opening_hours", "weekly", "monday")


def _put(path: Path, line: int, value: dict[str, object], column: Column, cell: str) -> list[Diagnostic]:
    """One cell into the record. An empty cell says nothing; for the hours of a day, that they are unknown."""
    if not cell.strip() and not _is_day(column):
        return []
    try:
        read = column.read(cell.strip())
    except CellError as error:
        return [Diagnostic(id=error.id, path=column.header, file=str(path), line=line, params=error.params)]
    _set(value, column.target, read)
    return []


def _set(value: dict[str, object], target: PathParts, item: object) -> None:
    *above, last = (str(part) for part in target)
    for name in above:
        below = value.get(name)
        if not isinstance(below, dict):
            below = value[name] = {}
        value = below
    value[last] = item


def _without_empty_weeks(value: dict[str, object]) -> dict[str, object]:
    """A week of nothing but empty cells says nothing at all: then the hours are as unknown as with no columns."""
    return {name: item for name, item in value.items() if not _is_blank_week(item)}


def _is_blank_week(item: object) -> bool:
    week = item.get("weekly") if isinstance(item, dict) and item.keys() == {"weekly"} else None
    return isinstance(week, dict) and not any(week.values())


def _same(line: int) -> Callable[[PathParts], Spot]:
    return lambda _path: (line, None)

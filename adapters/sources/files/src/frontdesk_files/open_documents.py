"""The sheets of an OpenDocument workbook (ODS): how large they are, what is merged, and which cells have no value.

The reader of values writes repeated cells out, so that a few bytes can stand for billions: they are counted before.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from frontdesk_files.reading import broken
from frontdesk_files.spoilt import Spoilt

CONTENT: Final = "content.xml"
Range = tuple[tuple[int, int], tuple[int, int]]
"""Row and column, both from 0, of the first cell and of the last."""
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_VALUE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 value-type"
_KIND: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_MOST_SPOILT: Final = 100_000
_MOST_MERGED: Final = 100_000
_CHUNK: Final = 1 << 20
_SHOWN: Final = 60
_LETTERS: Final = 26


@dataclass(slots=True)
class Sheet:
    """A sheet: its size, down to its last cell with a value, and what is odd in it."""

    rows: int = 0
    columns: int = 0
    spoilt: list[Spoilt] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)


def scan(path: Path, data: bytes, most: int) -> list[Sheet]:
    """The sheets of a workbook that was unpacked before, within limits.

    Raises ConfigError (FD601, FD603) where one has more cells than `most`, or the file is not such a workbook.
    """
    scanner = _Scanner(path, most)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    parser.StartDoctypeDeclHandler = scanner.doctype
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(CONTENT) as file:
            while piece := file.read(_CHUNK):
                parser.Parse(piece)
            parser.Parse(b"", True)  # noqa: FBT003 - the end; it takes no name
    except (expat.ExpatError, KeyError, ValueError) as error:
        raise broken(path, "FD603", format="ODS", problem=str(error)) from error
    return scanner.sheets


class _Scanner:
    """Goes through the XML once, keeping what it finds of each sheet."""

    def __init__(self, path: Path, most: int) -> None:
        self.sheets: list[Sheet] = []
        self._path = path
        self._most = most
        self._depth = 0
        self._row = self._column = 0
        self._row_times = self._times = 1
        self._filled = False
        self._spoilt = ""
        self._held: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins. Tables within cells are no sheets."""
        word = name.removeprefix(_TABLE)
        self._depth += word == "table"
        if self._depth == 1 and word in _STARTS:
            _STARTS[word](self, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        word = name.removeprefix(_TABLE)
        if self._depth == 1 and word in _ENDS:
            _ENDS[word](self)
        self._depth -= word == "table"

    def text(self, text: str) -> None:
        """The words of a cell that holds an error."""
        if self._spoilt == "FD623":
            self._held.append(text)

    def doctype(self, *_: object) -> None:
        """Entities can stand for anything: no workbook has any."""
        raise ValueError("it has a document type")

    def table(self, _attributes: Mapping[str, str]) -> None:
        """A sheet."""
        self.sheets.append(Sheet())
        self._row = 0

    def row(self, attributes: Mapping[str, str]) -> None:
        """A row, perhaps many times."""
        self._row_times = _count(attributes, "number-rows-repeated")
        self._column, self._filled = 0, False

    def cell(self, attributes: Mapping[str, str]) -> None:
        """A cell, perhaps many times."""
        self._times = _count(attributes, "number-columns-repeated")
        formula = attributes.get(f"{_TABLE}formula", "")
        if attributes.get(_VALUE) or formula:
            self._filled = True
            self.sheets[-1].columns = max(self.sheets[-1].columns, self._column + self._times)
        if attributes.get(_KIND) == "error":
            self._spoilt, self._held = "FD623", []
        elif formula and not attributes.get(_VALUE):
            self._spoilt, self._held = "FD624", [formula.partition(":")[2] or formula]
        self._merge(attributes)

    def _merge(self, attributes: Mapping[str, str]) -> None:
        rows, columns = (_count(attributes, f"number-{side}-spanned") for side in ("rows", "columns"))
        if rows > 1 or columns > 1:
            first = (self._row, self._column)
            self.sheets[-1].merged.append((first, (self._row + rows - 1, self._column + columns - 1)))
            self._at_most(len(self.sheets[-1].merged), _MOST_MERGED, "merged cells")

    def cell_ends(self) -> None:
        """What is told of a cell is known."""
        if self._spoilt:
            self._keep_spoilt()
        self._spoilt = ""
        self._column += self._times

    def _keep_spoilt(self) -> None:
        sheet, held = self.sheets[-1], "".join(self._held)[:_SHOWN]
        self._at_most(len(sheet.spoilt) + self._times * self._row_times, _MOST_SPOILT, "cells without a value")
        for row in range(self._row, self._row + self._row_times):
            for column in range(self._column, self._column + self._times):
                sheet.spoilt.append(Spoilt(held, f"{_letters(column)}{row + 1}", self._spoilt))

    def row_ends(self) -> None:
        """A row with values makes its sheet as long as it reaches."""
        self._row += self._row_times
        sheet = self.sheets[-1]
        if self._filled:
            sheet.rows = self._row
            self._at_most(sum(found.rows * found.columns for found in self.sheets), self._most, "cells")

    def _at_most(self, size: int, most: int, unit: str) -> None:
        if size > most:
            raise broken(self._path, "FD601", size=size, unit=unit, most=most)


_STARTS: Final[Mapping[str, Callable[[_Scanner, Mapping[str, str]], None]]] = {
    "table": _Scanner.table,
    "table-row": _Scanner.row,
    "table-cell": _Scanner.cell,
    "covered-table-cell": _Scanner.cell,
}
_ENDS: Final[Mapping[str, Callable[[_Scanner], None]]] = {
    "table-cell": _Scanner.cell_ends,
    "covered-table-cell": _Scanner.cell_ends,
    "table-row": _Scanner.row_ends,
}


def _count(attributes: Mapping[str, str], name: str) -> int:
    return max(int(attributes.get(f"{_TABLE}{name}", "1")[:9]), 1)


def _letters(column: int) -> str:
    """The letters of a column, counted from 0: `A`, `Z`, `AA`."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters

"""Rows of a sheet as rows of the port: a header names the fields, each row below it is an establishment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from frontdesk import (
    ConfigError,
    Diagnostic,
    FieldPath,
    Row,
    content_digest,
    field_path,
    fill_record,
    nearest_field,
    row_of,
)
from frontdesk_google_sheets.settings import GoogleSheetsSettings

REQUIRED: Final = ("id", "name")
_ERRORS: Final = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#ERROR!", "#NULL!", "#NUM!"})
"""What a formula shows that has no value: https://support.google.com/docs/answer/3093343 ."""
_LETTERS: Final = 26


class Columns:
    """Which column is which field, by the header and the settings."""

    def __init__(self, header: Sequence[str], settings: GoogleSheetsSettings, file: str) -> None:
        """Raises `ConfigError` (FD612) where the header names no id or no name, or lacks a column of the settings."""
        self._settings = settings
        self._file = file
        self._salt = settings.model_dump(mode="json", include={"columns", "constants", "hours_format"})
        self.header = [cell.strip() for cell in header]
        self._fields: dict[FieldPath, list[int]] = {}
        self.doubts: list[Diagnostic] = []
        self._map_told()
        self._map_found()
        known = {*self._fields, *map(field_path, settings.constants)}
        self._refuse([name for name in REQUIRED if (name,) not in known])

    def rows(self, cells: Sequence[Sequence[str]], first: int) -> Iterator[Row]:
        """Each row that is not blank; `first` is the number of the first one in the sheet."""
        for number, row in enumerate(cells, first):
            if any(cell.strip() for cell in row):
                yield self._row(row, number)

    # The header

    def _map_told(self) -> None:
        told = self._settings.columns.items()
        missing = [name for _, names in told for name in names or () if name not in self.header]
        self._refuse(missing)
        for field, names in told:
            path = field_path(field)
            if path is not None:
                self._fields[path] = [self.header.index(name) for name in names or ()]

    def _map_found(self) -> None:
        taken = {number for numbers in self._fields.values() for number in numbers}
        for number, name in enumerate(self.header):
            path = field_path(name)
            if number in taken or not name or (path in self._fields and not self._fields[path or ()]):
                continue
            if path is None:
                self.doubts.append(self._unknown(name))
            elif path in self._fields:
                params = {"first": self.header[self._fields[path][0]], "column": name}
                self.doubts.append(self._warning("FD617", name, params))
            else:
                self._fields[path] = [number]

    def _unknown(self, name: str) -> Diagnostic:
        near = nearest_field(name)
        params = {"column": name} | ({} if near is None else {"nearest": near})
        return self._warning("FD626" if near is None else "FD610", name, params)

    def _warning(self, id_: str, path: str, params: Mapping[str, object]) -> Diagnostic:
        line = self._settings.header_row
        return Diagnostic(id=id_, path=path, params=params, severity="warning", file=self._file, line=line)

    def _refuse(self, missing: Sequence[str]) -> None:
        if missing:
            told = ", ".join(repr(name) for name in missing)
            line = self._settings.header_row
            raise ConfigError(Diagnostic(id="FD612", file=self._file, line=line, params={"missing": told}))

    # The rows

    def _row(self, row: Sequence[str], number: int) -> Row:
        found: list[Diagnostic] = []
        cells = [(path, self._value(row, path, numbers, number, found)) for path, numbers in self._fields.items()]
        record, doubts = fill_record([*self._constants(), *cells], self._settings.hours_format)
        made = row_of(record, doubts=[*found, *doubts], digest=content_digest(self._salt, self.header, list(row)))
        wrong = any(item.severity == "error" for item in found)
        placed = tuple(replace(item, file=self._file, line=number) for item in made.diagnostics)
        return replace(made, record=None if wrong else made.record, diagnostics=placed)

    def _value(
        self, row: Sequence[str], path: FieldPath, numbers: Sequence[int], line: int, found: list[Diagnostic]
    ) -> object:
        """The cell of a field; several columns make a list."""
        values: list[object] = []
        for number in numbers:
            cell = row[number].strip() if number < len(row) else ""
            if cell in _ERRORS:
                params = {"cell": f"{_name(number)}{line}", "held": cell}
                hours = path[0] in {"opening_hours", "chat_hours", "hours"}
                found.append(
                    Diagnostic(
                        id="FD623", path=self.header[number], params=params, severity="warning" if hours else "error"
                    )
                )
                cell = ""
            values.append(cell)
        return values if len(values) > 1 else next(iter(values), None)

    def _constants(self) -> Iterator[tuple[FieldPath, object]]:
        for name, value in self._settings.constants.items():
            path = field_path(name)
            if path is not None:
                yield path, value


def _name(number: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters

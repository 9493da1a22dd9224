"""Every format of the files source against the contract of all sources."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from files_ods import book, cell, table
from openpyxl import Workbook, load_workbook

from frontdesk_files import FilesSettings, FilesSource
from frontdesk_testkit import SourceContract

Record = Mapping[str, object]


def flat(record: Record) -> dict[str, str]:
    """A record as a row of a sheet."""
    cells: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, Mapping):
            cells |= {f"{name}.{below}": str(item) for below, item in value.items()}
        else:
            cells[name] = " | ".join(value) if isinstance(value, list) else str(value)
    return cells


def header(records: Sequence[Record]) -> list[str]:
    """The columns that the records need."""
    return list(dict.fromkeys(["id", "name", *(name for record in records for name in flat(record))]))


class _File(SourceContract):
    name = ""

    def source(self, place: Path) -> FilesSource:
        """The file in the test's own folder."""
        return FilesSource(FilesSettings(path=place / self.name))

    def spoil_all(self, place: Path) -> None:
        """The file is gone."""
        (place / self.name).unlink()


class TestYaml(_File):
    """A YAML list; JSON is YAML, and that is how it is written here."""

    name = "shops.yaml"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """One establishment to a line."""
        lines = (f"- {json.dumps(record, ensure_ascii=False)}\n" for record in records)
        (place / self.name).write_text("".join(lines), encoding="utf-8")

    def spoil_one(self, place: Path) -> None:
        """A field that does not exist."""
        text = (place / self.name).read_text(encoding="utf-8").replace('"phone"', '"fone"')
        (place / self.name).write_text(text, encoding="utf-8")

    def spoil_all(self, place: Path) -> None:
        """A bracket that is never closed."""
        (place / self.name).write_text("- {id: a-1, name: [", encoding="utf-8")


class TestJson(_File):
    """A JSON object with the key `establishments`."""

    name = "shops.json"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """As an export would be."""
        (place / self.name).write_text(json.dumps({"establishments": list(records)}), encoding="utf-8")

    def spoil_one(self, place: Path) -> None:
        """A name that is a number."""
        text = (place / self.name).read_text(encoding="utf-8").replace('"Beta"', "[7]")
        (place / self.name).write_text(text, encoding="utf-8")

    def spoil_all(self, place: Path) -> None:
        """Half of the file."""
        data = (place / self.name).read_bytes()
        (place / self.name).write_bytes(data[: len(data) // 2])


class TestJsonLines(_File):
    """One JSON object to a line."""

    name = "shops.jsonl"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """Each on its line."""
        (place / self.name).write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")

    def spoil_one(self, place: Path) -> None:
        """A line that is cut off."""
        lines = (place / self.name).read_text(encoding="utf-8").splitlines()
        (place / self.name).write_text("\n".join([lines[0], lines[1][:-5], *lines[2:]]), encoding="utf-8")


class TestCsv(_File):
    """As a French spreadsheet writes it: semicolons and a byte order mark."""

    name = "shops.csv"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """With quotes where they are needed."""
        buffer = io.StringIO(newline="")
        writer = csv.DictWriter(buffer, header(records), delimiter=";")
        writer.writeheader()
        writer.writerows(flat(record) for record in records)
        (place / self.name).write_text(buffer.getvalue(), encoding="utf-8-sig", newline="")

    def spoil_one(self, place: Path) -> None:
        """A quote that is never closed: by itself it would swallow the rest of the file."""
        text = (place / self.name).read_text(encoding="utf-8-sig").replace("b-2;", 'b-2;"')
        (place / self.name).write_text(text, encoding="utf-8-sig")

    def spoil_all(self, place: Path) -> None:
        """The column of ids is gone."""
        text = (place / self.name).read_text(encoding="utf-8-sig").replace("id;", "ref;", 1)
        (place / self.name).write_text(text, encoding="utf-8-sig")


class TestXlsx(_File):
    """A workbook with one sheet."""

    name = "shops.xlsx"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """A header, and a row for each."""
        book = Workbook()
        sheet = book.active
        columns = header(records)
        sheet.append(columns)
        for record in records:
            sheet.append([flat(record).get(name) for name in columns])
        book.save(place / self.name)

    def spoil_one(self, place: Path) -> None:
        """The name is wiped out."""
        book = load_workbook(place / self.name)
        book.active["B3"] = None
        book.save(place / self.name)

    def spoil_all(self, place: Path) -> None:
        """Half of the archive."""
        data = (place / self.name).read_bytes()
        (place / self.name).write_bytes(data[: len(data) // 2])


class TestOds(_File):
    """An OpenDocument workbook with one sheet."""

    name = "shops.ods"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """A header, and a row for each."""
        columns = header(records)
        rows = [[flat(record).get(name) for name in columns] for record in records]
        (place / self.name).write_bytes(book(table(columns, *rows)))

    def spoil_one(self, place: Path) -> None:
        """The name of the second is an error."""
        error = cell("#REF!", 'calcext:value-type="error"')
        (place / self.name).write_bytes(book(table(["id", "name"], ["a-1", "Alpha"], ["b-2", error], ["c-3", "Gamma"])))

    def spoil_all(self, place: Path) -> None:
        """Half of the archive."""
        data = (place / self.name).read_bytes()
        (place / self.name).write_bytes(data[: len(data) // 2])

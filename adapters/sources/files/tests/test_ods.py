"""OpenDocument workbooks: cells of all kinds, formulas, merged and repeated cells, and hostile files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from files_ods import book, cell, table
from openpyxl import Workbook

from frontdesk import ConfigError, Row
from frontdesk_files import FilesSettings, FilesSource, workbooks

HEADER = ["id", "name", "custom.a", "custom.b"]
EMPTY_REST = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
WIDE = cell("x", 'table:number-columns-repeated="16384"')


def read(path: Path, data: bytes, sheet: str | None = None) -> list[Row]:
    """The rows of a workbook."""
    path.write_bytes(data)
    return list(FilesSource(FilesSettings(path=path, sheet=sheet)).rows())


def told(rows: list[Row]) -> list[tuple[str, str, object]]:
    """What is told of cells."""
    return [(item.id, item.path, item.params.get("cell")) for row in rows for item in row.diagnostics]


def typed(kind: str, value: str, name: str = "value") -> str:
    """A cell that is no text."""
    attributes = f'office:value-type="{kind}" office:{name}="{value}"'
    return f"<table:table-cell {attributes}><text:p>shown</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (typed("float", "75001"), "75001"),
        (typed("float", "4.5"), "4.5"),
        (typed("boolean", "true", "boolean-value"), "true"),
        (typed("date", "2026-12-24", "date-value"), "2026-12-24"),
        (typed("time", "PT09H30M00S", "time-value"), "09:30"),
        (cell("two\nlines"), "two\nlines"),
        (cell("a < b & c"), "a < b & c"),
    ],
)
def test_cells_are_read_as_a_person_would_write_them(tmp_path: Path, written: str, expected: str) -> None:
    (row,) = read(tmp_path / "a.ods", book(table(HEADER, ["a", "Alpha", written])))
    assert row.record is not None
    assert row.record["custom"] == {"a": expected}


def test_hours_are_read_as_in_any_table(tmp_path: Path) -> None:
    data = book(table(["id", "name", "horaires", "horaires_chat.lun-ven"], ["a", "Alpha", "7j/7 9h-18h", "9h-12h"]))
    (row,) = read(tmp_path / "a.ods", data)
    assert row.record is not None
    assert row.record["chat_hours"] == {"weekly": {"lun-ven": ["09:00-12:00"]}, "absent_day": "unknown"}


def test_a_hidden_sheet_in_front_is_passed_over_unless_it_is_named(tmp_path: Path) -> None:
    data = book(table(HEADER, ["h", "Hidden"], name="H", style="hidden"), table(HEADER, ["a", "Alpha"], name="Shops"))
    assert [row.id for row in read(tmp_path / "a.ods", data)] == ["a"]
    assert [row.id for row in read(tmp_path / "a.ods", data, sheet="H")] == ["h"]
    with pytest.raises(ConfigError, match="FD616"):
        read(tmp_path / "a.ods", data, sheet="Shop")


def test_errors_and_formulas_without_a_value_cost_their_row(tmp_path: Path) -> None:
    error = cell("#REF!", 'table:formula="of:=A9" calcext:value-type="error"')
    formula = '<table:table-cell table:formula="of:=A9"/>'
    good = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
    data = book(table(HEADER, ["a", error], ["b", "Beta", formula], ["c", "Gamma", good], ["d", "Delta"]))
    rows = read(tmp_path / "a.ods", data)
    assert [row.id for row in rows if row.record] == ["c", "d"]
    assert told(rows) == [("FD623", "name", "B2"), ("FD624", "custom.a", "C3")]
    assert [item.params["held"] for row in rows for item in row.diagnostics] == ["#REF!", "=A9"]


def test_value_of_merged_cells_counts_for_each_of_them(tmp_path: Path) -> None:
    spanned = cell("both", 'table:number-columns-spanned="2" table:number-rows-spanned="2"')
    covered = "<table:covered-table-cell/>"
    rows = read(tmp_path / "a.ods", book(table(HEADER, ["a", "A", spanned, covered], ["b", "B", covered, covered])))
    assert [row.record and row.record["custom"] for row in rows] == [{"a": "both", "b": "both"}] * 2


def test_repeated_cells_and_the_empty_rest_of_a_sheet_are_nothing_special(tmp_path: Path) -> None:
    twice = cell("x", 'table:number-columns-repeated="2"')
    data = book(table(HEADER, ["a", "Alpha", twice], [EMPTY_REST]))
    assert [row.record and row.record["custom"] for row in read(tmp_path / "a.ods", data)] == [{"a": "x", "b": "x"}]


@pytest.mark.parametrize(
    "row",
    [
        f'<table:table-row table:number-rows-repeated="1000000">{WIDE}</table:table-row>',
        f"{EMPTY_REST}<table:table-row>{WIDE}</table:table-row>",
    ],
)
def test_a_few_bytes_do_not_make_billions_of_cells(tmp_path: Path, row: str) -> None:
    with pytest.raises(ConfigError, match="FD601"):
        read(tmp_path / "a.ods", book(table(HEADER, [row])))


def test_many_sheets_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_CELLS", 30)
    tables = [table(HEADER, ["a", "Alpha", "x", "y"], name=f"T{number}") for number in range(4)]
    assert read(tmp_path / "a.ods", book(*tables[:3]))
    with pytest.raises(ConfigError, match="FD601"):
        read(tmp_path / "a.ods", book(*tables))


def test_errors_over_and_over_are_refused(tmp_path: Path) -> None:
    error = cell("#N/A", 'calcext:value-type="error" table:number-columns-repeated="10"')
    row = f'<table:table-row table:number-rows-repeated="100000">{error}</table:table-row>'
    with pytest.raises(ConfigError, match="FD601"):
        read(tmp_path / "a.ods", book(table(HEADER, [row])))


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 100_000)
    with pytest.raises(ConfigError, match="FD601"):
        read(tmp_path / "a.ods", book(table(HEADER, ["a", "x" * 200_000])))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"id,name\na,Alpha\n",
        book(table(HEADER))[:200],
        book("<table:table>"),
        book(table(HEADER, ['<table:table-row table:number-rows-repeated="many"/>'])),
        book(table(HEADER), head='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ConfigError, match="FD603"):
        read(tmp_path / "a.ods", data)


def test_a_workbook_of_excel_under_another_name_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    with pytest.raises(ConfigError, match="FD603"):
        read(tmp_path / "a.ods", buffer.getvalue())

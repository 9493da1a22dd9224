"""Workbooks: cells as people fill them, formulas, merged ranges, hidden sheets, archives that are none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from files_reading import found, read, record
from openpyxl import Workbook

from frontdesk import ConfigError, establishment_from
from frontdesk.hours import State
from frontdesk_files import workbooks


def sheet(*rows: Sequence[object], title: str = "Sheet") -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_cells_are_read_as_a_person_would_write_them(tmp_path: Path) -> None:
    data = sheet(
        ["id", "name", "code", "address.postal_code", "active", "custom.since", "custom.at", "custom.rate"],
        [17, "Alpha", 75001.0, "01000", True, date(2026, 1, 2), time(9, 30), 4.5],
    )
    assert record(read(tmp_path / "a.xlsx", data)) == {
        "id": "17",
        "name": "Alpha",
        "code": "75001",
        "address": {"postal_code": "01000"},
        "active": True,
        "custom": {"since": "2026-01-02", "at": "09:30", "rate": "4.5"},
    }


def troubled(name: str, phone: str, monday: str, kind: str) -> bytes:
    """A workbook with an error or a formula in three cells, as Excel (`e`) or a library (`f`) leaves them."""
    book = Workbook()
    book.create_sheet("Other", 0)
    shops = book["Sheet"]
    shops.append(["id", "name", "phone", "horaires.lundi", "horaires.mardi", "timezone"])
    shops.append(["a", name, phone, monday, "09:00-12:00", "Europe/Paris"])
    shops.append(["b", "Beta", "06", "09:00-12:00", "09:00-12:00", "Europe/Paris"])
    for cell in shops[2][1:4]:
        cell.data_type = kind if cell.value[0] in "=#" else "s"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "held", "id"), [("e", "#REF!", "FD623"), ("e", "#N/A", "FD623"), ("f", '=B9&"<"', "FD624")]
)
def test_cell_without_a_value_is_told_and_costs_its_row(tmp_path: Path, kind: str, held: str, id: str) -> None:  # noqa: A002
    rows = read(tmp_path / "a.xlsx", troubled(held, held, "09:00-12:00", kind), sheet="Sheet")

    assert [row.id for row in rows if row.record] == ["b"]
    assert [(item.id, item.path, item.line, item.params) for item in found(rows)] == [
        (id, "name", 2, {"cell": "B2", "held": held}),
        (id, "phone", 2, {"cell": "C2", "held": held}),
    ]


@pytest.mark.parametrize(("kind", "held"), [("e", "#VALUE!"), ("f", "=B9")])
def test_hours_in_a_cell_without_a_value_are_unknown_with_a_warning(tmp_path: Path, kind: str, held: str) -> None:
    rows = read(tmp_path / "a.xlsx", troubled("Alpha", "06", held, kind), sheet="Sheet")

    hours = establishment_from(next(row.record for row in rows if row.record)).opening_hours
    assert hours is not None
    assert hours.at(datetime(2026, 6, 1, 8, 0, tzinfo=UTC)).state is State.UNKNOWN
    assert hours.at(datetime(2026, 6, 2, 8, 0, tzinfo=UTC)).state is State.OPEN
    assert [(item.severity, item.params["cell"]) for item in found(rows)] == [("warning", "D2")]


def test_formula_in_the_place_of_an_id_is_told_as_that(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.xlsx", sheet(["id", "name"], ["=A9", "Alpha"], ["=A9", "Beta"]))

    assert [(item.id, item.params["cell"]) for item in found(rows)] == [("FD624", "A2"), ("FD624", "A3")]


def test_calculated_formulas_are_read(tmp_path: Path) -> None:
    """What Excel keeps: a number, a text, and an empty text; a formula that others share has no words of its own."""
    data = sheet(["id", "name", "custom.a", "custom.b"], ["a", "NAME", "NUMBER", "EMPTY"])
    cells = {
        b't="inlineStr"><is><t>NAME</t></is></c>': b't="str"><f>A1&amp;"x"</f><v>Alpha</v></c>',
        b't="inlineStr"><is><t>NUMBER</t></is></c>': b'><f t="shared" si="0"/><v>4.5</v></c>',
        b't="inlineStr"><is><t>EMPTY</t></is></c>': b't="str"><f>""</f><v></v></c>',
    }
    rows = read(tmp_path / "a.xlsx", replaced(data, cells))

    assert record(rows) == {"id": "a", "name": "Alpha", "custom": {"a": "4.5"}}
    assert found(rows) == []


def replaced(data: bytes, pieces: dict[bytes, bytes]) -> bytes:
    """The workbook with pieces of its sheet's XML replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for before, after in pieces.items():
                content = content.replace(before, after)
            new.writestr(name, content)
    return buffer.getvalue()


def test_value_of_merged_cells_counts_for_each_of_them(tmp_path: Path) -> None:
    book = Workbook()
    for row in (
        ["id", "name", "brand", "horaires.lundi", "horaires.mardi"],
        ["a", "Alpha", "Pain & Co", "09:00-12:00"],
        ["b", "Beta", None, "closed", "closed"],
    ):
        book.active.append(row)
    book.active.merge_cells("C2:C4")  # the last of them in a row with nothing else
    book.active.merge_cells("D2:E2")
    book.save(tmp_path / "a.xlsx")

    rows = read(tmp_path / "a.xlsx", (tmp_path / "a.xlsx").read_bytes())

    weeks = [{"lundi": hours, "mardi": hours} for hours in (["09:00-12:00"], "closed")]
    assert [row.record and (row.record["brand"], row.record["opening_hours"]) for row in rows] == [
        ("Pain & Co", {"weekly": week, "absent_day": "unknown"}) for week in weeks
    ]


def test_merged_ranges_over_and_over_do_not_take_all_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_CELLS", 20)
    data = sheet(["id", "name"], ["a", "Alpha"], ["b", "Beta"])
    merges = b'</sheetData><mergeCells count="9">' + b'<mergeCell ref="A1:B3"/>' * 9 + b"</mergeCells>"
    with pytest.raises(ConfigError, match=r"FD601.*merged cells"):
        read(tmp_path / "a.xlsx", replaced(data, {b"</sheetData>": merges}))


def test_hidden_sheet_in_front_is_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Lists"
    book.active.sheet_state = "hidden"
    shops = book.create_sheet("Shops")
    shops.append(["id", "name"])
    shops.append(["a", "Alpha"])
    book.active = 1
    book.save(tmp_path / "a.xlsx")
    assert record(read(tmp_path / "a.xlsx", (tmp_path / "a.xlsx").read_bytes()))["id"] == "a"


def test_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    data = sheet(["id", "name"], ["a", "Alpha"], title="Shops")
    assert record(read(tmp_path / "a.xlsx", data, sheet="Shops"))["id"] == "a"
    with pytest.raises(ConfigError, match=r"there is no sheet 'Shop'.*the workbook has 'Shops'"):
        read(tmp_path / "a.xlsx", data, sheet="Shop")


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04" + b"\x00" * 40])
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ConfigError, match="FD603"):
        read(tmp_path / "a.xlsx", data)


def test_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1 << 20)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (3 << 20))
    assert len(buffer.getvalue()) < 10_000
    with pytest.raises(ConfigError, match="FD601"):
        read(tmp_path / "a.xlsx", buffer.getvalue())


def test_one_cell_far_out_does_not_make_a_sheet_of_billions(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "id"
    book.active["XFD1048576"] = "far"
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(ConfigError, match=r"FD601.*cells"):
        read(tmp_path / "a.xlsx", buffer.getvalue())


def test_broken_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(sheet(["id", "name"], *[[f"s-{n}", "x" * n] for n in range(200)]))
    place = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[place : place + 20] = b"\xff" * 20
    with pytest.raises(ConfigError, match="FD603"):
        read(tmp_path / "a.xlsx", bytes(data))

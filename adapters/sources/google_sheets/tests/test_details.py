"""What the contract cannot know: which sheet, what people write into cells, and sheets that are published as CSV."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError
from sheets_api import ID

from frontdesk import ConfigError, HttpReply, Page
from frontdesk_google_sheets import GoogleSheetsSettings, GoogleSheetsSource

CSV = "https://docs.google.com/spreadsheets/d/e/2PACX-1/pub?gid=0&single=true&output=csv"


def source(**settings: Any) -> GoogleSheetsSource:
    where = {} if "csv_url" in settings else {"spreadsheet": ID, "api_key": "env:KEY"}
    return GoogleSheetsSource(GoogleSheetsSettings.model_validate({**where, **settings}))


def reply(value: object) -> HttpReply:
    return HttpReply(status=200, body=json.dumps(value).encode())


def sheet(title: str, rows: int = 5, **more: object) -> dict[str, object]:
    return {"properties": {"title": title, "gridProperties": {"rowCount": rows}, **more}}


def read(*rows: list[object], **settings: Any) -> Page:
    """The page of a sheet with these rows."""
    asked = source(**settings)
    (fetch,) = asked.first(None)
    (fetch,) = asked.page(fetch, reply({"sheets": [sheet("S", 100)]})).next
    return asked.page(fetch, reply({"valueRanges": [{"range": "S!A1:Z100", "values": rows}]}))


def published(text: str, **settings: Any) -> Page:
    asked = source(csv_url=CSV, **settings)
    (fetch,) = asked.first(None)
    return asked.page(fetch, HttpReply(status=200, body=text.encode()))


# Which sheet


@pytest.mark.parametrize(
    ("settings", "sheets", "asked"),
    [
        ({}, [sheet("A", hidden=True), sheet("Chart", sheetType="OBJECT"), sheet("B")], "'B'!A1:ZZZ5"),
        ({}, [sheet("A", hidden=True)], "'A'!A1:ZZZ5"),
        ({"sheet": "A"}, [sheet("B"), sheet("A", hidden=True)], "'A'!A1:ZZZ5"),
        ({"header_row": 3}, [sheet("It's", 5000)], "'It''s'!A3:ZZZ1002"),
    ],
)
def test_the_sheet_is_the_one_that_is_named_or_the_first_to_be_seen(
    settings: dict[str, Any], sheets: list[object], asked: str
) -> None:
    asking = source(**settings)
    (fetch,) = asking.first(None)
    (part,) = asking.page(fetch, reply({"sheets": sheets})).next

    assert part.carry["step"] == "rows"
    assert f"ranges={asked}".replace("'", "%27").replace("!", "%21").replace(":", "%3A") in part.call.url


def test_a_sheet_that_is_not_there_is_told_with_those_that_are() -> None:
    asking = source(sheet="Shosp")
    (fetch,) = asking.first(None)

    with pytest.raises(ConfigError, match=r"FD616 .*'Shosp'.*'Shops'"):
        asking.page(fetch, reply({"sheets": [sheet("Shops")]}))


def test_rows_below_the_first_page_know_their_header_and_their_number() -> None:
    asking = source(page_rows=10)
    (fetch,) = asking.first(None)
    (fetch,) = asking.page(fetch, reply({"sheets": [sheet("S", 15)]})).next
    first = asking.page(fetch, reply({"valueRanges": [{"range": "S!A1:B10", "values": [["id", "name"], ["a", "A"]]}]}))
    (fetch,) = first.next
    second = asking.page(fetch, reply({"valueRanges": [{"range": "S!A11:B15", "values": [["b", "B"], ["c", ""]]}]}))

    assert [row.record["id"] for row in (*first.rows, *second.rows) if row.record] == ["a", "b"]
    assert [(item.id, item.line) for row in second.rows for item in row.diagnostics] == [("FD608", 12)]
    assert not second.next


# Cells


def test_columns_are_found_by_their_names_or_told() -> None:
    (row,) = read(
        ["Réf", "Nom", "Rue", "Compl.", "Parking", "Lat", "LNG", "horaires.lundi", "horaires.mardi"],
        ["r1", "Alpha", "1 rue", "bât. B", "oui", "48,85", "2.35", "09:00-12:00", ""],
        columns={"id": "Réf", "address.lines": ["Rue", "Compl."], "custom.parking": "Parking"},
        constants={"address.country": "FR", "timezone": "Europe/Paris"},
    ).rows

    assert not row.diagnostics
    assert row.record == {
        "id": "r1",
        "name": "Alpha",
        "timezone": "Europe/Paris",
        "address": {"lines": ["1 rue", "bât. B"], "country": "FR"},
        "custom": {"parking": "oui"},
        "coordinates": {"latitude": 48.85, "longitude": 2.35},
        "opening_hours": {"weekly": {"lundi": ["09:00-12:00"], "mardi": "unknown"}, "absent_day": "unknown"},
    }


def test_columns_that_nobody_knows_are_told_once() -> None:
    page = read(["id", "name", "nmae", "zzzz", "nom", ""], ["a", "A"], ["b", "B"])

    assert [item.id for row in page.rows for item in row.diagnostics] == ["FD610", "FD626", "FD617"]
    assert [row.id for row in page.rows if row.record] == ["a", "b"]


@pytest.mark.parametrize(("header", "missing"), [([], "'id', 'name'"), (["id", "nmae"], "'name'"), (["a"], "'id'")])
def test_a_sheet_without_its_columns_is_refused(header: list[object], missing: str) -> None:
    with pytest.raises(ConfigError, match=f"FD612 .*{missing}"):
        read(header, ["x"])


def test_a_column_of_the_settings_that_is_not_there_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"FD612 .*'Stationnement'"):
        read(["id", "name"], columns={"custom.parking": "Stationnement"})


def test_a_formula_without_a_value_costs_its_row_and_in_hours_only_them() -> None:
    header = ["id", "name", "phone", "opening_hours.monday"]
    first, second = read(header, ["a", "A", "#REF!", "09:00-10:00"], ["b", "B", "01", "#N/A"]).rows

    assert (first.id, first.record) == ("a", None)
    assert [(item.id, item.params["cell"], item.line) for item in first.diagnostics if item.id == "FD623"] == [
        ("FD623", "C2", 2)
    ]
    assert second.record == {"id": "b", "name": "B", "phone": "01"}
    assert [(item.id, item.severity) for item in second.diagnostics] == [("FD623", "warning")]


def test_blank_rows_are_none() -> None:
    assert [row.id for row in read(["id", "name"], [], ["", " "], ["a", "A"]).rows] == ["a"]


# Published


def test_a_published_sheet_is_read_from_its_csv() -> None:
    page = published('id,nom,ville\r\na,"Chez ""Zoé""\r\n& co","Évreux"\r\n')

    assert [row.record for row in page.rows] == [
        {"id": "a", "name": 'Chez "Zoé"\r\n& co', "address": {"city": "Évreux"}}
    ]


@pytest.mark.parametrize("text", ["<!DOCTYPE html><title>Sign in</title>", 'id,name\na,"open', ""])
def test_what_is_no_csv_is_never_an_empty_sheet(text: str) -> None:
    with pytest.raises(ConfigError, match=r"FD665|FD612"):
        published(text)


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    asked = source(csv_url=CSV)
    (fetch,) = asked.first(None)

    with pytest.raises(ConfigError, match="FD665"):
        asked.page(fetch, HttpReply(status=200, body="id,name\na,Évreux".encode("latin-1")))


# Settings


@pytest.mark.parametrize(
    "address",
    [
        ID,
        f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=0#gid=0",
        f"https://docs.google.com/spreadsheets/d/{ID}",
    ],
)
def test_a_spreadsheet_is_known_by_its_address_or_its_id(address: str) -> None:
    assert GoogleSheetsSettings.model_validate({"spreadsheet": address, "api_key": "env:K"}).spreadsheet == ID


@pytest.mark.parametrize(
    "settings",
    [
        {"spreadsheet": ID},
        {"spreadsheet": ID, "api_key": "env:K", "service_account": "env:S"},
        {"spreadsheet": "https://example.com/d/x", "api_key": "env:K"},
        {"spreadsheet": ID, "api_key": "env:K", "csv_url": CSV},
        {"csv_url": CSV, "sheet": "A"},
        {"csv_url": CSV, "columns": {"adress": "x"}},
        {},
    ],
)
def test_settings_that_do_not_fit_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GoogleSheetsSettings.model_validate(settings)

"""Tables: the delimiters, encodings, headers and hours that spreadsheets and their people produce."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from files_reading import found, read, record

from frontdesk import ConfigError, describe, establishment_from
from frontdesk.hours import State

TEXT = "id{0}name{0}address.city\na-1{0}Alpha{0}Évreux\n"


# CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_by_the_header(tmp_path: Path, delimiter: str) -> None:
    assert record(read(tmp_path / "a.csv", TEXT.format(delimiter)))["address"] == {"city": "Évreux"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_word(tmp_path: Path, encoding: str) -> None:
    rows = read(tmp_path / "a.csv", TEXT.format(";").encode(encoding))
    assert record(rows)["address"] == {"city": "Évreux"}
    assert found(rows) == []


@pytest.mark.parametrize(("mark", "encoding"), [(BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")])
def test_both_orders_of_utf16_are_known_by_their_mark(tmp_path: Path, mark: bytes, encoding: str) -> None:
    rows = read(tmp_path / "a.csv", mark + TEXT.format(";").encode(encoding))

    assert record(rows)["address"] == {"city": "Évreux"}
    assert found(rows) == []


def test_the_delimiter_is_the_one_that_gives_columns_that_we_know(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", "id;name;opening, closing, lunch, and more\na-1;Alpha;x\n")

    assert record(rows) == {"id": "a-1", "name": "Alpha"}


def test_windows_encoding_is_read_with_a_warning(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", TEXT.format(";").encode("cp1252"))
    assert record(rows)["address"] == {"city": "Évreux"}
    assert [(item.id, item.severity) for item in found(rows)] == [("FD611", "warning")]


@pytest.mark.parametrize("line", ["sep=;", "SEP=;"])
def test_line_that_names_the_delimiter_is_no_header(tmp_path: Path, line: str) -> None:
    assert record(read(tmp_path / "a.csv", f"{line}\n" + TEXT.format(";")))["id"] == "a-1"


def test_cells_may_hold_delimiters_quotes_and_lines(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", 'id,name,address\r\na,"Chez ""Zoë"", bar","1 rue A\r\nBât. B"\r\nb,Beta,\r\n')
    (first, second) = [row.record for row in rows]
    assert first == {"id": "a", "name": 'Chez "Zoë", bar', "address": {"lines": ["1 rue A", "Bât. B"]}}
    assert second == {"id": "b", "name": "Beta"}


def test_degrees_may_have_a_comma_as_most_of_europe_writes_them(tmp_path: Path) -> None:
    rows = read(tmp_path / "e.csv", "id;name;lat;lon\na-1;Alpha;48,8566;2,3522\n")

    assert record(rows)["coordinates"] == {"latitude": 48.8566, "longitude": 2.3522}


def test_line_of_an_error_counts_the_lines_within_cells(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", 'id,name\na,"two\nlines"\nb,\n')
    (error,) = found(rows)
    assert (error.id, error.line, error.path) == ("FD608", 4, "name")


@pytest.mark.parametrize("bad", ['"b;Beta', '"b";"Be"ta"'])
def test_open_quote_costs_one_row(tmp_path: Path, bad: str) -> None:
    rows = read(tmp_path / "a.csv", f"id;name\na;Alpha\n{bad}\nc;Gamma\nd;Delta\n")
    assert [row.id for row in rows if row.record] == ["a", "c", "d"]
    assert [(item.id, item.line) for item in found(rows)] == [("FD615", 3)]


def test_row_with_too_many_cells_is_refused_alone(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", "id,name\na,Alpha, the first\nb,Beta\nc,Gamma,,\n")
    assert [row.id for row in rows if row.record] == ["b", "c"]
    assert [(item.id, item.line) for item in found(rows)] == [("FD614", 2)]


def test_blank_rows_are_nothing(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", "\n;;\nid;name\n\na;Alpha\n ; \n")
    assert [row.id for row in rows] == ["a"]


def test_table_without_ids_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="FD612"):
        read(tmp_path / "a.csv", "ref;name\n1;Alpha\n")


# Headers


def test_headers_may_be_french_and_loosely_written(tmp_path: Path) -> None:
    text = (
        "Identifiant;NOM;Code postal;Ville;Téléphone;Site-web;"
        "Fuseau horaire;Groupes;Actif;Lundi;Horaires.mardi;perso.parking\n"  # codespell:ignore groupes
        "p;Pain;01000;Bourg;04 74 00 00 00;https://x.example;Europe/Paris;nord, nuit;oui;x;9h-12h30, 14h-18h;gratuit\n"
    )
    rows = read(tmp_path / "a.csv", text)
    assert record(rows) == {
        "id": "p",
        "name": "Pain",
        "address": {"postal_code": "01000", "city": "Bourg"},
        "phone": "04 74 00 00 00",
        "website": "https://x.example",
        "timezone": "Europe/Paris",
        "groups": ["nord", "nuit"],
        "active": True,
        "opening_hours": {"weekly": {"mardi": ["09:00-12:30", "14:00-18:00"]}, "absent_day": "unknown"},
        "custom": {"parking": "gratuit"},
    }
    (unknown,) = found(rows)
    assert (unknown.id, unknown.path, unknown.params["nearest"]) == ("FD610", "Lundi", "horaires.lundi")
    assert "'horaires.lundi'" in describe(unknown, "fr")


def test_unknown_column_is_told_once_with_a_guess(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", "id,name,adrss,custom.a,\na,Alpha,x,y,\nb,Beta,x,y,\n")
    (warning,) = found(rows)
    assert "did you mean 'adresse'?" in describe(warning) or "did you mean 'address'?" in describe(warning)
    assert [row.id for row in rows] == [None, "a", "b"]


def test_two_columns_for_one_field_are_told(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", "id,name,nom\na,Alpha,Autre\n")
    assert record(rows)["name"] == "Alpha"
    assert [item.id for item in found(rows)] == ["FD617"]


# Hours


def test_days_are_read_in_words_and_periods(tmp_path: Path) -> None:
    text = (
        "id;name;timezone;opening_hours.monday;opening_hours.tuesday;opening_hours.wednesday;opening_hours.thursday;"
        "opening_hours.friday;chat_hours.lun-ven\n"
        "a;Alpha;Europe/Paris;09:00-12:00, 14:00-18:00;closed;fermé;;24h;10:00-16:00\n"
    )
    shop = establishment_from(record(read(tmp_path / "a.csv", text)))
    assert shop.opening_hours is not None
    assert shop.chat_hours is not None
    noon = [shop.opening_hours.at(datetime(2026, 6, day, 11, 0, tzinfo=UTC)).state for day in range(1, 6)]
    assert noon == [State.OPEN if day == 5 else state for day, state in enumerate(
        [State.CLOSED, State.CLOSED, State.CLOSED, State.UNKNOWN, State.OPEN], 1)]  # fmt: skip
    assert shop.opening_hours.at(datetime(2026, 6, 1, 8, 0, tzinfo=UTC)).state is State.OPEN
    assert shop.chat_hours.at(datetime(2026, 6, 4, 9, 0, tzinfo=UTC)).state is State.OPEN


def test_unreadable_day_is_unknown_with_a_warning_and_nothing_else_is_lost(tmp_path: Path) -> None:
    text = "id,name,timezone,horaires.lundi,horaires.mardi\na,Alpha,Europe/Paris,sur rendez-vous,09:00-12:00\n"
    rows = read(tmp_path / "a.csv", text)
    hours = establishment_from(record(rows)).opening_hours
    assert hours is not None
    assert hours.at(datetime(2026, 6, 1, 8, 0, tzinfo=UTC)).state is State.UNKNOWN
    assert hours.at(datetime(2026, 6, 2, 8, 0, tzinfo=UTC)).state is State.OPEN
    (warning,) = found(rows)
    assert (warning.severity, warning.line, warning.path) == ("warning", 2, "opening_hours.weekly.lundi")


def test_week_of_empty_cells_says_nothing(tmp_path: Path) -> None:
    assert "opening_hours" not in record(read(tmp_path / "a.csv", "id,name,opening_hours.monday\na,Alpha,\n"))


@pytest.mark.parametrize(
    ("cell", "state"), [("24/7", State.OPEN), ('"{""weekly"": {""mon"": ""09:00-12:00""}}"', State.CLOSED)]
)
def test_whole_week_may_stand_in_one_cell(tmp_path: Path, cell: str, state: State) -> None:
    rows = read(tmp_path / "a.csv", f"id,name,timezone,opening_hours\na,Alpha,UTC,{cell}\n")
    hours = establishment_from(record(rows)).opening_hours
    assert hours is not None
    assert hours.at(datetime(2026, 6, 2, 8, 0, tzinfo=UTC)).state is state


@pytest.mark.parametrize("cell", ["9 to 5 mostly", '"{""weekly"": "'])
def test_cell_of_prose_is_unknown_and_told_with_its_column(tmp_path: Path, cell: str) -> None:
    rows = read(tmp_path / "a.csv", f"id,name,timezone,opening_hours\na,Alpha,UTC,{cell}\nb,Beta,UTC,\n")
    assert [row.id for row in rows if row.record] == ["a", "b"]
    assert [(item.id, item.path, item.line, item.severity) for item in found(rows)] == [
        ("FD140", "opening_hours", 2, "warning")
    ]
    hours = establishment_from(rows[0].record or {}).opening_hours
    assert hours is not None
    assert all(plan.state is State.UNKNOWN for plan in hours.regular_week(date(2026, 6, 1)))


def test_unknown_zone_is_an_error_of_its_row(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", "id,name,timezone\na,Alpha,Europe/Pariss\nb,Beta,Europe/Paris\n")
    assert [row.id for row in rows if row.record] == ["b"]
    (error,) = found(rows)
    assert (error.path, error.line) == ("timezone", 2)
    assert "Europe/Paris" in describe(error)

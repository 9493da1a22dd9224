"""Columns that the settings name, hours in every notation, and rows that are known by their digest."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from frontdesk import ConfigError, Row
from frontdesk_files import FilesSettings, FilesSource

MONDAY = {"mon": ["09:00-12:00"]}
NOTATIONS: list[tuple[str, object]] = [
    ("text", "lundi 9h-12h"),
    (
        "google",
        {
            "regularHours": {
                "periods": [
                    {"openDay": "MONDAY", "openTime": {"hours": 9}, "closeDay": "MONDAY", "closeTime": {"hours": 12}}
                ]
            }
        },
    ),
    ("partoo", {"open_hours": {"monday": ["09:00-12:00"]}}),
    ("schema_org", {"openingHoursSpecification": {"dayOfWeek": "Monday", "opens": "09:00", "closes": "12:00"}}),
    ("schema_org", "Mo 09:00-12:00"),
    ("yext", {"hours": {"monday": {"openIntervals": [{"start": "09:00", "end": "12:00"}]}}}),
    ("dila", [{"nom_jour_debut": "Lundi", "valeur_heure_debut_1": "09:00:00", "valeur_heure_fin_1": "12:00:00"}]),
]


def source(path: Path, text: str | None = None, **settings: object) -> FilesSource:
    """The source of a file with this text."""
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return FilesSource(FilesSettings.model_validate({"path": path, **settings}))


def read(path: Path, text: str, **settings: object) -> list[Row]:
    """The rows of a file with this text."""
    return list(source(path, text, **settings).rows())


def record(rows: list[Row]) -> Any:
    """The one record among the rows."""
    (found,) = [row.record for row in rows if row.record is not None]
    return found


def table(*rows: list[str]) -> str:
    """Rows as CSV."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def ids(rows: list[Row]) -> list[tuple[str, str, str]]:
    """What is told of the rows."""
    return [(item.id, item.path, item.severity) for row in rows for item in row.diagnostics]


# Columns

COLUMNS = {
    "name": "Nom du magasin",
    "opening_hours": "Horaires d'été",
    "id": "Clé",
    "custom.town": "ville",
    "phone": None,
    "timezone": "zone",
}


def test_columns_are_read_as_the_settings_name_them(tmp_path: Path) -> None:
    text = table(
        ["clé", "NOM DU MAGASIN", "horaires d'été", "Ville", "telephone", "zone"],
        ["a", "Pain", "lun-ven 9h-18h", "Lyon", "x", "UTC"],
    )
    rows = read(tmp_path / "a.csv", text, columns=COLUMNS)
    assert {name: record(rows)[name] for name in ("id", "name", "custom")} == {
        "id": "a",
        "name": "Pain",
        "custom": {"town": "Lyon"},
    }
    assert record(rows)["opening_hours"]["weekly"]["fri"] == ["09:00-18:00"]
    assert ids(rows) == []


def test_the_same_columns_are_read_in_documents(tmp_path: Path) -> None:
    value = {
        "Clé": "a",
        "Nom du magasin": "Pain",
        "Horaires d'été": "lun-ven 9h-18h",
        "lieu": {"ville": "Lyon"},
        "phone": 1,
        "zone": "UTC",
    }
    columns = {**COLUMNS, "custom.town": None, "address.city": "lieu.ville"}
    rows = read(tmp_path / "a.json", json.dumps([value]), columns=columns)
    assert record(rows)["address"] == {"city": "Lyon"}
    assert record(rows)["opening_hours"]["weekly"]["fri"] == ["09:00-18:00"]
    assert ids(rows) == []


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_what_the_file_does_not_have_is_told_with_what_was_meant(tmp_path: Path, name: str) -> None:
    text = "id,name,Telefone\na,Alpha,06\n" if name == "a.csv" else '[{"id": "a", "name": "Alpha", "Telefone": 1}]'
    rows = read(tmp_path / name, text, columns={"phone": "Telephone"})
    (found,) = [item for row in rows for item in row.diagnostics if item.id == "FD627"]
    assert (found.path, found.severity, found.params["nearest"]) == ("Telephone", "warning", "Telefone")
    assert "phone" not in record(rows)


def test_a_table_without_the_column_of_a_name_is_refused_with_what_was_meant(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path / "a.csv", "id,Nom magasin\na,Alpha\n", columns={"name": "Nom du magasin"})
    assert [item.id for item in caught.value.diagnostics] == ["FD612", "FD627"]


@pytest.mark.parametrize(
    ("columns", "id_"),
    [
        ({"nmae": "Nom"}, "FD606"),
        ({"qqqq": "Titre"}, "FD625"),
        ({"horaires lundi": "opening_hours.monday"}, "FD629"),
        ({"Nom du magasin": "name"}, "FD629"),
    ],
)
def test_a_field_that_is_none_is_refused_in_the_settings(tmp_path: Path, columns: object, id_: str) -> None:
    with pytest.raises(ValidationError, match=id_):
        source(tmp_path / "a.csv", columns=columns)


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_several_columns_make_a_list(tmp_path: Path, name: str) -> None:
    text = table(["id", "name", "rue 1", "rue 2"], ["a", "Alpha", "1 rue A", "Bât. B"])
    if name == "a.json":
        text = json.dumps([{"id": "a", "name": "Alpha", "rue 1": "1 rue A", "rue 2": "Bât. B"}])
    rows = read(tmp_path / name, text, columns={"address.lines": ["Rue 1", "Rue 2"]})
    assert record(rows)["address"] == {"lines": ["1 rue A", "Bât. B"]}
    assert ids(rows) == []


def test_a_field_that_is_named_is_read_from_there_alone(tmp_path: Path) -> None:
    columns = {"name": "Titre", "address.city": "lieu.ville"}
    value = {"id": "a", "name": "old", "Titre": "Pain", "lieu": {"ville": "Lyon"}, "address": {"city": "Paris"}}
    found = record(read(tmp_path / "a.json", json.dumps([value]), columns=columns))
    assert (found["name"], found["address"]) == ("Pain", {"city": "Lyon"})
    rows = read(tmp_path / "a.csv", "id,name,titre\na,old,Pain\n", columns={"name": "Titre"})
    assert (record(rows)["name"], ids(rows)) == ("Pain", [("FD617", "name", "warning")])


def test_what_is_nested_is_read_beside_what_has_a_name_of_its_own(tmp_path: Path) -> None:
    value = {"id": "a", "name": "Alpha", "address": {"town": "Lyon", "postal_code": "69001", "country": "FR"}}
    columns = {"address.city": "address.town", "address.country": None}
    found = record(read(tmp_path / "a.json", json.dumps([value]), columns=columns))
    assert found["address"] == {"city": "Lyon", "postal_code": "69001"}


def test_names_of_objects_that_are_no_fields_are_told_once_and_not_read(tmp_path: Path) -> None:
    values = [{"id": id_, "Titre": "Alpha", "Zzz": "x", "phnoe": 1} for id_ in ("a", "b")]
    rows = read(tmp_path / "a.json", json.dumps(values), columns={"name": "Titre"})
    assert [row.id for row in rows if row.record] == ["a", "b"]
    assert ids(rows) == [("FD626", "Zzz", "warning"), ("FD610", "phnoe", "warning")]


def test_coordinates_and_further_hours_have_columns(tmp_path: Path) -> None:
    header = [
        "id",
        "name",
        "latitude",
        "coordinates.longitude",
        "hours.delivery",
        "hours.phone.lun-ven",
        "address.country",
    ]
    cells = ["a", "Alpha", "48.85", "2.35", "lun-ven 9h-18h, fermé les jours fériés", "9h-12h", "fr"]
    found = record(read(tmp_path / "a.csv", table(header, cells)))
    assert found["coordinates"] == {"latitude": 48.85, "longitude": 2.35}
    assert found["hours"]["delivery"]["holidays"] == {"country": "FR", "behaviour": "closed"}
    assert found["hours"]["phone"]["weekly"] == {"lun-ven": ["09:00-12:00"]}


def test_coordinates_out_of_range_lose_themselves_alone(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", "id,name,latitude,longitude\na,Alpha,148.85,2.35\n")
    assert "coordinates" not in record(rows)
    assert [severity for _, _, severity in ids(rows)] == ["warning"]


# Hours


@pytest.mark.parametrize(("notation", "hours"), NOTATIONS)
def test_hours_of_every_notation_in_a_cell(tmp_path: Path, notation: str, hours: object) -> None:
    cell = hours if isinstance(hours, str) else json.dumps(hours)
    text = table(["id", "name", "opening_hours"], ["a", "Alpha", cell])
    assert (
        record(read(tmp_path / "a.csv", text, hours_format=notation))["opening_hours"]["weekly"].items()
        >= MONDAY.items()
    )


@pytest.mark.parametrize(("notation", "hours"), NOTATIONS)
@pytest.mark.parametrize("suffix", ["json", "jsonl", "yaml"])
def test_hours_of_every_notation_in_documents(tmp_path: Path, suffix: str, notation: str, hours: object) -> None:
    text = json.dumps({"id": "a", "name": "Alpha", "chat_hours": hours, "hours": {"delivery": hours}})
    rows = read(tmp_path / f"a.{suffix}", text if suffix == "jsonl" else f"[{text}]", hours_format=notation)
    assert record(rows)["chat_hours"]["weekly"].items() >= MONDAY.items()
    assert record(rows)["hours"]["delivery"]["weekly"].items() >= MONDAY.items()


@pytest.mark.parametrize(("notation", "hours"), [pair for pair in NOTATIONS if pair[1] != "Mo 09:00-12:00"])
def test_the_notation_is_found(tmp_path: Path, notation: str, hours: object) -> None:
    rows = read(tmp_path / "a.json", json.dumps([{"id": "a", "name": "Alpha", "opening_hours": hours}]))
    assert record(rows)["opening_hours"]["provenance"] == {"system": notation}


def test_documents_of_our_own_stay_as_they_are(tmp_path: Path) -> None:
    own = {"weekly": {"mon": "09:00-12:00"}, "timezone": "Europe/Paris"}
    value = {"id": "a", "name": "Alpha", "opening_hours": own, "hours": {"delivery": own, "phone": "9h-12h"}}
    found = record(read(tmp_path / "a.json", json.dumps([value])))
    assert found["opening_hours"] == found["hours"]["delivery"] == own
    assert found["hours"]["phone"]["weekly"]["mon"] == ["09:00-12:00"]


def test_more_hours_of_the_opening_hours_fill_fields_that_have_none(tmp_path: Path) -> None:
    periods = [{"openDay": "MONDAY", "openTime": {"hours": 9}, "closeDay": "MONDAY", "closeTime": {"hours": 12}}]
    more = [{"hoursTypeId": kind, "periods": periods} for kind in ("ONLINE_SERVICE_HOURS", "DELIVERY")]
    value = {"id": "a", "name": "Alpha", "opening_hours": {"regularHours": {"periods": periods}, "moreHours": more}}
    found = record(read(tmp_path / "a.json", json.dumps([value])))
    assert found["chat_hours"]["weekly"]["mon"] == found["hours"]["delivery"]["weekly"]["mon"] == ["09:00-12:00"]


def test_hours_that_cannot_be_read_are_told_with_their_line(tmp_path: Path) -> None:
    hours = "  opening_hours:\n    regularHours:\n      periods: [{openDay: FUNDAY}]\n"
    text = f"- id: a\n  name: Alpha\n  timezone: UTC\n{hours}"
    (row,) = read(tmp_path / "a.yaml", text)
    assert [(item.id, item.line) for item in row.diagnostics] == [("FD147", 6)]
    assert row.record is not None


# Digests


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.csv", "id,name\na,Alpha\nb,Beta\n", "id,name\na,Alpha\nb,Better\n"),
        (
            "a.json",
            '[{"id": "a", "name": "Alpha"}, {"id": "b", "name": "Beta"}]',
            '[{"id": "a", "name": "Alpha"}, {"id": "b", "name": "B"}]',
        ),
        (
            "a.jsonl",
            '{"id": "a", "name": "Alpha"}\n{"id": "b", "name": "Beta"}\n',
            '{"id": "a", "name": "Alpha"}\n{"id": "b", "name": "B"}\n',
        ),
        (
            "a.yaml",
            "- {id: a, name: Alpha}\n- {id: b, name: Beta}\n",
            "- {id: a, name: Alpha}\n- {id: b, name: Better}\n",
        ),
    ],
)
def test_a_row_that_is_as_it_was_is_not_read_again(tmp_path: Path, name: str, before: str, after: str) -> None:
    known = {row.id or "": row.digest or "" for row in read(tmp_path / name, before)}
    again = list(source(tmp_path / name, after).rows_beside(known))
    assert [(row.id, row.same, row.record is None) for row in again] == [("a", True, True), ("b", False, False)]


@pytest.mark.parametrize("settings", [{"hours_format": "text"}, {"columns": {"phone": None}}])
def test_other_settings_read_everything_again(tmp_path: Path, settings: dict[str, Any]) -> None:
    known = {row.id or "": row.digest or "" for row in read(tmp_path / "a.csv", "id,name,phone\na,Alpha,06\n")}
    assert [row.same for row in source(tmp_path / "a.csv", **settings).rows_beside(known) if row.id] == [False]


def test_other_columns_read_everything_again(tmp_path: Path) -> None:
    known = {row.id or "": row.digest or "" for row in read(tmp_path / "a.csv", "id,name,phone\na,Alpha,06\n")}
    assert [row.same for row in source(tmp_path / "a.csv", "id,name,email\na,Alpha,06\n").rows_beside(known)] == [False]


def test_a_known_row_whose_id_was_used_before_is_still_refused(tmp_path: Path) -> None:
    known = {row.id or "": row.digest or "" for row in read(tmp_path / "a.csv", "id,name\na,Alpha\n")}
    rows = list(source(tmp_path / "a.csv", "id,name\na,Alpha\na,Alpha\n").rows_beside(known))
    assert [(row.same, [item.id for item in row.diagnostics]) for row in rows] == [(True, []), (False, ["FD609"])]


# Bad input


def test_a_row_of_a_megabyte_loses_no_other(tmp_path: Path) -> None:
    large = "x" * 1_000_000
    csv_rows = read(
        tmp_path / "a.csv", table(["id", "name", "opening_hours"], ["a", "Alpha", large], ["b", "Beta", "fermé"])
    )
    assert [row.id for row in csv_rows if row.record][-1:] == ["b"]
    value = [{"id": "a", "name": "Alpha", "opening_hours": large}, {"id": "b", "name": "Beta"}]
    assert [row.id for row in read(tmp_path / "a.json", json.dumps(value)) if row.record] == ["a", "b"]


def test_html_in_the_place_of_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="FD603"):
        read(tmp_path / "a.json", "<!doctype html><title>Sign in</title>")


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.yaml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_with_a_mark_or_without_is_read(tmp_path: Path, name: str, encoding: str) -> None:
    texts = {
        "a.csv": "id;name\na;Évreux\n",
        "a.json": '[{"id": "a", "name": "Évreux"}]',
        "a.yaml": "- {id: a, name: Évreux}",
    }
    (tmp_path / name).write_bytes(texts[name].encode(encoding))
    assert record(list(source(tmp_path / name).rows()))["name"] == "Évreux"


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.yaml", "a.jsonl"])
def test_utf16_without_a_mark_is_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes("id,name\na,Alpha\n".encode("utf-16-le"))
    with pytest.raises(ConfigError, match="FD628"):
        source(tmp_path / name).rows()


@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.jsonl"])
def test_latin_1_is_refused_where_only_unicode_is_meant(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes("- é".encode("latin-1"))
    with pytest.raises(ConfigError, match="FD603"):
        source(tmp_path / name).rows()

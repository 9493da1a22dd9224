"""Records filled from cells, as tables and APIs give them."""

from __future__ import annotations

import json

import pytest

from frontdesk import fill_record, row_of

WEEK = {"weekly": {"monday": "09:00-18:00"}}


def test_cells_go_where_the_record_has_them() -> None:
    record, doubts = fill_record(
        [
            (("id",), 7),
            (("name",), "Alpha"),
            (("address", "city"), "Évreux"),
            (("address", "lines"), "12 rue\n| cour B"),
            (("coordinates", "latitude"), 48.85),
            (("groups",), "north; night"),
            (("active",), "non"),
            (("custom", "parking"), True),
        ]
    )

    assert not doubts
    assert record == {
        "id": 7,
        "name": "Alpha",
        "address": {"city": "Évreux", "lines": ["12 rue", "cour B"]},
        "coordinates": {"latitude": 48.85},
        "groups": ["north", "night"],
        "active": False,
        "custom": {"parking": True},
    }


def test_blank_cells_say_nothing() -> None:
    assert fill_record([(("id",), 1), (("phone",), None), (("email",), " "), (("groups",), [])]) == ({"id": 1}, [])


def test_lists_lose_their_blanks() -> None:
    record, _ = fill_record([(("address", "lines"), ["12 rue", None, "", "cour B"])])

    assert record == {"address": {"lines": ["12 rue", "cour B"]}}


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [("48,85", "48.85"), (" -2,35 ", "-2.35"), ("48.85", "48.85"), ("1,234,5", "1,234,5"), (48.85, 48.85), (7, 7)],
)
def test_degrees_may_have_a_comma(cell: object, degrees: object) -> None:
    """As spreadsheets write them in most of Europe."""
    record, _ = fill_record([(("coordinates", "latitude"), cell), (("coordinates", "longitude"), cell)])

    assert record == {"coordinates": {"latitude": degrees, "longitude": degrees}}


def test_a_blank_day_is_unknown_and_a_blank_week_is_nothing() -> None:
    monday, tuesday = ("opening_hours", "weekly", "monday"), ("opening_hours", "weekly", "tuesday")

    assert fill_record([(monday, "09:00-18:00"), (tuesday, None)])[0] == {
        "opening_hours": {"weekly": {"monday": ["09:00-18:00"], "tuesday": "unknown"}, "absent_day": "unknown"}
    }
    assert fill_record([(monday, None), (tuesday, "")])[0] == {}


def test_a_document_of_ours_is_taken_in_json_or_as_it_is() -> None:
    for value in (WEEK, json.dumps(WEEK)):
        assert fill_record([(("opening_hours",), value)], "frontdesk") == ({"opening_hours": WEEK}, [])
        assert fill_record([(("hours", "delivery"), value)], "frontdesk") == ({"hours": {"delivery": WEEK}}, [])


def test_hours_that_are_none_are_told_and_lose_nothing_else() -> None:
    for value in ("soon", "{broken", [1], 7):
        record, doubts = fill_record([(("id",), "a"), (("name",), "Alpha"), (("chat_hours",), value)], "frontdesk")
        row = row_of(record, doubts=doubts)

        assert row.record == {"id": "a", "name": "Alpha"}
        assert [(item.id, item.severity, item.path) for item in row.diagnostics] == [("FD613", "warning", "chat_hours")]


def test_hours_by_day_are_what_people_type() -> None:
    day = ("opening_hours", "weekly")
    cells = [
        ((*day, "lun-ven"), "9h-12h / 14h-18h"),
        ((*day, "samedi"), "quand il pleut"),
        ((*day, "dimanche"), "fermé"),
    ]
    record, doubts = fill_record(cells)

    assert record["opening_hours"] == {
        "weekly": {"lun-ven": ["09:00-12:00", "14:00-18:00"], "samedi": "unknown", "dimanche": "closed"},
        "absent_day": "unknown",
    }
    assert [(item.id, item.path) for item in doubts] == [("FD140", "opening_hours.weekly.samedi")]


def test_public_holidays_that_are_typed_are_those_of_the_address() -> None:
    cells = [(("opening_hours",), "lun-ven 9h-18h, fermé les jours fériés"), (("address", "country"), "fr")]
    record, doubts = fill_record(cells)

    hours = record["opening_hours"]
    assert isinstance(hours, dict)
    assert hours["holidays"] == {"country": "FR", "behaviour": "closed"}
    assert doubts == []


PERIODS = [
    {"openDay": "MONDAY", "openTime": {"hours": 9}, "closeDay": "MONDAY", "closeTime": {"hours": 18}},
]
AUTO = [
    ("lun-ven 9h-18h", "text"),
    ({"weekly": {"mon": "09:00-18:00"}}, None),
    ({"regularHours": {"periods": PERIODS}}, "google"),
    ({"periods": PERIODS}, "google"),
    ({"open_hours": {"monday": ["09:00-18:00"]}}, "partoo"),
    ({"monday": ["09:00-18:00"]}, "partoo"),
    ([{"dayOfWeek": "Monday", "opens": "09:00", "closes": "18:00"}], "schema_org"),
    ({"openingHours": "Mo 09:00-18:00"}, "schema_org"),
    ({"hours": {"monday": {"openIntervals": [{"start": "09:00", "end": "18:00"}]}}}, "yext"),
    ({"monday": {"openIntervals": [{"start": "09:00", "end": "18:00"}]}}, "yext"),
    ([{"nom_jour_debut": "Lundi", "valeur_heure_debut_1": "09:00", "valeur_heure_fin_1": "18:00"}], "dila"),
    ({"lundi": "9h-18h"}, "text"),
]


@pytest.mark.parametrize(("value", "system"), AUTO)
def test_the_notation_is_found_by_what_hours_look_like(value: object, system: str | None) -> None:
    for given in (value, value if isinstance(value, str) else json.dumps(value)):
        hours = fill_record([(("opening_hours",), given)], "auto")[0]["opening_hours"]
        assert isinstance(hours, dict)
        assert hours["weekly"]["mon"] in ("09:00-18:00", ["09:00-18:00"])
        assert hours.get("provenance", {}).get("system") == system


def test_holidays_of_openstreetmap_are_those_of_the_country() -> None:
    cells = [(("id",), "a"), (("opening_hours",), "Mo-Fr 09:00-12:00; PH off"), (("address", "country"), "FR")]
    record, doubts = fill_record(cells, "osm")
    assert doubts == []
    assert record["opening_hours"]["holidays"] == {"country": "FR", "behaviour": "closed"}  # type: ignore[index]

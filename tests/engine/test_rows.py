"""Rows: what one bad value of a record costs."""

from __future__ import annotations

import pytest

from frontdesk import Diagnostic, row_of
from frontdesk.hours.formats import ReadHours


@pytest.mark.parametrize("coordinates", [{"latitude": 91, "longitude": 2}, {"latitude": 48.8, "longitude": "-180.5"}])
def test_coordinates_that_are_nowhere_on_earth_cost_themselves_alone(coordinates: dict[str, object]) -> None:
    row = row_of({"id": "a", "name": "A", "coordinates": coordinates}, path="rows[0]")

    assert row.record == {"id": "a", "name": "A"}
    assert [(item.id, item.severity) for item in row.diagnostics] == [("FD607", "warning")]
    assert row.diagnostics[0].path.startswith("rows[0].coordinates.")


def test_coordinates_with_a_field_that_is_not_known_are_an_error() -> None:
    row = row_of({"id": "a", "name": "A", "coordinates": {"lat": 48.8, "lon": 2.3}})

    assert row.record is None
    assert {item.severity for item in row.diagnostics} == {"error"}


def test_hours_that_a_reader_found_go_to_the_field_of_their_kind_and_its_doubts_to_their_place() -> None:
    week = {"weekly": {"mon-sun": "09:00-18:00"}, "timezone": "Europe/Paris"}
    doubt = Diagnostic(id="FD104", path="open_hours.monday", severity="warning", params={"text": "9h"})
    read = ReadHours(documents={"opening": week, "chat": week, "delivery": week}, diagnostics=(doubt,))

    row = row_of({"id": "a", "name": "A"}, path="businesses[3]", file="https://api.example.com", hours=read)

    assert row.record == {
        "id": "a",
        "name": "A",
        "opening_hours": week,
        "chat_hours": week,
        "hours": {"delivery": week},
    }
    assert [(item.path, item.file) for item in row.diagnostics] == [
        ("businesses[3].open_hours.monday", "https://api.example.com")
    ]


def test_an_expression_that_cannot_be_read_loses_itself_alone() -> None:
    """The hours are unknown then, with a warning, and the rest of the record is kept."""
    hours = {"expression": {"syntax": "osm", "text": "on demand"}, "special": [{"date": "2026-12-25", "closed": True}]}
    row = row_of({"id": "a", "name": "A", "timezone": "Europe/Paris", "opening_hours": hours})
    assert row.record is not None
    assert row.record["opening_hours"] == {"special": hours["special"]}
    assert [(item.severity, item.id, item.path) for item in row.diagnostics] == [
        ("warning", "FD161", "opening_hours.expression.text")
    ]


def test_hours_without_a_time_zone_are_no_doubt_of_a_row_for_the_place_may_tell_it() -> None:
    row = row_of({"id": "a", "name": "A", "opening_hours": {"weekly": {"mon": "09:00-18:00"}}})

    assert row.record is not None
    assert row.diagnostics == ()

"""Hours of OpenStreetMap become fields where those can hold all of a text, else they stay an expression."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from frontdesk.hours import check_hours, load_hours
from frontdesk.hours.formats import from_osm


def read(text: Any, **more: Any) -> dict[str, Any]:
    """The document, without where it is from."""
    return {key: item for key, item in from_osm(text, **more).documents["opening"].items() if key != "provenance"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("24/7", {"weekly": {"mon-sun": ["00:00-24:00"]}}),
        (
            "Mo-Fr 09:00-12:00,14:00-18:00; We off",
            {
                "weekly": {
                    "mon-tue": (day := ["09:00-12:00", "14:00-18:00"]),
                    "wed": "closed",
                    "thu-fri": day,
                    "sat-sun": "closed",
                }
            },
        ),
        ("Fr-Mo 20:00-02:00", {"weekly": {"mon": (night := ["20:00-26:00"]), "tue-thu": "closed", "fri-sun": night}}),
        (
            "10:00-18:00, Th 20:00-22:00; Th 12:00-13:00 off",
            {
                "weekly": {
                    "mon-wed": (all_day := ["10:00-18:00"]),
                    "thu": ["10:00-12:00", "13:00-18:00", "20:00-22:00"],
                    "fri-sun": all_day,
                }
            },
        ),
        ("Tu 18:00+", {"weekly": {"mon": "closed", "tue": ["18:00-24:00"], "wed-sun": "closed"}}),
        ('10:00-18:00 "ring"', {"weekly": {"mon-sun": {"hours": ["10:00-18:00"], "note": "ring"}}}),
        ("Mo-Su unknown", {"weekly": {"mon-sun": "unknown"}}),
        ("off", {"weekly": {"mon-sun": "closed"}}),
        (
            "10:00-18:00; Dec 25 off; Jan 01-03 12:00-14:00",
            {
                "weekly": {"mon-sun": ["10:00-18:00"]},
                "special": [
                    {"from": "01-01", "to": "01-03", "hours": ["12:00-14:00"]},
                    {"date": "12-25", "closed": True},
                ],
            },
        ),
        (
            "Oct-Mar 10:00-16:00; Apr-Sep 09:00-19:00",
            {
                "weekly": {"mon-sun": ["09:00-19:00"]},
                "seasons": [{"from": "10-01", "to": "03-31", "weekly": {"mon-sun": ["10:00-16:00"]}}],
            },
        ),
        (
            "Mo-Su 10:00-18:00; 2026 Dec 24-2027 Jan 02 off; 2026 Nov 11 10:00-12:00",
            {
                "weekly": {"mon-sun": ["10:00-18:00"]},
                "special": [
                    {"from": "2026-12-24", "to": "2027-01-02", "closed": True},
                    {"date": "2026-11-11", "hours": ["10:00-12:00"]},
                ],
            },
        ),
    ],
)
def test_what_fields_can_hold_becomes_fields(text: str, wanted: dict[str, Any]) -> None:
    """Days, nights, removals, notes, seasons and special days; and nothing is doubted."""
    assert read(text) == wanted
    assert not [item for item in check_hours({"timezone": "Europe/Paris", **wanted}) if item.severity == "error"]


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("Mo-Fr 10:00-18:00; PH off", {"country": "FR", "behaviour": "closed"}),
        ("Mo-Fr 10:00-18:00; PH 10:00-12:00", {"country": "FR", "behaviour": ["10:00-12:00"]}),
        ("Mo-Sa 10:00-18:00; Su,PH 10:00-12:00", {"country": "FR", "behaviour": ["10:00-12:00"]}),
        ('Mo-Fr 10:00-18:00; PH "call"', {"country": "FR", "behaviour": {"hours": "unknown", "note": "call"}}),
        ("PH off; Mo-Su 10:00-18:00", None),
        ("Mo-Su,PH 10:00-18:00", None),
    ],
)
def test_holidays_become_a_policy(text: str, policy: Any) -> None:
    """Where a later rule names all days, the one before it has no effect, and nothing is said of holidays."""
    assert read(text, country="FR").get("holidays") == policy


def test_holidays_of_a_subdivision_keep_it() -> None:
    """Whose days they are is not lost."""
    policy = {"country": "FR", "subdivision": "57", "behaviour": "closed"}
    assert read("10:00-18:00; PH off", country="FR", subdivision="57")["holidays"] == policy


def test_school_holidays_become_a_season() -> None:
    """The zone is that of `school`."""
    assert read("Mo-Sa 10:00-18:00; SH off", country="FR", school="Zone B") == {
        "weekly": {"mon-sat": ["10:00-18:00"], "sun": "closed"},
        "seasons": [{"during": {"country": "FR", "subdivision": "Zone B"}, "weekly": {"mon-sun": "closed"}}],
    }


@pytest.mark.parametrize(
    "text",
    [
        "Th[1] 10:00-12:00",
        "week 01-53/2 Mo 10:00-12:00",
        "easter off, Mo-Fr 10:00-12:00",
        "Mo-Fr 10:00-12:00; PH -1 day off",
        "Mo-Fr sunrise-sunset",
        "Mo-Fr 10:00-12:00; We 11:00-11:30 unknown",
        "Mo-Fr,PH 10:00-12:00; Sa 10:00-11:00",
        "Mo-Fr 10:00-12:00; 2026 Dec 20-31 off; 2026 Dec 24 10:00-11:00",
        "Mo-Fr 10:00-12:00; Dec 25 off; 2026 Dec 20-31 10:00-11:00",
        "Mar Su[-1]-Oct Su[-1] 10:00-12:00",
        "2026 Mo 10:00-12:00; Tu 10:00-12:00",
        "9999 10:00-12:00",
        "Oct-Mar Mo-Fr 10:00-12:00; Apr-Sep 10:00-12:00; SH off",
    ],
)
def test_what_fields_cannot_hold_stays_an_expression(text: str) -> None:
    """Letter for letter, with all that is needed to evaluate it."""
    expression = read(text, country="FR", school="Zone B", coordinates=(48.8, 2.3))["expression"]
    place = {"country": "FR", "school": "Zone B", "coordinates": {"latitude": 48.8, "longitude": 2.3}}
    assert expression == {"syntax": "osm", "text": text, **place}
    assert check_hours({"timezone": "Europe/Paris", "expression": expression}) == []


def test_the_kind_and_the_tag_are_told() -> None:
    """Where hours are from stands with them."""
    found = from_osm("24/7", kind="drive_through", tag="opening_hours:drive_through")
    assert found.documents["drive_through"]["provenance"] == {"system": "osm", "kind": "opening_hours:drive_through"}


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Mo-Fr 9h-18h", "FD162"),
        ("ask us", "FD161"),
        ("", "FD161"),
        (None, "FD161"),
        (7, "FD161"),
        ([], "FD161"),
        ("\x00", "FD161"),
    ],
)
def test_what_cannot_be_read_is_unknown(text: Any, id_: str) -> None:
    """With a warning, never closed, and never a crash."""
    found = from_osm(text)
    assert [(item.severity, item.id) for item in found.diagnostics] == [("warning", id_)]
    assert read(text) == {"weekly": {"mon-sun": "unknown"}}


@pytest.mark.parametrize(("text", "id_"), [("24/7; PH off", "FD163"), ("24/7; SH off", "FD165")])
def test_holidays_that_are_not_known_are_told_of(text: str, id_: str) -> None:
    """Fields cannot say by themselves that a rule was left out."""
    found = from_osm(text, country="CH" if id_ == "FD165" else None)
    assert [(item.severity, item.id) for item in found.diagnostics] == [("warning", id_)]
    assert read(text, country="CH" if id_ == "FD165" else None) == {"weekly": {"mon-sun": ["00:00-24:00"]}}


def test_without_the_library_all_is_unknown_and_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing goes on."""
    monkeypatch.setitem(sys.modules, "opening_hours", None)
    (item,) = from_osm("24/7").diagnostics
    assert (item.id, item.severity, item.params["extra"]) == ("FD160", "warning", "frontdesk[osm]")


def test_always_open_is_known_as_such() -> None:
    """R7: no next change, and a reason of its own."""
    assert load_hours({"timezone": "Europe/Paris", **read("24/7")}).always_open


@pytest.mark.parametrize("coordinates", [(91.0, 2.0), (48.0, -180.5), (float("nan"), 2.0)])
def test_coordinates_that_are_nowhere_cost_themselves_alone(coordinates: tuple[float, float]) -> None:
    """The hours need them only for the sun."""
    assert read("Mo[1] 10:00-12:00", coordinates=coordinates) == {
        "expression": {"syntax": "osm", "text": "Mo[1] 10:00-12:00"}
    }


@pytest.mark.parametrize("text", ["00:00-00:00", "Mo-Su 00:00-00:00"])
def test_edge_case_33_midnight_to_midnight_is_all_day(text: str) -> None:
    read = from_osm(text)
    assert read.diagnostics == ()
    assert load_hours({"timezone": "Europe/Paris", **read.documents["opening"]}).always_open

"""Hours of schema.org objects. Shapes: https://schema.org/OpeningHoursSpecification and its examples."""

from __future__ import annotations

from typing import Any

import pytest

from frontdesk.hours import check_hours
from frontdesk.hours.formats import ReadHours, from_schema_org
from tests.engine.hours.asking import PARIS

CLOSED = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "closed")


def spec(days: object, opens: object = None, closes: object = None, **more: object) -> dict[str, object]:
    given = {"dayOfWeek": days, "opens": opens, "closes": closes, **more}
    return {"@type": "OpeningHoursSpecification"} | {name: item for name, item in given.items() if item is not None}


def opening(*specs: object, **more: object) -> ReadHours:
    return from_schema_org({"openingHoursSpecification": list(specs), **more})


def document(read: ReadHours, kind: str = "opening") -> Any:
    assert [item for item in check_hours({"timezone": PARIS, **read.documents[kind]}) if item.severity == "error"] == []
    return read.documents[kind]


@pytest.mark.parametrize(
    "day",
    [
        "Monday",
        "http://schema.org/Monday",
        "https://schema.org/Monday",
        "schema:Monday",
        "Mo",
        "lundi",
        {"@id": "https://schema.org/Monday"},
        {"@type": "DayOfWeek", "name": "Monday"},
    ],
)
def test_names_of_days(day: object) -> None:
    assert document(opening(spec(day, "09:00", "18:00")))["weekly"] == CLOSED | {"mon": ["09:00-18:00"]}


def test_a_specification_may_be_single_and_name_many_days() -> None:
    read = from_schema_org({"openingHoursSpecification": spec(["Monday", "Friday"], "09:00:00", "12:00:00+01:00")})
    assert document(read)["weekly"] == CLOSED | {"mon": ["09:00-12:00"], "fri": ["09:00-12:00"]}


def test_split_shifts_and_nights() -> None:
    read = opening(spec("Friday", "18:00", "02:00"), spec("Friday", "11:00", "14:00"))
    assert document(read)["weekly"]["fri"] == ["11:00-14:00", "18:00-26:00"]


def test_no_opens_and_edge_case_33_midnight_to_midnight_are_closed() -> None:
    read = opening(spec("Monday", "00:00", "23:59"), spec("Saturday"), spec("Sunday", "00:00", "00:00"))
    assert document(read)["weekly"] == CLOSED | {"mon": ["00:00-23:59"]}
    assert read.diagnostics == ()


def test_wrapped_values_are_the_same() -> None:
    wrapped = spec({"@set": ["Monday"]}, {"@value": "09:00"}, [{"@value": "18:00"}])
    assert document(opening(wrapped)) == document(opening(spec("Monday", "09:00", "18:00")))


def test_dated_entries_are_special_days_or_seasons() -> None:
    read = opening(
        spec("Monday", "09:00", "18:00"),
        spec(None, "10:00", "16:00", validFrom="2026-12-24", validThrough="2026-12-24"),
        spec(["Thursday"], validFrom="2026-12-28", validThrough="2027-01-10"),
        spec("Monday", "08:00", "20:00", validFrom="2027-06-01", validThrough="2027-08-31"),
    )
    assert document(read)["special"] == [
        {"date": "2026-12-24", "hours": ["10:00-16:00"]},
        {"date": "2026-12-31", "closed": True},
        {"date": "2027-01-07", "closed": True},
    ]
    assert document(read)["seasons"] == [
        {"from": "2027-06-01", "to": "2027-08-31", "weekly": CLOSED | {"mon": ["08:00-20:00"]}}
    ]


def test_special_specifications() -> None:
    read = from_schema_org(
        {
            "specialOpeningHoursSpecification": [
                spec(None, "00:00", "00:00", validFrom="2026-12-25", validThrough="2026-12-25"),
                spec("Monday", "00:00", "00:00"),
                spec(None, validFrom="2026-12-26", validThrough="2026-12-20"),
            ]
        }
    )
    assert document(read)["special"] == [{"date": "2026-12-25", "closed": True}]
    assert [(item.id, item.path) for item in read.diagnostics] == [
        ("FD148", "specialOpeningHoursSpecification[1]"),
        ("FD148", "specialOpeningHoursSpecification[2].validThrough"),
    ]


def test_public_holidays_need_a_country() -> None:
    holidays = spec(["Sunday", "PublicHolidays"], "10:00", "12:00")
    read = opening(holidays, address={"addressCountry": "FR"})
    assert document(read)["holidays"] == {"country": "FR", "behaviour": ["10:00-12:00"]}
    assert document(read)["weekly"]["sun"] == ["10:00-12:00"]
    assert [item.id for item in opening(holidays).diagnostics] == ["FD153"]


def test_a_time_that_cannot_be_read_makes_its_days_unknown_and_is_told_once() -> None:
    read = opening(spec(["Monday", "Tuesday"], "9 o'clock", "18:00"), spec("Friday", "09:00", "18:00"))
    assert document(read)["weekly"] == CLOSED | {"mon": "unknown", "tue": "unknown", "fri": ["09:00-18:00"]}
    assert [item.id for item in read.diagnostics] == ["FD146"]


@pytest.mark.parametrize("days", [None, "Someday", 7])
def test_a_day_that_is_none_leaves_no_day_closed(days: object) -> None:
    read = opening(spec(days, "09:00", "18:00"), spec("Friday", "09:00", "18:00"))
    assert set(map(str, document(read)["weekly"].values())) == {"unknown", "['09:00-18:00']"}
    assert [item.id for item in read.diagnostics] == ["FD147"]


def test_contact_points_are_chat_hours_or_kinds_of_their_own() -> None:
    read = from_schema_org(
        {
            "contactPoint": [
                {"contactType": "reservations", "hoursAvailable": spec("Monday", "08:00", "12:00")},
                {"contactType": "customer service", "hoursAvailable": [spec("Monday", "10:00", "12:00")]},
                {"contactType": "Customer Support", "hoursAvailable": spec("Monday", "11:00", "12:00")},
                {"telephone": "+33"},
            ]
        }
    )
    assert document(read, "chat")["weekly"]["mon"] == ["10:00-12:00"]
    assert document(read, "reservations")["provenance"] == {"system": "schema_org", "kind": "reservations"}
    assert [item.id for item in read.diagnostics] == ["FD155"]


def test_the_object_itself_may_be_a_contact() -> None:
    read = from_schema_org({"@type": "ContactPoint", "hoursAvailable": spec("Monday", "10:00", "12:00")})
    assert document(read, "chat")["weekly"]["mon"] == ["10:00-12:00"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-Fr 10:00-19:00", {"mon": ["10:00-19:00"], "fri": ["10:00-19:00"], "sat": "closed"}),
        (["Mo,We 09:00-12:00", "Sa 14:00-18:00"], {"we": None, "wed": ["09:00-12:00"], "sat": ["14:00-18:00"]}),
        ("Mo-Su", {"mon": ["00:00-24:00"], "sun": ["00:00-24:00"]}),
        ("We 09:00-12:00; Fr 18:00-02:00", {"wed": ["09:00-12:00"], "fri": ["18:00-26:00"], "mon": "closed"}),
        ("Mo sometimes", {"mon": "unknown", "tue": "unknown"}),
    ],
)
def test_opening_hours_as_text(text: object, expected: dict[str, object]) -> None:
    week = document(from_schema_org({"openingHours": text}))["weekly"]
    assert {day: week.get(day) for day in expected} == expected


def test_specifications_come_before_the_text() -> None:
    read = opening(spec("Monday", "09:00", "18:00"), openingHours="Mo-Fr 10:00-19:00")
    assert document(read)["weekly"] == CLOSED | {"mon": ["09:00-18:00"]}

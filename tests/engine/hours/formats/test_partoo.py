"""Hours of Partoo businesses.

Shapes: https://developers.partoo.co/api-reference/businesses/business-information
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from frontdesk.hours import check_hours, load_hours
from frontdesk.hours.formats import ReadHours, from_partoo
from tests.engine.hours.asking import PARIS

OPEN_HOURS = {
    "monday": [],
    "tuesday": ["07:00-13:00", "15:30-19:00"],
    "wednesday": ["07:00-19:00"],
    "thursday": ["00:00-23:59"],
    "friday": None,
    "saturday": ["18:00-00:00"],
    "sunday": ["08:00-12:30", "25:61-26:00"],
}


def week(read: ReadHours, kind: str = "opening") -> Any:
    return read.documents[kind]["weekly"]


def test_open_hours() -> None:
    read = from_partoo({"open_hours": OPEN_HOURS})
    assert week(read) == {
        "mon": "closed",
        "tue": ["07:00-13:00", "15:30-19:00"],
        "wed": ["07:00-19:00"],
        "thu": ["00:00-23:59"],
        "fri": "unknown",
        "sat": ["18:00-24:00"],
        "sun": "unknown",
    }
    assert [(item.id, item.path) for item in read.diagnostics] == [("FD146", "open_hours.sunday[1]")]


def test_a_day_that_ends_at_23_59_is_open_to_midnight() -> None:
    plan = load_hours({"timezone": PARIS, **from_partoo({"open_hours": OPEN_HOURS}).documents["opening"]})
    assert plan.regular_week(date(2026, 12, 7))[3].periods[0].end_min == 1440


@pytest.mark.parametrize("value", [None, {}, []])
def test_absent_hours_are_unknown(value: object) -> None:
    assert from_partoo({"open_hours": value}).documents == {}


def test_edge_case_33_midnight_to_midnight_is_unknown() -> None:
    read = from_partoo({"open_hours": OPEN_HOURS | {"monday": ["00:00-00:00"], "sunday": []}})
    assert week(read)["mon"] == "unknown"
    assert [item.id for item in read.diagnostics] == ["FD146"]


def test_a_week_of_closed_days_is_doubtful() -> None:
    read = from_partoo({"open_hours": {day: [] for day in OPEN_HOURS}})
    assert [item.id for item in read.diagnostics] == ["FD151"]


def test_specific_hours_are_ranges() -> None:
    specific = {
        "open": [
            {"starts_at": "2031-12-24", "ends_at": "2031-12-24", "open_hours": ["07:00-16:00"]},
            {"starts_at": "2031-12-25", "ends_at": "2031-12-25", "open_hours": None},
        ],
        "close": [{"starts_at": "2031-08-04", "ends_at": "2031-08-17"}, {"starts_at": "x", "ends_at": "2031-08-17"}],
    }
    read = from_partoo({"specific_hours": specific})
    assert read.documents["opening"]["special"] == [
        {"from": "2031-08-04", "to": "2031-08-17", "closed": True},
        {"date": "2031-12-24", "hours": ["07:00-16:00"]},
        {"date": "2031-12-25", "unknown": True},
    ]
    assert [(item.id, item.path) for item in read.diagnostics] == [("FD148", "specific_hours.close[1]")]


def test_more_hours_and_chat_hours() -> None:
    more = {
        "more_hours": [
            {"gmb_id": "KITCHEN", "value": {"monday": ["11:00-14:00"]}},
            {"gmb_id": "ONLINE_SERVICE_HOURS", "value": {"monday": ["10:00-12:00"]}},
            {"gmb_id": "BRUNCH", "value": None},
        ]
    }
    read = from_partoo({}, more_hours=more)
    assert {kind: week(read, kind)["mon"] for kind in read.documents} == {
        "kitchen": ["11:00-14:00"],
        "chat": ["10:00-12:00"],
    }
    own = from_partoo({}, more_hours=more, chat_hours={"tuesday": ["09:00-12:00"]})
    assert week(own, "chat")["tue"] == ["09:00-12:00"]
    assert own.documents["chat"]["provenance"] == {"system": "partoo", "kind": "custom_chat_hours"}


@pytest.mark.parametrize(
    ("business", "expected"),
    [
        ({"status": "open"}, None),
        ({"status": "closed"}, "permanently_closed"),
        ({"status": "temporarily_closed"}, "temporarily_closed"),
        ({"status": "closed_temporarily"}, "temporarily_closed"),
        ({"status": "opening_soon"}, "opening_soon"),
        (
            {"status": "opening_soon", "opening_date": "2031-05-01"},
            {"state": "opening_soon", "opening_date": "2031-05-01"},
        ),
        ({"status": "somewhat_open"}, None),
    ],
)
def test_status(business: dict[str, object], expected: object) -> None:
    document = from_partoo({**business, "open_hours": OPEN_HOURS}).documents["opening"]
    assert document.get("status") == expected
    assert check_hours({"timezone": PARIS, **document}) == []

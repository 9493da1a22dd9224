"""Hours of Yext profiles. Shapes: the webhook description of https://github.com/yext/openapi."""

from __future__ import annotations

from typing import Any

import pytest

from frontdesk.hours import check_hours
from frontdesk.hours.formats import ReadHours, from_yext
from tests.engine.hours.asking import PARIS


def open_(*intervals: str) -> dict[str, object]:
    pairs = (interval.split("-") for interval in intervals)
    return {"openIntervals": [{"start": start, "end": end} for start, end in pairs]}


def document(read: ReadHours, kind: str = "opening") -> Any:
    assert [item for item in check_hours({"timezone": PARIS, **read.documents[kind]}) if item.severity == "error"] == []
    return read.documents[kind]


def test_edge_case_31_a_day_that_is_not_given_is_unknown() -> None:
    hours = {"monday": open_("09:00-12:00", "14:00-18:00"), "tuesday": {"isClosed": True}, "wednesday": {}}
    assert document(from_yext({"hours": hours}))["weekly"] == {
        "mon": ["09:00-12:00", "14:00-18:00"],
        "tue": "closed",
        "wed": "closed",
    } | dict.fromkeys(("thu", "fri", "sat", "sun"), "unknown")
    assert document(from_yext({"hours": hours}, absent_day="closed"))["weekly"]["thu"] == "closed"


def test_midnight_to_midnight_is_all_day() -> None:
    hours = {"monday": open_("00:00-00:00"), "tuesday": open_("00:00-23:59"), "friday": open_("20:00-02:00")}
    week = document(from_yext({"hours": hours}))["weekly"]
    assert (week["mon"], week["tue"], week["fri"]) == (["00:00-24:00"], ["00:00-23:59"], ["20:00-26:00"])


@pytest.mark.parametrize("day", ["closed", open_("9-12"), {"openIntervals": "09:00-12:00"}, {"openIntervals": [7]}])
def test_a_day_that_cannot_be_read_is_unknown(day: object) -> None:
    read = from_yext({"hours": {"monday": day}})
    assert document(read)["weekly"]["mon"] == "unknown"
    assert [(item.id, item.severity) for item in read.diagnostics] == [("FD146", "warning")]


def test_holiday_hours() -> None:
    holidays = [
        {"date": "2026-12-25", "isClosed": True},
        {"date": "2026-12-24", **open_("09:00-16:00")},
        {"date": "2027-01-01", "isRegularHours": True},
        {"date": "soon", "isClosed": True},
    ]
    read = from_yext({"hours": {"holidayHours": holidays}})
    assert document(read)["special"] == [
        {"date": "2026-12-24", "hours": ["09:00-16:00"]},
        {"date": "2026-12-25", "closed": True},
        {"date": "2027-01-01", "same_as_regular": True},
    ]
    assert [(item.id, item.path) for item in read.diagnostics] == [("FD148", "hours.holidayHours[3].date")]


def test_edge_case_36_a_place_that_reopens_is_closed_until_then() -> None:
    read = from_yext({"hours": {"monday": open_("09:00-12:00"), "reopenDate": "2027-03-01"}})
    assert document(read)["status"] == {"state": "temporarily_closed", "reopen": "2027-03-01"}


def test_further_hours_are_kinds_and_online_service_is_the_chat() -> None:
    monday = {"monday": open_("09:00-12:00")}
    read = from_yext({"onlineServiceHours": monday, "driveThroughHours": monday, "additionalHoursText": "Ring twice"})
    assert set(read.documents) == {"chat", "drive_through"}
    assert document(read, "chat")["provenance"] == {"system": "yext", "kind": "onlineServiceHours"}
    assert set(from_yext({"onlineServiceHours": monday}, chat=None).documents) == {"online_service"}


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        (True, "permanently_closed"),
        ({"isClosed": True}, "permanently_closed"),
        ({"isClosed": True, "closedDate": "2026-01-02"}, {"state": "permanently_closed", "since": "2026-01-02"}),
        (False, None),
        ({"isClosed": False}, None),
    ],
)
def test_closed_for_good(closed: object, expected: object) -> None:
    read = from_yext({"closed": closed, "hours": {"monday": open_("09:00-12:00")}})
    assert document(read).get("status") == expected

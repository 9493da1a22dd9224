"""Hours of Google Business Profile locations.

Shapes: https://developers.google.com/my-business/reference/businessinformation/rest/v1/accounts.locations
"""

from __future__ import annotations

from typing import Any

import pytest

from frontdesk.hours import State, check_hours, load_hours
from frontdesk.hours.formats import ReadHours, from_google
from tests.engine.hours.asking import PARIS, state, t


def period(day: str, start: object, end: object, last: str | None = None) -> dict[str, object]:
    return {"openDay": day, "openTime": start, "closeDay": last or day, "closeTime": end}


def h(hours: int, minutes: int = 0) -> dict[str, int]:
    """A `google.type.TimeOfDay` as it comes over the wire: without its zeros."""
    return {name: part for name, part in (("hours", hours), ("minutes", minutes)) if part}


def regular(*periods: object, **more: object) -> ReadHours:
    return from_google({"regularHours": {"periods": list(periods)}, **more})


def week(read: ReadHours, kind: str = "opening") -> Any:
    return read.documents[kind]["weekly"]


def special(*periods: object) -> Any:
    read = from_google({"specialHours": {"specialHourPeriods": list(periods)}})
    return read.documents["opening"]["special"], [item.id for item in read.diagnostics]


def test_days_without_a_period_are_closed() -> None:
    read = regular(period("MONDAY", h(9), h(12)), period("MONDAY", h(14), h(18, 30)))
    assert week(read) == {"mon": ["09:00-12:00", "14:00-18:30"]} | dict.fromkeys(
        ("tue", "wed", "thu", "fri", "sat", "sun"), "closed"
    )
    assert read.diagnostics == ()


def test_an_absent_day_may_be_unknown() -> None:
    read = from_google({"regularHours": {"periods": [period("MONDAY", h(9), h(12))]}}, absent_day="unknown")
    assert week(read)["tue"] == "unknown"


def test_edge_case_35_zeros_are_not_on_the_wire() -> None:
    assert week(regular(period("SUNDAY", {}, h(24))))["sun"] == ["00:00-24:00"]


def test_edge_case_17_a_period_may_last_thirty_hours() -> None:
    read = regular(period("FRIDAY", h(20), h(2), "SUNDAY"))
    assert week(read)["fri"] == ["20:00-50:00"]
    schedule = load_hours({"timezone": PARIS, **read.documents["opening"]})
    assert state(schedule, "2026-12-12T12:00+01:00") == "open"


def test_a_week_may_wrap() -> None:
    assert week(regular(period("SUNDAY", h(22), h(4), "MONDAY")))["sun"] == ["22:00-28:00"]


def test_an_end_before_the_start_of_one_day_is_unknown() -> None:
    read = regular(period("FRIDAY", h(20), h(3)), period("MONDAY", h(9), h(12)))
    assert week(read)["fri"] == "unknown"
    assert week(read)["mon"] == ["09:00-12:00"]
    assert [(item.id, item.path, item.severity) for item in read.diagnostics] == [
        ("FD146", "regularHours.periods[0]", "warning")
    ]


@pytest.mark.parametrize(
    ("zero_length", "expected"), [("closed", "closed"), ("all_day", ["00:00-24:00"]), ("unknown", "unknown")]
)
def test_midnight_to_midnight_is_what_is_set(zero_length: Any, expected: object) -> None:
    value = {"regularHours": {"periods": [period("MONDAY", {}, {})]}}
    assert week(from_google(value, zero_length=zero_length))["mon"] == expected


def test_always_open_is_always_open() -> None:
    days = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
    read = regular(*(period(day, {}, h(24)) for day in days))
    assert load_hours({"timezone": PARIS, **read.documents["opening"]}).always_open


@pytest.mark.parametrize("time", [None, "09:00", {"hours": 25}, {"hours": -1}, {"hours": True}, {"minutes": 60}, []])
def test_a_time_that_is_none_makes_its_day_unknown(time: object) -> None:
    assert week(regular(period("MONDAY", time, h(18))))["mon"] == "unknown"


def test_a_day_that_is_none_leaves_no_day_closed() -> None:
    read = regular(period("MONDAY", h(9), h(12)), period("FUNDAY", h(9), h(12)))
    assert week(read)["mon"] == ["09:00-12:00"]
    assert {str(hours) for hours in week(read).values()} == {"['09:00-12:00']", "unknown"}
    assert [item.id for item in read.diagnostics] == ["FD147"]


def test_absent_regular_hours_are_unknown() -> None:
    assert from_google({}) == ReadHours()
    assert from_google({"regularHours": {}}).documents == {}


def test_special_days() -> None:
    day = {"year": 2026, "month": 12, "day": 24}
    entries, found = special(
        {"startDate": day, "openTime": h(9), "closeTime": h(12)},
        {"startDate": day, "openTime": h(14), "endDate": day | {"day": 25}, "closeTime": h(2)},
        {"startDate": day | {"day": 26}, "closed": True, "openTime": h(9), "closeTime": h(8)},
        {"startDate": day | {"day": 27}, "openTime": h(9)},
        {"startDate": day | {"day": 32}, "closed": True},
    )
    assert entries == [
        {"date": "2026-12-24", "hours": ["09:00-12:00", "14:00-26:00"]},
        {"date": "2026-12-26", "closed": True},
        {"date": "2026-12-27", "unknown": True},
    ]
    assert found == ["FD146", "FD148"]


def test_edge_case_22_closed_and_open_on_one_date_is_left_to_the_model() -> None:
    day = {"year": 2026, "month": 12, "day": 24}
    entries, _ = special({"startDate": day, "closed": True}, {"startDate": day, "openTime": h(9), "closeTime": h(12)})
    assert [item.id for item in check_hours({"timezone": PARIS, "weekly": "always", "special": entries})] == ["FD137"]


def test_more_hours_are_kinds_and_online_service_is_the_chat() -> None:
    more = [
        {"hoursTypeId": "ONLINE_SERVICE_HOURS", "periods": [period("MONDAY", h(10), h(16))]},
        {"hoursTypeId": "DRIVE_THROUGH", "periods": [period("MONDAY", h(8), h(22))]},
        {"hoursTypeId": "DRIVE_THROUGH", "periods": [period("MONDAY", h(8), h(23))]},
    ]
    read = from_google({"moreHours": more})
    assert set(read.documents) == {"chat", "drive_through"}
    assert read.documents["chat"]["provenance"] == {"system": "google", "kind": "ONLINE_SERVICE_HOURS"}
    assert week(read, "drive_through")["mon"] == ["08:00-22:00"]
    assert [item.id for item in read.diagnostics] == ["FD155"]
    assert set(from_google({"moreHours": more}, chat=None).documents) == {"online_service", "drive_through"}
    assert set(read.fields()) == {"chat_hours", "hours"}


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"status": "OPEN"}, None),
        ({}, None),
        ({"status": "CLOSED_TEMPORARILY"}, "temporarily_closed"),
        ({"status": "CLOSED_PERMANENTLY", "openingDate": {"year": 2020, "month": 1, "day": 1}}, "permanently_closed"),
        (
            {"openingDate": {"year": 2027, "month": 3, "day": 9}},
            {"state": "opening_soon", "opening_date": "2027-03-09"},
        ),
    ],
)
def test_status_is_that_of_the_opening_hours_which_others_follow(info: object, expected: object) -> None:
    read = regular(
        period("MONDAY", h(9), h(12)),
        moreHours=[{"hoursTypeId": "DELIVERY", "periods": [period("MONDAY", h(9), h(12))]}],
        openInfo=info,
    )
    assert [document.get("status") for document in read.documents.values()] == [expected, None]
    assert all(check_hours({"timezone": PARIS, **document}) == [] for document in read.documents.values())


def test_an_opening_in_some_month_leaves_that_month_unknown() -> None:
    read = regular(
        period("MONDAY", h(9), h(12)), openInfo={"status": "OPEN", "openingDate": {"year": 2027, "month": 2}}
    )
    schedule = load_hours({"timezone": PARIS, **read.documents["opening"]})
    days = ("2027-01-25T10:00+01:00", "2027-02-22T10:00+01:00", "2027-03-01T10:00+01:00")
    assert [schedule.at(t(day)).state for day in days] == [State.CLOSED, State.UNKNOWN, State.OPEN]


def test_an_unknown_status_is_told_and_decides_nothing() -> None:
    read = regular(period("MONDAY", h(9), h(12)), openInfo={"status": "SLEEPING"})
    assert "status" not in read.documents["opening"]
    assert [(item.id, item.path) for item in read.below("locations/7").diagnostics] == [
        ("FD150", "locations/7.openInfo.status")
    ]

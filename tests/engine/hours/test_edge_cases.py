"""The edge cases of the fact sheet about hours, one test each, by their number: clocks, nights, periods, seasons."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, reset_tzpath

import pytest

from frontdesk import row_of
from frontdesk.errors import ConfigError
from frontdesk.hours import DayPlan, Period, Reason, State, load_hours, reload_zones
from tests.engine.hours.asking import OFFICE, PARIS, changes, hours, ids, state, t


def test_edge_case_01_opens_at_the_start_and_is_closed_at_the_end() -> None:
    assert state(hours(), "2026-12-07T09:00:00+01:00") == "open"
    assert state(hours(), "2026-12-07T08:59:59.999999+01:00") == "closed"
    assert state(hours(), "2026-12-07T18:00:00+01:00") == "closed"
    assert state(hours(), "2026-12-07T17:59:59.999999+01:00") == "open"


def test_edge_case_02_a_window_inside_the_gap_does_not_open() -> None:
    schedule = hours({"sun": "02:15-02:45"})
    assert schedule.next_opening(t("2026-03-28T12:00Z")) == t("2026-04-05T02:15+02:00")
    assert changes(schedule, "2026-03-28T12:00Z", "2026-03-30T00:00Z") == []


def test_edge_case_03_a_window_around_the_gap_loses_its_hour() -> None:
    assert changes(hours({"sun": "01:30-03:30"}), "2026-03-28T12:00Z", "2026-03-30T00:00Z") == [
        "2026-03-29T01:30+01:00",
        "2026-03-29T03:30+02:00",
    ]
    answer = hours({"sun": "01:30-03:30"}).at(t("2026-03-29T01:00Z"))
    assert answer.since is not None
    assert answer.until is not None
    assert answer.until.astimezone(UTC) - answer.since.astimezone(UTC) == timedelta(hours=1)


def test_edge_case_04_a_start_in_the_gap_is_the_end_of_the_gap() -> None:
    assert changes(hours({"sun": "02:30-03:15"}), "2026-03-28T12:00Z", "2026-03-30T00:00Z") == [
        "2026-03-29T03:00+02:00",
        "2026-03-29T03:15+02:00",
    ]


def test_edge_case_05_a_window_in_the_repeated_hour_opens_once() -> None:
    schedule = hours({"sun": "02:15-02:45"})
    found = changes(schedule, "2026-10-24T12:00Z", "2026-10-26T00:00Z")
    assert found == ["2026-10-25T02:15+02:00", "2026-10-25T02:45+02:00"]
    assert state(schedule, "2026-10-25T02:30+02:00") == "open"
    assert state(schedule, "2026-10-25T02:30+01:00") == "closed"


def test_edge_case_06_a_window_over_the_end_of_the_repeated_hour_lasts_two_hours() -> None:
    found = changes(hours({"sun": "02:30-03:30"}), "2026-10-24T12:00Z", "2026-10-26T00:00Z")
    assert found == ["2026-10-25T02:30+02:00", "2026-10-25T03:30+01:00"]


def test_edge_case_07_a_bar_that_closed_does_not_reopen_when_the_hour_repeats() -> None:
    found = changes(hours({"sat": "18:00-02:30"}), "2026-10-24T12:00Z", "2026-10-26T00:00Z")
    assert found == ["2026-10-24T18:00+02:00", "2026-10-25T02:30+02:00"]
    assert state(hours({"sat": "18:00-02:30"}), "2026-10-25T02:00+01:00") == "closed"


def test_edge_case_08_a_day_without_midnight_opens_when_it_begins() -> None:
    schedule = hours({"sun": "all_day"}, "America/Santiago")
    assert schedule.next_opening(t("2026-09-05T12:00Z")) == t("2026-09-06T01:00-03:00")
    assert schedule.day(date(2026, 9, 6)).periods == (Period(start_min=0, end_min=1440),)


def test_edge_case_09_the_last_hours_of_a_day_of_25_hours() -> None:
    answer = hours({"sat": "22:00-24:00"}, "America/Santiago").at(t("2026-04-05T02:30Z"))
    assert answer.since == t("2026-04-05T01:00Z")
    assert answer.until == t("2026-04-05T04:00Z")


def test_edge_case_10_a_gap_of_half_an_hour() -> None:
    schedule = hours({"sun": "02:10-04:00"}, "Australia/Lord_Howe")
    found = schedule.next_opening(t("2026-10-03T00:00Z"))
    assert found is not None
    assert found.isoformat() == "2026-10-04T02:30:00+11:00"


def test_edge_case_11_an_offset_that_changes_for_ramadan() -> None:
    schedule = hours({"mon-sun": "09:00-10:00"}, "Africa/Casablanca")
    assert schedule.next_opening(t("2026-03-01T00:00Z")) == t("2026-03-01T09:00Z")
    assert schedule.next_opening(t("2026-04-01T00:00Z")) == t("2026-04-01T08:00Z")


RAMADAN = {"from": "2026-02-18", "to": "2026-03-19", "weekly": {"mon-sun": ["10:00-15:00", "21:00-01:00"]}}


def test_edge_case_12_a_season_replaces_the_base_and_its_last_night_spills() -> None:
    schedule = hours(zone="Africa/Casablanca", seasons=[RAMADAN])
    assert schedule.at(t("2026-02-18T11:00Z")).reason is Reason.SEASON
    assert state(schedule, "2026-02-18T09:30Z") == "closed"
    assert state(schedule, "2026-03-20T00:30Z") == "open"
    assert schedule.at(t("2026-03-20T00:30Z")).until == t("2026-03-20T01:00Z")
    assert schedule.at(t("2026-03-20T09:30Z")).reason is Reason.WEEKLY


def test_edge_case_13_a_day_that_does_not_exist_is_skipped() -> None:
    schedule = hours({"fri": "09:00-17:00", "sat": "09:00-12:00"}, "Pacific/Apia")
    assert schedule.next_opening(t("2011-12-30T05:00Z")) == t("2011-12-31T09:00+14:00")
    assert schedule.day(date(2011, 12, 30)).state is State.CLOSED
    assert schedule.day(date(2011, 12, 30)).periods == ()


def test_edge_case_14_history_comes_from_the_zone_not_from_an_offset() -> None:
    schedule = hours({"mon-sun": "09:00-10:00"}, "Europe/Moscow")
    assert schedule.next_opening(t("2012-06-01T00:00Z")) == t("2012-06-01T09:00+04:00")
    assert schedule.next_opening(t("2016-06-01T00:00Z")) == t("2016-06-01T09:00+03:00")


def test_edge_case_15_a_night_belongs_to_the_day_it_starts_on() -> None:
    schedule = hours({"fri": "20:00-03:00"})
    assert state(schedule, "2026-12-12T02:59:59+01:00") == "open"
    assert state(schedule, "2026-12-12T03:00+01:00") == "closed"


def test_edge_case_16_a_night_over_the_end_of_the_week() -> None:
    answer = hours({"sun": "22:00-04:00"}).at(t("2026-12-14T01:00+01:00"))
    assert answer.state is State.OPEN
    assert answer.since == t("2026-12-13T22:00+01:00")


def test_edge_case_17_a_period_of_thirty_hours() -> None:
    answer = hours({"fri": "20:00-50:00"}).at(t("2026-12-12T12:00+01:00"))
    assert answer.state is State.OPEN
    assert (answer.since, answer.until) == (t("2026-12-11T20:00+01:00"), t("2026-12-13T02:00+01:00"))


@pytest.mark.parametrize(
    ("cell", "state", "reason", "warned"),
    [
        ("ouvert", "unknown", "hours_not_told", False),
        ("à préciser", "unknown", "weekly", True),
        ("fermé", "closed", "weekly", False),
        ("", "unknown", "weekly", False),
    ],
)
def test_edge_case_32_a_cell_without_times_says_what_it_says(cell: str, state: str, reason: str, warned: bool) -> None:
    weekly = {"tue": cell, "mon": "09:00-12:00"}
    row = row_of({"id": "a", "name": "A", "timezone": PARIS, "opening_hours": {"weekly": weekly}})
    assert row.record is not None
    answer = load_hours({"timezone": PARIS, **row.record["opening_hours"]}).at(t("2026-12-08T10:00+01:00"))
    assert (answer.state.value, answer.reason.value) == (state, reason)
    assert [found.severity for found in row.diagnostics] == ["warning"] * warned


def test_edge_case_34_a_night_that_is_split_at_midnight_is_one_opening() -> None:
    answer = hours({"fri": "08:00-23:59", "sat": "00:00-02:00"}).at(t("2026-12-11T22:00+01:00"))
    assert (answer.since, answer.until) == (t("2026-12-11T08:00+01:00"), t("2026-12-12T02:00+01:00"))


@pytest.mark.parametrize(
    "zone",
    ["Europe/Pariss", "UTC+2", "", "Europe", "../etc/passwd", "posix/Europe/Paris", "localtime", "posixrules", 2],
)
def test_edge_case_38_only_zones_of_the_database_are_accepted(zone: Any) -> None:
    if zone == "":
        assert hours(zone="").at(t("2026-12-10T10:00Z")).reason is Reason.NO_TIMEZONE
        return
    with pytest.raises(ConfigError) as raised:
        hours(zone=zone)
    assert [found.path for found in raised.value.diagnostics] == ["timezone"]


def test_edge_case_38_a_configured_fixed_zone_is_accepted() -> None:
    assert hours(zone="Etc/GMT+2").next_opening(t("2026-12-10T00:00Z")) == t("2026-12-10T09:00-02:00")


@pytest.mark.parametrize("ask", ["at", "next_opening", "next_closing"])
@pytest.mark.parametrize("weekly", [OFFICE, "always"])
def test_edge_case_40_a_naive_instant_is_refused(ask: str, weekly: Any) -> None:
    with pytest.raises(TypeError, match="pass an aware one"):
        getattr(hours(weekly), ask)(datetime(2026, 12, 10, 9, 0))


def test_edge_case_41_times_past_24_are_of_the_next_day_and_times_that_are_none_are_refused() -> None:
    assert hours({"fri": "20:00-26:00"}).day(date(2026, 12, 11)).periods == (Period(start_min=1200, end_min=1560),)
    assert ids({"timezone": PARIS, "weekly": {"fri": "20:00-25:61"}}) == ["FD104"]
    assert ids({"timezone": PARIS, "weekly": {"fri": "24:00-25:00"}}) == ["FD104"]
    assert ids({"timezone": PARIS, "weekly": {"fri": "9-120"}}) == ["FD104"]
    assert ids({"timezone": PARIS, "weekly": {"fri": "09:00-120:00"}}) == []


def test_edge_case_42_the_29th_of_february_is_only_where_it_exists() -> None:
    week = {"mon-sun": "09:00-18:00"}
    yearly = hours(week, special=[{"date": "02-29", "closed": True}])
    assert [plan.date for plan in yearly.exceptional(date(2027, 1, 1), 366 + 365)] == [date(2028, 2, 29)]
    dated = hours(week, special=[{"date": "2028-02-29", "closed": True}])
    assert [plan.date for plan in dated.exceptional(date(2024, 1, 1), 3000)] == [date(2028, 2, 29)]


def test_edge_case_43_a_yearly_season_wraps_the_end_of_the_year() -> None:
    winter = {"from": "11-01", "to": "03-31", "weekly": {"mon-sun": "10:00-16:00"}}
    schedule = hours({"mon-sun": "09:00-20:00"}, seasons=[winter])
    reasons = {day: schedule.day(date.fromisoformat(day)).reason for day in
               ("2026-10-31", "2026-11-01", "2027-01-15", "2027-03-31", "2027-04-01", "2031-12-01")}  # fmt: skip
    assert [reason.value for reason in reasons.values()] == ["weekly", "season", "season", "season", "weekly", "season"]


def test_edge_case_44_the_last_night_of_a_season_is_whole() -> None:
    bar = {"from": "2026-06-01", "to": "2026-08-31", "weekly": {"mon-sun": "22:00-02:00"}}
    schedule = hours({"mon-sun": "closed"}, seasons=[bar])
    answer = schedule.at(t("2026-08-31T23:30+02:00"))
    assert (answer.state, answer.until) == (State.OPEN, t("2026-09-01T02:00+02:00"))
    assert schedule.at(t("2026-09-01T01:00+02:00")).reason is Reason.SEASON


def test_edge_case_45_overlapping_periods_are_merged_with_a_warning() -> None:
    schedule = hours({"mon": ["09:00-13:00", "12:00-18:00"]})
    assert schedule.day(date(2026, 12, 7)).periods == (Period(start_min=540, end_min=1080),)
    assert [(found.id, found.path) for found in schedule.warnings] == [("FD109", "weekly.mon")]


@pytest.mark.parametrize(
    ("weekly", "path", "merged"),
    [
        ({"sat": "22:00-10:00", "sun": "08:00-12:00"}, "weekly.sat", "22:00-36:00"),
        ({"sun": "22:00-03:00", "mon": ["02:00-02:30", "09:00-12:00"]}, "weekly.sun", "22:00-27:00"),
        ({"fri": "20:00-54:00", "sun": "05:00-09:00"}, "weekly.fri", "20:00-57:00"),
        ({"daily": "22:00-23:00,20:00-48:00"}, "weekly.daily", "20:00-72:00"),
    ],
)
def test_edge_case_45_a_night_that_lasts_into_the_next_day_s_periods_is_told_too(
    weekly: dict[str, Any], path: str, merged: str
) -> None:
    assert {"path": path, "merged": merged} in [
        {"path": found.path, **found.params} for found in hours(weekly).warnings if found.id == "FD109"
    ]


def test_edge_case_45_a_night_and_the_morning_that_it_meets_are_one_opening() -> None:
    answer = hours({"sat": "22:00-10:00", "sun": "08:00-12:00"}).at(t("2026-12-05T23:00+01:00"))
    assert (answer.since, answer.until) == (t("2026-12-05T22:00+01:00"), t("2026-12-06T12:00+01:00"))


@pytest.mark.parametrize(
    "weekly",
    [
        "always",
        {"daily": "all_day"},
        {"daily": "22:00-02:00"},
        {"sat": "22:00-08:00", "sun": "08:00-12:00"},
        {"mon": "09:00-177:00"},
        {"sat": "22:00-10:00", "sun": "closed", "mon": "unknown"},
    ],
)
def test_edge_case_45_periods_that_only_touch_or_meet_nobody_are_not_told(weekly: Any) -> None:
    assert hours(weekly).warnings == ()


def test_edge_case_59_the_next_opening_while_open_follows_the_current_closing() -> None:
    now = t("2026-12-07T10:00+01:00")
    assert hours().next_opening(now) == t("2026-12-07T14:00+01:00")
    assert hours().at(now).until == hours().next_closing(now) == t("2026-12-07T12:00+01:00")


def test_edge_case_61_an_upgraded_zone_database_is_read_again(tmp_path: Path) -> None:
    from importlib.resources import files

    schedule = hours({"mon-sun": "09:00-10:00"})
    now = t("2026-12-10T00:00Z")
    assert schedule.next_opening(now) == t("2026-12-10T08:00Z")
    upgraded = tmp_path / "Europe" / "Paris"
    upgraded.parent.mkdir()
    upgraded.write_bytes(files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes())
    try:
        reset_tzpath([tmp_path])
        reload_zones()
        assert schedule.next_opening(now) == t("2026-12-11T00:00Z")
        assert schedule.at(now).until == t("2026-12-10T01:00Z")
    finally:
        reset_tzpath()
        reload_zones()
    assert schedule.next_opening(now) == t("2026-12-10T08:00Z")
    assert ZoneInfo(PARIS).key == PARIS


def test_plans_are_values() -> None:
    assert isinstance(hours().day(date(2026, 12, 7)), DayPlan)
    assert hours().day(date(2026, 12, 7)) == hours().day(date(2026, 12, 7))

"""The edge cases of the fact sheet about hours, one test each, by their number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, reset_tzpath

import pytest

from frontdesk.errors import ConfigError
from frontdesk.hours import DayPlan, Period, Reason, Schedule, State, check_hours, load_hours, reload_zones

OFFICE = {"mon-fri": ["09:00-12:00", "14:00-18:00"]}
PARIS = "Europe/Paris"


def hours(weekly: Any = OFFICE, zone: str = PARIS, **more: Any) -> Schedule:
    return load_hours({"timezone": zone, "weekly": weekly, **more})


def t(text: str) -> datetime:
    return datetime.fromisoformat(text)


def state(schedule: Schedule, text: str) -> str:
    return schedule.at(t(text)).state.value


def ids(document: dict[str, Any]) -> list[str]:
    return [found.id for found in check_hours(document)]


def changes(schedule: Schedule, first: str, last: str) -> list[str]:
    """Every change of state between two instants, in the schedule's own offset."""
    found: list[str] = []
    now = t(first)
    while (until := schedule.at(now).until) is not None and until <= t(last):
        found.append(until.isoformat(timespec="minutes"))
        now = until.astimezone(UTC)
    return found


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


def test_edge_case_18_the_spill_into_a_closed_day_is_kept_or_cut() -> None:
    special = [{"date": "2026-12-12", "closed": True}]
    assert hours({"fri": "20:00-03:00"}, special=special).at(t("2026-12-11T23:00+01:00")).until == t(
        "2026-12-12T03:00+01:00"
    )
    cut = hours({"fri": "20:00-03:00"}, special=special, spill="cut")
    assert cut.at(t("2026-12-11T23:00+01:00")).until == t("2026-12-12T00:00+01:00")
    assert cut.day(date(2026, 12, 11)).periods == (Period(start_min=1200, end_min=1440),)


def test_edge_case_19_a_closed_friday_has_no_night() -> None:
    schedule = hours({"fri": "20:00-03:00"}, special=[{"date": "2026-12-11", "closed": True}])
    assert state(schedule, "2026-12-11T22:00+01:00") == "closed"
    assert state(schedule, "2026-12-12T01:00+01:00") == "closed"


def test_edge_case_20_the_night_of_a_special_day_is_its_own() -> None:
    schedule = hours(special=[{"date": "2026-12-10", "hours": ["18:00-02:00"], "label": "Nocturne"}])
    answer = schedule.at(t("2026-12-11T01:00+01:00"))
    assert (answer.state, answer.reason, answer.label) == (State.OPEN, Reason.SPECIAL_DAY, "Nocturne")
    assert schedule.at(t("2026-12-11T10:00+01:00")).reason is Reason.WEEKLY


def test_edge_case_21_two_entries_of_one_date_both_apply() -> None:
    schedule = hours(
        special=[{"date": "2026-12-10", "hours": ["08:00-09:00"]}, {"date": "2026-12-10", "hours": ["20:00-21:00"]}]
    )
    assert schedule.day(date(2026, 12, 10)).periods == (
        Period(start_min=480, end_min=540),
        Period(start_min=1200, end_min=1260),
    )


def test_edge_case_21_of_two_sources_the_later_listed_wins() -> None:
    schedule = hours(
        special=[
            {"date": "2026-12-10", "closed": True, "source": "google"},
            {"date": "2026-12-10", "hours": ["20:00-21:00"], "source": "partoo"},
        ]
    )
    assert schedule.day(date(2026, 12, 10)).periods == (Period(start_min=1200, end_min=1260),)


def test_edge_case_22_closed_wins_over_open_with_a_warning() -> None:
    special = [
        {"from": "2026-12-07", "to": "2026-12-13", "hours": ["10:00-11:00"]},
        {"from": "2026-12-10", "to": "2026-12-20", "closed": True, "label": "Travaux"},
    ]
    schedule = hours(special=special)
    assert schedule.day(date(2026, 12, 9)).state is State.OPEN
    assert schedule.day(date(2026, 12, 10)).state is State.CLOSED
    assert [(found.id, found.path, found.severity) for found in schedule.warnings] == [
        ("FD137", "special[0]", "warning")
    ]


FRENCH = {"country": "FR", "behaviour": "closed", "language": "fr"}


def test_edge_case_23_a_confirmed_regular_day_on_a_holiday() -> None:
    schedule = hours(holidays=FRENCH, special=[{"date": "2026-07-14", "same_as_regular": True}])
    plan = schedule.day(date(2026, 7, 14))
    assert plan.state is State.OPEN
    assert not plan.exceptional
    assert plan.label == "Fête nationale"


def test_edge_case_24_a_closed_holiday_and_its_label() -> None:
    answer = hours(holidays=FRENCH).at(t("2026-07-14T10:00+02:00"))
    assert (answer.state, answer.reason, answer.label) == (State.CLOSED, Reason.HOLIDAY, "Fête nationale")


@pytest.mark.parametrize("subdivision", ["57", "6AE", "Alsace"])
def test_edge_case_25_a_holiday_of_a_subdivision(subdivision: str) -> None:
    week = {"mon-sun": "09:00-18:00"}
    assert hours(week, holidays=FRENCH).day(date(2026, 12, 26)).state is State.OPEN
    local = hours(week, holidays={**FRENCH, "subdivision": subdivision})
    assert local.day(date(2026, 12, 26)).state is State.CLOSED


@pytest.mark.parametrize(("country", "found"), [(None, "FD117"), ("XX", "FD118"), ("Frankreich", "FD118")])
def test_edge_case_26_an_unknown_country_warns_and_leaves_regular_hours(country: str | None, found: str) -> None:
    schedule = hours(holidays={"country": country, "behaviour": "closed"})
    assert [warning.id for warning in schedule.warnings] == [found]
    assert schedule.day(date(2026, 12, 25)).state is State.OPEN


def test_edge_case_27_an_estimated_holiday_says_so() -> None:
    schedule = hours("always", "Asia/Jakarta", holidays={"country": "ID", "language": "en_US"})
    labels = [plan.label or "" for plan in schedule.exceptional(date(2030, 1, 1), 365)]
    assert any("(estimated)" in label for label in labels)


def test_edge_case_28_around_the_clock() -> None:
    schedule = hours("always")
    answer = schedule.at(t("2026-12-10T03:00Z"))
    assert (answer.state, answer.reason, answer.since, answer.until) == (State.OPEN, Reason.ALWAYS_OPEN, None, None)
    assert schedule.always_open
    assert schedule.next_opening(t("2026-12-10T03:00Z")) is None
    assert hours({"mon-sun": "00:00-24:00"}).always_open
    assert hours({"mon-sun": "12:00-36:00"}).always_open
    assert not hours({"mon-sun": "00:00-23:58"}).always_open


def test_edge_case_29_all_days_closed() -> None:
    schedule = hours({"mon-sun": "closed"})
    answer = schedule.at(t("2026-12-10T03:00Z"))
    assert (answer.state, answer.reason) == (State.CLOSED, Reason.NEVER_OPENS)
    assert schedule.next_opening(t("2026-12-10T03:00Z")) is None
    assert schedule.never_opens


@pytest.mark.parametrize("weekly", [None, {}])
def test_edge_case_30_no_hours_at_all(weekly: Any) -> None:
    answer = hours(weekly).at(t("2026-12-10T03:00Z"))
    assert (answer.state, answer.reason) == (State.UNKNOWN, Reason.NO_HOURS)
    assert [found.id for found in hours(weekly).warnings] == ["FD133"]


def test_edge_case_36_temporarily_closed_until_the_midnight_of_the_reopening() -> None:
    schedule = hours({"mon-fri": "20:00-03:00"}, status={"state": "temporarily_closed", "reopen": "2026-12-10"})
    answer = schedule.at(t("2026-12-09T21:00+01:00"))
    assert (answer.state, answer.reason) == (State.CLOSED, Reason.TEMPORARILY_CLOSED)
    assert state(schedule, "2026-12-10T01:00+01:00") == "closed"
    assert schedule.at(t("2026-12-10T01:00+01:00")).reason is Reason.WEEKLY
    assert schedule.next_opening(t("2026-12-09T21:00+01:00")) == t("2026-12-10T20:00+01:00")


def test_edge_case_36_a_closure_that_is_planned_cuts_the_night_before() -> None:
    planned = {"state": "temporarily_closed", "since": "2026-12-10", "reopen": "2026-12-14"}
    schedule = hours({"mon-fri": "20:00-03:00"}, status=planned)
    assert schedule.at(t("2026-12-09T21:00+01:00")).until == t("2026-12-10T00:00+01:00")
    assert schedule.day(date(2026, 12, 9)).periods == (Period(start_min=1200, end_min=1440),)
    assert schedule.next_opening(t("2026-12-09T21:00+01:00")) == t("2026-12-14T20:00+01:00")


def test_edge_case_37_closed_without_a_date_never_opens_again() -> None:
    now = t("2026-12-10T10:00+01:00")
    for name in ("temporarily_closed", "permanently_closed", "opening_soon"):
        schedule = hours(status=name)
        assert schedule.next_opening(now) is None
        assert schedule.at(now).reason.value == name


def test_edge_case_37_opening_soon_opens_with_the_first_period_of_its_date() -> None:
    schedule = hours(status={"state": "opening_soon", "opening_date": "2026-12-12"})
    assert schedule.next_opening(t("2026-12-10T10:00+01:00")) == t("2026-12-14T09:00+01:00")


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


def cron(*windows: dict[str, Any], **more: Any) -> Schedule:
    return load_hours({"timezone": PARIS, "cron": list(windows), **more})


DESK = {"open": "0 9 * * 1-5", "close": "0 18 * * 1-5"}


def test_edge_case_46_a_cron_desk_on_saturday() -> None:
    answer = cron(DESK).at(t("2026-12-12T12:00+01:00"))
    assert (answer.state, answer.reason) == (State.CLOSED, Reason.CRON)
    assert cron(DESK).next_opening(t("2026-12-12T12:00+01:00")) == t("2026-12-14T09:00+01:00")


def test_edge_case_47_a_cron_desk_is_open_when_it_opens() -> None:
    assert state(cron(DESK), "2026-12-14T09:00+01:00") == "open"
    assert state(cron(DESK), "2026-12-14T08:59:59+01:00") == "closed"


def test_edge_case_48_a_cron_night() -> None:
    night = cron({"open": "0 22 * * 5", "close": "0 4 * * 6"})
    assert state(night, "2026-12-12T03:59+01:00") == "open"
    assert state(night, "2026-12-12T04:00+01:00") == "closed"


def test_edge_case_49_a_cron_that_never_fires_is_refused() -> None:
    assert ids({"timezone": PARIS, "cron": [{"open": "0 0 30 2 *", "close": "0 1 * * *"}]}) == ["FD126"]


def test_edge_case_49_a_cron_that_croniter_finds_no_instant_of_is_refused() -> None:
    assert ids({"timezone": PARIS, "cron": [{"open": "0 2 1-15 * L5", "minutes": 60}]}) == ["FD126"]


def test_edge_case_49_a_cron_of_a_past_year_never_opens() -> None:
    schedule = cron({"open": "0 9 * * * 0 2020", "minutes": 60})
    assert state(schedule, "2020-05-05T09:30+02:00") == "open"
    assert schedule.at(t("2026-12-12T12:00Z")).until is None
    assert schedule.next_opening(t("2026-12-12T12:00Z")) is None


def test_edge_case_50_a_cron_that_closes_as_it_opens_is_refused() -> None:
    same = {"open": "0 9 * * mon-fri", "close": "0 9 * * 1-5"}
    assert ids({"timezone": PARIS, "cron": [same]}) == ["FD127"]


def test_edge_case_50_a_cron_that_is_not_closed_ends_after_seven_days_with_a_warning() -> None:
    schedule = cron({"open": "0 9 1 * *", "close": "0 9 15 * *"})
    assert [found.id for found in schedule.warnings] == ["FD128"]
    assert schedule.at(t("2026-12-02T00:00Z")).until == t("2026-12-08T09:00+01:00")


def test_edge_case_51_a_minute_match_is_open_to_the_end_of_its_last_minute() -> None:
    schedule = cron({"match": "* 9-17 * * 1-5"})
    assert state(schedule, "2026-12-14T17:59:59+01:00") == "open"
    assert state(schedule, "2026-12-14T18:00+01:00") == "closed"


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("R 9 * * *", "FD124"),
        ("H 9 * * *", "FD124"),
        ("0 9 * * 1-5 0", "FD125"),
        ("0 9 * * 1-5 30 2026", "FD125"),
        ("0 9 * * lun-ven", "FD123"),
        ("@reboot", "FD123"),
        ("61 9 * * *", "FD123"),
        ("", "FD125"),
        (9, "FD102"),
    ],
)
def test_edge_case_52_crons_that_are_refused_with_their_reason(expression: Any, found: str) -> None:
    document = {"timezone": PARIS, "cron": [{"open": expression, "close": "0 18 * * 1-5"}]}
    assert [(item.id, item.path) for item in check_hours(document)] == [(found, "cron[0].open")]


def test_edge_case_53_special_days_and_holidays_stand_above_cron() -> None:
    assert cron(DESK, special=[{"date": "2026-12-14", "closed": True}]).day(date(2026, 12, 14)).state is State.CLOSED
    assert cron(DESK, holidays=FRENCH).day(date(2026, 12, 25)).state is State.CLOSED
    assert state(cron(DESK, holidays=FRENCH), "2026-12-25T12:00+01:00") == "closed"


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


def test_edge_case_62_two_holidays_on_one_date_are_one_closed_day_with_both_labels() -> None:
    schedule = hours({"mon-sun": "09:00-18:00"}, holidays=FRENCH)
    plans = schedule.exceptional(date(2008, 5, 1), 1)
    assert [(plan.state, plan.label) for plan in plans] == [(State.CLOSED, "Ascension; Fête du Travail")]


def test_edge_case_62_a_holiday_on_a_day_that_is_closed_anyway_keeps_its_label_and_adds_no_line() -> None:
    schedule = hours(holidays=FRENCH)
    plan = schedule.day(date(2027, 5, 1))  # a Saturday
    assert (plan.state, plan.label, plan.exceptional) == (State.CLOSED, "Fête du Travail", False)
    assert schedule.exceptional(date(2027, 5, 1), 1) == ()


def test_plans_are_values() -> None:
    assert isinstance(hours().day(date(2026, 12, 7)), DayPlan)
    assert hours().day(date(2026, 12, 7)) == hours().day(date(2026, 12, 7))

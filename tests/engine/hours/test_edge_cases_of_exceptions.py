"""The edge cases of the fact sheet about hours, by their number: special days, holidays, status, no hours."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from frontdesk.hours import Period, Reason, State
from tests.engine.hours.asking import FRENCH, hours, state, t


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


def test_edge_case_62_two_holidays_on_one_date_are_one_closed_day_with_both_labels() -> None:
    schedule = hours({"mon-sun": "09:00-18:00"}, holidays=FRENCH)
    plans = schedule.exceptional(date(2008, 5, 1), 1)
    assert [(plan.state, plan.label) for plan in plans] == [(State.CLOSED, "Ascension; Fête du Travail")]


def test_edge_case_62_a_holiday_on_a_day_that_is_closed_anyway_keeps_its_label_and_adds_no_line() -> None:
    schedule = hours(holidays=FRENCH)
    plan = schedule.day(date(2027, 5, 1))  # a Saturday
    assert (plan.state, plan.label, plan.exceptional) == (State.CLOSED, "Fête du Travail", False)
    assert schedule.exceptional(date(2027, 5, 1), 1) == ()

"""Several holiday calendars at once: public ones of a subdivision, school holidays of a zone, and seasons of either."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from frontdesk.hours import DayPlan, Reason, State
from tests.engine.hours.asking import hours, ids

WEEK = {"mon-sun": "09:00-18:00"}
MOSELLE = {"country": "FR", "subdivision": "57"}
ZONE_B = {"country": "FR", "subdivision": "Zone B"}
SHORT = {"mon-fri": "10:00-12:00"}


def day(text: str, **more: Any) -> DayPlan:
    """What a date brings."""
    return hours(WEEK, **more).day(date.fromisoformat(text))


def said(plan: DayPlan) -> tuple[str, list[tuple[int, int]]]:
    """Why, and the hours."""
    return str(plan.reason), [(period.start_min // 60, period.end_min // 60) for period in plan.periods]


BOTH = [MOSELLE, {**ZONE_B, "categories": "school", "behaviour": ["10:00-12:00"]}]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-04-03", ("holiday", [])),  # Good Friday: in Moselle, and not in the rest of France
        ("2026-12-26", ("holiday", [])),  # a holiday of Moselle within the school holidays: the first policy decides
        ("2026-12-28", ("holiday", [(10, 12)])),
        ("2026-06-30", ("weekly", [(9, 18)])),
        ("2026-07-14", ("holiday", [])),
    ],
)
def test_a_subdivision_and_a_school_zone_apply_together(text: str, wanted: Any) -> None:
    assert said(day(text, holidays=BOTH)) == wanted


def test_the_first_policy_that_names_a_day_decides() -> None:
    assert said(day("2026-12-26", holidays=BOTH[::-1])) == ("holiday", [(10, 12)])


def test_the_labels_of_all_calendars_are_kept_and_the_deciding_one_comes_first() -> None:
    """Edge case 62."""
    labels = (day("2026-12-26", holidays=BOTH).label or "").split("; ")
    assert len(labels) == 2
    assert labels[0] == "Saint-Étienne"
    assert (day("2026-12-26", holidays=BOTH[::-1]).label or "").split("; ") == labels[::-1]


def test_a_holiday_on_a_day_that_is_closed_anyway_is_one_closed_day() -> None:
    """Edge case 62."""
    schedule = hours({"mon-sat": "09:00-18:00"}, holidays=MOSELLE)
    plan = schedule.day(date(2027, 5, 16))  # Whit Sunday
    assert (plan.state, plan.exceptional) == (State.CLOSED, False)


def test_an_exception_belongs_to_its_own_policy() -> None:
    policies = [MOSELLE, {**ZONE_B, "categories": "school", "behaviour": "closed", "except": {"2026-12-28": "regular"}}]
    assert said(day("2026-12-28", holidays=policies)) == ("weekly", [(9, 18)])
    assert said(day("2026-12-29", holidays=policies)) == ("holiday", [])


def test_a_usual_holiday_is_a_public_one() -> None:
    """What templates say of public holidays does not speak of school holidays."""
    assert hours(WEEK, holidays=BOTH[1:]).usual_holiday(date(2026, 6, 1)) is None
    plan = hours(WEEK, holidays=BOTH[::-1]).usual_holiday(date(2026, 6, 1))
    assert plan is not None
    assert plan.state is State.CLOSED


def test_one_unknown_country_leaves_the_other_policies() -> None:
    policies = [{"country": "XX"}, MOSELLE]
    assert said(day("2026-12-26", holidays=policies)) == ("holiday", [])
    assert ids({"timezone": "UTC", "weekly": WEEK, "holidays": policies}) == ["FD118"]


@pytest.mark.parametrize(
    ("key", "text", "wanted"),
    [
        ("during", "2026-12-28", ("season", [(10, 12)])),
        ("during", "2026-06-30", ("weekly", [(9, 18)])),
        ("outside", "2026-12-28", ("weekly", [(9, 18)])),
        ("outside", "2026-06-30", ("season", [(10, 12)])),
    ],
)
def test_a_season_may_be_that_of_school_holidays_or_the_rest(key: str, text: str, wanted: Any) -> None:
    assert said(day(text, seasons=[{key: ZONE_B, "weekly": SHORT}])) == wanted


def test_the_zones_of_france_differ() -> None:
    plans = [
        day("2026-02-09", seasons=[{"during": {**ZONE_B, "subdivision": f"Zone {z}"}, "weekly": SHORT}]) for z in "ABC"
    ]
    assert [plan.reason for plan in plans] == [Reason.SEASON, Reason.WEEKLY, Reason.WEEKLY]


def test_the_narrower_season_wins_against_school_holidays() -> None:
    """128 days of school holidays are narrower than a half-year, and wider than a month."""
    school: dict[str, Any] = {"during": ZONE_B, "weekly": SHORT}
    assert said(
        day("2026-12-28", seasons=[school, {"from": "10-01", "to": "03-31", "weekly": {"mon": "20:00-21:00"}}])
    )[1] == [(10, 12)]
    assert said(
        day("2026-12-28", seasons=[{"from": "12-01", "to": "12-31", "weekly": {"mon": "20:00-21:00"}}, school])
    )[1] == [(20, 21)]


def test_public_holidays_stand_above_the_season_of_school_holidays() -> None:
    more = {"seasons": [{"during": ZONE_B, "weekly": SHORT}], "holidays": MOSELLE}
    assert said(day("2026-07-14", **more)) == ("holiday", [])


def test_a_season_of_public_holidays_is_possible() -> None:
    season = {"during": {**MOSELLE, "categories": "public"}, "weekly": SHORT}
    assert said(day("2026-07-14", seasons=[season])) == ("season", [(10, 12)])


@pytest.mark.parametrize(
    ("season", "found"),
    [
        ({"during": ZONE_B, "from": "01-01", "to": "02-01"}, ["FD167"]),
        ({"during": ZONE_B, "outside": ZONE_B}, ["FD167"]),
        ({}, ["FD114"]),
        ({"during": {"country": "FR"}}, ["FD168"]),
        ({"during": {"country": "CH"}}, ["FD120"]),
        ({"during": {}}, ["FD117"]),
        ({"during": {"country": "XX"}}, ["FD118"]),
        ({"during": "Zone B"}, ["FD102"]),
        ({"during": {**ZONE_B, "zone": "B"}}, ["FD101"]),
    ],
)
def test_what_is_wrong_with_such_a_season_is_told(season: dict[str, Any], found: list[str]) -> None:
    assert ids({"timezone": "UTC", "weekly": WEEK, "seasons": [{**season, "weekly": SHORT}]}) == found

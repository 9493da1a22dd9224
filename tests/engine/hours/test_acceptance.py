"""Acceptance cases C: what users of comparable systems reported about hours, zones, clock changes and holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from frontdesk.hours import Period, Reason, Schedule, State, check_hours, load_hours
from tests.engine.hours.documents import seeded

SIX_ZONES = [
    ("Europe/Paris", "2026-03-29", "2026-10-25"),
    ("America/New_York", "2026-03-08", "2026-11-01"),
    ("America/Sao_Paulo", "2018-11-04", "2018-02-18"),
    ("Australia/Sydney", "2026-10-04", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04", "2026-04-05"),
    ("America/Santiago", "2026-09-06", "2026-04-05"),
]
DAILY = {"mon-sun": "09:00-18:00"}


def hours(weekly: Any, zone: str = "Europe/Paris", **more: Any) -> Schedule:
    return load_hours({"timezone": zone, "weekly": weekly, **more})


def t(text: str) -> datetime:
    return datetime.fromisoformat(text)


def openings(schedule: Schedule, first: datetime, last: datetime) -> list[datetime]:
    found: list[datetime] = []
    now = first
    while (opening := schedule.next_opening(now)) is not None and opening < last:
        found.append(opening)
        now = opening.astimezone(UTC)
    return found


def test_c01_the_offset_is_that_of_the_instant() -> None:
    schedule = hours(DAILY)
    assert schedule.next_opening(t("2026-07-01T00:00Z")) == t("2026-07-01T07:00Z")
    assert schedule.next_opening(t("2026-12-01T00:00Z")) == t("2026-12-01T08:00Z")


@pytest.mark.parametrize(("zone", "spring", "autumn"), SIX_ZONES)
def test_c02_hours_do_not_shift_when_clocks_change(zone: str, spring: str, autumn: str) -> None:
    schedule = hours(DAILY, zone)
    for day in (spring, autumn):
        around = t(f"{day}T12:00Z")
        for opening in openings(schedule, around - timedelta(days=2), around + timedelta(days=2)):
            assert (opening.hour, opening.minute) == (9, 0)
            closing = schedule.next_closing(opening)
            assert closing is not None
            assert (closing.hour, closing.minute) == (18, 0)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_c04_the_week_ends_when_it_ends_locally(zone: str) -> None:
    answer = hours({"sat": "all_day"}, zone).at(t("2026-12-12T12:00Z") - offset(zone))
    assert answer.state is State.OPEN
    assert answer.since is not None
    assert answer.until is not None
    assert (answer.since.date(), answer.since.hour) == (date(2026, 12, 12), 0)
    assert (answer.until.date(), answer.until.hour) == (date(2026, 12, 13), 0)


def offset(zone: str) -> timedelta:
    return timedelta(hours=14 if zone == "Pacific/Kiritimati" else -11)


def test_c05_start_and_end_may_lie_on_two_days_of_utc() -> None:
    answer = hours({"thu": "09:00-18:00"}, "Australia/Sydney").at(t("2026-12-10T00:30Z"))
    assert (answer.since, answer.until) == (t("2026-12-09T22:00Z"), t("2026-12-10T07:00Z"))


@pytest.mark.parametrize(("text", "minutes"), [("21:00-02:00", 300), ("13:00-03:00", 840)])
def test_c07_c10_windows_pass_midnight(text: str, minutes: int) -> None:
    schedule = hours({"mon": text})
    opening = schedule.next_opening(t("2026-12-06T12:00Z"))
    assert opening is not None
    assert schedule.next_closing(opening) == opening + timedelta(minutes=minutes)


def test_c08_a_day_has_as_many_windows_as_it_needs() -> None:
    schedule = hours({"mon": ["08:00-09:00", "10:00-11:00", "12:00-13:00", "14:00-15:00", "16:00-17:00"]})
    assert len(openings(schedule, t("2026-12-06T12:00Z"), t("2026-12-08T12:00Z"))) == 5


def test_c11_company_days_have_a_start_and_an_end() -> None:
    schedule = hours(DAILY, special=[{"from": "2026-12-24", "to": "2026-12-31", "closed": True, "label": "Congés"}])
    answer = schedule.at(t("2026-12-26T12:00Z"))
    assert (answer.label, answer.since, answer.until) == (
        "Congés",
        t("2026-12-23T18:00+01:00"),
        t("2027-01-01T09:00+01:00"),
    )


def test_c13_a_town_hall_closes_three_hours_only() -> None:
    special = [{"date": "2026-12-10", "mode": "remove", "hours": ["10:00-13:00"], "label": "Réunion"}]
    schedule = hours(DAILY, special=special)
    answer = schedule.at(t("2026-12-10T11:00+01:00"))
    assert (answer.state, answer.label, answer.until) == (State.CLOSED, "Réunion", t("2026-12-10T13:00+01:00"))
    assert schedule.day(date(2026, 12, 10)).periods == (
        Period(start_min=540, end_min=600),
        Period(start_min=780, end_min=1080),
    )


def test_c14_reduced_hours_on_a_holiday() -> None:
    policy = {"country": "FR", "behaviour": "closed", "except": {"12-25": ["10:00-12:00"], "Toussaint": "regular"}}
    schedule = hours(DAILY, holidays={**policy, "language": "fr"})
    assert schedule.day(date(2026, 12, 25)).periods == (Period(start_min=600, end_min=720),)
    assert not schedule.day(date(2026, 11, 1)).exceptional
    assert schedule.day(date(2026, 11, 11)).state is State.CLOSED


def test_c14_a_holiday_with_the_hours_of_another_day_cuts_the_night_before_where_spill_is_cut() -> None:
    policy = {"country": "FR", "behaviour": {"as": "sun"}}
    kept, cut = (
        hours({"thu": "20:00-26:00", "sun": "10:00-12:00"}, holidays=policy, spill=spill) for spill in ("keep", "cut")
    )
    night = t("2026-12-25T01:00+01:00")
    assert [schedule.at(night).state for schedule in (kept, cut)] == [State.OPEN, State.CLOSED]


def test_c16_one_service_knows_the_dates_for_all() -> None:
    schedule = hours(DAILY, special=[{"date": "2026-12-10", "closed": True}])
    now = t("2026-12-10T12:00+01:00")
    assert schedule.at(now).state is State.CLOSED
    assert schedule.next_opening(now) == t("2026-12-11T09:00+01:00")
    assert schedule.day(date(2026, 12, 10)).state is State.CLOSED
    assert [plan.date for plan in schedule.exceptional(date(2026, 12, 7), 7)] == [date(2026, 12, 10)]


def test_c17_an_exception_may_open() -> None:
    special = [{"from": "2026-02-14", "to": "2026-02-15", "mode": "add", "hours": ["10:00-16:00"]}]
    schedule = hours({"mon-fri": "09:00-18:00"}, "Asia/Shanghai", special=special)
    assert schedule.at(t("2026-02-14T12:00+08:00")).reason is Reason.SPECIAL_DAY
    assert schedule.at(t("2026-02-21T12:00+08:00")).state is State.CLOSED


@pytest.mark.parametrize("text", ["00:00-23:59", "00:00-24:00", "all_day"])
def test_c19_no_minute_is_missing_at_midnight(text: str) -> None:
    assert hours({"mon-sun": text}).always_open
    answer = hours({"mon-tue": text}).at(t("2026-12-07T23:59:30+01:00"))
    assert answer.until == t("2026-12-09T00:00+01:00")


def test_c19_split_nights_are_one_opening() -> None:
    schedule = hours({"fri": "08:00-23:59", "sat": "00:00-02:00"})
    assert schedule.next_closing(t("2026-12-11T12:00+01:00")) == t("2026-12-12T02:00+01:00")


def test_c20_an_end_at_midnight_terminates() -> None:
    assert hours({"mon": "09:00-00:00"}).next_closing(t("2026-12-07T12:00+01:00")) == t("2026-12-08T00:00+01:00")


@pytest.mark.parametrize("seed", range(40))
def test_c20_every_schedule_terminates(seed: int) -> None:
    random = seeded(seed)
    day = f"{random.randrange(24):02}:{random.randrange(60):02}-{random.randrange(30):02}:{random.randrange(60):02}"
    document = {"timezone": "Europe/Paris", "weekly": {random.choice(["mon", "sun", "mon-sun"]): [day]}}
    if any(found.severity == "error" for found in check_hours(document)):
        return
    schedule = load_hours(document)
    now = t("2026-12-10T11:11Z")
    assert schedule.at(now).state in {State.OPEN, State.CLOSED}
    assert schedule.next_opening(now) is not None or schedule.always_open
    assert len(openings(schedule, now, now + timedelta(days=30))) <= 31


def test_c22_each_place_has_its_own_zone_and_windows() -> None:
    now = t("2026-12-10T14:30Z")
    told = {zone: hours({"mon-fri": ["09:00-12:00", "14:00-18:00"]}, zone).at(now).state.value
            for zone in ("Europe/Paris", "America/New_York", "Asia/Tokyo")}  # fmt: skip
    assert told == {"Europe/Paris": "open", "America/New_York": "open", "Asia/Tokyo": "closed"}


def test_c23_a_holiday_planned_ahead_ends_by_itself() -> None:
    schedule = hours(DAILY, status={"state": "temporarily_closed", "since": "2026-12-20", "reopen": "2027-01-04"})
    assert schedule.at(t("2026-12-19T12:00+01:00")).state is State.OPEN
    assert schedule.at(t("2026-12-28T12:00+01:00")).until == t("2027-01-04T09:00+01:00")
    assert schedule.at(t("2027-01-04T12:00+01:00")).state is State.OPEN


def test_c25_repeated_hour_is_one_transition() -> None:
    schedule = hours({"sun": "02:00-02:30"})
    found = openings(schedule, t("2026-10-24T12:00Z"), t("2026-10-26T12:00Z"))
    assert [opening.isoformat() for opening in found] == ["2026-10-25T02:00:00+02:00"]


def test_c26_noon_on_the_day_of_the_change_is_one_transition() -> None:
    for day in ("2026-03-29", "2026-10-25"):
        noon = hours({"sun": "12:00-13:00"})
        around = t(f"{day}T00:00Z")
        assert len(openings(noon, around - timedelta(days=1), around + timedelta(days=2))) == 1


@pytest.mark.parametrize(
    "option",
    [
        {"holidays": {"country": "FR"}},
        {"holidays": {"country": "FR", "subdivision": "57"}},
        {"holidays": {"country": "FR", "categories": ["public", "school"], "subdivision": "Zone A"}},
        {"holidays": {"country": "FR", "behaviour": "unknown"}},
        {"holidays": {"country": "FR", "behaviour": {"as": "fri"}}},
        {"holidays": {"country": "FR", "behaviour": ["10:00-11:00"]}},
        {"holidays": {"country": "FR", "except": {"Noël": "regular"}}},
        {"holidays": {"country": "GB", "subdivision": "ENG", "observed": True}},
        {"holidays": {"country": "GB", "subdivision": "ENG", "observed": False}},
        {"spill": "cut"},
        {"absent_day": "unknown"},
        {"status": "temporarily_closed"},
        {"cron": [{"open": "0 19 13 * 6", "minutes": 30}]},
        {"cron": [{"open": "0 19 13 * 6", "minutes": 30, "day_or": False}]},
        {"cron": [{"open": "0 19 13 * 6", "minutes": 30, "valid_from": "2027-06-01"}]},
        {"cron": [{"open": "0 19 13 * 6", "minutes": 30, "valid_to": "2027-06-01"}]},
        {"cron": [{"open": "0 19 1 * *", "close": "0 18 3 * *"}]},
        {"cron": [{"open": "0 19 1 * *", "close": "0 18 3 * *", "max_open": "12h"}]},
    ],
)
def test_c28_an_accepted_option_has_an_effect(option: dict[str, Any]) -> None:
    assert story(option) not in {name: told for name, told in stories().items() if name != str(option)}.values()


@cache
def stories() -> dict[str, list[Any]]:
    return {str(option): story(option) for option in NEIGHBOURS}


NEIGHBOURS: list[dict[str, Any]] = [
    {},
    {"holidays": {"country": "FR"}},
    {"holidays": {"country": "GB"}},
    {"cron": [{"open": "0 19 * * 6", "minutes": 30}]},
    {"cron": [{"open": "0 19 13 * *", "minutes": 30}]},
]


def story(option: dict[str, Any]) -> list[Any]:
    """Two years of days and of midnights, with a night that a closed day would cut."""
    special = [{"date": "2027-05-08", "closed": True}]
    schedule = hours({"mon-thu": "09:00-18:00", "fri": "09:00-26:00"}, special=special, **option)
    days = [date(2026, 12, 1) + timedelta(days=n) for n in range(730)]
    told: list[Any] = [schedule.day(day) for day in days]
    return told + [schedule.at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)).state for day in days]


def test_c28_substitute_days_are_holidays_unless_told_otherwise() -> None:
    policy = {"country": "GB", "subdivision": "ENG"}
    substitute = date(2027, 12, 27)
    assert hours(DAILY, holidays=policy).day(substitute).state is State.CLOSED
    assert hours(DAILY, holidays={**policy, "observed": False}).day(substitute).state is State.OPEN


def test_c28_the_language_of_labels_has_an_effect() -> None:
    labels = {hours(DAILY, holidays={"country": "FR", "language": language}).day(date(2026, 12, 25)).label
              for language in ("fr", "en", "uk")}  # fmt: skip
    assert len(labels) == 3


@pytest.mark.parametrize("language", [None, "de"])
@pytest.mark.parametrize("machine", ["uk", "en_US"])
def test_c28_labels_are_in_the_language_of_the_country_whatever_the_machine_speaks(
    monkeypatch: pytest.MonkeyPatch, machine: str, language: str | None
) -> None:
    monkeypatch.setenv("LANGUAGE", machine)
    policy = {"country": "FR", "language": language, "categories": ["public"]}
    year = {"uk": 2031, "en_US": 2032}[machine]  # tables are kept by year: one that no other test has read
    assert hours(DAILY, holidays=policy).day(date(year, 12, 25)).label == "Noël"


@pytest.mark.parametrize(
    "document", [{}, {"weekly": {}}, {"weekly": None}, {"timezone": "Europe/Paris", "special": []}]
)
def test_c29_empty_hours_are_unknown_and_say_why(document: dict[str, Any]) -> None:
    schedule = load_hours(document)
    assert schedule.at(t("2026-12-10T12:00Z")).state is State.UNKNOWN
    assert "FD133" in {found.id for found in schedule.warnings}

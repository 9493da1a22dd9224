"""The calendar: minute for minute what the schedule answers, and files that other programs read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from frontdesk.calendars import HoursCalendar, days_of_months
from frontdesk.errors import ConfigError
from frontdesk.hours import State, calendar_of, load_hours
from frontdesk.icalendar import CalendarEvent, CalendarFile, folded
from tests.engine.hours.asking import FRENCH, OFFICE, PARIS, hours, t
from tests.engine.hours.documents import ZONES, anchor_of, document, seeded
from tests.engine.hours.ics import Component, parse

STAMP = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def told(schedule: Any, first: str, days: int = 1, **more: Any) -> HoursCalendar:
    calendar = calendar_of(schedule, date.fromisoformat(first), days)
    return HoursCalendar(establishment="p", name="Chez Paul, boulangerie", kind="opening", calendar=calendar, **more)


# To the minute


@pytest.mark.parametrize("seed", range(12))
def test_k19_a_calendar_is_open_in_the_minutes_in_which_the_schedule_is(seed: int) -> None:
    random = seeded(seed)
    zone = ZONES[seed * 43]
    anchor = datetime.fromtimestamp(anchor_of(random, zone), UTC).date()
    schedule = load_hours(document(random, zone, anchor))
    calendar = calendar_of(schedule, anchor - timedelta(days=3), 7)
    open_minutes = {
        minute for opening in calendar.openings for minute in range(minutes(opening.start), minutes(opening.end))
    }
    begin, end = minutes(midnight(schedule, calendar.days[0].date)), minutes(calendar.days[-1].openings[-1].end
        if calendar.days[-1].openings else midnight(schedule, calendar.days[-1].date))  # fmt: skip
    for minute in range(begin, end):
        is_open = schedule.at(datetime.fromtimestamp(minute * 60, UTC)).state is State.OPEN
        assert is_open is (minute in open_minutes), (seed, zone, minute)


def midnight(schedule: Any, day: date) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.combine(day, datetime.min.time(), ZoneInfo(schedule.timezone))


def minutes(instant: datetime) -> int:
    return int(instant.timestamp()) // 60


def test_k19_the_days_where_clocks_change_are_as_they_really_are() -> None:
    early = hours({"daily": ["01:30-03:30"]})
    (spring,) = told(early, "2026-03-29").days
    (autumn,) = told(early, "2026-10-25").days
    assert [(day.length, day.openings[0].length) for day in (spring, autumn)] == [
        (timedelta(hours=23), timedelta(hours=1)),
        (timedelta(hours=25), timedelta(hours=3)),
    ]
    assert told(early, "2026-10-25").remark(autumn) == "clocks change: 25 hours"


def test_k19_a_window_that_the_gap_swallows_is_no_opening() -> None:
    (day,) = told(hours({"daily": ["02:15-02:45"]}), "2026-03-29").days
    assert (day.state, day.openings) == (State.CLOSED, ())


def test_a_day_that_a_zone_has_left_out_is_not_in_its_calendar() -> None:
    found = told(hours({"daily": ["09:00-12:00"]}, "Pacific/Apia"), "2011-12-29", 3)
    assert [day.date.day for day in found.days] == [29, 31]


def test_a_night_belongs_to_the_day_it_starts_on_also_at_the_ends_of_the_calendar() -> None:
    found = told(hours({"daily": ["20:00-02:00"]}), "2026-12-07", 2)
    assert [day.openings[0].end for day in found.days] == [t("2026-12-08T02:00+01:00"), t("2026-12-09T02:00+01:00")]
    assert found.calendar.openings[0].start == t("2026-12-06T20:00+01:00")


def test_what_is_always_open_is_one_opening_and_every_day_has_its_part() -> None:
    found = told(hours("24/7"), "2026-12-07", 3)
    assert [(o.start, o.end) for o in found.calendar.openings] == [
        (t("2026-12-07T00:00+01:00"), t("2026-12-10T00:00+01:00"))
    ]
    assert [found.hours(day) for day in found.days] == ["open 24 hours"] * 3


def test_a_long_opening_is_cut_at_each_midnight() -> None:
    found = told(hours({"fri": "20:00-50:00"}), "2026-12-11", 4)
    assert [found.hours(day) for day in found.days] == ["20:00-00:00", "open 24 hours", "00:00-02:00", "closed"]


def test_a_year_has_its_holidays_special_days_and_status_with_their_labels() -> None:
    schedule = hours(
        holidays=FRENCH,
        special=[{"date": "2026-12-24", "hours": ["09:00-16:00"], "label": "Réveillon", "note": "caisse fermée"}],
        status={"state": "temporarily_closed", "since": "2027-02-01", "reopen": "2027-02-15"},
    )
    found = told(schedule, "2026-11-26", 365, language="fr")
    by_date = {day.date.isoformat(): (found.hours(day), found.remark(day)) for day in found.days}
    assert by_date["2026-12-24"] == ("09:00-16:00", "jour particulier\u00a0: Réveillon; caisse fermée")
    assert by_date["2026-12-25"] == ("fermé", "jour férié\u00a0: Noël")
    assert by_date["2027-02-08"] == ("fermé", "fermeture temporaire")
    assert by_date["2027-02-15"] == ("09:00-12:00, 14:00-18:00", "")
    assert by_date["2027-03-28"] == ("fermé", "changement d'heure\u00a0: 23 heures")
    assert [name for name, _ in found.months()][:2] == ["novembre 2026", "décembre 2026"]


def test_unknown_days_are_told_as_that() -> None:
    found = told(hours({"mon": "unknown", "tue": "09:00-12:00"}), "2026-12-07", 2)
    assert [(found.hours(day), day.state.value) for day in found.days] == [
        ("hours not available", "unknown"),
        ("09:00-12:00", "open"),
    ]


def test_a_calendar_leaves_nothing_compiled_behind() -> None:
    schedule = hours(special=[{"date": "2026-12-24", "closed": True, "label": "only here"}])
    calendar_of(schedule, date(2026, 12, 7), 365)
    assert len(schedule._stretches) == 0


def test_hours_without_a_zone_have_no_calendar() -> None:
    with pytest.raises(ConfigError) as raised:
        calendar_of(load_hours({"weekly": OFFICE}), date(2026, 12, 7), 7)
    assert [found.id for found in raised.value.diagnostics] == ["FD185"]


@pytest.mark.parametrize("days", [0, -1, 1101])
def test_a_calendar_has_bounds(days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        calendar_of(hours(), date(2026, 12, 7), days)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [("2026-11-26", 12, "2027-11-25"), ("2026-01-31", 1, "2026-02-27"), ("2026-12-01", 1, "2026-12-31")],
)
def test_months_end_the_day_before_their_date_returns(first: str, months: int, last: str) -> None:
    begin = date.fromisoformat(first)
    assert begin + timedelta(days=days_of_months(begin, months) - 1) == date.fromisoformat(last)


# Files


def file_of(schedule: Any, first: str, days: int, **more: Any) -> Component:
    return parse(told(schedule, first, days, **more).file(STAMP).text().encode())


def test_k19_a_file_has_every_opening_as_utc_instants() -> None:
    found = file_of(hours(), "2026-12-07", 1)
    events = found.parts("VEVENT")
    assert [(event["DTSTART"], event["DTEND"]) for event in events] == [
        ("20261207T080000Z", "20261207T110000Z"),
        ("20261207T130000Z", "20261207T170000Z"),
    ]
    assert {event["DTSTAMP"] for event in events} == {"20261126T090000Z"}
    assert found["X-WR-TIMEZONE"] == PARIS
    assert events[0]["SUMMARY"] == "Chez Paul, boulangerie: open"


def test_days_that_are_closed_against_their_habit_are_whole_days_in_one_run() -> None:
    closed = [{"from": "2026-12-21", "to": "2026-12-23", "closed": True, "label": "Congés; d'hiver"}]
    days = list(file_of(hours(special=closed), "2026-12-20", 4, language="fr").parts("VEVENT"))
    assert [(event["DTSTART"], event["DTEND"], event["SUMMARY"]) for event in days] == [
        ("20261221", "20261224", "Chez Paul, boulangerie\u00a0: fermé (Congés; d'hiver)")
    ]


def test_ids_of_events_are_unique_and_the_same_in_every_file() -> None:
    schedule = hours(holidays=FRENCH)
    one, two = (file_of(schedule, "2026-11-26", days).parts("VEVENT") for days in (365, 30))
    ids = [event["UID"] for event in one]
    assert len(ids) == len(set(ids)) > 400
    assert {event["UID"] for event in two} <= set(ids)


def test_the_repeated_hour_is_told_by_instants() -> None:
    (event,) = file_of(hours({"sun": "02:30-03:30"}), "2026-10-25", 1).parts("VEVENT")
    assert (event["DTSTART"], event["DTEND"]) == ("20261025T003000Z", "20261025T023000Z")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a, b; c\\d\nnew line",
        "é" * 200,
        "👩‍🍳" * 60,
        "x" * 75,
        "x" * 76,
        "nul\x00bell\x07",
        "\ud800",
        "a\r\nEND:VCALENDAR",
    ],
)
def test_any_text_survives_its_way_through_a_file(text: str) -> None:
    event = CalendarEvent(uid="1@x", start=STAMP, end=STAMP + timedelta(hours=1), summary=text, description=text)
    found = parse(CalendarFile(name=text, timezone="UTC", stamp=STAMP, events=(event,)).text().encode())
    kept = text.replace("\r\n", "\n").replace("\x00", "").replace("\x07", "").replace("\ud800", "?")
    assert [found["NAME"], found.parts("VEVENT")[0]["SUMMARY"]] == [kept, kept]


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_lines_are_folded_at_75_octets_between_characters(width: int) -> None:
    character = {1: "x", 2: "é", 3: "€", 4: "👍"}[width]
    parts = list(folded(f"SUMMARY:{character * 100}"))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert all(len(part.encode()) > 75 - width for part in parts[:-1])
    assert "".join([parts[0], *(part[1:] for part in parts[1:])]) == f"SUMMARY:{character * 100}"

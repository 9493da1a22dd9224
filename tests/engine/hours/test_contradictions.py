"""Special days that contradict each other are told as if every pair of them were compared, however many there are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from frontdesk.hours import check_hours
from frontdesk.hours.contradictions import contradictions
from frontdesk.hours.spans import DatedSpan, Span, YearlySpan
from frontdesk.hours.spec import CLOSED, UNKNOWN, DayState, Mode, SpecialDay

FIRST, LAST = date(2023, 1, 1), date(2028, 12, 31)
CALENDAR = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
DAYS = st.sampled_from([*CALENDAR, *(day for day in CALENDAR if day.month in (2, 3) and day.day in (1, 28, 29))])
YEAR_DAYS = st.sampled_from([(day.month, day.day) for day in CALENDAR if day.year == 2024])


def dated(first: date, days: int) -> DatedSpan:
    """Days from the first one, within the calendar of these tests."""
    return DatedSpan(first=first, last=min(first + timedelta(days=days), LAST))


SPANS = st.one_of(
    st.builds(dated, DAYS, st.one_of(st.integers(0, 3), st.integers(0, 900))),
    st.builds(lambda first, last: YearlySpan(first=first, last=last), YEAR_DAYS, YEAR_DAYS),
)
ENTRIES = st.lists(
    st.builds(
        lambda span, day, mode, source: SpecialDay(span=span, day=day, mode=mode, label=None, note=None, source=source),
        SPANS,
        st.sampled_from([CLOSED, UNKNOWN, None]),
        st.sampled_from([Mode.REPLACE, Mode.REPLACE, Mode.ADD]),
        st.sampled_from([None, "a"]),
    ),
    max_size=12,
)
LEAP_DAY = YearlySpan(first=(2, 29), last=(2, 29))


def special(span: Span, day: object) -> SpecialDay:
    """An entry of no source."""
    assert day is CLOSED or day is UNKNOWN
    return SpecialDay(span=span, day=CLOSED if day is CLOSED else UNKNOWN, mode=Mode.REPLACE)


def pairwise(entries: list[SpecialDay]) -> dict[int, int]:
    """Every pair of entries, compared day by day."""
    taken = [{day for day in CALENDAR if entry.span.covers(day)} for entry in entries]
    shuts = [bool(entry.day and entry.day.state is DayState.CLOSED) for entry in entries]
    found: dict[int, int] = {}
    for number, entry in enumerate(entries):
        for other, closed in enumerate(entries):
            alike = entry.source == closed.source and entry.mode is closed.mode is Mode.REPLACE
            if alike and shuts[other] and not shuts[number] and taken[number] & taken[other]:
                found.setdefault(number, other)
    return found


@given(ENTRIES)
@example([special(LEAP_DAY, CLOSED), special(dated(date(2025, 2, 28), 1), UNKNOWN)])
@example([special(dated(date(2025, 2, 1), 800), CLOSED), special(LEAP_DAY, UNKNOWN)])
@example([special(dated(date(2025, 2, 1), 1400), CLOSED), special(LEAP_DAY, UNKNOWN)])
def test_contradictions_are_those_of_every_pair(entries: list[SpecialDay]) -> None:
    assert dict(contradictions(entries)) == pairwise(entries)


def steps(work: Callable[[], object]) -> int:
    """How many calls some work makes: what it costs, whatever the machine's load."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def of_size(size: int) -> list[SpecialDay]:
    """Entries that nearly all meet: yearly and dated, closed and not."""
    days = [date(2024, 1, 1) + timedelta(days=n % 366) for n in range(size)]
    spans: list[Span] = [
        dated(day, 30) if number % 3 else YearlySpan(first=(day.month, day.day), last=(12, 31))
        for number, day in enumerate(days)
    ]
    return [special(span, CLOSED if number % 2 else UNKNOWN) for number, span in enumerate(spans)]


def test_eight_times_as_many_special_days_cost_little_more_than_eight_times_as_much() -> None:
    few, many = of_size(250), of_size(2000)
    assert steps(lambda: contradictions(many)) < 12 * steps(lambda: contradictions(few))


def test_endless_dates_meet_the_days_of_every_year() -> None:
    ever = special(DatedSpan(first=None, last=None), CLOSED)
    assert contradictions([ever, special(LEAP_DAY, UNKNOWN)]) == {1: 0}
    late = special(DatedSpan(first=date(9999, 12, 30), last=None), CLOSED)
    assert contradictions([late, special(YearlySpan(first=(12, 31), last=(1, 1)), UNKNOWN)]) == {1: 0}


def test_a_contradiction_is_told_where_it_stands_with_the_label_of_the_closed_one() -> None:
    document = {
        "timezone": "Europe/Paris",
        "weekly": {"mon": "09:00-12:00"},
        "special": [
            {"date": "2026-12-24", "hours": "09:00-12:00"},
            {"date": "2026-12-24", "closed": True, "label": "Noël"},
            {"date": "12-24", "hours": "09:00-12:00"},
        ],
    }
    told = [(found.id, found.path, found.params.get("label")) for found in check_hours(document)]
    assert told == [("FD137", "special[0]", "Noël"), ("FD137", "special[2]", "Noël")]

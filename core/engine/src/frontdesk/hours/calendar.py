"""A calendar: every opening of a stretch of days as it really is, to the minute, and what each day is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from frontdesk.errors import ConfigError
from frontdesk.hours.answer import Answer, DayPlan, Reason, State
from frontdesk.hours.schedule import Schedule
from frontdesk.hours.zones import DAY, ZoneClock, clock_of

MOST_DAYS: Final = 1100
"""Three years; nobody plans further, and a year takes milliseconds."""
_STEP: Final = 390 * DAY  # within the 400 days that answers look ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One opening, [start, end) in the schedule's zone; touching periods are one."""

    start: datetime
    end: datetime
    reason: Reason
    """What opens it."""
    label: str | None = None
    note: str | None = None

    @property
    def length(self) -> timedelta:
        """How long it really is: an hour more or less where clocks change within."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One local day: the openings that start on it, and why it is what it is.

    An opening longer than 24 hours is cut at each midnight, so that every day of it has its own part.
    """

    date: date
    state: State
    reason: Reason
    label: str | None
    note: str | None
    exceptional: bool
    """Whether a special day, a holiday or the status makes it differ from its regular day."""
    openings: tuple[Opening, ...]
    length: timedelta
    """24 hours, but where clocks change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days, and the openings that fall into them. A day that a zone has left out (Apia, 2011-12-30) is not among them.

    The first opening may have begun before. What has no end within the calendar ends with it, and what has been open
    for longer than 400 days begins with it.
    """

    timezone: str
    openings: tuple[Opening, ...]
    days: tuple[CalendarDay, ...]


def calendar_of(schedule: Schedule, first: date, days: int) -> Calendar:
    """The calendar of so many days from the first, at most 1,100.

    Raises `ConfigError` (FD185) for hours without a time zone, and ValueError for a number of days out of bounds.
    """
    if not 1 <= days <= MOST_DAYS:
        message = f"a calendar has 1 to {MOST_DAYS} days, not {days}"
        raise ValueError(message)
    if schedule.timezone is None:
        raise ConfigError.of("FD185")
    schedule = schedule.apart()  # years of instants would stay in memory, for each establishment that is looked at
    clock = clock_of(schedule.timezone or "UTC")
    ordinals = range(first.toordinal(), first.toordinal() + days)
    at = clock.converter(ordinals.start, ordinals.stop)
    midnights = [at(ordinal, 0) for ordinal in (*ordinals, ordinals.stop)]
    openings = tuple(_openings(schedule, clock, midnights[0], midnights[-1]))
    parts = _by_day(openings, midnights, clock)
    found = (
        _day(schedule.day(date.fromordinal(ordinal)), parts.get(n, ()), midnights[n + 1] - midnights[n])
        for n, ordinal in enumerate(ordinals)
        if midnights[n] < midnights[n + 1]
    )
    return Calendar(timezone=clock.zone.key, openings=openings, days=tuple(found))


def _day(plan: DayPlan, openings: Sequence[Opening], seconds: int) -> CalendarDay:
    state = State.OPEN if openings else State.CLOSED if plan.state is State.OPEN else plan.state
    told = openings[0] if openings and not plan.periods else plan  # a day that only the days before reach into
    return CalendarDay(
        date=plan.date,
        state=state,
        reason=told.reason,
        label=told.label,
        note=told.note,
        exceptional=plan.exceptional,
        openings=tuple(openings),
        length=timedelta(seconds=seconds),
    )


def _openings(schedule: Schedule, clock: ZoneClock, first: int, last: int) -> Iterator[Opening]:
    begun: tuple[int, Answer] | None = None
    for second, answer in _changes(schedule, first, last):
        if answer.state is State.OPEN:
            since = answer.since if begun is None and answer.since is not None else None
            begun = begun or (int(since.timestamp()) if since is not None else second, answer)
        elif begun is not None:
            yield _opening(clock, *begun, second)
            begun = None
    if begun is not None:
        yield _opening(clock, *begun, _end(schedule, last))


def _changes(schedule: Schedule, first: int, last: int) -> Iterator[tuple[int, Answer]]:
    """The answer at the first instant, and at each change of state; the same again where nothing changes for long."""
    second = first
    while second < last:
        answer = schedule.at(datetime.fromtimestamp(second, UTC))
        yield second, answer
        second = int(answer.until.timestamp()) if answer.until is not None else second + _STEP


def _end(schedule: Schedule, last: int) -> int:
    """When an opening ends that is open at the last midnight: then, or with the night; not weeks later."""
    until = schedule.at(datetime.fromtimestamp(last - 1, UTC)).until
    night = last + DAY
    return int(until.timestamp()) if until is not None and until.timestamp() <= night else last


def _opening(clock: ZoneClock, start: int, answer: Answer, end: int) -> Opening:
    return Opening(
        start=clock.show(start), end=clock.show(end), reason=answer.reason, label=answer.label, note=answer.note
    )


def _by_day(openings: Sequence[Opening], midnights: Sequence[int], clock: ZoneClock) -> dict[int, list[Opening]]:
    """The openings, or parts of long ones, by the number of the day that they start on."""
    found: dict[int, list[Opening]] = {}
    for opening in openings:
        for start, end in _parts(int(opening.start.timestamp()), int(opening.end.timestamp()), midnights):
            number = bisect_right(midnights, start) - 1
            if 0 <= number < len(midnights) - 1:
                part = Opening(
                    start=clock.show(start),
                    end=clock.show(end),
                    reason=opening.reason,
                    label=opening.label,
                    note=opening.note,
                )
                found.setdefault(number, []).append(part)
    return found


def _parts(start: int, end: int, midnights: Sequence[int]) -> Iterator[tuple[int, int]]:
    if end - start <= DAY:
        yield start, end
        return
    edges = [start, *(edge for edge in midnights if start < edge < end), end]
    yield from pairwise(edges)

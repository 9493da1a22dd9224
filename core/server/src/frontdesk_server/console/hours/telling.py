"""Chat hours in words: whether they are open now, the next openings, the days to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from frontdesk.hours import Schedule, State, load_hours
from frontdesk.model import Establishment
from frontdesk.rules import AUTO, OPENING
from frontdesk.rules.hours_ref import kind_asked
from frontdesk.rules.schedules import Schedules
from frontdesk.templating.hours_text import day_text, exceptional_text, moment_text, status_text
from frontdesk.templating.style import Style, style
from frontdesk_server.console.words import language_now

MOST_OPENINGS: Final = 5
_DAYS: Final = 7
_DAY: Final = 1440
_REF: Final = "it"

Periods = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTold:
    """One of the days to come."""

    label: str
    text: str
    bar: Periods
    """First and last minute of each stretch that is open on this day, for the eye."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursTold:
    """Hours in words, on their own clock."""

    zone: str | None
    """None: without a time zone nothing is known."""
    place: str | None
    """Whose clock and special days are shown, where hours take them from each establishment."""
    status: str | None
    """`open until 18:00`; None = unknown."""
    why: str
    """`Closed: special day Noël until Saturday at 09:00`."""
    state: State
    openings: tuple[str, ...]
    """The next openings, at most five."""
    days: tuple[DayTold, ...]
    exceptional: str | None
    """Special days of the next two weeks."""


def schedule_of(
    document: object, establishment: Establishment | None, named: Mapping[str, object] | None = None
) -> Schedule | None:
    """The schedule that a valid `chat_hours` means for an establishment; None where that has no such hours.

    Without an establishment only hours that are written out, or named, mean something.
    """
    kind = kind_asked(document)
    if isinstance(kind, str):
        return establishment.hours_of(kind) if establishment is not None else None
    hours = {str(name): value for name, value in (named or {}).items() if isinstance(value, Mapping)}
    if isinstance(document, Mapping):
        ref, hours = _REF, {_REF: document}
    else:
        ref = str(document)
    if establishment is not None:
        known = ref in (AUTO, OPENING) or ref in hours
        return Schedules(hours).of(ref, establishment) if known else None
    return load_hours(hours[ref]) if ref in hours else None


def tell(schedule: Schedule, now: datetime, *, place: str | None = None, country: str | None = None) -> HoursTold:
    """A schedule in the language that is spoken."""
    spoken = style(language_now(), country)
    zone = schedule.timezone
    local = now.astimezone(ZoneInfo(zone or "UTC"))
    why = schedule.explain(now, language_now(), country=country)
    return HoursTold(
        zone=zone,
        place=place,
        status=status_text(schedule, local, spoken),
        why=why[:1].upper() + why[1:],
        state=schedule.at(now).state,
        openings=tuple(moment_text(at, local, spoken) for at in _openings(schedule, now)),
        days=tuple(_days(schedule, local, spoken)) if zone else (),
        exceptional=exceptional_text(schedule, local.date(), spoken) if zone else None,
    )


def _openings(schedule: Schedule, now: datetime) -> Iterator[datetime]:
    at: datetime | None = now
    for _n in range(MOST_OPENINGS):
        at = schedule.next_opening(at) if at is not None else None
        if at is None:
            return
        yield at


def _days(schedule: Schedule, local: datetime, spoken: Style) -> Iterator[DayTold]:
    for ahead in range(_DAYS):
        day = local.date() + timedelta(days=ahead)
        text = day_text(schedule, day, spoken) or spoken.words.unknown_day
        spill = schedule.day(day - timedelta(days=1)).periods
        own = [(period.start_min, min(period.end_min, _DAY)) for period in schedule.day(day).periods]
        before = [(0, min(period.end_min - _DAY, _DAY)) for period in spill if period.end_min > _DAY]
        yield DayTold(label=spoken.short_date(day), text=text, bar=tuple(before + own))

"""Hours as a form shows them: days with periods from one clock time to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from frontdesk.hours.place import Place
from frontdesk.hours.words import DAY_MINUTES, DAY_NAMES, plain, read_days, read_period

Times = tuple[str, str]
"""From and to, as `<input type="time">` has them."""

CLOSED: Final = "closed"
ALWAYS: Final = "always"
_CLOSED: Final = frozenset({"closed", "off", "ferme", "fermee"})
_ALL_DAY: Final = frozenset({"all_day", "all day", "24h", "24h/24", "24/24", "always"})
_ALWAYS: Final = frozenset({"always", "24/7", "24-7", "24h/24", "24h"})
MIDNIGHT: Final = "00:00"
_LONGEST: Final = 40


def nowhere() -> Place:
    """A place whose diagnostics nobody reads: what cannot be read is kept as it is."""
    return Place(path="", found=[])


def is_always(week: object) -> bool:
    """Whether a week says that it is open at every hour."""
    return isinstance(week, str) and plain(week) in _ALWAYS


def days_of(week: object) -> dict[str, object] | None:
    """What a week says of each day that it names; None where a grid cannot say it."""
    if not isinstance(week, Mapping):
        return None
    found: dict[str, object] = {}
    for key, value in week.items():
        place = nowhere()
        names = [DAY_NAMES[number] for number in read_days(place, key)]
        if place.found or any(name in found for name in names):
            return None
        found |= dict.fromkeys(names, value)
    return found


def periods_of(value: object) -> tuple[Times, ...] | None:
    """The periods of a day, none when it is closed; None where a row cannot say it."""
    if value is False or (isinstance(value, str) and plain(value) in _CLOSED):
        return ()
    if isinstance(value, str) and plain(value) in _ALL_DAY:
        return ((MIDNIGHT, MIDNIGHT),)
    texts = value.split(",") if isinstance(value, str) else value
    if not isinstance(texts, list | tuple):
        return None
    found = [_times(text) for text in texts]
    return None if None in found else tuple(times for times in found if times is not None)


def _times(text: object) -> Times | None:
    period = read_period(nowhere(), text) if isinstance(text, str) else None
    if period is None:
        return None
    length, whole = period.end_min - period.start_min, period.start_min == 0
    if length > DAY_MINUTES or (length == DAY_MINUTES and not whole):
        return None
    return clock(period.start_min), clock(period.end_min)


def clock(minute: int) -> str:
    """`09:00`; what is past midnight is on the clock of the next day."""
    return f"{minute % DAY_MINUTES // 60:02}:{minute % 60:02}"


def texts_of(periods: Sequence[Times]) -> list[str]:
    """Periods as a document has them; an end at midnight is 24:00."""
    return [
        f"{start[:_LONGEST]}-{'24:00' if end == MIDNIGHT else end[:_LONGEST]}" for start, end in periods if start or end
    ]


def day_of(periods: Sequence[Times]) -> object:
    """A day as a document has it."""
    return texts_of(periods) or CLOSED


def hours_past_midnight(start: str, end: str) -> float:
    """How long a period is that passes midnight; 0 for one that does not, or that cannot be read."""
    text = texts_of([(start, end)])
    period = read_period(nowhere(), text[0]) if text else None
    if period is None or period.end_min <= DAY_MINUTES:
        return 0
    return (period.end_min - period.start_min) / 60

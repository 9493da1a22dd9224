"""Times of the day as other systems write them, in minutes; and periods in the notation of our own documents."""

from __future__ import annotations

import re
from typing import Final, Literal

ZeroLength = Literal["closed", "all_day", "unknown"]
"""What a period from 00:00 to 00:00 means: a convention of its source."""
AbsentDay = Literal["closed", "unknown"]
"""What a day of the week is that its source does not name."""

DAY: Final = 1440
_TIME: Final = re.compile(
    r"\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:([AaPp])\.?[Mm]\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?\s*",
    re.ASCII,
)
_COMPACT: Final = re.compile(r"\s*(\d{2})(\d{2})\s*", re.ASCII)
_LATEST: Final = 48 * 60
_HOUR: Final = 60
_NOON: Final = 12


def minutes_of(value: object) -> int | None:
    """Minutes since midnight of `09:00`, `9:30:00`, `0930`, `9:30 AM`, `24:00`, `26:00` (the next day); else None.

    Seconds are dropped, but 23:59:60 is midnight. An offset (`09:00+02:00`) is dropped too: hours are local.
    """
    if not isinstance(value, str) or len(value) > _HOUR:
        return None
    found = _TIME.fullmatch(value) or _COMPACT.fullmatch(value)
    if found is None:
        return None
    groups = (*found.groups(), None, None)
    hours, minutes, seconds = int(groups[0] or 0), int(groups[1] or 0), int(groups[2] or 0)
    total = _total(hours, minutes, seconds)
    return total if groups[3] is None or total is None else in_half(total, groups[3])


def _total(hours: int, minutes: int, seconds: int) -> int | None:
    if minutes >= _HOUR or seconds > _HOUR:
        return None
    total = hours * _HOUR + minutes + seconds // _HOUR
    return total if total <= _LATEST else None


def in_half(minutes: int, half: str) -> int | None:
    """A time of the twelve-hour clock, in its half of the day (`a` or `p`); None for one that has none: 13:00 AM."""
    hours, rest = divmod(minutes, _HOUR)
    if not 0 < hours <= _NOON:
        return None
    return hours % _NOON * _HOUR + rest + (_NOON * _HOUR if half.lower() == "p" else 0)


def told(start: int, end: int) -> str:
    """A period as our documents write it: `09:00-12:00`, `20:00-26:00`."""
    return "-".join(f"{minute // _HOUR:02}:{minute % _HOUR:02}" for minute in (start, end))

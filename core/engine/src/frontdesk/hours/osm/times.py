"""Time spans of OSM rules, cut at midnight: what lies on the day they start on, and what is left for the next one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

DAY_MINUTES: Final = 1440
_END_OF_DAY: Final = "24:00"
_LAST_MINUTE: Final = 1439
_SPAN: Final = re.compile(r"(?P<start>\([^)]*\)|[a-z]+|\d{2}:\d{2})(?:-(?P<end>\([^)]*\)|[a-z]+|\d{2}:\d{2}))?.*")
_SUN: Final = {"dawn": 6 * 60, "sunrise": 7 * 60, "sunset": 19 * 60, "dusk": 20 * 60}
"""Whereabouts in the day the sun does what it does: only to tell a span that passes midnight from one that does not."""
_EVENT: Final = re.compile("|".join(_SUN))


def has_sun(times: Iterable[str]) -> bool:
    """Whether a span begins or ends with the sun."""
    return any(_EVENT.search(span) for span in times)


def minutes_of(span: str) -> tuple[int, int] | None:
    """Start and end of a span in minutes, past 1440 on the next day; None where the sun decides.

    An open end is the end of the day, and 23:59 is midnight.
    """
    return None if has_sun([span]) else _minutes(span)


def head(span: str) -> str:
    """The span as far as the end of its day."""
    start, end = _ends(span)
    return f"{start}-{end if _minutes(span)[1] < DAY_MINUTES else _END_OF_DAY}"


def tail(span: str) -> str | None:
    """What of the span lies on the next day, in that day's time; None where it ends before."""
    _, end = _ends(span)
    left = _minutes(span)[1] - DAY_MINUTES
    if left <= 0:
        return None
    return f"00:00-{end if has_sun([end]) else _shown(left)}"


def _ends(span: str) -> tuple[str, str]:
    found = _SPAN.fullmatch(span)
    if found is None:
        message = f"{span!r} is not a time span"
        raise ValueError(message)
    return found["start"], found["end"] or _END_OF_DAY


def _minutes(span: str) -> tuple[int, int]:
    start, end = (_about(time) for time in _ends(span))
    if end % DAY_MINUTES == _LAST_MINUTE:
        end += 1  # as everywhere in hours documents: nobody closes for one minute
    return start, end if end > start else end + DAY_MINUTES


def _about(time: str) -> int:
    event = _EVENT.search(time)
    if event is not None:
        return _SUN[event[0]]
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)


def _shown(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"

"""The words and notations of hours documents: days, times, periods, durations, dates."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Final

from frontdesk.hours.answer import Period
from frontdesk.hours.place import Place, echo, nearest
from frontdesk.hours.spans import DatedSpan, Span, YearlySpan

DAY_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FRENCH: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAY_WORDS: Final = {
    **{name: n for n, name in enumerate(_ENGLISH)},
    **{name: n for n, name in enumerate(_FRENCH)},
    **{name[:3]: n for n, name in enumerate(_ENGLISH)},
    **{name[:3]: n for n, name in enumerate(_FRENCH)},
    "tues": 1,
    "thurs": 3,
}
_DASH: Final = re.compile(r"\s*(?:[-\u2010-\u2015]|\bto\b|\bau?\b|\u00e0)\s*")
_TIME: Final = re.compile(r"(\d{1,3})(?:[:hH.](\d{2})?)?(?::00)?")
_DURATION: Final = re.compile(r"(?:(\d+)\s*h)?\s*(?:(\d+)\s*(?:min|m)?)?")
_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH_DAY: Final = re.compile(r"(?:--)?(\d{1,2})-(\d{1,2})")

_HOUR: Final = 60
DAY_MINUTES: Final = 1440
LONGEST_PERIOD: Final = 7 * DAY_MINUTES
_LAST_MINUTE: Final = DAY_MINUTES - 1
_LEAP_YEAR: Final = 2024
_LAST_BARE_HOUR: Final = 48  # `9-120` is a slip of the pen, `09:00-120:00` five days

MonthDay = tuple[int, int]


def plain(word: str) -> str:
    """A word without case, accents and surrounding blanks."""
    decomposed = unicodedata.normalize("NFKD", word.strip().casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def read_days(place: Place, key: object) -> tuple[int, ...]:
    """The weekdays that a key names: `mon`, `lundi`, `mon-fri`, `sat,sun`, `fri-mon`, `daily`."""
    text = plain(str(key))
    if text in {"daily", "every_day", "tous_les_jours"}:
        return tuple(range(7))
    days: list[int] = []
    for part in text.split(","):
        days.extend(_read_range(place, key, part))
    return tuple(days)


def _read_range(place: Place, key: object, part: str) -> list[int]:
    ends = [_DAY_WORDS.get(word.strip(" .")) for word in _DASH.split(part, maxsplit=1)]
    first, last = ends[0], ends[-1]
    if first is None or last is None:
        place.error("FD107", day=echo(key), nearest=nearest(part, _DAY_WORDS))
        return []
    return [(first + n) % 7 for n in range((last - first) % 7 + 1)]


def read_time(text: str) -> int | None:
    """Minutes since midnight: `09:00`, `9h`, `9h30`, `24:00`, `26:00`; None when it is no time."""
    match = _TIME.fullmatch(text.strip())
    if not match or (match[2] is None and int(match[1]) > _LAST_BARE_HOUR):
        return None
    minutes = int(match[2] or 0)
    return int(match[1]) * 60 + minutes if minutes < _HOUR else None


def read_period(place: Place, text: str) -> Period | None:
    """A period: `09:00-12:00`; an end before the start, or past 24:00, is on a later day; 23:59 ends at midnight."""
    parts = [read_time(part) for part in _DASH.split(text.strip(), maxsplit=1)]
    if len(parts) == 1 or parts[0] is None or parts[1] is None or parts[0] >= DAY_MINUTES:
        place.error("FD104", text=echo(text))
        return None
    start, end = parts[0], parts[1]
    if end == start:
        place.error("FD105", text=echo(text))
        return None
    if end % DAY_MINUTES == _LAST_MINUTE:
        end += 1  # people write 23:59 where they mean midnight; nobody closes for one minute
    if end < start:
        end += DAY_MINUTES
    if end - start > LONGEST_PERIOD:
        place.error("FD106", text=echo(text))
        return None
    return Period(start_min=start, end_min=end)


def merge_periods(periods: list[Period]) -> tuple[Period, ...]:
    """Sorted and disjoint; overlapping and touching ones become one."""
    merged: list[Period] = []
    for period in sorted(periods):
        if merged and period.start_min <= merged[-1].end_min:
            end = max(merged[-1].end_min, period.end_min)
            merged[-1] = Period(start_min=merged[-1].start_min, end_min=end)
        else:
            merged.append(period)
    return tuple(merged)


def read_duration(place: Place, value: object) -> int | None:
    """Minutes: a number of minutes, or `90`, `90min`, `1h`, `1h30`; at most seven days."""
    minutes: int | None = None
    if isinstance(value, int) and not isinstance(value, bool):
        minutes = value
    elif isinstance(value, str) and (match := _DURATION.fullmatch(value.strip().lower())):
        minutes = int(match[1] or 0) * 60 + int(match[2] or 0)
    if minutes is None or not 0 < minutes <= LONGEST_PERIOD:
        place.error("FD131", value=echo(value))
        return None
    return minutes


def read_date(place: Place, value: object) -> date | None:
    """A date: `2026-12-25`, or what YAML made of it."""
    found = _read_day(place, value)
    if isinstance(found, tuple):
        place.error("FD110", text=echo(value))
        return None
    return found


def read_span(place: Place, first: object, last: object) -> Span | None:
    """The days from first to last, both dates or both yearly (`12-25`); None on one side is endless."""
    start = _read_day(place, first)
    end = start if last is first else _read_day(place, last)  # one date is told of once
    if (first is not None and start is None) or (last is not None and end is None):
        return None
    if isinstance(start, tuple) and isinstance(end, tuple):
        return YearlySpan(first=start, last=end)
    if isinstance(start, tuple) or isinstance(end, tuple):
        place.error("FD111", first=echo(first), last=echo(last))
        return None
    if start and end and end < start:
        place.error("FD112", first=str(start), last=str(end))
        return None
    return DatedSpan(first=start, last=end)


def _read_day(place: Place, value: object) -> date | MonthDay | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _parse_day(value.strip()) if isinstance(value, str) else None
    if found is None:
        place.error("FD110", text=echo(value))
    return found


def _parse_day(text: str) -> date | MonthDay | None:
    try:
        if match := _DATE.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _MONTH_DAY.fullmatch(text):
            day = date(_LEAP_YEAR, int(match[1]), int(match[2]))
            return (day.month, day.day)
    except ValueError:
        return None
    return None

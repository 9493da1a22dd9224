"""Reading cron windows: croniter says what an expression means, once, when a document is checked or loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module
from typing import Final, Protocol

from frontdesk.hours.cron import CronTimes, CronWindow, Nth
from frontdesk.hours.place import Place, echo
from frontdesk.hours.spans import ALWAYS
from frontdesk.hours.words import LONGEST_PERIOD, read_duration, read_span

_KEYS: Final = ("open", "close", "minutes", "duration", "match", "valid_from", "valid_to", "day_or", "max_open")
_RANDOM: Final = re.compile(r"(?<![a-z])[hr](?![a-z])")
_PLAIN_FIELDS: Final = 5
_YEAR_FIELDS: Final = 7
_SAMPLE_DAYS: Final = 5 * 366  # what never happens in five years from a leap year's start never happens
_SAMPLE_START: Final = date(2024, 1, 1)
_YEARS_AHEAD: Final = 130  # from 1970, where croniter starts, past 2099, the last year that it takes


def read_cron(place: Place, value: object) -> tuple[CronWindow, ...]:
    """The cron windows of a document."""
    entries = [(place, value)] if isinstance(value, Mapping) else place.items(value)
    windows = [_read_window(where, entry) for where, entry in entries]
    return tuple(window for window in windows if window is not None)


def _read_window(place: Place, value: object) -> CronWindow | None:
    entry = place.mapping(value, _KEYS)
    errors = len(place.found)
    day_or = place.at("day_or").flag(entry.get("day_or"), default=True)
    span = read_span(place, entry.get("valid_from"), entry.get("valid_to"))
    max_open = read_duration(place.at("max_open"), entry["max_open"]) if "max_open" in entry else LONGEST_PERIOD
    form = tuple(key for key in ("open", "close", "minutes", "duration", "match") if key in entry)
    if form not in _FORMS:
        place.error("FD130", found=", ".join(form) or "-")
        return None
    times = {key: read_times(place.at(key), entry[key], day_or=day_or) for key in form if key in _EXPRESSIONS}
    minutes = next((read_duration(place.at(key), entry[key]) for key in ("minutes", "duration") if key in form), None)
    opens = times.get("open") or times.get("match")
    if any(found.severity == "error" for found in place.found[errors:]) or opens is None:
        return None
    window = CronWindow(
        opens=opens,
        closes=times.get("close"),
        minutes=minutes,
        span=span or ALWAYS,
        max_open=max_open or LONGEST_PERIOD,
    )
    return _doubts(place, window, entry)


_FORMS: Final = {("open", "close"), ("open", "minutes"), ("open", "duration"), ("match",)}
_EXPRESSIONS: Final = frozenset({"open", "close", "match"})


def _doubts(place: Place, window: CronWindow, entry: Mapping[str, object]) -> CronWindow | None:
    if window.closes == window.opens:
        place.at("close").error("FD127", expression=echo(entry["close"]))
        return None
    if "match" in entry and str(entry["match"]).split()[0] != "*":
        place.at("match").warn("FD129", expression=echo(entry["match"]))
    if window.closes is not None and not _always_closes(window):
        place.at("close").warn("FD128", expression=echo(entry["close"]), hours=window.max_open // 60)
    return window


def _always_closes(window: CronWindow) -> bool:
    days = (_SAMPLE_START + timedelta(days=n) for n in range(_SAMPLE_DAYS))
    last = window.opens.minutes[0]
    return all(window.closes_within(day, last) is not None for day in days if window.opens.on(day))


def read_times(place: Place, value: object, *, day_or: bool) -> CronTimes | None:
    """The compiled form of one expression, with what is wrong with it."""
    if not isinstance(value, str):
        place.wrong_type("cron expression", value)
        return None
    found = _compile(value, day_or)
    if isinstance(found, CronTimes):
        return found
    id_, reason = found
    place.error(id_, expression=echo(value), reason=reason)
    return None


@lru_cache(maxsize=4096)
def _compile(expression: str, day_or: bool) -> CronTimes | tuple[str, str]:  # noqa: FBT001 - a cache key
    fields = expression.lower().split()
    if any(_RANDOM.search(field) for field in fields) and not expression.startswith("@"):
        return "FD124", ""
    if len(fields) not in {1, _PLAIN_FIELDS, _YEAR_FIELDS} or (len(fields) == _YEAR_FIELDS and fields[5] != "0"):
        return "FD125", ""
    parsed = _parse(expression)
    if isinstance(parsed, str):
        return "FD123", parsed
    times = _times(parsed, day_or=day_or)
    return times if _fires(times) and _has_a_next(parsed) else ("FD126", "")


class _Parsed(Protocol):
    """What is read of croniter, which has no types."""

    expanded: list[list[int | str]]
    nth_weekday_of_month: dict[int | str, set[Nth]]
    nearest_weekday: set[int]

    def get_next(self, ret_type: type[float]) -> float:
        """The next instant after the one it stands at."""


def _parse(expression: str) -> _Parsed | str:
    library = import_module("croniter")  # here and not above: only documents with cron pay for it at start-up
    try:
        parsed: _Parsed = library.croniter(expression, 0.0, max_years_between_matches=_YEARS_AHEAD)
    except (ValueError, TypeError, KeyError) as error:
        return str(error)
    return parsed


def _times(parsed: _Parsed, *, day_or: bool) -> CronTimes:
    minute, hour, day, month, weekday = parsed.expanded[:_PLAIN_FIELDS]
    nth = {
        (number, which)
        for key, wanted in parsed.nth_weekday_of_month.items()
        for number in (range(7) if key == "*" else (int(key),))
        for which in wanted
    }
    year = parsed.expanded[6] if len(parsed.expanded) == _YEAR_FIELDS else ["*"]
    return CronTimes(
        minutes=tuple(at * 60 + past for at in _numbers(hour, range(24)) for past in _numbers(minute, range(60))),
        months=_set(month),
        days=_set(day),
        last_day="l" in day,
        nearest=frozenset(parsed.nearest_weekday),
        weekdays=_set(weekday),
        nth=frozenset(nth),
        years=_set(year),
        day_or=day_or,
    )


def _numbers(field: Sequence[int | str], everything: range) -> list[int]:
    return list(everything) if "*" in field else sorted(int(number) for number in field)


def _set(field: Sequence[int | str]) -> frozenset[int] | None:
    return None if "*" in field else frozenset(number for number in field if isinstance(number, int))


def _has_a_next(parsed: _Parsed) -> bool:
    """Whether croniter itself comes to an instant; `1-15 * L5` matches days, and still it finds none."""
    try:
        parsed.get_next(float)
    except ValueError:
        return False
    return True


def _fires(times: CronTimes) -> bool:
    starts = [date(year, 1, 1) for year in sorted(times.years)] if times.years else [_SAMPLE_START]
    span = 366 if times.years else _SAMPLE_DAYS
    return any(times.on(start + timedelta(days=n)) for start in starts for n in range(span))

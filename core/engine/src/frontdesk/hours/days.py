"""Reading the hours of a day and of a week, in all the notations that people use for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from frontdesk.hours.answer import Period
from frontdesk.hours.place import Place, echo
from frontdesk.hours.spec import ALL_DAY, CLOSED, UNKNOWN, DayHours, DayState, Week
from frontdesk.hours.words import DAY_MINUTES, DAY_NAMES, merge_periods, plain, read_days, read_period

_NOT_TOLD: Final = DayHours(state=DayState.NOT_TOLD)
_WORDS: Final = {
    **dict.fromkeys(("closed", "off", "ferme", "fermee"), CLOSED),
    **dict.fromkeys(("unknown", "inconnu", ""), UNKNOWN),
    **dict.fromkeys(("all_day", "all day", "24h", "24h/24", "24/24", "always"), ALL_DAY),
    **dict.fromkeys(("open", "ouvert"), _NOT_TOLD),
}
_ALWAYS: Final = frozenset({"always", "24/7", "24-7", "24h/24", "24h"})
_PLAIN: Final = {None: UNKNOWN, False: CLOSED, True: _NOT_TOLD}  # what YAML makes of `tue:`, `sun: off`, `fri: on`
_DAY_KEYS: Final = ("hours", "note")


def read_day(place: Place, value: object) -> DayHours | None:
    """The hours of a day: a word, a period, a list of periods, or a mapping with `hours` and `note`."""
    if value is None or isinstance(value, bool):
        return _PLAIN[value]
    if isinstance(value, Mapping):
        entry = place.mapping(value, _DAY_KEYS)
        day = read_day(place.at("hours"), entry.get("hours"))
        return replace(day, note=place.at("note").text(entry.get("note"))) if day else None
    if isinstance(value, str):
        return _WORDS.get(plain(value)) or _from_texts(place, [(place, text) for text in value.split(",")])
    if isinstance(value, (list, tuple)):
        return _from_texts(place, place.items(value))
    place.wrong_type("hours", value)
    return None


def _from_texts(place: Place, entries: list[tuple[Place, object]]) -> DayHours | None:
    if len(entries) == 1 and isinstance(entries[0][1], str) and plain(entries[0][1]) in _WORDS:
        return _WORDS[plain(entries[0][1])]
    periods = [found for where, text in entries if (found := _period(where, text)) is not None]
    if len(periods) < len(entries):
        return None
    merged = merge_periods(periods)
    if _overlap(periods):
        place.warn("FD109", merged=", ".join(_show(period) for period in merged))
    return DayHours(state=DayState.PERIODS, periods=merged) if merged else CLOSED


def _period(place: Place, value: object) -> Period | None:
    if isinstance(value, str):
        return read_period(place, value)
    place.error("FD104", text=echo(value))
    return None


def _overlap(periods: list[Period]) -> bool:
    ordered = sorted(periods)
    return any(later.start_min < earlier.end_min for earlier, later in pairwise(ordered))


def _show(period: Period) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (period.start_min, period.end_min))


def read_week(place: Place, value: object, *, absent_unknown: bool) -> Week | None:
    """Seven days, Monday first; None when nothing is said at all."""
    if value is None or value == {}:
        return None
    if isinstance(value, str) and plain(value) in _ALWAYS:
        return (ALL_DAY,) * 7
    if not isinstance(value, Mapping):
        place.wrong_type("mapping of days", value)
        return None
    days = _read_entries(place, value)
    absent = UNKNOWN if absent_unknown else CLOSED
    return tuple(days.get(number, absent) for number in range(7))


def _read_entries(place: Place, value: Mapping[object, object]) -> dict[int, DayHours]:
    days: dict[int, DayHours] = {}
    places: dict[int, Place] = {}
    for key, hours in value.items():
        where = place.at(key)
        numbers = read_days(where, key)
        day = read_day(where, hours)
        for number in numbers:
            if number in days:
                where.error("FD108", day=DAY_NAMES[number])
            days[number] = day or UNKNOWN
            places[number] = where
    for path, merged in dict.fromkeys((places[number].path, merged) for number, merged in _meeting_nights(days)):
        replace(place, path=path).warn("FD109", merged=merged)
    return days


def _meeting_nights(days: Mapping[int, DayHours]) -> Iterator[tuple[int, str]]:
    """Days of which a period lasts into one of a later day, and what the two are read as."""
    for number, day in days.items():
        for period in day.periods:
            ends = [end for start, end in _after(days, number) if start < period.end_min]
            if ends:
                yield number, _show(Period(start_min=period.start_min, end_min=max(period.end_min, *ends)))


def _after(days: Mapping[int, DayHours], number: int) -> Iterator[tuple[int, int]]:
    """Start and end of every period of the seven days that follow a day, counted from that day's midnight."""
    for later in range(1, 8):
        for period in days.get((number + later) % 7, CLOSED).periods:
            yield period.start_min + later * DAY_MINUTES, period.end_min + later * DAY_MINUTES

"""Special days that contradict each other: closed by one entry of a source, and open by another, on the same day.

A document may hold tens of thousands of them: they are not compared pair by pair. Each stretch of days is looked up
among the closed ones in order, on three lines: the dates, the days of a year, and those that dates take in a year.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import isleap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from frontdesk.hours.spans import DatedSpan, Span, YearlySpan
from frontdesk.hours.spec import DayState, Mode, SpecialDay

Stretch = tuple[int, int]
"""First and last day on a line, both included."""
_DATES: Final = "dates"
_YEARLY: Final = "yearly"
_DATED: Final = "dated, in a year"
_LEAP_YEAR: Final = 2024
_LEAP_DAY: Final = 60
_WHOLE_YEAR: Final = 366
_LEAPS_APART: Final = 8
"""Years; as between 1896 and 1904."""
_NONE: Final = 1 << 62
_Lines = dict[tuple[str | None, str], list[tuple[Stretch, int]]]


def contradictions(entries: Sequence[SpecialDay]) -> Mapping[int, int]:
    """By the place of an entry that does not close: that of the first one of its source that closes a day of it."""
    closed: _Lines = defaultdict(list)
    asked: _Lines = defaultdict(list)
    for number, entry in enumerate(entries):
        if entry.mode is not Mode.REPLACE:
            continue
        shuts = entry.day is not None and entry.day.state is DayState.CLOSED
        stretches, lines = (_closing, closed) if shuts else (_asking, asked)
        for name, stretch in stretches(entry.span):
            lines[entry.source, name].append((stretch, number))
    found: dict[int, int] = {}
    for line in closed.keys() & asked.keys():
        for number, first in _first_met(closed[line], asked[line]):
            found[number] = min(found.get(number, first), first)
    return found


def _closing(span: Span) -> Iterator[tuple[str, Stretch]]:
    """Where a closed entry is found."""
    if isinstance(span, YearlySpan):
        yield from ((_YEARLY, part) for part in _parts(span.first, span.last))
        return
    yield _DATES, _dates(span)
    yield from ((_DATED, part) for part in _in_a_year(span))


def _asking(span: Span) -> Iterator[tuple[str, Stretch]]:
    """Where those are looked for that close one of its days."""
    if isinstance(span, YearlySpan):
        for part in _parts(span.first, span.last):
            yield _YEARLY, part
            yield _DATED, part
        return
    yield _DATES, _dates(span)
    yield from ((_YEARLY, part) for part in _in_a_year(span))


# Lines


def _dates(span: DatedSpan) -> Stretch:
    return (span.first or date.min).toordinal(), (span.last or date.max).toordinal()


def _parts(first: tuple[int, int], last: tuple[int, int]) -> list[Stretch]:
    """The same days every year, counted in a leap year; two stretches where they pass its end."""
    start, end = (date(_LEAP_YEAR, *day).timetuple().tm_yday for day in (first, last))
    return [(start, end)] if start <= end else [(1, end), (start, _WHOLE_YEAR)]


def _in_a_year(span: DatedSpan) -> list[Stretch]:
    """The days that dates take in a year; 29 February among them only where one lies between them."""
    first, last = span.first or date.min, span.last or date.max
    if (last - first).days + 1 >= _WHOLE_YEAR:
        parts = [(1, _WHOLE_YEAR)]
    else:
        parts = _parts((first.month, first.day), (last.month, last.day))
    if _has_leap_day(first, last):
        return parts
    cut = [piece for start, end in parts for piece in _around_leap_day(start, end)]
    return [(start, end) for start, end in cut if start <= end]


def _around_leap_day(start: int, end: int) -> list[Stretch]:
    return [(start, min(end, _LEAP_DAY - 1)), (max(start, _LEAP_DAY + 1), end)]


def _has_leap_day(first: date, last: date) -> bool:
    years = range(first.year, min(last.year, first.year + _LEAPS_APART) + 1)
    return any(first <= date(year, 2, 29) <= last for year in years if isleap(year))


# Looking up


def _first_met(
    closed: Sequence[tuple[Stretch, int]], asked: Sequence[tuple[Stretch, int]]
) -> Iterator[tuple[int, int]]:
    """For each stretch that meets any: its number, and the least number of those that it meets.

    Those that begin by its end are known when it is asked; a tree of minima (Fenwick's) over their ends, the latest
    first, tells the least number among those that end no earlier than it begins.
    """
    ends = sorted({-end for (_, end), _ in closed})
    least = [_NONE] * (len(ends) + 1)
    waiting = sorted(closed, reverse=True)
    for (start, end), number in sorted(asked, key=lambda item: item[0][1]):
        while waiting and waiting[-1][0][0] <= end:
            (_, until), told = waiting.pop()
            _lower(least, bisect_left(ends, -until) + 1, told)
        first = _least(least, bisect_right(ends, -start))
        if first != _NONE:
            yield number, first


def _lower(tree: list[int], place: int, number: int) -> None:
    while place < len(tree):
        tree[place] = min(tree[place], number)
        place += place & -place


def _least(tree: Sequence[int], place: int) -> int:
    """The least number of the places up to this one."""
    found = _NONE
    while place:
        found = min(found, tree[place])
        place -= place & -place
    return found

"""Special days by the day they are about: a list is as long as its source makes it, and every day asks for its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from frontdesk.hours.spans import DatedSpan, Span
from frontdesk.hours.spec import SpecialDay

_SHORT: Final = 40
"""Days of a span that is kept under each of them; longer ones are few, and are asked."""
_LEAP_YEAR: Final = 2024


class SpecialDays:
    """The special days of a schedule, in its order."""

    __slots__ = ("_dated", "_entries", "_wide", "_yearly")

    def __init__(self, entries: Sequence[SpecialDay]) -> None:
        self._entries = entries
        self._wide: list[int] = []
        self._dated: defaultdict[date, list[int]] = defaultdict(list)
        self._yearly: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            self._keep(number, entry)

    def _keep(self, number: int, entry: SpecialDay) -> None:
        if entry.span.length > _SHORT:
            self._wide.append(number)
        elif isinstance(entry.span, DatedSpan):
            for day in _days(entry.span):
                self._dated[day].append(number)
        else:
            for day in _days(entry.span):
                self._yearly[day.month, day.day].append(number)

    def on(self, day: date) -> list[SpecialDay]:
        """The entries that are about this day."""
        if not self._entries:
            return []
        wide = [number for number in self._wide if self._entries[number].span.covers(day)]
        found = [*wide, *self._dated.get(day, ()), *self._yearly.get((day.month, day.day), ())]
        return [self._entries[number] for number in sorted(found)]


def _days(span: Span) -> Iterator[date]:
    """The days of a short span; a yearly one in a leap year: one that wraps its end is over before March."""
    first = span.first if isinstance(span, DatedSpan) else date(_LEAP_YEAR, *span.first)
    if first is not None:
        yield from (first + timedelta(days=n) for n in range(span.length))

"""Spans of days, dated or yearly: where seasons, special days and holiday exceptions apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

_LEAP_YEAR: Final = 2024  # a yearly span is measured in a leap year, so that 29 February exists
_ENDLESS: Final = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedSpan:
    """Days from first to last, both included; None is endless."""

    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether the day is inside."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def length(self) -> int:
        """Number of days, to find the narrowest."""
        return _ENDLESS if self.first is None or self.last is None else (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlySpan:
    """The same days every year as (month, day), both included; a first after the last wraps the year's end."""

    first: tuple[int, int]
    last: tuple[int, int]

    def covers(self, day: date) -> bool:
        """Whether the day is inside; 29 February is inside only where it exists."""
        found = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= found <= self.last
        return found >= self.first or found <= self.last

    @property
    def length(self) -> int:
        """Number of days in a leap year."""
        days = (date(_LEAP_YEAR, *self.last) - date(_LEAP_YEAR, *self.first)).days
        return (days if days >= 0 else days + 366) + 1


Span = DatedSpan | YearlySpan
ALWAYS: Final[Span] = DatedSpan(first=None, last=None)

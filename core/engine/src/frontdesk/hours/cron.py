"""Cron windows, compiled: which minutes of which days, so that no cron library is needed to decide an event.

Every cron expression without seconds is separable: the same minutes on every day that matches. croniter gives the
meaning of the fields (`cron_reader`); here is only arithmetic, and tests hold it against croniter.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from frontdesk.hours.answer import Period
from frontdesk.hours.spans import ALWAYS, Span

_DAY_MINUTES: Final = 1440
_SATURDAY: Final = 5

Nth = int | Literal["l"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CronTimes:
    """One expression: `minutes` of the day on each day that matches; None stands for `*`, Sunday is 0."""

    minutes: tuple[int, ...]
    months: frozenset[int] | None = None
    days: frozenset[int] | None = None
    last_day: bool = False
    nearest: frozenset[int] = frozenset()
    weekdays: frozenset[int] | None = None
    nth: frozenset[tuple[int, Nth]] = frozenset()
    years: frozenset[int] | None = None
    day_or: bool = True

    def on(self, day: date) -> bool:
        """Whether the expression fires on this day."""
        if self.years is not None and day.year not in self.years:
            return False
        if self.months is not None and day.month not in self.months:
            return False
        if self.day_or and self.days is not None and self.weekdays is not None:
            return self._either(day)
        return self._by_month_day(day) and self._by_weekday(day)

    def _either(self, day: date) -> bool:
        # croniter blanks one field at a time; `W` and `#` are not in the fields and so stay on both sides
        by_day = self._by_month_day(day) and (not self.nth or self._by_weekday(day))
        by_weekday = self._by_weekday(day) and (not self.nearest or self._by_month_day(day))
        return by_day or by_weekday

    def _by_month_day(self, day: date) -> bool:
        if self.nearest:
            return any(day.day == _nearest_weekday(day, wanted) for wanted in self.nearest)
        if self.days is None or day.day in self.days:
            return True
        return self.last_day and day.day == monthrange(day.year, day.month)[1]

    def _by_weekday(self, day: date) -> bool:
        weekday = day.isoweekday() % 7
        if self.nth:
            last = day.day + 7 > monthrange(day.year, day.month)[1]
            return (weekday, (day.day + 6) // 7) in self.nth or (last and (weekday, "l") in self.nth)
        return self.weekdays is None or weekday in self.weekdays


def _nearest_weekday(day: date, wanted: int) -> int:
    """The day of the month, Monday to Friday and in the same month, that is nearest to the wanted one."""
    last = monthrange(day.year, day.month)[1]
    wanted = min(wanted, last)
    weekday = day.replace(day=wanted).weekday()
    if weekday < _SATURDAY:
        return wanted
    if weekday == _SATURDAY:
        return wanted - 1 if wanted > 1 else wanted + 2
    return wanted + 1 if wanted < last else wanted - 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CronWindow:
    """Open from `opens` to `closes`, or for `minutes`, or (neither) in every minute that matches.

    `span` bounds the days on which a window may start; `max_open` is how long an opening lasts that nothing closes.
    """

    opens: CronTimes
    closes: CronTimes | None = None
    minutes: int | None = None
    span: Span = ALWAYS
    max_open: int = 7 * _DAY_MINUTES

    def periods(self, day: date) -> list[Period]:
        """The periods that start on this day."""
        if not self.span.covers(day) or not self.opens.on(day):
            return []
        if self.closes is not None:
            return [self._until_close(day, minute) for minute in self.opens.minutes if not self._closes_at(day, minute)]
        length = self.minutes or 1
        return [Period(start_min=minute, end_min=minute + length) for minute in self.opens.minutes]

    @property
    def reach(self) -> int:
        """The longest that a period may last, in minutes."""
        return self.max_open if self.closes is not None else self.minutes or 1

    def closes_within(self, day: date, minute: int) -> int | None:
        """Minutes from this opening to the next closing; None when it is further than `max_open`."""
        for ahead in range(self.max_open // _DAY_MINUTES + 2):
            later = day + timedelta(days=ahead)
            for close in self._closings(later):
                wait = ahead * _DAY_MINUTES + close - minute
                if wait > 0:
                    return wait if wait <= self.max_open else None
        return None

    def _until_close(self, day: date, minute: int) -> Period:
        return Period(start_min=minute, end_min=minute + (self.closes_within(day, minute) or self.max_open))

    def _closes_at(self, day: date, minute: int) -> bool:
        return minute in self._closings(day)

    def _closings(self, day: date) -> tuple[int, ...]:
        return self.closes.minutes if self.closes is not None and self.closes.on(day) else ()

"""Selectors of OSM rules as days that our fields can name: weekdays, holidays, days of every year, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from frontdesk.hours.osm.rules import OsmRule

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
LEAP_YEAR: Final = 2024  # so that 29 February has a number
YEAR_DAYS: Final = 366
_LAST_YEAR: Final = 2199
_FIRST_OF_YEAR: Final = date(LEAP_YEAR, 1, 1).toordinal()
_MONTH: Final = rf"(?:{'|'.join(MONTHS)})"
_YEARLY: Final = re.compile(rf"({_MONTH})(?: (\d{{1,2}}))?(?:-({_MONTH})(?: (\d{{1,2}}))?)?")
_DATED: Final = re.compile(rf"(\d{{4}}) ({_MONTH}) (\d{{1,2}})(?:-(\d{{4}}) ({_MONTH}) (\d{{1,2}}))?")
_YEARS: Final = re.compile(r"(\d{4})(?:-(\d{4}))?")

Dates = tuple[date, date]


class BeyondFieldsError(ValueError):
    """What our fields cannot say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The days of a rule; None stands for all of them.

    `yearly` are numbers of days in a leap year (0 is 1 January), `dates` ranges with both ends.
    """

    weekdays: frozenset[int] | None = None
    public: bool = False
    school: bool = False
    yearly: frozenset[int] | None = None
    dates: tuple[Dates, ...] | None = None

    def named(self, weekday: int, *, public: bool, school: bool) -> bool:
        """Whether a day of the week, or the holiday that it is, is one of them."""
        if self.weekdays is None:
            return True
        return weekday in self.weekdays or (self.public and public) or (self.school and school)


def selected(rule: OsmRule) -> Selected:
    """The days of a rule. Raises BeyondFieldsError: nth weekdays, weeks, Easter, shifted holidays, steps."""
    days = rule.weekdays
    before = rule.selector[: len(rule.selector) - len(days)].strip()
    parts = days.split(",") if days else []
    weekdays = frozenset(number for part in parts if part not in {"PH", "SH"} for number in _weekdays(part))
    yearly, dates = _dates(before) if before else (None, None)
    return Selected(
        weekdays=weekdays if days else None,
        public="PH" in parts,
        school="SH" in parts,
        yearly=yearly,
        dates=dates,
    )


def _weekdays(part: str) -> Iterator[int]:
    first, _, last = part.partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        raise BeyondFieldsError(part)
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return ((start + n) % 7 for n in range((end - start) % 7 + 1))


def _dates(text: str) -> tuple[frozenset[int] | None, tuple[Dates, ...] | None]:
    parts = text.split(",")
    if all(_YEARLY.fullmatch(part) for part in parts):
        return frozenset(number for part in parts for number in _yearly(part)), None
    return None, tuple(_dated(part) for part in parts)


def _yearly(part: str) -> Iterator[int]:
    month, day, last_month, last_day = _found(_YEARLY, part)
    if bool(day) != bool(last_day) and last_month:
        raise BeyondFieldsError(part)
    start = day_number(MONTHS.index(month) + 1, int(day or 1))
    end_month = MONTHS.index(last_month or month) + 1
    end = day_number(end_month, int(last_day or (day if not last_month else 0) or _LENGTHS[end_month - 1]))
    return ((start + n) % YEAR_DAYS for n in range((end - start) % YEAR_DAYS + 1))


_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_number(month: int, day: int) -> int:
    """The number of a day in a leap year."""
    return _checked(lambda: date(LEAP_YEAR, month, day)).toordinal() - _FIRST_OF_YEAR


def month_day(number: int) -> str:
    """A number of a day as our documents write a day of every year: `12-25`."""
    return date.fromordinal(_FIRST_OF_YEAR + number % YEAR_DAYS).strftime("%m-%d")


def _dated(part: str) -> Dates:
    years = _YEARS.fullmatch(part)
    if years is not None:
        return _checked_range(part, date(int(years[1]), 1, 1), date(min(int(years[2] or years[1]), _LAST_YEAR), 12, 31))
    year, month, day, last_year, last_month, last_day = _found(_DATED, part)
    first = _checked(lambda: date(int(year), MONTHS.index(month) + 1, int(day)))
    if not last_year:
        return first, first
    last = _checked(lambda: date(int(last_year), MONTHS.index(last_month) + 1, int(last_day)))
    return _checked_range(part, first, last)


def _checked_range(part: str, first: date, last: date) -> Dates:
    if last < first:
        raise BeyondFieldsError(part)
    return first, last


def _found(pattern: re.Pattern[str], part: str) -> tuple[str, ...]:
    found = pattern.fullmatch(part)
    if found is None:
        raise BeyondFieldsError(part)
    return found.groups("")


def _checked(make: Callable[[], date]) -> date:
    try:
        return make()
    except ValueError as error:
        raise BeyondFieldsError(str(error)) from error

"""A schedule as it was written, read and checked: frozen values, in local wall-clock time, never in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from frontdesk.hours.answer import Period, Reason
from frontdesk.hours.cron import CronWindow
from frontdesk.hours.spans import Span


class DayState(StrEnum):
    """What is said of a day: its periods, that it is closed, that it is open without times, or nothing."""

    PERIODS = "periods"
    CLOSED = "closed"
    NOT_TOLD = "not_told"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """The hours of one day; `periods` are sorted, disjoint and there only in the state PERIODS."""

    state: DayState
    periods: tuple[Period, ...] = ()
    note: str | None = None


ALL_DAY = DayHours(state=DayState.PERIODS, periods=(Period(start_min=0, end_min=1440),))
CLOSED = DayHours(state=DayState.CLOSED)
UNKNOWN = DayHours(state=DayState.UNKNOWN)

Week = tuple[DayHours, ...]  # seven, Monday first


class Mode(StrEnum):
    """How a special day meets the day it falls on."""

    REPLACE = "replace"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """One entry of special days; `day` None is a confirmed regular day. Entries of one source and day unite.

    `note` is that of a confirmed regular day; other days have theirs in `day`.
    """

    span: Span
    day: DayHours | None
    mode: Mode = Mode.REPLACE
    label: str | None = None
    note: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Holidays of a country, of these categories, as far as one subdivision has them; all of it known to exist."""

    country: str
    subdivision: str | None = None
    categories: tuple[str, ...]
    observed: bool = True


class Days(Protocol):
    """Days of a season: a span, or those of a holiday calendar."""

    @property
    def length(self) -> int:
        """How many they are in a year, to find the narrowest."""

    def covers(self, day: date) -> bool:
        """Whether the day is one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A week that stands instead of the base on the days of its span."""

    span: Days
    week: Week
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Regular:
    """Holiday behaviour: as if it were none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsWeekday:
    """Holiday behaviour: the base hours of another weekday (Monday is 0)."""

    weekday: int


PUBLIC = "public"
"""The category of holidays that is meant unless others are named, in the library's words."""
SCHOOL = "school"
"""The category of school holidays, where a country has them."""

Behaviour = Regular | AsWeekday | DayHours


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayException:
    """A holiday, by date or by name, that behaves otherwise."""

    behaviour: Behaviour
    span: Span | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayPolicy:
    """What the holidays of a calendar do; only known ones are here (an unknown country leaves no policy)."""

    calendar: Calendar
    language: str | None
    behaviour: Behaviour
    exceptions: tuple[HolidayException, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """A status that closes everything, from `first` (None: always) until the day before `reopen` (None: for ever)."""

    reason: Reason
    first: date | None = None
    reopen: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day is shut."""
        return (self.first is None or self.first <= day) and (self.reopen is None or day < self.reopen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Hours as OpenStreetMap writes them, kept as they were written; `told` is false where they cannot be evaluated.

    `coordinates` are latitude and longitude in degrees, for the sun.
    """

    text: str
    public: Calendar | None = None
    school: Calendar | None = None
    coordinates: tuple[float, float] | None = None
    told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursSpec:
    """Everything that a document says of one schedule."""

    timezone: str | None = None
    week: Week | None = None
    seasons: tuple[Season, ...] = ()
    special: tuple[SpecialDay, ...] = ()
    holidays: tuple[HolidayPolicy, ...] = ()
    """The first one that names a day decides about it."""
    cron: tuple[CronWindow, ...] = ()
    expression: Expression | None = None
    shut: Shut | None = None
    cut_spill: bool = False

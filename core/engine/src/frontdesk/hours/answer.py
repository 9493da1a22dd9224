"""What is said about an instant or a day: open, closed or unknown, why, since when and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """The three values of every answer; unknown is never told as closed."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Which part of the schedule decided; words for people are made where they are shown."""

    WEEKLY = "weekly"
    CRON = "cron"
    EXPRESSION = "expression"
    SEASON = "season"
    HOLIDAY = "holiday"
    SPECIAL_DAY = "special_day"
    TEMPORARILY_CLOSED = "temporarily_closed"
    PERMANENTLY_CLOSED = "permanently_closed"
    OPENING_SOON = "opening_soon"
    ALWAYS_OPEN = "always_open"
    NEVER_OPENS = "never_opens"
    HOURS_NOT_TOLD = "hours_not_told"
    NO_HOURS = "no_hours"
    NO_TIMEZONE = "no_timezone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why an instant is what it is: the part of an answer that does not depend on the instant."""

    state: State
    reason: Reason
    label: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The state at an instant.

    `since` and `until` are the changes of state around it, aware and in the schedule's zone; None when there is
    none within 400 days. Touching periods are one. `label` names the special day or holiday, `note` is free text.
    """

    state: State
    reason: Reason
    since: datetime | None = None
    until: datetime | None = None
    label: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Period:
    """Half-open [start, end) in minutes from the midnight of the day it starts on; past 1440 is the next day."""

    start_min: int
    end_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """What applies to one local day: the periods that start on it, and which part of the schedule says so.

    `exceptional` is true when a special day, a holiday or the status makes it differ from its regular day.
    """

    date: date
    state: State
    reason: Reason
    periods: tuple[Period, ...] = ()
    label: str | None = None
    note: str | None = None
    exceptional: bool = False

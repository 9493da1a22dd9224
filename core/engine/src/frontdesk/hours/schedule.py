"""Schedules: what `load_hours` gives, and what is asked of them. Pure: instants are arguments."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.hours.answer import Answer, DayPlan, State
from frontdesk.hours.constant import constant_cause
from frontdesk.hours.dayplans import day_plan, holiday_plan, regular_plan
from frontdesk.hours.plan import Planner
from frontdesk.hours.spec import HoursSpec
from frontdesk.hours.timeline import STRETCH, Stretch, Timeline
from frontdesk.hours.zones import clock_of

_STRETCH: Final = float(STRETCH)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE: Final = (
    "a datetime without a time zone says nothing about hours: pass an aware one, e.g. datetime(..., tzinfo=UTC)"
)


class Schedule:
    """The hours of one place, compiled when first asked; schedules of equal content are one object.

    Instants are aware datetimes; those given back are in the schedule's zone. Days are local dates.
    """

    __slots__ = ("__weakref__", "_constant", "_planner_", "_spec", "_stretches", "_timeline_", "warnings")

    def __init__(self, spec: HoursSpec, warnings: tuple[Diagnostic, ...] = ()) -> None:
        self._spec = spec
        self.warnings = warnings
        self._planner_: Planner | None = None
        self._timeline_: Timeline | None = None
        self._stretches: dict[float, Stretch] = {}
        cause = constant_cause(spec)
        self._constant = (
            None
            if cause is None
            else Answer(state=cause.state, reason=cause.reason, label=cause.label, note=cause.note)
        )

    @property
    def timezone(self) -> str | None:
        """The IANA name of the zone; None makes every answer unknown."""
        return self._spec.timezone

    @property
    def always_open(self) -> bool:
        """Open at every instant."""
        return self._constant is not None and self._constant.state is State.OPEN

    @property
    def never_opens(self) -> bool:
        """Closed at every instant."""
        return self._constant is not None and self._constant.state is State.CLOSED

    def at(self, when: datetime) -> Answer:
        """The answer at an instant, changes within 400 days; TypeError for a naive one."""
        try:
            second = (when - _EPOCH).total_seconds()  # `timestamp` would take a naive one for this machine's zone
        except TypeError:
            raise TypeError(_NAIVE) from None
        stretch = self._stretches.get(second // _STRETCH)
        if stretch is not None:
            found = stretch.answers.get(bisect_right(stretch.starts, second))
            if found is not None:
                return found
        return self._constant or self._timeline().answer(second)

    def explain(self, when: datetime, language: str = "en", *, country: str | None = None) -> str:
        """A sentence: `closed: special day Noël until Saturday 26 December at 09:00`; in French for `fr`, else English.

        Told on the schedule's clock; `country` decides how times are written. TypeError for a naive instant.
        """
        from frontdesk.hours_words import explained  # noqa: PLC0415 - words stand above the algebra, and load Babel

        return explained(self, when, language, country)

    def next_opening(self, when: datetime) -> datetime | None:
        """The next instant at which an opening begins, after the current one if it is open now; within 400 days."""
        second = _second(when)
        return self._timeline().next_start(second) if self._constant is None else None

    def next_closing(self, when: datetime) -> datetime | None:
        """The next instant at which an opening ends, the current one or the next one; within 400 days."""
        second = _second(when)
        return self._timeline().next_end(second) if self._constant is None else None

    def day(self, day: date) -> DayPlan:
        """What really applies to one local day; without a zone too."""
        clock = clock_of(self._spec.timezone) if self._spec.timezone else None
        return day_plan(self._planner(), day.toordinal(), clock)

    def regular_week(self, day: date) -> tuple[DayPlan, ...]:
        """Monday to Sunday of this day's week, in the season of this day, without special days and holidays."""
        planner = self._planner()
        monday = day - timedelta(days=day.weekday())
        season_on = day.toordinal()
        return tuple(regular_plan(planner, monday.toordinal() + n, season_on=season_on) for n in range(7))

    def usual_holiday(self, day: date) -> DayPlan | None:
        """What public holidays bring, in the season of this day; None where they are as other days.

        Those that `except` names, and special days, may bring something else.
        """
        return holiday_plan(self._planner(), day.toordinal())

    def exceptional(self, first: date, days: int) -> tuple[DayPlan, ...]:
        """Of this many days from the first, those that differ from their regular day."""
        plans = (self.day(first + timedelta(days=n)) for n in range(days))
        return tuple(plan for plan in plans if plan.exceptional)

    def apart(self) -> Schedule:
        """The same hours, compiled anew: what is asked of them is not kept with those that are shared."""
        return Schedule(self._spec, self.warnings)

    def forget(self) -> None:
        """Drop all compiled instants, after the zone database was upgraded."""
        self._timeline_ = None
        self._stretches = {}

    def _planner(self) -> Planner:
        if self._planner_ is None:
            self._planner_ = Planner(self._spec)
        return self._planner_

    def _timeline(self) -> Timeline:
        if self._timeline_ is None:
            self._timeline_ = Timeline(self._planner(), clock_of(self._spec.timezone or "UTC"), self._stretches)
        return self._timeline_

    def __repr__(self) -> str:
        return f"<Schedule {self._spec.timezone or 'without zone'}>"


def _second(when: datetime) -> float:
    """Seconds since 1970."""
    try:
        return (when - _EPOCH).total_seconds()
    except TypeError:
        raise TypeError(_NAIVE) from None

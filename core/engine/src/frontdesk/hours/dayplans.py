"""Day plans: what one local day brings, as it is shown to people; wall-clock minutes, no instants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from frontdesk.hours.answer import Cause, DayPlan, Period, Reason, State
from frontdesk.hours.plan import DAY_MINUTES, Plan, Planner
from frontdesk.hours.words import merge_periods
from frontdesk.hours.zones import ZoneClock

_EXCEPTIONAL: Final = frozenset({Reason.SPECIAL_DAY, Reason.HOLIDAY})

Minutes = tuple[int, int]


def day_plan(planner: Planner, ordinal: int, clock: ZoneClock | None) -> DayPlan:
    """What really applies: a day that the zone left out (Apia, 2011-12-30) has no periods."""
    plan = planner.plan(ordinal)
    if clock is not None and not _exists(clock, ordinal):
        plan = Plan(rest=replace(plan.rest, state=State.CLOSED))
    found = _told(ordinal, plan, _periods(planner, ordinal) if plan.opens or plan.removes or planner.reach > 1 else ())
    usual = regular_plan(planner, ordinal)
    return replace(found, exceptional=(found.state, found.periods) != (usual.state, usual.periods))


def regular_plan(planner: Planner, ordinal: int, *, season_on: int | None = None) -> DayPlan:
    """What a day of the base or the season brings, without status, special days and holidays."""
    plan = planner.regular(ordinal, season_on=season_on)
    return _whole(ordinal, plan)


def holiday_plan(planner: Planner, ordinal: int) -> DayPlan | None:
    """What a day would bring as a public holiday without a name; None where those are as other days."""
    plan = planner.on_holidays(ordinal)
    return None if plan is None else _whole(ordinal, plan)


def _whole(ordinal: int, plan: Plan) -> DayPlan:
    """A plan by itself, whatever other days do to it."""
    return _told(ordinal, plan, merge_periods([_period(start, end) for start, end, _ in plan.opens]))


def _exists(clock: ZoneClock, ordinal: int) -> bool:
    at = clock.converter(ordinal, ordinal + 1)
    return at(ordinal, 0) < at(ordinal, DAY_MINUTES)


def _told(ordinal: int, plan: Plan, periods: tuple[Period, ...]) -> DayPlan:
    causes = [cause for _, _, cause in (*plan.removes, *plan.opens, *plan.others)] + [plan.rest]
    main = _main_cause(plan, causes, opened=bool(periods))
    labels = dict.fromkeys(cause.label for cause in causes if cause.label)
    return DayPlan(
        date=date.fromordinal(ordinal),
        state=State.OPEN if periods else _unopened(plan),
        reason=main.reason,
        periods=periods,
        label="; ".join(labels) or None,
        note=next((cause.note for cause in causes if cause.note), None),
    )


def _unopened(plan: Plan) -> State:
    """The state of a day on which nothing opens: unknown where a part of it is."""
    doubtful = any(cause.state is State.UNKNOWN for _, _, cause in plan.others)
    return State.UNKNOWN if doubtful else plan.rest.state


def _main_cause(plan: Plan, causes: list[Cause], *, opened: bool) -> Cause:
    exceptional = (cause for cause in causes if cause.reason in _EXCEPTIONAL)
    return next(exceptional, plan.opens[0][2] if opened and plan.opens else plan.rest)


def _periods(planner: Planner, ordinal: int) -> tuple[Period, ...]:
    """The periods that start on a day, after what other days remove; what remains of a cut one starts where it is."""
    days = range(ordinal - planner.reach, ordinal + planner.reach + 1)
    plans = {day: planner.plan(day) for day in days}
    removes = sorted(_removed(plans))
    first = ordinal * DAY_MINUTES
    found: list[Period] = []
    for day in range(ordinal - planner.reach, ordinal + 1):
        for start, end, _ in plans[day].opens:
            begin = day * DAY_MINUTES + start
            whole = (begin, day * DAY_MINUTES + planner.end_of(day, start, end))
            found += [
                _period(piece - first, stop - first)
                for piece, stop in _without(whole, removes)
                if first <= piece < first + DAY_MINUTES and (day == ordinal or piece != begin)
            ]
    return merge_periods(found)


def _removed(plans: dict[int, Plan]) -> Iterator[Minutes]:
    for day, plan in plans.items():
        if plan.shut:
            yield day * DAY_MINUTES, (day + 1) * DAY_MINUTES
        for start, end, _ in plan.removes:
            yield day * DAY_MINUTES + start, day * DAY_MINUTES + end


def _without(whole: Minutes, removes: list[Minutes]) -> Iterator[Minutes]:
    start, end = whole
    for gone, back in removes:
        if gone >= end:
            break
        if start < gone:
            yield start, gone
        start = max(start, back)
    if start < end:
        yield start, end


def _period(start: int, end: int) -> Period:
    return Period(start_min=start, end_min=end)

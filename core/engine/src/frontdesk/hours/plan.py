"""Which hours a local day has: status above special days above holidays above the narrowest season above the base."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from frontdesk.hours.answer import Cause, Period, Reason, State
from frontdesk.hours.expressions import pieces_on
from frontdesk.hours.public_holidays import behaviour_on
from frontdesk.hours.spec import (
    PUBLIC,
    AsWeekday,
    Behaviour,
    DayHours,
    DayState,
    HoursSpec,
    Mode,
    Regular,
    Season,
    SpecialDay,
    Week,
)
from frontdesk.hours.special_days import SpecialDays

DAY_MINUTES: Final = 1440

Stretches = tuple[tuple[int, int, Cause], ...]  # (start, end, cause) in minutes of the day they start on

_NO_HOURS: Final = Cause(state=State.UNKNOWN, reason=Reason.NO_HOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one local day brings: openings that start on it, removals, and the state of the rest of the day.

    `others` are stretches that are not open, and yet not as the rest: unknown, or closed with a word of their own.
    `replaced` cuts the spill of the night before, where the schedule says so; `shut` cuts it always.
    """

    rest: Cause
    opens: Stretches = ()
    removes: Stretches = ()
    others: Stretches = ()
    replaced: bool = False
    shut: bool = False


_UNTOLD: Final = Plan(rest=_NO_HOURS)


class Planner:
    """Answers for local days; knows nothing of zones and instants."""

    __slots__ = ("_seasons", "_shut", "_special", "_week", "reach", "spec")

    def __init__(self, spec: HoursSpec) -> None:
        self.spec = spec
        self._special = SpecialDays(spec.special)
        self._week = _plans_of(spec.week, Reason.WEEKLY) if spec.week else None
        self._seasons = {season: _plans_of(season.week, Reason.SEASON, season.label) for season in spec.seasons}
        self._shut = Plan(rest=Cause(state=State.CLOSED, reason=spec.shut.reason), shut=True) if spec.shut else None
        self.reach = -(-longest_period(spec) // DAY_MINUTES)

    def plan(self, ordinal: int) -> Plan:
        """What applies to a day."""
        day = date.fromordinal(ordinal)
        if self._shut is not None and self.spec.shut is not None and self.spec.shut.covers(day):
            return self._shut
        entries = self._special.on(day)
        label, plan = self._holiday(day)
        plan = self._replaced(day, entries, label) or plan
        return _with_extras(plan, _heard(entries))

    def regular(self, ordinal: int, *, season_on: int | None = None) -> Plan:
        """What a day would be without status, special days and holidays; in the season of another day if asked."""
        day = date.fromordinal(ordinal)
        return self._base(day, day.weekday(), date.fromordinal(season_on or ordinal))

    def on_holidays(self, ordinal: int) -> Plan | None:
        """What this day would be as a public holiday without a name; None where those are as other days."""
        policy = next((item for item in self.spec.holidays if PUBLIC in item.calendar.categories), None)
        if policy is None or isinstance(policy.behaviour, Regular):
            return None
        return self._behaving(date.fromordinal(ordinal), policy.behaviour, None)

    def end_of(self, ordinal: int, start: int, end: int) -> int:
        """Where a period of this day really ends: cut by the next replaced day, if the schedule cuts spill."""
        if self.spec.cut_spill:
            for ahead in range(start // DAY_MINUTES + 1, (end - 1) // DAY_MINUTES + 1):
                if self.plan(ordinal + ahead).replaced:
                    return ahead * DAY_MINUTES
        return end

    def _base(self, day: date, weekday: int, season_day: date) -> Plan:
        season = self._season(season_day)
        if season is not None:
            return self._seasons[season][weekday]
        plan = self._week[weekday] if self._week else None
        if not self.spec.cron and self.spec.expression is None:
            return plan or _UNTOLD
        like = day + timedelta(days=weekday - day.weekday())
        if self.spec.cron:
            plan = _with_cron(self.spec, plan, like)
        return _with_expression(self.spec, plan, like)

    def _season(self, day: date) -> Season | None:
        """The narrowest season of the day; of equals the later one."""
        found = [season for season in self.spec.seasons if season.span.covers(day)]
        return min(reversed(found), key=lambda season: season.span.length, default=None)

    def _holiday(self, day: date) -> tuple[str | None, Plan]:
        label, behaviour = behaviour_on(self.spec.holidays, day)
        return label, self._behaving(day, behaviour, label)

    def _behaving(self, day: date, behaviour: Behaviour, label: str | None) -> Plan:
        if isinstance(behaviour, Regular):
            plan = self._base(day, day.weekday(), day)
            return _relabelled(plan, label) if label else plan
        if isinstance(behaviour, AsWeekday):
            plan = self._base(day, behaviour.weekday, day)
            return replace(_relabelled(plan, label, Reason.HOLIDAY), replaced=True)
        return replace(_plan_of(behaviour, Reason.HOLIDAY, label), replaced=True)

    def _replaced(self, day: date, entries: list[SpecialDay], holiday: str | None) -> Plan | None:
        """What the special days that replace make of it: those of the source that is listed last, united."""
        replacing = [entry for entry in entries if entry.mode is Mode.REPLACE]
        group = [entry for entry in replacing if entry.source == replacing[-1].source]
        if not group:
            return None
        label = "; ".join(dict.fromkeys(entry.label for entry in group if entry.label)) or holiday
        if all(entry.day is None for entry in group):
            return self._entry_plan(day, group[0], label)
        plans = [self._entry_plan(day, entry, label) for entry in group]
        decisive = min(plans, key=_rank)
        closed = decisive.rest.state is State.CLOSED and not decisive.opens
        opens = () if closed else tuple(stretch for plan in plans for stretch in plan.opens)
        return Plan(rest=decisive.rest, opens=opens, replaced=True)

    def _entry_plan(self, day: date, entry: SpecialDay, label: str | None) -> Plan:
        if entry.day is None:
            return _relabelled(self._base(day, day.weekday(), day), label, Reason.SPECIAL_DAY, entry.note)
        return _plan_of(entry.day, Reason.SPECIAL_DAY, label)


def _rank(plan: Plan) -> int:
    """Closed beats open, and open beats unknown, among special days of one source."""
    if plan.rest.state is State.UNKNOWN:
        return 2
    return 1 if plan.opens else 0


def _plans_of(week: Week, reason: Reason, label: str | None = None) -> tuple[Plan, ...]:
    return tuple(_plan_of(day, reason, label) for day in week)


def _plan_of(day: DayHours, reason: Reason, label: str | None = None) -> Plan:
    if day.state is DayState.NOT_TOLD:
        return Plan(rest=Cause(state=State.UNKNOWN, reason=Reason.HOURS_NOT_TOLD, label=label, note=day.note))
    state = State.UNKNOWN if day.state is DayState.UNKNOWN else State.CLOSED
    rest = Cause(state=state, reason=reason, label=label, note=day.note)
    return Plan(rest=rest, opens=_stretches(day.periods, replace(rest, state=State.OPEN)))


def _stretches(periods: tuple[Period, ...], cause: Cause) -> Stretches:
    return tuple((period.start_min, period.end_min, cause) for period in periods)


def _with_cron(spec: HoursSpec, plan: Plan | None, day: date) -> Plan:
    opened = Cause(state=State.OPEN, reason=Reason.CRON)
    found = tuple(period for window in spec.cron for period in window.periods(day))
    rest = plan.rest if plan else Cause(state=State.CLOSED, reason=Reason.CRON)
    return Plan(rest=rest, opens=(*(plan.opens if plan else ()), *_stretches(found, opened)))


def _with_expression(spec: HoursSpec, plan: Plan | None, day: date) -> Plan:
    if spec.expression is None:
        return plan or _UNTOLD
    found = [(start, end, cause) for start, end, cause in pieces_on(spec.expression, spec.timezone, day)]
    opens = tuple(piece for piece in found if piece[2].state is State.OPEN)
    others = tuple(piece for piece in found if piece[2].state is not State.OPEN)
    rest = plan.rest if plan else Cause(state=State.CLOSED, reason=Reason.EXPRESSION)
    return Plan(rest=rest, opens=(*(plan.opens if plan else ()), *opens), others=others)


def _relabelled(plan: Plan, label: str | None, reason: Reason | None = None, note: str | None = None) -> Plan:
    def again(cause: Cause) -> Cause:
        told = reason if reason and cause.state is not State.UNKNOWN else cause.reason
        return replace(cause, label=label or cause.label, reason=told, note=note or cause.note)

    opens, others = (tuple((s, e, again(cause)) for s, e, cause in found) for found in (plan.opens, plan.others))
    return replace(plan, rest=again(plan.rest), opens=opens, others=others)


def _heard(entries: list[SpecialDay]) -> list[SpecialDay]:
    """Without what a named source adds or removes, where another one that is listed later replaces the day."""
    last = max((n for n, entry in enumerate(entries) if entry.mode is Mode.REPLACE), default=0)
    heard = (None, entries[last].source) if entries else ()
    return [entry for n, entry in enumerate(entries) if n >= last or entry.source in heard]


def _with_extras(plan: Plan, entries: list[SpecialDay]) -> Plan:
    for entry in entries:
        if entry.mode is Mode.REPLACE or entry.day is None:
            continue
        state = State.OPEN if entry.mode is Mode.ADD else State.CLOSED
        cause = Cause(state=state, reason=Reason.SPECIAL_DAY, label=entry.label, note=entry.day.note)
        found = _stretches(entry.day.periods, cause)
        if entry.mode is Mode.ADD:
            plan = replace(plan, opens=(*plan.opens, *found))
        else:
            plan = replace(plan, removes=(*plan.removes, *found))
    return plan


def longest_period(spec: HoursSpec) -> int:
    """The last minute, counted from the start of its day, that any period of the schedule can reach."""
    days = [*(spec.week or ()), *(day for season in spec.seasons for day in season.week)]
    days += [entry.day for entry in spec.special if entry.day is not None]
    for policy in spec.holidays:
        behaviours = (policy.behaviour, *(item.behaviour for item in policy.exceptions))
        days += [behaviour for behaviour in behaviours if isinstance(behaviour, DayHours)]
    ends = [period.end_min for day in days for period in day.periods]
    if spec.expression is not None:
        ends.append(2 * DAY_MINUTES)
    return max([DAY_MINUTES, *ends, *(window.reach + DAY_MINUTES for window in spec.cron)])

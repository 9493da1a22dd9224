"""Schedules whose answer never changes: unknown for want of a zone or of hours, always open, never open."""

from __future__ import annotations

from frontdesk.hours.answer import Cause, Reason, State
from frontdesk.hours.spec import AsWeekday, Behaviour, DayHours, DayState, HolidayPolicy, HoursSpec, Mode, Week

_WEEK_MINUTES = 7 * 1440


def constant_cause(spec: HoursSpec) -> Cause | None:
    """The one cause of every answer; None when answers change."""
    shut = spec.shut
    if shut is not None and shut.first is None and shut.reopen is None:
        return Cause(state=State.CLOSED, reason=shut.reason)
    if spec.timezone is None:
        return Cause(state=State.UNKNOWN, reason=Reason.NO_TIMEZONE)
    if _says_nothing(spec):
        return Cause(state=State.UNKNOWN, reason=Reason.NO_HOURS)
    if _never_opens(spec):
        return _all_week(spec, State.CLOSED, Reason.NEVER_OPENS)
    if _always_open(spec):
        return _all_week(spec, State.OPEN, Reason.ALWAYS_OPEN)
    return None


def _all_week(spec: HoursSpec, state: State, reason: Reason) -> Cause | None:
    """The cause with the note that all days share; None when notes differ, for then answers change."""
    notes = {day.note for day in spec.week or ()}
    return Cause(state=state, reason=reason, note=notes.pop()) if len(notes) == 1 else None


def _says_nothing(spec: HoursSpec) -> bool:
    return spec.week is None and not (
        spec.seasons or spec.cron or spec.special or spec.holidays or spec.shut or spec.expression
    )


def _never_opens(spec: HoursSpec) -> bool:
    if spec.week is None or spec.cron or spec.expression:
        return False
    days = [*spec.week, *(day for season in spec.seasons for day in season.week)]
    days += [entry.day for entry in spec.special if entry.day is not None and entry.mode is not Mode.REMOVE]
    days += _holiday_hours(spec.holidays)
    return all(day.state is DayState.CLOSED for day in days)


def _holiday_hours(policies: tuple[HolidayPolicy, ...]) -> list[DayHours]:
    return [behaviour for behaviour in _behaviours(policies) if isinstance(behaviour, DayHours)]


def _behaviours(policies: tuple[HolidayPolicy, ...]) -> list[Behaviour]:
    return [
        behaviour
        for policy in policies
        for behaviour in (policy.behaviour, *(item.behaviour for item in policy.exceptions))
    ]


def _always_open(spec: HoursSpec) -> bool:
    if spec.week is None or spec.seasons or spec.special or spec.shut:
        return False
    return not _holidays_matter(spec.holidays) and _covers_week(spec.week)


def _holidays_matter(policies: tuple[HolidayPolicy, ...]) -> bool:
    return any(isinstance(behaviour, (DayHours, AsWeekday)) for behaviour in _behaviours(policies))


def _covers_week(week: Week) -> bool:
    """Whether the periods, laid around the week, leave no minute out."""
    periods = [
        (day * 1440 + period.start_min + turn, day * 1440 + period.end_min + turn)
        for turn in (-_WEEK_MINUTES, 0)
        for day, hours in enumerate(week)
        for period in hours.periods
    ]
    covered = 0
    for start, end in sorted(periods):
        if start > covered:
            return False
        covered = max(covered, end)
    return covered >= _WEEK_MINUTES

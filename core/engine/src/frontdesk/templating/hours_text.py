"""Hours as people read them: the week, a day, what is exceptional, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from frontdesk.hours import DayPlan, Period, Reason, State
from frontdesk.templating.style import Style

if TYPE_CHECKING:
    from frontdesk.hours import Schedule

_DAY = 24 * 60
_ALL_DAY = (Period(start_min=0, end_min=_DAY),)
_AHEAD_DAYS = 14
_LONGEST_RUN = 400
_NEXT = timedelta(days=1)
_KEPT = 16384


@lru_cache(maxsize=_KEPT)
def week_text(schedule: Schedule, today: date, style: Style) -> str | None:
    """The regular week, days of equal hours together, then what public holidays are; None where no day is known.

    `lun.-ven. 09:00-12:00, 14:00-18:00; sam. 09:00-12:30; dim. fermé; jours fériés : fermé`
    """
    plans = schedule.regular_week(today)
    if all(_is_silent(plan) for plan in plans):
        return None
    holiday = schedule.usual_holiday(today)
    holidays = [] if holiday is None else [style.words.holidays.format(hours=_plan_text(holiday, style))]
    return "; ".join((*_week_parts(plans, style), *holidays))


def _week_parts(plans: Sequence[DayPlan], style: Style) -> list[str]:
    ordered = _ordered(plans, style.first_weekday)
    groups = _grouped(ordered)
    if len(groups) == 1:
        return [_every_day(plans[0], style)]
    return [f"{_days_text(ordered, days, style)} {_plan_text(ordered[days[0]], style)}" for days in groups]


@lru_cache(maxsize=_KEPT)
def day_text(schedule: Schedule, day: date, style: Style) -> str | None:
    """The hours of one day, with the name of what makes it special; None where they are not known."""
    plan = schedule.day(day)
    if _is_silent(plan):
        return None
    return _labelled(_plan_text(plan, style), plan.label)


@lru_cache(maxsize=_KEPT)
def exceptional_text(schedule: Schedule, today: date, style: Style) -> str | None:
    """The special days of the next two weeks: `jeu. 25 déc. fermé (Noël)`; None where there are none."""
    if schedule.never_opens:
        return None
    return "; ".join(_run_text(first, last, style) for first, last in _runs(schedule, today)) or None


def status_text(schedule: Schedule, now: datetime, style: Style) -> str | None:
    """Open or closed at this instant: `ouvert jusqu'à 18:00`, `fermé (Noël)`; None where it is not known."""
    answer = schedule.at(now)
    if answer.state is State.UNKNOWN:
        return None
    if answer.state is State.CLOSED:
        return _labelled(style.words.closed, answer.label)
    if schedule.always_open:
        return style.words.always
    until = open_until_text(schedule, now, style)
    return style.words.open_until.format(until=until) if until else style.words.open


def open_until_text(schedule: Schedule, now: datetime, style: Style) -> str | None:
    """Until when it is open: `jusqu'à 18:00`; None where it is not open, or for more than a day."""
    answer = schedule.at(now)
    if answer.state is not State.OPEN or answer.until is None:
        return None
    until = answer.until.astimezone(now.tzinfo)
    return style.until(_minute(until)) if until - now < timedelta(days=1) else None


def moment_text(moment: datetime, now: datetime, style: Style) -> str:
    """An instant to come, told on the clock of `now`: `demain à 09:00`."""
    local = moment.astimezone(now.tzinfo)
    return style.moment(local.date(), _minute(local), today=now.date())


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


# One day


def _is_silent(plan: DayPlan) -> bool:
    """Whether nothing is known of the day; of some only the times are not told."""
    return plan.state is State.UNKNOWN and plan.reason is not Reason.HOURS_NOT_TOLD


def _told(plan: DayPlan) -> tuple[State, bool, tuple[Period, ...], str | None]:
    """What days have in common that read the same."""
    return plan.state, _is_silent(plan), plan.periods, _instead_of_times(plan)


def _instead_of_times(plan: DayPlan) -> str | None:
    """What is said where times are not told: `sur rdv`. That it is open would not be all."""
    return plan.note if plan.reason is Reason.HOURS_NOT_TOLD else None


def _plan_text(plan: DayPlan, style: Style) -> str:
    if _is_silent(plan):
        return style.words.unknown_day
    if not plan.periods:
        return style.words.closed if plan.state is State.CLOSED else _instead_of_times(plan) or style.words.open
    if plan.periods == _ALL_DAY:
        return style.words.all_day
    times = ", ".join(_period_text(period, plan.date.weekday(), style) for period in plan.periods)
    return times + style.words.after_times


def _period_text(period: Period, weekday: int, style: Style) -> str:
    """`20:00-02:00`; with the day of its end where that is not the next night: `20:00-dim. 02:00`."""
    later = f"{style.short_day(weekday + period.end_min // _DAY)} " if period.end_min > period.start_min + _DAY else ""
    return style.times(style.time(period.start_min), f"{later}{style.time(period.end_min)}")


def _labelled(text: str, label: str | None) -> str:
    return f"{text} ({label})" if label else text


# The week


def _ordered(plans: Sequence[DayPlan], first: int) -> Sequence[DayPlan]:
    """The days from Monday, or from the first day of the country's week where that reads as well or better.

    Better are fewer ranges (`Sun-Thu`). A first day that is closed does not begin a list: shops do not open it so.
    """
    turned = (*plans[first:], *plans[:first])
    return min(turned, plans, key=lambda days: (_pieces(days), not days[0].periods))


def _pieces(plans: Sequence[DayPlan]) -> int:
    return sum(1 for days in _grouped(plans) for _range in _ranges(days))


def _grouped(plans: Sequence[DayPlan]) -> list[list[int]]:
    """The days of equal hours together, by their places, in the order in which each first comes."""
    groups: dict[object, list[int]] = {}
    for place, plan in enumerate(plans):
        groups.setdefault(_told(plan), []).append(place)
    return list(groups.values())


def _every_day(plan: DayPlan, style: Style) -> str:
    if plan.periods == _ALL_DAY:
        return style.words.always
    every = f"{style.words.every_day} " if plan.periods else ""
    return every + _plan_text(plan, style)


def _days_text(plans: Sequence[DayPlan], places: Sequence[int], style: Style) -> str:
    """Neighbouring days as a range, others in a list: `lun.-ven.`, `lun., mer.`."""
    names = [style.short_day(plan.date.weekday()) for plan in plans]
    return ", ".join(
        names[first] if first == last else style.days(names[first], names[last]) for first, last in _ranges(places)
    )


def _ranges(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = places[0]
    for place in places[1:]:
        if place != last + 1:
            yield first, last
            first = place
        last = place
    yield first, last


# Special days


def _runs(schedule: Schedule, today: date) -> Iterator[tuple[DayPlan, DayPlan]]:
    """First and last day of each stretch of special days that say the same, to the end also of one that goes on.

    Days that the regular week brings to the same (a Sunday within closed holidays) do not break a stretch.
    """
    seen = today
    for plan in schedule.exceptional(today, _AHEAD_DAYS):
        if plan.date >= seen:
            last = _last_of(schedule, plan)
            seen = last.date + _NEXT
            yield plan, last


def _last_of(schedule: Schedule, first: DayPlan) -> DayPlan:
    last = first
    for ahead in range(1, _LONGEST_RUN):
        plan = schedule.day(first.date + timedelta(days=ahead))
        if _told(plan) != _told(first) or (plan.exceptional and plan.label != first.label):
            break
        last = plan if plan.exceptional else last
    return last


def _run_text(first: DayPlan, last: DayPlan, style: Style) -> str:
    day, end = style.short_date(first.date), style.short_date(last.date)
    days = day if day == end else style.dates(day, end)
    return f"{days} {_labelled(_plan_text(first, style), first.label)}"

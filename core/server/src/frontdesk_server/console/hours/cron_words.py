"""Cron expressions in words: what `0 9 * * 1-5` means, for those who do not read it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

from frontdesk.hours.cron import CronTimes
from frontdesk.hours.cron_reader import read_times
from frontdesk.hours.place import Place
from frontdesk.templating.style import style
from frontdesk_server.console.words import _, language_now

_DAY: Final = 1440
_HOUR: Final = 60
_MOST_TIMES: Final = 6
_SHORTEST_RUN: Final = 3
_WEEK: Final = 7
_LAST: Final = "l"


def in_words(expression: str, *, day_or: bool = True) -> str | None:
    """When an expression fires; None for one that cannot be read."""
    place = Place(path="", found=[])
    times = read_times(place, expression, day_or=day_or)
    return None if times is None or place.found else told(times)


def told(times: CronTimes) -> str:
    """A compiled expression in words: its times, its days, its months."""
    parts = (_times(times.minutes), _days(times), _months(times), _years(times))
    return ", ".join(part for part in parts if part)


# Times of the day


def _times(minutes: Sequence[int]) -> str:
    if len(minutes) == _DAY:
        return _("every minute")
    if len(minutes) <= _MOST_TIMES:
        return _("at {times}").format(times=_listed([_clock(minute) for minute in minutes]))
    spans = _spans(minutes)
    if len(spans) <= _MOST_TIMES:
        return _listed([_("from {start} to {end}").format(start=_clock(a), end=_clock(b + 1)) for a, b in spans])
    step = minutes[1] - minutes[0]
    if all(later - earlier == step for earlier, later in pairwise(minutes)):
        between = _("from {start} to {end}").format(start=_clock(minutes[0]), end=_clock(minutes[-1]))
        whole = len(minutes) * step == _DAY
        every = _every(step)
        return every if whole else f"{every} {between}"
    return _("{count} times a day, first at {start}, last at {end}").format(
        count=len(minutes), start=_clock(minutes[0]), end=_clock(minutes[-1])
    )


def _every(step: int) -> str:
    if step % _HOUR == 0:
        hours = step // _HOUR
        return _("every hour") if hours == 1 else _("every {count} hours").format(count=hours)
    return _("every {count} minutes").format(count=step)


def _spans(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of numbers that follow each other, as first and last."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


def _clock(minute: int) -> str:
    return style(language_now(), None).time(minute) if minute < _DAY else "24:00"


# Days


def _days(times: CronTimes) -> str:
    months, weekdays = _month_days(times), _weekdays(times)
    if months and weekdays:
        joined = _("{days} or {weekdays}") if times.day_or else _("{days} if it is {weekdays}")
        return joined.format(days=months, weekdays=weekdays)
    return months or weekdays or _("every day")


def _weekdays(times: CronTimes) -> str:
    if times.nth:
        return _listed([_nth(weekday, which) for weekday, which in sorted(times.nth, key=str)])
    if times.weekdays is None or len(times.weekdays) == _WEEK:
        return ""
    return _ranges(sorted((weekday + 6) % _WEEK for weekday in times.weekdays), _day_name)


def _nth(weekday: int, which: int | str) -> str:
    day = _day_name((weekday + 6) % _WEEK)
    if which == _LAST:
        return _("the last {weekday} of the month").format(weekday=day)
    return _("{weekday} number {count} of the month").format(weekday=day, count=which)


def _month_days(times: CronTimes) -> str:
    if times.nearest:
        return _listed(_("the weekday nearest to day {day}").format(day=day) for day in sorted(times.nearest))
    found = []
    if times.days:
        found.append(_("day {days} of the month").format(days=_ranges(sorted(times.days), str)))
    if times.last_day:
        found.append(_("the last day of the month"))
    return _listed(found)


def _months(times: CronTimes) -> str:
    if times.months is None:
        return ""
    return _("in {months}").format(months=_ranges(sorted(times.months), _month_name))


def _years(times: CronTimes) -> str:
    return "" if times.years is None else _("in {months}").format(months=_ranges(sorted(times.years), str))


def _ranges(numbers: Sequence[int], name: Callable[[int], str]) -> str:
    """`Monday to Friday and Sunday`: runs of three and more are told by their ends."""
    found: list[str] = []
    for first, last in _spans(numbers):
        if last - first + 1 >= _SHORTEST_RUN:
            found.append(_("{first} to {last}").format(first=name(first), last=name(last)))
        else:
            found += [name(number) for number in range(first, last + 1)]
    return _listed(found)


def _day_name(weekday: int) -> str:
    """`Monday`, `lundi`; 0 is Monday."""
    return str(style(language_now(), None).locale.days["format"]["wide"][weekday])


def _month_name(month: int) -> str:
    return str(style(language_now(), None).locale.months["format"]["wide"][month])


def _listed(parts: Iterable[str]) -> str:
    """`a, b and c`."""
    found = list(parts)
    if len(found) <= 1:
        return "".join(found)
    return _("{first} and {last}").format(first=", ".join(found[:-1]), last=found[-1])

"""What the buttons of the chat hours form do where there is no script: `do` names the row or day that is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from frontdesk_server.console.hours.form import DayRow, HoursForm
from frontdesk_server.console.hours.grid import Times
from frontdesk_server.console.hours.rows import CronRow, SpecialRow

_EMPTY: Final[Times] = ("", "")
_ROWS: Final = ("special", "cron")


def is_ours(do: str, prefix: str) -> bool:
    """Whether a button of this form was pressed."""
    words = do.split(" ")
    return len(words) > 1 and words[1].startswith(f"{prefix}.")


def done(form: HoursForm, do: str, prefix: str) -> HoursForm:
    """The form after a button was pressed; as it was for one that means nothing here."""
    verb, _, rest = do.partition(" ")
    name, _, which = rest.partition(" ")
    path = name.removeprefix(f"{prefix}.")
    if path in _ROWS and verb == "add":
        return _row_added(form, path)
    if path in _ROWS and verb == "remove":
        return _row_removed(form, path, which)
    head, _, day = path.partition(".")
    if head == "weekly" and day in form.week:
        return replace(form, week=_WEEKLY.get(verb, _same)(form.week, day, which))
    return _special_periods(form, verb, path, which)


def _row_added(form: HoursForm, part: str) -> HoursForm:
    if part == "cron":
        return replace(form, cron=(*form.cron, CronRow(key=_free_key(form.cron))))
    return replace(form, special=(*form.special, SpecialRow(key=_free_key(form.special))))


def _free_key(rows: Iterable[SpecialRow | CronRow]) -> str:
    return str(max((int(row.key) for row in rows if row.key.isdigit()), default=-1) + 1)


def _row_removed(form: HoursForm, part: str, key: str) -> HoursForm:
    if part == "cron":
        return replace(form, cron=tuple(row for row in form.cron if row.key != key))
    return replace(form, special=tuple(row for row in form.special if row.key != key))


Week = Mapping[str, DayRow]


def _same(week: Week, _day: str, _which: str) -> Week:
    return week


def _period_added(week: Week, day: str, _which: str) -> Week:
    return {**week, day: replace(week[day], periods=(*week[day].periods, _EMPTY))}


def _period_closed(week: Week, day: str, which: str) -> Week:
    return {**week, day: replace(week[day], periods=_without(week[day].periods, which))}


def _copied(week: Week, day: str, _which: str) -> Week:
    """To all other days; one that the grid cannot say stays as it is where there is nothing to copy."""
    periods = week[day].periods
    return {name: replace(row, periods=periods) if name != day else row for name, row in week.items()}


_WEEKLY: Final[Mapping[str, Callable[[Week, str, str], Week]]] = {
    "period": _period_added,
    "close": _period_closed,
    "copy": _copied,
}


def _special_periods(form: HoursForm, verb: str, path: str, which: str) -> HoursForm:
    rows = tuple(_with_periods(row, verb, path, which) for row in form.special)
    return replace(form, special=rows)


def _with_periods(row: SpecialRow, verb: str, path: str, which: str) -> SpecialRow:
    if path != f"special[{row.key}].hours" or verb not in ("period", "close"):
        return row
    periods = (*row.periods, _EMPTY) if verb == "period" else _without(row.periods, which)
    return replace(row, periods=periods)


def _without(periods: tuple[Times, ...], which: str) -> tuple[Times, ...]:
    at = int(which) if which.isascii() and which.isdigit() else len(periods)
    return tuple(times for place, times in enumerate(periods) if place != at)

"""From the rules of an OSM expression to the fields of our own documents, where those can hold all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from frontdesk.hours.formats.clock import told
from frontdesk.hours.osm.rules import read_rules
from frontdesk.hours.osm.selectors import YEAR_DAYS, BeyondFieldsError, day_number, month_day
from frontdesk.hours.osm.tables import Day, Kinds, Part, Told
from frontdesk.hours.spec import Expression
from frontdesk.hours.words import DAY_NAMES

_LONGEST_SPECIAL: Final = 31
"""Days of one kind that follow each other: up to a month they are special days, longer ones a season."""
_LONGEST_DATED: Final = timedelta(days=3 * YEAR_DAYS)

Document = dict[str, object]


def fields_of(expression: Expression) -> Document:
    """The document that says all that the expression says. Raises BeyondFieldsError where none can."""
    rules = Told(read_rules(expression.text))
    parts = rules.parts()
    base = max(parts, key=lambda part: sum(other.length for other in parts if other.kinds == part.kinds)).kinds
    special = [part for part in parts if part.kinds != base and part.kinds.only and part.length <= _LONGEST_SPECIAL]
    usual = [part for part in parts if part not in special]
    seasons = [_season(part) for part in usual if part.kinds != base]
    document: Document = {"weekly": _week(base.usual)}
    if policy := _holidays(expression, [part.kinds for part in usual]):
        document["holidays"] = policy
    if seasons := [*seasons, *_school_season(expression, [part.kinds for part in usual])]:
        document["seasons"] = seasons
    if entries := [*(_yearly(part) for part in special), *_dated(rules, special)]:
        document["special"] = entries
    return document


def _season(part: Part) -> Document:
    return {
        "from": month_day(part.first),
        "to": month_day(part.first + part.length - 1),
        "weekly": _week(part.kinds.usual),
    }


def _yearly(part: Part) -> Document:
    first, last = month_day(part.first), month_day(part.first + part.length - 1)
    span: Document = {"date": first} if first == last else {"from": first, "to": last}
    return span | _entry(part.kinds.usual[0])


def _dated(rules: Told, yearly: Sequence[Part]) -> list[Document]:
    """Special days with a year. Those that meet each other or one of every year are beyond us: the last one holds."""
    entries: list[Document] = []
    seen: set[date] = set()
    for days, day in rules.of_dates():
        for first, last in days.dates or ():
            if last - first >= _LONGEST_DATED:
                raise BeyondFieldsError
            each = {first + timedelta(days=n) for n in range((last - first).days + 1)}
            if each & seen or any(_in(part, one) for part in yearly for one in each):
                raise BeyondFieldsError
            seen |= each
            ends = {"from": first.isoformat(), "to": last.isoformat()}
            entries.append(({"date": first.isoformat()} if first == last else ends) | _entry(day))
    return entries


def _in(part: Part, day: date) -> bool:
    return (day_number(day.month, day.day) - part.first) % YEAR_DAYS < part.length


def _holidays(expression: Expression, kinds: Sequence[Kinds]) -> Document | None:
    """The policy of public holidays, where they are the same whatever their weekday and their season."""
    calendar = expression.public
    if calendar is None or all((each.public, each.both) == (each.usual, each.school) for each in kinds):
        return None
    days = {day for each in kinds for day in (*each.public, *(each.both if expression.school else ()))}
    if len(days) > 1:
        raise BeyondFieldsError
    place = {"country": calendar.country, "subdivision": calendar.subdivision}
    return {**{key: item for key, item in place.items() if item}, "behaviour": _hours(days.pop())}


def _school_season(expression: Expression, kinds: Sequence[Kinds]) -> list[Document]:
    """The season of school holidays, where there is no other one that it would meet."""
    calendar = expression.school
    if calendar is None or all(each.school == each.usual for each in kinds):
        return []
    if any(each.usual != kinds[0].usual or each.school != kinds[0].school for each in kinds):
        raise BeyondFieldsError
    during = {"country": calendar.country, "subdivision": calendar.subdivision}
    return [{"during": {key: item for key, item in during.items() if item}, "weekly": _week(kinds[0].school)}]


def _week(days: Sequence[Day]) -> Document:
    """Days as our documents write them; those that follow each other and are alike stand together."""
    week: Document = {}
    first = 0
    for number, day in enumerate(days):
        if number + 1 == len(days) or days[number + 1] != day:
            names = dict.fromkeys((DAY_NAMES[first], DAY_NAMES[number]))
            week["-".join(names)] = _hours(day)
            first = number + 1
    return week


def _hours(day: Day) -> object:
    hours: object = [told(*span) for span in day.periods] if day.state == "open" else day.state
    return {"hours": hours, "note": day.note} if day.note else hours


def _entry(day: Day) -> Document:
    said: Document = {"hours": [told(*span) for span in day.periods]} if day.state == "open" else {day.state: True}
    return said | ({"note": day.note} if day.note else {})

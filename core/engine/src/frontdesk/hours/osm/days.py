"""Local days of an OSM expression: what starts on a day, in minutes, told by opening-hours-py.

Three things are taken out of the library's hands, by rewriting the rules before it evaluates them. Spans are cut at
midnight and asked for in two halves, so that a period belongs to the day it starts on (the library cuts a night where
the next day has a rule of its own, and lets the night of a closed day begin at midnight). Holidays are those of our own
calendars, with subdivisions and school holidays. And it is asked a day at a time in wall-clock time: zones are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from frontdesk.hours.answer import State
from frontdesk.hours.osm.rules import OsmRule, read_rules
from frontdesk.hours.osm.times import DAY_MINUTES, has_sun, head, tail
from frontdesk.hours.public_holidays import is_holiday
from frontdesk.hours.spec import Expression

if TYPE_CHECKING:
    from opening_hours import OpeningHours

_DAY: Final = timedelta(days=1)
_NEVER: Final = "off"
_NO_NIGHT: Final = "no night of Frontdesk"
"""The comment of what stands where a rule has no night, so that it still overrides those before it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a day in one state, in minutes from its midnight; past 1440 is the night after."""

    start: int
    end: int
    state: State
    comment: str | None


class ExpressionDays:
    """The days of one expression; texts are compiled once for each kind of day."""

    __slots__ = ("_compiled", "_expression", "_holidays", "_last", "_rules", "_zone")

    def __init__(self, expression: Expression, zone: str | None) -> None:
        self._expression = expression
        self._rules = read_rules(expression.text)
        self._holidays = tuple(dict.fromkeys(name for rule in self._rules for name in rule.holidays))
        sun = any(has_sun(rule.times) for rule in self._rules)
        self._zone = ZoneInfo(zone) if sun and zone else None
        self._last: tuple[date, tuple[Piece, ...]] = (date.min, ())
        self._compiled: dict[frozenset[str], tuple[OpeningHours, OpeningHours | None]] = {}

    def pieces(self, day: date) -> tuple[Piece, ...]:
        """What starts on a day, closed parts without a comment left out; in order."""
        eve = day - _DAY
        kept, before = self._last
        late = [p for p in (before if kept == eve else self._whole(eve)) if p.start >= DAY_MINUTES]
        found = self._whole(day)
        self._last = (day, found)  # days are mostly asked in their order
        moved = (replace(p, start=p.start - DAY_MINUTES, end=p.end - DAY_MINUTES) for p in late)
        return (*moved, *(piece for piece in found if piece.start < DAY_MINUTES))

    def _whole(self, day: date) -> tuple[Piece, ...]:
        """What the rules of a day bring, its night included."""
        holds = frozenset(name for name in self._holidays if self._holds(name, day))
        if holds not in self._compiled:
            self._compiled[holds] = self._compile(holds)
        on_day, after = self._compiled[holds]
        found = [*self._asked(on_day, day)]
        if after is not None:
            found += [
                replace(p, start=p.start + DAY_MINUTES, end=p.end + DAY_MINUTES)
                for p in self._asked(after, day)
                if _is_night(p)
            ]
        return tuple(_joined(piece for piece in found if piece.state is not State.CLOSED or piece.comment))

    def _holds(self, name: str, day: date) -> bool:
        """Whether a holiday of a rule holds: `PH 2 days` does two days after a public holiday."""
        kind, _, shift = name.partition(" ")
        calendar = self._expression.public if kind == "PH" else self._expression.school
        if calendar is None:
            return False
        return is_holiday(calendar, day - timedelta(days=int(shift.partition(" ")[0] or 0)))

    def _compile(self, holds: frozenset[str]) -> tuple[OpeningHours, OpeningHours | None]:
        told = [rule for rule in (rule.on(holds) for rule in self._rules) if rule is not None]
        tails = any(tail(span) for rule in told for span in rule.times)
        return self._opening_hours(told, _head), self._opening_hours(told, _tail) if tails else None

    def _opening_hours(self, rules: Iterable[OsmRule], half: Callable[[OsmRule], OsmRule | None]) -> OpeningHours:
        from opening_hours import OpeningHours  # noqa: PLC0415 - only schedules with expressions pay for it

        text = written([rule for rule in map(half, rules) if rule is not None])
        if self._zone is None:
            return OpeningHours(text, auto_country=False, auto_timezone=False)
        # Its coordinates count for the sun only where it may look for the zone too; the one that is given stays
        return OpeningHours(text, timezone=self._zone, coords=self._expression.coordinates, auto_country=False)

    def _asked(self, hours: OpeningHours, day: date) -> Iterator[Piece]:
        """One day at a time: what the library lists over several is wrong after a rule that falls back."""
        first = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall-clock time is asked for
        last = first + _DAY
        ends = (first.replace(tzinfo=self._zone), last.replace(tzinfo=self._zone))
        for start, end, state, comment in hours.intervals(*ends):
            begin, stop = self._minute(start, first), self._minute(end, first)
            if begin < stop:
                yield Piece(begin, stop, _STATES[str(state)], comment or None)

    def _minute(self, moment: datetime, midnight: datetime) -> int:
        past = (moment.replace(tzinfo=None) if self._zone else moment) - midnight
        return min(past.days * DAY_MINUTES + past.seconds // 60, DAY_MINUTES)


_STATES: Final = {"open": State.OPEN, "closed": State.CLOSED, "unknown": State.UNKNOWN}


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces that go on past midnight as they were before are one."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and (last.end, last.state, last.comment) == (piece.start, piece.state, piece.comment):
            last = replace(last, end=piece.end)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _head(rule: OsmRule) -> OsmRule:
    return replace(rule, times=tuple(head(span) for span in rule.times))


def _tail(rule: OsmRule) -> OsmRule | None:
    """What the rule does to the night after its days; one that has none still ends the nights of those before it."""
    left = tuple(found for span in rule.times if (found := tail(span)) is not None)
    if left:
        return replace(rule, times=left)
    if rule.state == "closed":
        return None if rule.times else rule
    # Not `closed`: a rule that falls back would take its place
    return None if rule.joint == "," else replace(rule, times=(), state="unknown", comment=_NO_NIGHT)


def _is_night(piece: Piece) -> bool:
    return piece.state is not State.CLOSED and piece.comment != _NO_NIGHT


def written(rules: list[OsmRule]) -> str:
    """The text of these rules."""
    text = str(rules[0]) if rules else _NEVER
    for rule in rules[1:]:
        text += f" || {rule}" if rule.joint == "||" else f"{rule.joint} {rule}"
    return text


@lru_cache(maxsize=2048)
def days_of_expression(expression: Expression, zone: str | None) -> ExpressionDays:
    """The days of an expression; equal ones share what was compiled."""
    return ExpressionDays(expression, zone)

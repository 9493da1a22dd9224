"""From the times of a day as they are typed to minutes: which half of the day is meant, and which day an end is on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from frontdesk.hours.formats.typed.atoms import Atom
from frontdesk.hours.formats.typed.lexicon import AFTERNOON, EVENING
from frontdesk.hours.formats.typed.tokens import Clock, Token

_HALF: Final = 720
_DAY: Final = 1440
_MORNING: Final = 360
"""A bare hour before six is one of the afternoon, of six or later one of the morning: `3-5`, `6-12`."""

_AFTERNOON: Final = 480


class _Told(NamedTuple):
    """Minutes, and whether they are what was typed without a guess."""

    minutes: int
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a whole cell is written: with am and pm, with times that only the 24-hour clock has, or with neither."""

    halves: bool
    full: bool

    @classmethod
    def of(cls, tokens: Sequence[Token]) -> Style:
        """The style of a cell. Times written in two digits are of the 24-hour clock, where nobody says am or pm."""
        clocks = {token.clock for token in tokens}
        halves = Clock.HALF in clocks
        return cls(halves=halves, full=Clock.FULL in clocks or (Clock.PADDED in clocks and not halves))

    def loose(self, token: Token) -> bool:
        """Whether a time may be in either half of the day."""
        return token.clock is Clock.BARE or (token.clock is Clock.PADDED and self.halves)


def periods_of(atoms: Sequence[Atom], style: Style) -> tuple[list[tuple[int, int]], bool]:
    """The periods of one day, in the order in which they were typed; and whether a half of the day was guessed."""
    periods: list[tuple[int, int]] = []
    sure = True
    for atom in atoms:
        if atom.ends is not None:
            start = _start(atom.ends, atom.part, periods[-1][1] if periods else None, style)
            end = _end(atom.ends, atom.part, start, style)
            periods.append((start.minutes, end.minutes))
            sure = sure and start.sure and end.sure
    return periods, not sure


def _minutes(token: Token) -> int:
    return token.value if isinstance(token.value, int) else 0


def _start(ends: tuple[Token, Token], part: str | None, before: int | None, style: Style) -> _Told:
    first, last = ends
    told = _minutes(first)
    if part in {AFTERNOON, EVENING} and first.clock is not Clock.HALF and 0 < told < _latest(first):
        return _Told(told + _HALF, sure=True)
    if not style.loose(first):
        return _Told(told + _HALF, sure=False) if _is_late(first, before) else _Told(told, sure=True)
    early = told % _HALF
    if last.clock is Clock.HALF:  # `9-5pm`: the latest such time before the end
        return _Told(early + _HALF if early + _HALF < (_minutes(last) or _DAY) else early, sure=True)
    if before is not None:  # `8-12, 2-6`: the periods of a day follow each other
        later = early if early >= before else early + _HALF
        return _Told(later, sure=style.full and later == told)
    if style.full or told == 0 or told >= _MORNING:
        return _Told(told, sure=not style.halves)
    return _Told(told + _HALF, sure=False)


def _latest(first: Token) -> int:
    """Before which hour a time of the afternoon or evening lacks its half: `9h` is not said of an afternoon."""
    return _HALF if first.clock is Clock.BARE else _AFTERNOON


def _is_late(first: Token, before: int | None) -> bool:
    """`10h-12h, 2h-6h`: the afternoon, though written in hours of the 24-hour clock."""
    told = _minutes(first)
    return before is not None and first.clock is Clock.FULL and told < before <= told + _HALF < _DAY


def _end(ends: tuple[Token, Token], part: str | None, start: _Told, style: Style) -> _Told:
    """The end, past its start; the same where a period has no length."""
    first, last = ends
    told, moved = _minutes(last), start.minutes != _minutes(first)
    loose = style.loose(last) or (last.clock is not Clock.HALF and told < _HALF and (moved or part == AFTERNOON))
    if told > start.minutes:
        return _Told(told, sure=not (loose and style.halves))
    if not loose:
        return _Told(told if told == start.minutes else told + _DAY, sure=True)
    later = (told % _HALF + turn for turn in (0, _HALF, _DAY, _DAY + _HALF))
    end = next(minutes for minutes in later if minutes > start.minutes)
    return _Told(end, sure=first.clock is Clock.HALF or part is not None)

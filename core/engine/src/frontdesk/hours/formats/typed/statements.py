"""From atoms to statements: which hours are said of which days. What can be read in two ways is not read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from frontdesk.hours.formats.typed.atoms import Atom
from frontdesk.hours.formats.typed.lexicon import DAILY, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Hours of days: `atoms` are periods, or one word. No days: those of the statement before, or all that is left."""

    days: tuple[Atom, ...]
    atoms: tuple[Atom, ...]
    but: tuple[Atom, ...] = ()
    """Days that are taken out of `days`."""
    cost: int = 1
    """The reading of a clause that costs least is taken; of two that cost the same, neither."""

    @property
    def kind(self) -> Kind:
        """What is said of the days."""
        return next((atom.kind for atom in self.atoms if atom.kind is not Kind.NOTE), Kind.NOTE)

    @property
    def part(self) -> str | None:
        """The part of the day that its word is about: `fermé l'après-midi`."""
        return next((atom.part for atom in self.atoms if atom.part), None)

    @property
    def numbers(self) -> frozenset[int]:
        """The days it speaks of."""
        taken = {day for atom in self.but if not atom.part for day in atom.days}
        return frozenset(day for atom in self.days for day in atom.days) - taken


_HOURS: Final = frozenset({Kind.TIME, Kind.ALL_DAY})
_SAID: Final = frozenset({Kind.CLOSED, Kind.UNTOLD, Kind.OPEN})
_BESIDE: Final = frozenset({Kind.OPEN, Kind.NOTE})
_MOST: Final = 200
"""Atoms of a clause; one with more is not what a person types."""


@lru_cache(maxsize=4096)
def statements_of(atoms: tuple[Atom, ...]) -> tuple[Statement, ...] | None:
    """The one reading of a clause that costs least; None where there is none, or more than one."""
    if len(atoms) > _MOST:
        return None
    found = {tuple(rest.told()) for first in (True, False) for rest in _Grammar(atoms, days_first=first).readings()}
    costs = {reading: sum(said.cost for said in reading) for reading in found}
    best = [reading for reading in found if costs[reading] == min(costs.values())]
    return best[0] if len(best) == 1 else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A statement, and the reading of all that comes after it; without a statement, the end."""

    cost: int
    said: Statement | None = None
    rest: _Reading | None = None

    def told(self) -> Iterator[Statement]:
        """The statements in their order."""
        at: _Reading | None = self
        while at is not None and at.said is not None:
            yield at.said
            at = at.rest


def _kind_of(atoms: tuple[Atom, ...]) -> Kind:
    return Statement(days=(), atoms=atoms).kind


def _is_part_closed(atoms: tuple[Atom, ...]) -> bool:
    return _kind_of(atoms) is Kind.CLOSED and Statement(days=(), atoms=atoms).part is not None


class _Grammar:
    """Reads from the end to the beginning, so that every rest is read once. Of each, two readings are enough."""

    def __init__(self, atoms: Sequence[Atom], *, days_first: bool) -> None:
        self._atoms = tuple(atoms)
        self._days_first = days_first
        self._rests: list[list[_Reading]] = [[] for _ in atoms] + [[_Reading(0)]]

    def readings(self) -> list[_Reading]:
        """At most two, those that cost least."""
        for at in range(len(self._atoms) - 1, -1, -1):
            found = [
                _Reading(rest.cost + said.cost, said, rest) for said, end in self._at(at) for rest in self._rests[end]
            ]
            least = min((reading.cost for reading in found), default=0)
            self._rests[at] = [reading for reading in found if reading.cost == least][:2]
        return self._rests[0]

    def _at(self, at: int) -> Iterator[tuple[Statement, int]]:
        """The statements that begin at an atom, each with where it ends."""
        if self._atoms[at].kind is Kind.DAY:
            yield from self._days_then_hours(at)
        elif self._atoms[at].kind is Kind.EXCEPT:
            yield from self._exception(at) if at else self._but(at)
        elif self._kind(at) is Kind.ALSO:
            days, end = self._run(at + 1)
            if at and days:
                yield Statement(days=days, atoms=(self._atoms[at],)), end
        else:
            yield from self._opening(at)
            yield from self._hours_then_days(at)
            yield from self._without_days(at)

    def _days_then_hours(self, at: int) -> Iterator[tuple[Statement, int]]:
        days, but, after = self._days(at)
        said = self._said(after)
        if said is None or (not self._days_first and _kind_of(said[0]) in _HOURS):
            return
        yield Statement(days=days, but=but, atoms=said[0]), said[1]
        bare = tuple(itertools.takewhile(lambda atom: atom.kind is not Kind.NOTE, said[0]))
        if bare and len(bare) < len(said[0]):  # `lun 9h-12h, sur rdv le samedi`
            yield Statement(days=days, but=but, atoms=bare), said[1] - len(said[0]) + len(bare)

    def _opening(self, at: int) -> Iterator[tuple[Statement, int]]:
        """`ouvert`, or a note, before days that have hours. Before several, it may be all that is said of the first."""
        if self._kind(at) in ({Kind.OPEN} if at else _BESIDE) and self._kind(at + 1) is Kind.DAY:
            note = tuple(atom for atom in self._atoms[at : at + 1] if atom.kind is Kind.NOTE)
            for said, end in self._days_then_hours(at + 1):
                yield replace(said, atoms=note + said.atoms, cost=min(len(said.days), 2)), end

    def _hours_then_days(self, at: int) -> Iterator[tuple[Statement, int]]:
        said = self._said(at)
        if said is None or (self._days_first and _kind_of(said[0]) in _HOURS):
            return
        days, but, after = self._days(said[1])
        if but:
            yield Statement(days=days, but=but, atoms=said[0]), after
        for end in self._ends(said[1]):
            told = tuple(atom for atom in self._atoms[said[1] : end] if atom.kind is Kind.DAY)
            yield Statement(days=told, atoms=said[0]), end

    def _ends(self, at: int) -> Iterator[int]:
        """Where the days from here may end, if others follow with hours of their own: where they are parted most."""
        _, last = self._run(at)
        inner = [number for number in range(at + 1, last) if self._kind(number) is Kind.DAY]
        most = max((self._atoms[number].parted for number in inner), default=0)
        yield from (number for number in inner if self._atoms[number].parted == most)
        if last > at:
            yield last

    def _without_days(self, at: int) -> Iterator[tuple[Statement, int]]:
        """Hours of all days that are left, at the beginning: `9h-18h, fermé le lundi`. Or a part of the days before."""
        said = self._said(at)
        if said is None:
            return
        atoms, after = said
        follows = self._kind(after)
        closes = follows is Kind.CLOSED or self._is_closing(after)
        more = any(atom.kind in _HOURS for atom in self._atoms[after:])  # then nobody knows whose these are
        leads = at == 0 and (follows in {None, Kind.EXCEPT} or (closes and not more))
        if leads or (at > 0 and _is_part_closed(atoms) and follows is not Kind.TIME):
            yield Statement(days=(), atoms=atoms), after

    def _is_closing(self, at: int) -> bool:
        """Whether days that are closed stand here."""
        days, _, after = self._days(at)
        said = self._said(after)
        return bool(days) and said is not None and _kind_of(said[0]) is Kind.CLOSED

    def _but(self, at: int) -> Iterator[tuple[Statement, int]]:
        """`sauf le dimanche 9h-18h`, at the beginning: every other day."""
        but, after = self._run(at + 1)
        if but and (said := self._said(after)) and _kind_of(said[0]) in _HOURS:
            yield Statement(days=(Atom(kind=Kind.DAY, days=DAILY),), but=but, atoms=said[0]), said[1]

    def _exception(self, at: int) -> Iterator[tuple[Statement, int]]:
        """`sauf le mercredi` after hours: closed then, or other hours if there are any."""
        days, but, after = self._days(at + 1)
        if not days or but:
            return
        said = self._said(after)
        if said and _kind_of(said[0]) in _HOURS:
            yield Statement(days=days, atoms=said[0]), said[1]
        yield Statement(days=days, atoms=(Atom(kind=Kind.CLOSED),)), after

    # Runs of atoms

    def _kind(self, at: int) -> Kind | None:
        return self._atoms[at].kind if at < len(self._atoms) else None

    def _run(self, at: int) -> tuple[tuple[Atom, ...], int]:
        """The days that follow each other from here; `y compris` joins them too."""
        end = at
        while self._kind(end) is Kind.DAY or (end > at and self._kind(end) is Kind.ALSO):
            end += 1
        return tuple(atom for atom in self._atoms[at:end] if atom.kind is Kind.DAY), end

    def _days(self, at: int) -> tuple[tuple[Atom, ...], tuple[Atom, ...], int]:
        """The days from here, and those that are taken out of them: `tous les jours sauf dimanche`."""
        days, end = self._run(at)
        if not days or self._kind(end) is not Kind.EXCEPT:
            return days, (), end
        but, after = self._run(end + 1)
        return (days, but, after) if but else (days, (), end)

    def _said(self, at: int) -> tuple[tuple[Atom, ...], int] | None:
        """Periods, or one word, from here, with notes before and after; `ouvert` beside periods says nothing more."""
        start = self._past(at, _BESIDE)
        end = self._past(start, {Kind.TIME}) if self._kind(start) is Kind.TIME else start
        end += end == start and self._kind(end) is Kind.ALL_DAY
        if end == start:
            start = self._past(at, {Kind.NOTE})
            end = start + (self._kind(start) in _SAID)
        after = self._past(end, {Kind.NOTE})
        told = tuple(atom for atom in self._atoms[at:start] if atom.kind is Kind.NOTE)
        return (told + self._atoms[start:after], after) if after > at else None

    def _past(self, at: int, kinds: frozenset[Kind] | set[Kind]) -> int:
        """The first place from here at which something else stands."""
        while self._kind(at) in kinds:
            at += 1
        return at

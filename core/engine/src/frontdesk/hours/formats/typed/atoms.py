"""From tokens to atoms: groups of days, periods, and words that say something of days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from frontdesk.hours.formats.typed.lexicon import NOON, Days, Kind
from frontdesk.hours.formats.typed.tokens import Token
from frontdesk.hours.formats.weekdays import days_between

_MIDNIGHT: Final = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """`days` names days, with the part of the day that is meant; `time` has two ends, `note` words that limit."""

    kind: Kind
    days: Days = ()
    part: str | None = None
    ends: tuple[Token, Token] | None = None
    note: str | None = None
    parted: int = 0
    """How strongly it is parted from what is before it: by nothing, by `et`, `/`, a comma, a dash."""


@dataclass(slots=True)
class Clause:
    """What stands between two strong marks: its atoms, its place in the cell, and whether all of it was understood."""

    start: int
    end: int
    atoms: list[Atom] = field(default_factory=list)
    readable: bool = True

    @property
    def days(self) -> frozenset[int]:
        """Every day that is named."""
        return frozenset(day for atom in self.atoms for day in atom.days)


_ALONE: Final = frozenset({Kind.CLOSED, Kind.OPEN, Kind.UNTOLD, Kind.EXCEPT, Kind.ALSO})
_WEAK: Final[Mapping[Kind, int]] = {Kind.AND: 1, Kind.SLASH: 2, Kind.COMMA: 3, Kind.RANGE: 4}
_FAR: Final = 4
_WEEK: Final = 7


def clauses_of(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of a cell; one that names days alone, or none at all, belongs to its neighbour."""
    found: list[Clause] = []
    part: list[Token] = []
    for token in [*tokens, Token(kind=Kind.BREAK, text="")]:
        if token.kind is not Kind.BREAK:
            part.append(token)
        elif part:
            _join(found, _clause(part))
            part = []
    return found


def _join(found: list[Clause], clause: Clause) -> None:
    """Days above their hours, or more hours below, are one clause: line ends are all that parts them."""
    before = found[-1] if found else None
    bare = bool(clause.atoms) and not clause.days and all(atom.kind in _HOURS for atom in clause.atoms)
    headed = before is not None and all(atom.kind is Kind.DAY for atom in before.atoms)
    if before and before.days and (headed or (bare and before.atoms[-1].kind in _HOURS)):
        before.end = clause.end
        before.atoms += clause.atoms
        before.readable = before.readable and clause.readable
    else:
        found.append(clause)


_HOURS: Final = frozenset({Kind.TIME, Kind.ALL_DAY, Kind.NOTE})


def _clause(tokens: list[Token]) -> Clause:
    clause = _read(tokens)
    if clause.readable or not any(token.kind is Kind.SLASH for token in tokens):
        return clause
    swapped = _read(_swapped(tokens))  # `9h/12h - 14h/18h`: some write it the other way round
    listed = any(atom.kind is Kind.DAY and atom.parted == _WEAK[Kind.SLASH] for atom in swapped.atoms)
    return swapped if swapped.readable and not listed else clause


def _swapped(tokens: Sequence[Token]) -> list[Token]:
    swaps = {Kind.SLASH: Kind.RANGE, Kind.RANGE: Kind.SLASH}
    found = list(tokens)
    for number in range(1, len(tokens) - 1):
        before, token, after = tokens[number - 1 : number + 2]
        marked = not before.text.isdigit() and not after.text.isdigit()  # `24/12` is a date
        if before.kind is after.kind is Kind.TIME and marked and token.kind in swaps and token.value in {None, "-"}:
            found[number] = replace(token, kind=swaps[token.kind], value="-")
    return found


def _read(tokens: Sequence[Token]) -> Clause:
    clause = Clause(start=tokens[0].start, end=tokens[-1].end)
    reader = _Reader(tokens, clause)
    while reader.at < len(tokens):
        reader.step()
    clause.readable = clause.readable and not _has_unclear_pair(clause.atoms)
    return clause


def _has_unclear_pair(atoms: Sequence[Atom]) -> bool:
    """Whether two days stand alone beside each other, as a list or a range: `lun ven`, `lun/ven`."""
    for number in range(1, len(atoms)):
        one, two = atoms[number - 1 : number + 1]
        beside = [atom.kind for atom in (*atoms[number - 2 : number - 1], *atoms[number + 1 : number + 2])]
        single = len(one.days) == len(two.days) == 1 and max(one.days + two.days) < _WEEK
        if single and not one.part and Kind.DAY not in beside:
            apart = (two.days[0] - one.days[0]) % _WEEK
            if (two.parted == 0 and apart > 1) or (two.parted == _WEAK[Kind.SLASH] and apart >= _FAR):
                return True
    return False


class _Reader:
    """Goes over the tokens of a clause once."""

    def __init__(self, tokens: Sequence[Token], clause: Clause) -> None:
        self.tokens = tokens
        self.clause = clause
        self.at = 0
        self.hint: str | None = None
        self.parted = 0

    def step(self) -> None:
        """Take what begins here."""
        token = self.tokens[self.at]
        if token.kind in _ALONE:
            self.take(Atom(kind=token.kind, part=self.hinted()), 1)
        elif token.kind is Kind.NOTE:
            self.take(Atom(kind=Kind.NOTE, note=token.text.strip()), 1)
        elif token.kind in _WEAK and (token.kind is not Kind.RANGE or token.value == "-"):
            self.parted = max(self.parted, _WEAK[token.kind])
            self.at += 1
        else:
            _STEPS.get(token.kind, _Reader.junk)(self)

    def kind(self, ahead: int) -> Kind | None:
        """The kind of a token further on."""
        return self.tokens[self.at + ahead].kind if self.at + ahead < len(self.tokens) else None

    def take(self, atom: Atom, length: int) -> None:
        """One more atom, of so many tokens."""
        self.clause.atoms.append(replace(atom, parted=self.parted))
        self.at += length
        self.parted = 0

    def junk(self) -> None:
        """Something that is not understood."""
        self.clause.readable = False
        self.at += 1

    def hinted(self) -> str | None:
        """The part of the day that was named just before."""
        hint, self.hint = self.hint, None
        return hint

    def day(self) -> None:
        """A day, or days from one to another; with a part of the day."""
        days = self.tokens[self.at].value
        length = 1
        if self.kind(1) is Kind.RANGE and self.kind(2) is Kind.DAY:
            last = self.tokens[self.at + 2].value
            if not isinstance(days, tuple) or not isinstance(last, tuple) or (len(days), len(last)) != (1, 1):
                self.junk()
                return
            days, length = tuple(days_between(days[0], last[0])), 3
        self.take(Atom(kind=Kind.DAY, days=days if isinstance(days, tuple) else ()), length)
        if length > 1 and self.kind(0) is Kind.RANGE and self.kind(1) is Kind.DAY:
            self.junk()  # `lun - mer - ven`: a range or a list
            return
        if self.kind(0) is Kind.PART or self.noon_alone():
            self.clause.atoms[-1] = replace(self.clause.atoms[-1], part=self.part_word())
            self.at += 1

    def noon_alone(self) -> bool:
        """Whether noon stands here as a part of the day: `samedi midi`."""
        here = self.kind(0) is Kind.TIME and self.tokens[self.at].text[-1:].isalpha()
        return here and self.tokens[self.at].value == _MIDNIGHT / 2 and self.kind(1) is not Kind.RANGE

    def part_word(self) -> str:
        """The part of the day that is named here."""
        token = self.tokens[self.at]
        return str(token.value) if token.kind is Kind.PART else NOON

    def time(self) -> None:
        """A period; midnight alone is all day (`24h`), noon alone a part of the day."""
        token = self.tokens[self.at]
        if self.kind(1) is Kind.RANGE and self.kind(2) is Kind.TIME and self.tokens[self.at + 1].value != "au":
            self.take(Atom(kind=Kind.TIME, ends=(token, self.tokens[self.at + 2]), part=self.hinted()), 3)
        elif token.value == _MIDNIGHT:
            self.take(Atom(kind=Kind.ALL_DAY), 1)
        elif self.noon_alone():
            self.part()
        else:
            self.junk()

    def between(self) -> None:
        """`entre 9h et 12h`."""
        if (self.kind(1), self.kind(2), self.kind(3)) == (Kind.TIME, Kind.AND, Kind.TIME):
            ends = (self.tokens[self.at + 1], self.tokens[self.at + 3])
            self.take(Atom(kind=Kind.TIME, ends=ends, part=self.hinted()), 4)
        else:
            self.junk()

    def part(self) -> None:
        """A part of the day: of what follows (`matin 9h-12h`, `après-midi fermé`), else of what came before."""
        word = self.part_word()
        before = self.clause.atoms[-1] if self.clause.atoms else None
        if self.kind(1) in {Kind.TIME, Kind.BETWEEN, Kind.CLOSED}:
            self.hint = word
        elif before is not None and before.part is None and self.adjoins() and self.kind(1) is not Kind.NOTE:
            self.clause.atoms[-1] = replace(before, part=word)
        else:
            self.clause.readable = False
        self.at += 1

    def adjoins(self) -> bool:
        """Whether a time or a closing stands right before this."""
        return self.at > 0 and self.tokens[self.at - 1].kind in {Kind.TIME, Kind.CLOSED}

    def all_day(self) -> None:
        """`24h/24`; `24/7` names every day too."""
        days = self.tokens[self.at].value
        if isinstance(days, tuple):
            self.clause.atoms.append(Atom(kind=Kind.DAY, days=days))
        self.take(Atom(kind=Kind.ALL_DAY), 1)


_STEPS: Final[Mapping[Kind, Callable[[_Reader], None]]] = {
    Kind.DAY: _Reader.day,
    Kind.HOLIDAY: _Reader.day,
    Kind.TIME: _Reader.time,
    Kind.BETWEEN: _Reader.between,
    Kind.PART: _Reader.part,
    Kind.ALL_DAY: _Reader.all_day,
}

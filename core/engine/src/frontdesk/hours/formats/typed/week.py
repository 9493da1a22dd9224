"""From the clauses of a cell to the hours of each day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from frontdesk.hours.formats.clock import DAY, ZeroLength, told
from frontdesk.hours.formats.drafts import DayDraft
from frontdesk.hours.formats.shapes import echo
from frontdesk.hours.formats.typed.atoms import Clause, clauses_of
from frontdesk.hours.formats.typed.halves import without
from frontdesk.hours.formats.typed.lexicon import DAILY, HOLIDAYS, Days, Kind
from frontdesk.hours.formats.typed.periods import Style, periods_of
from frontdesk.hours.formats.typed.statements import Statement, statements_of
from frontdesk.hours.formats.typed.tokens import tokens_of
from frontdesk.hours.place import Place

LONGEST: Final = 2000
"""Characters of a cell; a longer one is not hours."""
_EVERY: Final = (*DAILY, HOLIDAYS)
_ALL_LEFT: Final = len(_EVERY) + 1
_OPENS: Final = frozenset({Kind.TIME, Kind.ALL_DAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What one statement says, resolved: periods in minutes, or a word; `width` is how many days it speaks of."""

    kind: Kind
    width: int
    periods: tuple[tuple[int, int], ...] = ()
    part: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class TypedDays:
    """The hours that a cell tells of the days of the week, and of public holidays (the eighth)."""

    days: Mapping[int, DayDraft] = field(default_factory=lambda: {day: DayDraft() for day in _EVERY})
    opens: bool = False
    """Whether any day has times: then those that are not named are closed."""
    lost: bool = False
    """Whether anything could not be read: then nothing is known of days that are not named."""
    bare: bool = False
    """Whether no day is named at all."""


def read_cell(
    place: Place, cell: str, *, days: Days = DAILY, english: bool = False, zero_length: ZeroLength = "unknown"
) -> TypedDays:
    """What a cell says of these days; all that is doubtful stands in the place's diagnostics, quoting the cell."""
    return _Reader(place, cell, days, zero_length).read(english=english)


class _Reader:
    def __init__(self, place: Place, cell: str, days: Days, zero_length: ZeroLength) -> None:
        self.place = place
        self.cell = cell
        self.known = days
        self.zero_length = zero_length
        self.result = TypedDays()
        self.said: dict[int, list[_Said]] = {day: [] for day in _EVERY}
        self.guesses: list[str] = []
        self.named = False
        self.warned: set[tuple[str, str]] = set()

    def read(self, *, english: bool) -> TypedDays:
        """Every clause, then every day."""
        tokens = tokens_of(self.cell, english=english) if len(self.cell) <= LONGEST else ()
        clauses = clauses_of(tokens)
        if not clauses:
            self.lose(frozenset(), self.cell)
        style = Style.of(tokens)
        for clause in clauses:
            self.clause(clause, style)
        self.result.bare = not any(clause.days - {HOLIDAYS} for clause in clauses)
        for day in _EVERY:
            self.settle(day)
        if not (self.result.opens or self.warned or all(self.result.days[day].closed for day in self.known)):
            self.once("FD141")
        if self.guesses:
            self.place.warn("FD143", text=echo(self.cell.strip()), read=echo(", ".join(dict.fromkeys(self.guesses))))
        return self.result

    def lose(self, days: frozenset[int], text: str) -> None:
        """Something that cannot be read: its days are unknown, all of them where it names none."""
        self.result.lost = True
        self.once("FD140", text)
        for day in days or self.known:
            self.result.days[day].spoilt = True

    # Clauses

    def clause(self, clause: Clause, style: Style) -> None:
        """All that a clause says, or that it could not be read."""
        statements = statements_of(tuple(clause.atoms)) if clause.readable else None
        outside = clause.days - {*self.known, HOLIDAYS}
        if not statements or outside or (self.named and not statements[0].days):
            self.lose(clause.days - outside, self.cell[clause.start : clause.end])
            return
        before: tuple[frozenset[int], _Said | None] = (frozenset(), None)
        for statement in statements:
            before = self.statement(statement, before, style)

    def statement(
        self, statement: Statement, before: tuple[frozenset[int], _Said | None], style: Style
    ) -> tuple[frozenset[int], _Said]:
        """What it says of each of its days; gives these days, and what is said of them."""
        last, same = before
        numbers = statement.numbers or (frozenset() if statement.days else last) or frozenset(self.known)
        width = len(numbers) if statement.numbers or (last and not statement.days) else _ALL_LEFT
        self.named = self.named or (width < _ALL_LEFT and statement.kind in _OPENS)
        periods, guessed = periods_of(statement.atoms, style)
        if guessed:
            self.guesses += [told(*period) for period in periods]
        notes = tuple(dict.fromkeys(atom.note for atom in statement.atoms if atom.note))
        said = _Said(kind=statement.kind, width=width, periods=tuple(periods), part=statement.part, notes=notes)
        if said.kind is Kind.ALSO and same is not None:
            said = replace(same, width=width)
        self.doubt(said)
        parts = {day: atom.part for atom in statement.days for day in atom.days}
        for day in numbers:
            self.said[day].append(replace(said, part=said.part or parts.get(day)))
        if said.kind is not Kind.CLOSED:
            for day, part in {(day, atom.part) for atom in statement.but for day in atom.days}:
                self.said[day].append(_Said(kind=Kind.CLOSED, width=1, part=part))
        return numbers, said

    def doubt(self, said: _Said) -> None:
        """What tells no times, and what is limited by words, is told of."""
        self.result.opens = self.result.opens or said.kind in _OPENS
        limits = bool(said.notes) and self.result.opens and said.width == _ALL_LEFT
        if said.kind in {Kind.OPEN, Kind.UNTOLD, Kind.NOTE} and not limits:
            self.once("FD141")
        elif said.notes:
            self.once("FD145", "; ".join(said.notes))

    def once(self, id: str, text: str | None = None) -> None:  # noqa: A002 - the glossary's word
        """A warning that quotes the cell, or a part of it."""
        quoted = echo((text or self.cell).strip())
        if (id, quoted) not in self.warned:
            self.warned.add((id, quoted))
            self.place.warn(id, text=quoted)

    # Days

    def settle(self, day: int) -> None:
        """What holds of a day: what is said of the fewest days, without the parts in which it is closed."""
        draft = self.result.days[day]
        halves = [said.part for said in self.said[day] if said.kind is Kind.CLOSED and said.part]
        whole = [said for said in self.said[day] if not (said.kind is Kind.CLOSED and said.part)]
        if not whole:
            if halves:
                self.lose(frozenset({day}), self.cell)
            return
        draft.notes += dict.fromkeys(note for said in whole for note in said.notes)
        whole = [said for said in whole if said.kind is not Kind.NOTE] or whole
        kinds = {said.kind for said in _narrowest(whole)}
        if len(kinds) > 1:
            self.lose(frozenset({day}), self.cell)
            return
        self.fill(draft, kinds.pop(), [period for said in self.together(whole) for period in said.periods], halves)

    def together(self, whole: Sequence[_Said]) -> Sequence[_Said]:
        """The periods of the narrowest statement, and of wider ones whose hours all lie beside its own."""
        chosen = list(_narrowest(whole))
        if chosen[0].kind is not Kind.TIME:
            return chosen
        wider = [said for said in whole if said.kind is Kind.TIME and said not in chosen and said.width < _ALL_LEFT]
        for said in wider:
            if not any(_meet(one, other) for one in said.periods for mine in chosen for other in mine.periods):
                chosen.append(said)
        return chosen

    def fill(self, draft: DayDraft, kind: Kind, periods: list[tuple[int, int]], halves: list[str]) -> None:
        """The draft of a day from what holds of it."""
        draft.closed = kind is Kind.CLOSED
        draft.spoilt = draft.spoilt or kind is Kind.UNTOLD
        draft.open_untold = draft.open_untold or kind in {Kind.OPEN, Kind.NOTE}
        if kind is Kind.ALL_DAY:
            periods = [(0, DAY)]
        kept = self.kept(draft, periods, halves)
        if halves and not kept and not draft.spoilt:
            draft.closed = kind is Kind.TIME or draft.closed
        for start, end in kept:
            self.add(draft, start, end)

    def kept(self, draft: DayDraft, periods: list[tuple[int, int]], halves: list[str]) -> list[tuple[int, int]]:
        """The periods without the parts of the day that are closed."""
        for part in halves:
            rest = without(periods, part)
            if rest is None or not periods:
                draft.spoilt = True
                self.once("FD140")
            if rest is not None and rest.cut:
                self.guesses += [told(*period) for period in rest.periods]
            periods = [] if rest is None else rest.periods
        return periods

    def add(self, draft: DayDraft, start: int, end: int) -> None:
        """One period; one without a length is what its source makes of it."""
        if start == end == 0 and self.zero_length != "unknown":
            draft.add_empty(self.place, self.zero_length)
        elif start == end or start >= DAY:
            draft.spoilt = True
            self.once("FD140")
        else:
            draft.add(start, end)


def _narrowest(said: Sequence[_Said]) -> Iterator[_Said]:
    least = min(item.width for item in said)
    return (item for item in said if item.width == least)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]

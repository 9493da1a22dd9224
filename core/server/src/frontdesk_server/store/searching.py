"""Searching: which establishments a list shows, a selection takes or a scope allows, as conditions on the directory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from frontdesk.rules.selection import Selection
from frontdesk_server.rights import Scope
from frontdesk_server.store.configuration import EstablishmentRow, ToggleRow, metadata
from frontdesk_server.store.directory import directory, establishment_group, terms, words

_establishment = metadata.tables[EstablishmentRow.__tablename__]
_toggle = metadata.tables[ToggleRow.__tablename__]
_MATCHES: Final[ColumnElement[Any]] = literal_column("directory_words")

Condition = ColumnElement[bool]


class Shown(StrEnum):
    """Which establishments, by what their sources say of them."""

    CURRENT = "current"
    """Those that their sources deliver."""
    STALE = "stale"
    """Of those, the ones whose source cannot be read."""
    RETIRED = "retired"
    """Those that their sources deliver no more."""
    ANY = "any"


class Off(StrEnum):
    """Which establishments, by what is switched off."""

    NOTHING = "nothing"
    SOMETHING = "something"
    EVERYTHING = "everything"
    WELCOME = "welcome"
    ABSENCE = "absence"
    STARTERS = "starters"


SWITCHES: Final = (Off.EVERYTHING, Off.WELCOME, Off.ABSENCE, Off.STARTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for: all of it must hold. `groups`: any of them."""

    search: str = ""
    groups: frozenset[str] = frozenset()
    source: str | None = None
    shown: Shown = Shown.CURRENT
    off: Off | None = None
    selection: Selection | None = None

    @property
    def by_words_alone(self) -> bool:
        """Whether nothing but the search narrows down who is in use."""
        return self == Wanted(search=self.search) and bool(self.search)


class Conditions:
    """Conditions on the directory, in the words of one database."""

    def __init__(self, *, embedded: bool) -> None:
        self._embedded = embedded

    def of(self, wanted: Wanted, scope: Scope, *, broad: bool = False) -> Condition:
        """What holds for the rows of the directory that are wanted and within the scope.

        `broad` = the search finds very many: each row is looked at, and what narrows it down otherwise goes first.
        """
        return and_(true(), *self._of(wanted, broad=broad), self.within(scope))

    def matches(self, search: str) -> Select[Any] | None:
        """The numbers of the rows that a search finds, by the index of words; None where there is no such index."""
        pieces = terms(search)
        if not pieces or not self._embedded:
            return None
        asked = " ".join(f'"{piece.replace(chr(34), chr(34) * 2)}"' for piece in pieces)
        return select(words.c.rowid).select_from(words).where(_MATCHES.op("MATCH")(asked))

    def through(self, search: str) -> Condition:
        """What a search asks of each row."""
        pieces = terms(search)
        if self._embedded:
            return and_(true(), *(func.instr(directory.c.folded, piece) > 0 for piece in pieces))
        return and_(true(), *(directory.c.folded.contains(piece, autoescape=True) for piece in pieces))

    def within(self, scope: Scope) -> Condition:
        """The scope's own part."""
        return true() if scope.groups is None else self.in_groups(scope.groups)

    def in_groups(self, groups: Iterable[str]) -> Condition:
        """Establishments of any of these groups."""
        members = select(establishment_group.c.establishment).where(establishment_group.c.group.in_(sorted(groups)))
        return directory.c.establishment.in_(members)

    def among(self, ids: Iterable[str]) -> Condition:
        """Establishments of these ids, however many: they are one parameter."""
        return directory.c.establishment.in_(self.listed(ids))

    def listed(self, ids: Iterable[str]) -> Select[Any]:
        """The ids as rows."""
        text = json.dumps(sorted(ids), ensure_ascii=False)
        if self._embedded:
            return select(func.json_each(text).table_valued("value").c.value)
        return select(func.jsonb_array_elements_text(cast(literal(text, Text()), JSONB)))

    def taken(self, selection: Selection) -> Condition:
        """Establishments that a selection takes: groups as they are now, less the exceptions."""
        chosen = [self.among(selection.ids)] if selection.ids else []
        chosen += [self.in_groups(selection.groups)] if selection.groups else []
        kept = true() if not selection.excepted else ~self.among(selection.excepted)
        return and_(true() if selection.everyone else or_(false(), *chosen), kept)

    def _of(self, wanted: Wanted, *, broad: bool) -> Iterator[Condition]:
        yield from self._shown(wanted.shown)
        matches = None if broad else self.matches(wanted.search)
        yield self.through(wanted.search) if matches is None else directory.c.number.in_(matches)
        if wanted.groups:
            yield self.in_groups(wanted.groups)
        if wanted.source is not None:
            yield directory.c.source == wanted.source
        if wanted.off is not None:
            yield _off(wanted.off)
        if wanted.selection is not None:
            yield self.taken(wanted.selection)

    def _shown(self, shown: Shown) -> Iterator[Condition]:
        if shown is not Shown.ANY:
            yield directory.c.retired.is_(shown is Shown.RETIRED)
        if shown is Shown.STALE:
            stale = select(_establishment.c.id).where(_establishment.c.stale_since.is_not(None))
            yield directory.c.establishment.in_(stale)


def _off(off: Off) -> Condition:
    flags = [_toggle.c[switch.value].is_(False) for switch in SWITCHES if off in (switch, Off.SOMETHING, Off.NOTHING)]
    found = directory.c.establishment.in_(select(_toggle.c.establishment).where(or_(*flags)))
    return ~found if off is Off.NOTHING else found

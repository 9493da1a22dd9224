"""Draft books: a draft compiled as if it were live, for one establishment, among the sets and rules in force there."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Final

from pydantic import ValidationError

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.model import Establishment
from frontdesk.rules import Rulebook, Selection, SetInfo, Vocabulary, compile_rulebook, document_from_json
from frontdesk.rules.positions import Positions
from frontdesk.rules.problems import Problems, parse_path
from frontdesk.rules.readable import explain
from frontdesk.rules.selection import SelectionShape
from frontdesk_server.publishing.mending import Mended, mend

KEPT: Final = 64
"""Compiled books: people go back and forth between instants, establishments and languages."""
UNNAMED: Final = "?"
_AT: Final = "message_sets[0]"
_PASSES: Final = 4
_MISSING: Final = "FD312"
_LONGEST_NAME: Final = 80
_FORM: Final = (
    *("name", "establishments", "channels", "language", "from", "until", "chat_hours"),
    *("privacy", "welcome", "absence", "fallback", "starters", "policy"),
)
_NOT_COMPILED: Final = ("establishments", "takes_over")
"""Lists of establishments may be long; and whatever a draft takes over, in its preview it comes first."""
_NOBODY: Final = {"ids": ["\x00"]}

Content = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBook:
    """What a draft comes to, with its mistakes."""

    name: str
    """The draft's, as its rules are called."""
    rulebook: Rulebook | None
    """None: nothing can be shown."""
    faults: tuple[Diagnostic, ...] = ()
    """What is wrong with it, with paths within the set."""
    doubts: tuple[Diagnostic, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
    chosen: bool = True
    """Whether it is for the establishment at all."""
    mended: Mended = field(default_factory=lambda: Mended(content={}))

    @property
    def own(self) -> SetInfo:
        """The draft as it was compiled. Raises `LookupError` where nothing can be shown."""
        if self.rulebook is None:
            raise LookupError("nothing can be shown of this draft")
        return next(info for info in self.rulebook.sets if info.name == self.name)


class Beside:
    """What a draft would speak beside: a release's document, taken apart once to be asked at every preview."""

    def __init__(self, document: Content | None, number: int = 0) -> None:
        content = document or {}
        self.number = number
        self.schedules = _mapping(content.get("schedules"))
        self.rules: Sequence[object] = _listed(content.get("rules"))
        self._sets = [(raw, _selection(raw)) for raw in _listed(content.get("message_sets")) if isinstance(raw, dict)]
        self._named = frozenset(_words(self.rules))

    def beside(self, establishment: Establishment, without: frozenset[str]) -> list[Content]:
        """The sets that are for the establishment, each for it alone; and those that rules name, for nobody."""
        kept = [
            (raw, takes)
            for raw, selection in self._sets
            if (takes := selection is not None and selection.takes(establishment)) or raw.get("name") in self._named
        ]
        names = {str(raw.get("name")) for raw, _ in kept} - without
        only = {"ids": [establishment.id]}
        return [
            _taking_over(raw, names) | {"establishments": only if takes else _NOBODY}
            for raw, takes in kept
            if raw.get("name") in names
        ]


class DraftBooks:
    """Compiles drafts, and keeps what it compiled by content."""

    def __init__(self, vocabulary: Vocabulary, kept: int = KEPT) -> None:
        self._vocabulary = vocabulary
        self._kept = kept
        self._books: OrderedDict[bytes, DraftBook] = OrderedDict()

    def book(
        self,
        draft: Content,
        live: Beside,
        establishment: Establishment,
        *,
        live_name: str | None = None,
        schedules: Content | None = None,
    ) -> DraftBook:
        """The draft in place of its live version, first among the sets of this establishment.

        `schedules` are named ones that are being written, instead of live ones. The cost depends on neither how many
        establishments there are nor how many it lists.
        """
        selection, faults = _chosen(draft.get("establishments"))
        try:
            own = _as_stored({key: value for key, value in draft.items() if key not in _NOT_COMPILED})
        except ConfigError as error:  # nested too deep to be anything
            return DraftBook(name=UNNAMED, rulebook=None, faults=error.diagnostics, notes=(_note("FD892"),))
        name = _name_of(own)
        beside = live.beside(establishment, frozenset(filter(None, (name, live_name))))
        document = {"message_sets": beside, "rules": live.rules, "schedules": live.schedules | dict(schedules or {})}
        key = _hash((own, document, establishment.id, live.number))
        book = self._books.get(key) or self._keep(key, self._compiled(own, name, document, establishment, live.number))
        self._books.move_to_end(key)
        chosen = selection is None or selection.takes(establishment)
        return replace(book, faults=(*faults, *book.faults), chosen=chosen)

    def _keep(self, key: bytes, book: DraftBook) -> DraftBook:
        self._books[key] = book
        if len(self._books) > self._kept:
            self._books.popitem(last=False)
        return book

    def _compiled(
        self, own: Content, name: str, document: Content, establishment: Establishment, release: int
    ) -> DraftBook:
        """Compile it, mending what is wrong until the rest can be shown."""
        alone = {"ids": [establishment.id]}
        course = _Course(own=own, document=document)
        for _ in range(_PASSES):
            content = {"name": name} | course.mended.content if course.known else course.mended.content
            try:
                book = self._compile(course.document, {**content, "establishments": alone}, release)
            except ConfigError as error:
                course.learn(error.diagnostics)
            else:
                return course.book(name, book)
        return course.book(name, None)

    def _compile(self, document: Content, content: Content, release: int) -> Rulebook:
        sets = [content, *_listed(document.get("message_sets"))]
        whole = {"frontdesk": 1, **document, "message_sets": sets}
        return compile_rulebook(document_from_json(whole), self._vocabulary, release)


class _Course:
    """One draft on its way to something that compiles."""

    def __init__(self, own: Content, document: Content) -> None:
        self.own = own
        self.document = document
        self.mended = Mended(content=dict(own))
        self.known: dict[tuple[str, str, str], Diagnostic] = {}
        self._notes: tuple[Diagnostic, ...] = ()

    def learn(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Mend what is wrong with the draft; what is wrong beside it leaves the draft alone."""
        found = list(diagnostics)
        for fault in (inner for outer in found if (inner := _within(outer)) is not None):
            self.known.setdefault((fault.id, fault.path, repr(fault.params)), fault)
        if any(_within(outer) is None for outer in found):
            self._notes = (_note("FD891"),)
            self.document = {"schedules": self.document.get("schedules") or {}}
        self.mended = mend(self.own, self.known.values())

    def book(self, name: str, rulebook: Rulebook | None) -> DraftBook:
        """What it came to."""
        left_out = tuple(_note("FD890", key=key) for key in self.mended.left_out if key != "name")
        nothing = () if rulebook is not None else (_note("FD892"),)
        warnings = rulebook.warnings if rulebook is not None else ()
        return DraftBook(
            name=name,
            rulebook=rulebook,
            faults=tuple(sorted(self.known.values(), key=_form_order)),
            doubts=tuple(inner for outer in warnings if (inner := _within(outer)) is not None),
            notes=(*self._notes, *left_out, *nothing),
            mended=self.mended,
        )


def _within(diagnostic: Diagnostic) -> Diagnostic | None:
    """A diagnostic with its path within the draft; None where it is about something else."""
    head, _, rest = diagnostic.path.partition(_AT)
    if head or (rest and rest[0] not in ".["):
        return None
    path = rest.removeprefix(".")
    if diagnostic.id == _MISSING and "key" in diagnostic.params:  # told at the whole, and meant for one field of it
        path = f"{path}.{diagnostic.params['key']}".removeprefix(".")
    return replace(diagnostic, path=path)


def _form_order(fault: Diagnostic) -> tuple[int, str, int, int]:
    """From the top of a set's form to its end."""
    head = str((parse_path(fault.path) or ("",))[0])
    at = _FORM.index(head) if head in _FORM else len(_FORM)
    return at, fault.path, fault.line or 0, fault.column or 0


def _note(id: str, **params: object) -> Diagnostic:  # noqa: A002 - the glossary's word
    return Diagnostic(id=id, params=params, severity="warning")


def _chosen(raw: object) -> tuple[Selection | None, tuple[Diagnostic, ...]]:
    """The draft's establishments, or what is wrong with them. They are never compiled: lists may be long."""
    if raw is None:
        return None, (Diagnostic(id=_MISSING, path="establishments", params={"key": "establishments"}),)
    try:
        return SelectionShape.model_validate(raw).selection, ()
    except ValidationError as error:
        problems = Problems(Positions())
        explain(error, raw=raw, path=("establishments",), model=SelectionShape, problems=problems)
        return None, problems.of("error")


def _selection(raw: Content) -> Selection | None:
    return _chosen(raw.get("establishments"))[0]


def _taking_over(raw: Content, names: set[str]) -> dict[str, object]:
    """The set with only those others to take over that are there."""
    others = [name for name in _listed(raw.get("takes_over")) if name in names]
    rest = {key: value for key, value in raw.items() if key != "takes_over"}
    return rest | ({"takes_over": others} if others else {})


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _words(value: object) -> Iterator[str]:
    """Every text within a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _words(inner)


def _as_stored(own: Content) -> Content:
    """The set as a draft's row would hold it. Raises `ConfigError` for what is nested too deep."""
    stored = document_from_json({"frontdesk": 1, "message_sets": [own]}).message_sets[0]
    return stored if isinstance(stored, Mapping) else {}


def _name_of(own: Content) -> str:
    """What its rules are called: a draft that has no usable name yet has to have one all the same."""
    name = own.get("name")
    usable = isinstance(name, str) and name.strip() and name.splitlines() == [name] and len(name) <= _LONGEST_NAME
    return str(name) if usable else UNNAMED


def _hash(content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, default=str)
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()

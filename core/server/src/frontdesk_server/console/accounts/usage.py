"""How a source's data are used, as a form: what holds for every kind of source, beside the settings of its own kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, get_args

from pydantic import ValidationError

from frontdesk.diagnostics import Diagnostic
from frontdesk.rules.period import written_duration
from frontdesk_server.console.accounts.usage_words import CREATES, MATCHES, USAGE
from frontdesk_server.console.forms import Form, Trouble
from frontdesk_server.console.labels import fact_name
from frontdesk_server.console.words import _
from frontdesk_server.project.model import Fact, SourceDocument

Document = Mapping[str, Any]

_DURATIONS: Final = ("every", "full_every", "stale_after")
_LISTS: Final = ("ids", "only")
"""What is wrong within them is told at the whole."""
_CREATES: Final = {"yes": True, "no": False}
_PRECISION: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The fields with their values, as the template shows them."""

    match: str
    ids: str
    only: frozenset[str]
    creates: str
    every: str
    full_every: str
    stale_after: str
    most_retired: str
    matches: list[tuple[str, str, str]] = field(default_factory=lambda: [(w, _(t), _(h)) for w, (t, h) in MATCHES])
    facts: list[tuple[str, str]] = field(default_factory=lambda: [(fact, fact_name(fact)) for fact in get_args(Fact)])
    choices: list[tuple[str, str]] = field(default_factory=lambda: [(word, _(text)) for word, text in CREATES])


def usage_of(document: Document) -> Usage:
    """What a document says of it."""
    creates = _settled("creates", document.get("creates"))
    return Usage(
        match=str(document.get("match") or ""),
        ids=_lines(document.get("ids")),
        only=frozenset(map(str, _settled("only", document.get("only") or ()))),
        creates="" if creates is None else "yes" if creates else "no",
        every=str(document.get("every") or ""),
        full_every=str(document.get("full_every") or ""),
        stale_after=str(document.get("stale_after") or ""),
        most_retired=_percent(_settled("most_retired", document.get("most_retired"))),
    )


def read_usage(form: Form, before: Document) -> tuple[dict[str, Any], list[Diagnostic]]:
    """What the form says of it, and what cannot be read in it; without these fields all stays as it was."""
    if "match" not in form:
        return {name: before[name] for name in USAGE if name in before}, []
    ids, wrong = _read_ids(form.get("ids"))
    share, more = _read_percent(form.get("most_retired"))
    found = {
        "match": form.get("match"),
        "ids": ids,
        "only": form.all("only"),
        "creates": _CREATES.get(form.get("creates")),
        **{name: form.get(name).strip() for name in _DURATIONS},
        "most_retired": share,
    }
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}, [*wrong, *more]


def at_field(found: Diagnostic) -> Diagnostic:
    """The same, told at the field that shows it: lists and tables are one field."""
    whole = next((name for name in _LISTS if found.path.startswith((f"{name}[", f"{name}."))), "")
    return Diagnostic(id=found.id, path=whole, params=found.params) if whole else found


def is_wrong(trouble: Trouble) -> bool:
    """Whether something is wrong with it, so that it must not be hidden."""
    return any(trouble.at(name) for name in USAGE)


def readable(document: Document, wrong: list[Diagnostic]) -> Document:
    """The document without what could not be read: what else is wrong with it can be judged."""
    unread = {found.path for found in wrong}
    return {name: value for name, value in document.items() if name not in unread}


def told_usage(document: SourceDocument) -> Iterator[tuple[str, str]]:
    """What a source of the file says of it, in words: the name of each option that is set, and its value."""
    for name in USAGE:
        value = getattr(document, name)
        if name in document.model_fields_set and value is not None:
            yield _(USAGE[name]), _TOLD.get(name, _duration)(value)


def _settled(name: str, value: Any) -> Any:
    """A value as it is understood (JSON may say `"0.5"`); as it was entered where it is not."""
    try:
        return getattr(SourceDocument.model_validate({"kind": "any", name: value}), name) if value is not None else None
    except ValidationError:
        return value


# The table of ids: a line for each, as people write it or as a spreadsheet copies it


def _lines(ids: Any) -> str:
    if isinstance(ids, str):
        return ids
    return "\n".join(_line(str(native), str(place)) for native, place in (ids or {}).items())


def _line(native: str, place: str) -> str:
    line = f"{native}: {place}"
    return line if _pair(line) == (native, place) else f"{native}\t{place}"


def _pair(line: str) -> tuple[str, str] | None:
    """Both ids of a line; of several colons that with a blank behind it counts: ids hold colons themselves."""
    for mark in ("\t", ": ", ":"):
        if mark in line:
            native, _mark, place = line.rpartition(mark)
            pair = native.strip(), place.strip()
            return pair if all(pair) and (mark != ":" or line.count(mark) == 1) else None
    return None


def _read_ids(text: str) -> tuple[dict[str, str] | str, list[Diagnostic]]:
    """The table; as it was entered, with the first line that is wrong, where it cannot be read."""
    found: dict[str, str] = {}
    first: dict[str, int] = {}
    for number, line in enumerate(map(str.strip, text.split("\n")), 1):
        if not line:
            continue
        pair = _pair(line)
        if pair is None:
            return text, [Diagnostic(id="FD793", path="ids", params={"line": line[:100]})]
        at = first.setdefault(pair[0], number)
        if found.setdefault(*pair) != pair[1]:
            return text, [Diagnostic(id="FD304", path="ids", params={"key": pair[0][:100], "first": at})]
    return found, []


# The share that may be gone, in percent


def _percent(share: Any) -> str:
    number = isinstance(share, int | float) and not isinstance(share, bool)
    return f"{round(share * 100, _PRECISION):g}" if number else str(share or "")


def _read_percent(text: str) -> tuple[float | str | None, list[Diagnostic]]:
    plain = text.strip().removesuffix("%").strip()
    if not plain:
        return None, []
    try:
        share = round(float(plain.replace(",", ".")) / 100, _PRECISION)
    except ValueError:
        share = -1.0
    if 0 <= share <= 1:
        return share, []
    return plain, [Diagnostic(id="FD799", path="most_retired", params={"entered": plain[:40]})]


def _duration(value: timedelta) -> str:
    return written_duration(value)


_TOLD: Final[Mapping[str, Callable[[Any], str]]] = {
    "match": lambda value: next(_(text) for word, (text, _help) in MATCHES if word == value),
    "ids": _lines,
    "only": lambda value: ", ".join(fact_name(fact) for fact in value),
    "creates": lambda value: _("Yes, always") if value else _("No, never"),
    "most_retired": lambda value: f"{_percent(value)}\u00a0%",
}

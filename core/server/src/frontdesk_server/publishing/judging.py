"""Judging one message set or schedule while it is written: by the compiler itself, all at once, at its fields.

The set is compiled within what is live. Other sets matter by their names alone, so they are stand-ins here; whether a
change breaks something else, the plan of an activation says, which compiles the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.engine import fit, fit_profile
from frontdesk.errors import ConfigError
from frontdesk.host import Host
from frontdesk.model import Account
from frontdesk.rules import (
    RuleDocument,
    check_capabilities,
    check_references,
    compile_rulebook,
    document_from_json,
)
from frontdesk_server.publishing.audience import Audience
from frontdesk_server.publishing.live import Live
from frontdesk_server.publishing.parts import Document

_MISSING: Final = "FD312"
"""A key that must be there is not."""
_STAND_IN: Final[Document] = {"establishments": "all", "welcome": "-", "absence": "-"}


def check_set(
    document: Document,
    live: Live,
    host: Host,
    *,
    live_name: str | None = None,
    schedules: Mapping[str, Document] | None = None,
) -> tuple[Diagnostic, ...]:
    """What is wrong in a message set, however little of it is there; its doubts where nothing is.

    Paths start within the set: `starters[2].title.fr`. `live_name` is the live set that it will replace, `schedules`
    are those that are being written.
    """
    whole, place = _within(document, live, live_name, schedules or {})
    try:
        found = compile_rulebook(whole, host.vocabulary).warnings
    except ConfigError as error:
        found = error.diagnostics
    return tuple(inside(found, place))


def doubts_of_set(document: Document, audience: Audience, accounts: Sequence[Account]) -> tuple[Diagnostic, ...]:
    """Names of nobody, and what channels cannot carry of it; paths start within the set."""
    whole = document_from_json({"frontdesk": 1, "message_sets": [document]})
    unknown = check_references(whole, audience.members.values(), accounts)
    return tuple(inside((*unknown, *check_capabilities(whole, accounts, fit, fit_profile)), "message_sets[0]"))


def check_schedule(document: Document, host: Host) -> tuple[Diagnostic, ...]:
    """What is wrong or doubtful in a named schedule; paths start within it."""
    whole = document_from_json({"frontdesk": 1, "schedules": {"it": document}})
    try:
        found = compile_rulebook(whole, host.vocabulary).warnings
    except ConfigError as error:
        found = error.diagnostics
    return tuple(inside(found, "schedules.it"))


def _within(
    document: Document, live: Live, live_name: str | None, schedules: Mapping[str, Document]
) -> tuple[RuleDocument, str]:
    """A document that holds the set last, and the set's place in it."""
    others = [found.document for name, found in live.sets.items() if name != live_name]
    stand_ins = [_stand_in(other) for other in others if _matters(other, document)]
    content = {
        "frontdesk": 1,
        "schedules": {name: found.document for name, found in live.schedules.items()} | dict(schedules),
        "message_sets": [*stand_ins, document],
    }
    return document_from_json(content), f"message_sets[{len(stand_ins)}]"


def _matters(other: Document, document: Document) -> bool:
    """Whether the set can be wrong because of the other one: by its name, or by what takes over what."""
    named = document.get("takes_over")
    taken_over = named if isinstance(named, list) else []
    return "takes_over" in other or other.get("name") in (document.get("name"), *taken_over)


def _stand_in(other: Document) -> Document:
    kept = {key: other[key] for key in ("name", "takes_over") if key in other}
    return {**_STAND_IN, **kept}


def inside(found: Sequence[Diagnostic], place: str) -> Iterator[Diagnostic]:
    """Those at a place and below it, each with the rest of its path; what is missing is told where it should be."""
    for diagnostic in found:
        head, rest = diagnostic.path[: len(place)], diagnostic.path[len(place) :]
        if head == place and rest[:1] in ("", ".", "["):
            missing = diagnostic.params["key"] if diagnostic.id == _MISSING else ""
            path = f"{rest}.{missing}".strip(".")
            yield replace(diagnostic, path=path, file=None, line=None, column=None)

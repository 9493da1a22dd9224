"""Matching: which establishment a source's row is. Never by its name: two shops may share one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from frontdesk.diagnostics import Diagnostic
from frontdesk_server.project.model import SourceDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known besides the row: of the sources that count more, and of everybody."""

    owners: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By establishment, the other sources that tell of it, but later ones that match by id: they share it."""
    codes: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By store code, the establishments that earlier sources tell it of."""
    earlier: frozenset[str] = frozenset()
    """The sources that are stated before this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Where a row belongs; nowhere, with the reason, where it is no establishment (yet)."""

    establishment: str | None
    problem: Diagnostic | None = None


def matched(source: str, document: SourceDocument, native: str, code: str | None, around: Around) -> Match:
    """Where a row belongs: what `ids` says, else whom `match` recognises, else an establishment of its own."""
    if native in document.ids:
        return Match(establishment=document.ids[native])
    known = sorted(around.codes.get(code, ())) if document.match == "code" and code else []
    if len(known) > 1:
        return _refused("FD788", source, native, code=code, known=", ".join(known))
    return Match(establishment=known[0]) if known else _own(source, document, native, around)


def _own(source: str, document: SourceDocument, native: str, around: Around) -> Match:
    """The establishment of the row's own id, if it may be that."""
    owners = around.owners.get(native, ())
    if document.match == "id" and around.earlier.intersection(owners):
        return Match(establishment=native)
    if not document.creating:
        return _refused("FD787", source, native)
    if owners:
        params = {"establishment": native, "owner": min(owners), "source": source}
        return Match(establishment=None, problem=Diagnostic(id="FD763", params=params, severity="warning"))
    return Match(establishment=native)


def _refused(id_: str, source: str, native: str, **more: object) -> Match:
    params = {"source": source, "native": native, **more}
    return Match(establishment=None, problem=Diagnostic(id=id_, params=params, severity="warning"))

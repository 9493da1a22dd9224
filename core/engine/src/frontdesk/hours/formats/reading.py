"""What every reader of another system's hours gives: documents of ours, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from frontdesk.diagnostics import Diagnostic

_OWN_FIELDS: Mapping[str, str] = {"opening": "opening_hours", "chat": "chat_hours"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHours:
    """Hours in our own form. Bad input never raises: what cannot be read is unknown, a day at a time, with a warning.

    `documents` are by kind (`opening`, `chat`, `delivery`), each one that `load_hours` takes as it is; a kind that the
    other system says nothing of is not there. Their `provenance` names the system and its own word for the kind.
    `diagnostics` are placed from the value that was read (`regularHours.periods[3].closeTime`).
    """

    documents: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    def fields(self) -> dict[str, object]:
        """The fields of a record: `opening_hours`, `chat_hours`, and all others below `hours`."""
        own: dict[str, object] = {
            name: self.documents[kind] for kind, name in _OWN_FIELDS.items() if kind in self.documents
        }
        further = {kind: document for kind, document in self.documents.items() if kind not in _OWN_FIELDS}
        return {**own, "hours": further} if further else own

    def below(self, path: str) -> ReadHours:
        """The same, with its diagnostics placed below a path: where the value that was read stands itself."""
        placed = (replace(item, path=f"{path}.{item.path}" if item.path else path) for item in self.diagnostics)
        return replace(self, diagnostics=tuple(placed))

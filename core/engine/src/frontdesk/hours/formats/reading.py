"""What every reader of another system's hours gives: documents of ours, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frontdesk.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHours:
    """Hours in our own form. Bad input never raises: what cannot be read is unknown, a day at a time, with a warning.

    `documents` are by kind (`opening`, `chat`, `delivery`), each one that `load_hours` takes as it is; a kind that the
    other system says nothing of is not there. Their `provenance` names the system and its own word for the kind.
    `diagnostics` are placed from the value that was read (`regularHours.periods[3].closeTime`).
    """

    documents: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

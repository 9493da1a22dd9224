"""The catalogue of diagnostics about rule documents and message sets (FD3xx)."""

from __future__ import annotations

from frontdesk.diagnostics._carrying import CARRYING
from frontdesk.diagnostics._documents import DOCUMENTS
from frontdesk.diagnostics._entry import Entry
from frontdesk.diagnostics._rulebook import RULEBOOK

ENTRIES: dict[str, Entry] = {
    **DOCUMENTS,
    **RULEBOOK,
    **CARRYING,
}

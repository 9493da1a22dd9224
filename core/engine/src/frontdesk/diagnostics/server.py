"""The catalogue of diagnostics about settings, project folders, the command line and the store (FD7xx)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry
from frontdesk.diagnostics._face import FACE
from frontdesk.diagnostics._store import STORE

ENTRIES: dict[str, Entry] = {
    **FACE,
    **STORE,
}

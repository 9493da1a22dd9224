"""The catalogue of diagnostics about the server (FD7xx) and its console (FD8xx, FD9xx)."""

from __future__ import annotations

from frontdesk.diagnostics._access import ACCESS
from frontdesk.diagnostics._accounts import ACCOUNTS
from frontdesk.diagnostics._assets import ASSETS
from frontdesk.diagnostics._care import CARE
from frontdesk.diagnostics._disks import DISKS
from frontdesk.diagnostics._entering import ENTERING
from frontdesk.diagnostics._entry import Entry
from frontdesk.diagnostics._establishments import ESTABLISHMENTS
from frontdesk.diagnostics._face import FACE
from frontdesk.diagnostics._figures import FIGURES
from frontdesk.diagnostics._jetstream import JETSTREAM
from frontdesk.diagnostics._journal import JOURNAL
from frontdesk.diagnostics._load import LOAD
from frontdesk.diagnostics._operating import OPERATING
from frontdesk.diagnostics._preview import PREVIEW
from frontdesk.diagnostics._publishing import PUBLISHING
from frontdesk.diagnostics._roles import ROLES
from frontdesk.diagnostics._scaffolding import SCAFFOLDING
from frontdesk.diagnostics._sending import SENDING
from frontdesk.diagnostics._sets import SETS
from frontdesk.diagnostics._store import STORE

ENTRIES: dict[str, Entry] = {
    **ASSETS,
    **FACE,
    **FIGURES,
    **ACCOUNTS,
    **ENTERING,
    **PUBLISHING,
    **PREVIEW,
    **ROLES,
    **LOAD,
    **SCAFFOLDING,
    **SENDING,
    **SETS,
    **STORE,
    **JETSTREAM,
    **ACCESS,
    **ESTABLISHMENTS,
    **JOURNAL,
    **CARE,
    **DISKS,
    **OPERATING,
}

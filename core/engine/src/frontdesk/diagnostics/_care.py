"""Diagnostics of the commands that care for a running installation (FD894-FD899, FD905-FD912)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

CARE: dict[str, Entry] = {
    "FD894": Entry(
        "not-confirmed",
        "nobody is there to confirm this: {question}",
        "personne n'est là pour confirmer\u00a0: {question}",
        "add --yes if that is meant",
        "ajoutez --yes si c'est voulu",
    ),
}

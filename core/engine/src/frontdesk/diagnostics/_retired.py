"""The catalogue of diagnostics about channels whose platform is no more (FD550 to FD559)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD550": Entry(
        name="channel-service-retired",
        en="the service behind the channel {channel!r} was retired on {date}: nothing is received or sent on it",
        fr="le service derrière le canal {channel!r} a été arrêté le {date} : plus rien n'y est reçu ni envoyé",
        mend_en="use its successor: channel {successor!r}",
        mend_fr="utilisez son successeur : le canal {successor!r}",
    ),
}

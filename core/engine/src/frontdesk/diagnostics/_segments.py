"""Diagnostics about texts on networks that count in segments (FD570)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD570": Entry(
        name="text-of-several-segments",
        en="the account {account!r} sends this text as {segments} SMS segments ({alphabet}), each of them charged",
        fr="le compte {account!r} envoie ce texte en {segments} segments SMS ({alphabet}), chacun facturé",
        mend_en="shorten it, or replace the characters named after 'UCS-2': without them a segment holds 160 instead of 70",
        mend_fr="raccourcissez-le, ou remplacez les caractères nommés après 'UCS-2' : sans eux un segment en tient 160, pas 70",
    ),
}

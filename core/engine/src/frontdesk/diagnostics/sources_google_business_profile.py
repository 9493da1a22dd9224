"""The catalogue of diagnostics about what Google Business Profile tells by Pub/Sub (FD666 to FD668)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD666": Entry(
        name="push-without-token",
        en="notifications cannot be told from anybody's: no 'webhook_token' is set for the source",
        fr="rien ne distingue les notifications de celles de n'importe qui : la source n'a pas de « webhook_token »",
        mend_en="invent a token, set it as the secret that 'webhook_token' names, and end the address of the Pub/Sub "
        "subscription with '?token=...'",
        mend_fr="inventez un jeton, définissez-le comme le secret que nomme « webhook_token », et terminez l'adresse de "
        "l'abonnement Pub/Sub par « ?token=... »",
    ),
}

"""The catalogue of diagnostics about Yext's webhooks (FD669 and FD670)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD669": Entry(
        name="webhook-without-signing-secret",
        en="webhooks cannot be told from anybody's: no 'webhook_secret' is set for the source",
        fr="rien ne distingue les webhooks de ceux de n'importe qui : la source n'a pas de « webhook_secret »",
        mend_en="take the signing secret of the app's webhooks, and name it as 'webhook_secret'",
        mend_fr="prenez le secret de signature des webhooks de l'application, et nommez-le « webhook_secret »",
    ),
}

"""The catalogue of diagnostics about webhooks of sources, and about what Partoo answers (FD663 to FD665)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD663": Entry(
        name="source-webhook-key-unknown",
        en="no secret is set by which webhooks of the source {source!r} could be checked",
        fr="aucun secret n'est défini pour vérifier les webhooks de la source {source!r}",
        mend_en="set the secret {ref!r} that its settings name; the platform comes again by itself",
        mend_fr="définissez le secret {ref!r} que nomment ses réglages ; la plateforme revient d'elle-même",
    ),
    "FD664": Entry(
        name="source-part-refused",
        en="{what!r} could not be read: status {status}",
        fr="{what!r} n'a pas pu être lu : statut {status}",
        mend_en="give the key's user the right to read it, or switch it off in the settings of the source",
        mend_fr="donnez à l'utilisateur de la clé le droit de le lire, ou désactivez-le dans les réglages de la source",
    ),
    "FD665": Entry(
        name="source-reply-shape",
        en="the platform's answer is not what its documentation says: {problem}",
        fr="la réponse de la plateforme n'est pas celle que décrit sa documentation : {problem}",
        mend_en="check 'api_url' and the key; the last good records stay in use meanwhile",
        mend_fr="vérifiez « api_url » et la clé ; les dernières bonnes fiches restent en usage d'ici là",
    ),
}

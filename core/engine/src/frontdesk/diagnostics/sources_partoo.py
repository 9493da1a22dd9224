"""The catalogue of diagnostics about webhooks of sources, and about what Partoo answers (FD663 to FD668)."""

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
    "FD667": Entry(
        name="no-source-of-kind",
        en="the project has no source of kind {kind!r} that is called {name!r}",
        fr="le projet n'a pas de source de type {kind!r} appelée {name!r}",
        mend_en="it has {known}; add one under 'sources' in frontdesk.yaml, or name one of these",
        mend_fr="il a {known} ; ajoutez-en une sous « sources » dans frontdesk.yaml, ou nommez l'une de celles-ci",
    ),
    "FD668": Entry(
        name="file-already-there",
        en="the file {file} is already there",
        fr="le fichier {file} existe déjà",
        mend_en="name another one, or take it away: a file that somebody has looked over is not written anew",
        mend_fr="nommez-en un autre, ou retirez-le : un fichier que quelqu'un a relu n'est pas réécrit",
    ),
}

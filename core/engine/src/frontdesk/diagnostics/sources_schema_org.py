"""The catalogue of diagnostics about pages with schema.org markup (FD671 to FD679)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD671": Entry(
        name="page-without-establishment",
        en="the page tells of no establishment",
        fr="la page ne parle d'aucun établissement",
        mend_en="give it the markup of a LocalBusiness of schema.org, or leave such pages out by 'below'",
        mend_fr="donnez-lui le balisage d'un LocalBusiness de schema.org, ou écartez ces pages par « below »",
    ),
    "FD672": Entry(
        name="page-gone",
        en="the page is no more: status {status}",
        fr="la page n'existe plus : statut {status}",
        mend_en="take it out of the sitemap if that is meant; else publish it again",
        mend_fr="retirez-la du plan du site si c'est voulu ; sinon publiez-la de nouveau",
    ),
    "FD673": Entry(
        name="robots-forbid",
        en="robots.txt does not allow this page to be read; such pages: {pages}",
        fr="robots.txt ne permet pas de lire cette page ; pages concernées : {pages}",
        mend_en="allow it there to the user agent 'frontdesk', or leave it out",
        mend_fr="autorisez-la dans ce fichier à l'agent « frontdesk », ou écartez-la",
    ),
    "FD674": Entry(
        name="robots-ask-for-more-time",
        en="robots.txt asks for {asked} seconds between two calls, and 'apart' is {apart}",
        fr="robots.txt demande {asked} secondes entre deux appels, et « apart » vaut {apart}",
        mend_en="set 'apart' to {asked} in the settings of the source, or allow the user agent 'frontdesk' more",
        mend_fr="mettez « apart » à {asked} dans les réglages de la source, ou permettez-en plus à l'agent « frontdesk »",
    ),
    "FD675": Entry(
        name="json-ld-unreadable",
        en="the JSON-LD cannot be read: {problem}",
        fr="le JSON-LD n'est pas lisible : {problem}",
        mend_en="mend this script; what else the page tells is read",
        mend_fr="corrigez ce script ; le reste de la page est lu",
    ),
    "FD676": Entry(
        name="page-encoding",
        en="the page is not in the encoding that it names, {encoding}; it was read as Windows-1252",
        fr="la page n'est pas dans l'encodage qu'elle annonce, {encoding} ; elle a été lue en Windows-1252",
        mend_en="name the right encoding in its header 'Content-Type', best UTF-8",
        mend_fr="annoncez le bon encodage dans son en-tête « Content-Type », de préférence UTF-8",
    ),
    "FD677": Entry(
        name="markup-value",
        en="{field} cannot be read: {value!r}",
        fr="{field} n'est pas lisible : {value!r}",
        mend_en="write coordinates in degrees (48.85) and countries by two letters (FR); the rest of it is read",
        mend_fr="écrivez les coordonnées en degrés (48.85) et les pays en deux lettres (FR) ; le reste est lu",
    ),
    "FD678": Entry(
        name="sitemap-unreadable",
        en="this is no sitemap: {problem}",
        fr="ceci n'est pas un plan de site : {problem}",
        mend_en="open the address in a browser and name that of a sitemap; the last good records stay in use meanwhile",
        mend_fr="ouvrez l'adresse dans un navigateur et indiquez celle d'un plan de site ; les dernières bonnes fiches "
        "restent en usage d'ici là",
    ),
    "FD679": Entry(
        name="page-cut",
        en="the page breaks off: it has neither </body> nor </html>, and an establishment in microdata may lack its end",
        fr="la page s'interrompt : elle n'a ni </body> ni </html>, et la fin d'un établissement en microdonnées peut manquer",
        mend_en="end the page with </html>, or tell of the establishment in JSON-LD; its last good record stays in use",
        mend_fr="terminez la page par </html>, ou décrivez l'établissement en JSON-LD ; sa dernière bonne fiche reste en usage",
    ),
}

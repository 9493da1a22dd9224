"""The catalogue of diagnostics about how tags are told (FD221-FD239)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD221": Entry(
        name="age-of-unknown-tag",
        en="no tag is called {name!r}, and none begins with it",
        fr="aucune balise ne s'appelle {name!r} ni ne commence ainsi",
        mend_en="name a tag (hours.week), the beginning of tags (hours), or '*' for all; did you mean {suggestions}?",
        mend_fr="nommez une balise (hours.week), un début de balises (hours) ou '*' pour toutes ; "
        "vouliez-vous dire {suggestions} ?",
    ),
    "FD222": Entry(
        name="age-of-tag-without-age",
        en="{name!r} has no age: it does not come from an establishment's data",
        fr="{name!r} n'a pas d'âge : sa valeur ne vient pas des données d'un établissement",
        mend_en="remove it; an age is given to tags such as hours, establishment.phone or custom",
        mend_fr="retirez-la ; on donne un âge à des balises comme hours, establishment.phone ou custom",
    ),
    "FD223": Entry(
        name="age-given-twice",
        en="an age for {name!r} is given twice",
        fr="un âge est donné deux fois pour {name!r}",
        mend_en="keep one of the two lines",
        mend_fr="gardez une seule des deux lignes",
    ),
    "FD224": Entry(
        name="age-of-no-tag",
        en="the age {age!r} is given to no tag",
        fr="l'âge {age!r} n'est donné à aucune balise",
        mend_en="name a tag (hours.week) or the beginning of tags (hours), or remove the line",
        mend_fr="nommez une balise (hours.week) ou un début de balises (hours), ou supprimez la ligne",
    ),
}

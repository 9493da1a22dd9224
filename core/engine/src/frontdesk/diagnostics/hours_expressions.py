"""The catalogue of diagnostics about hours that are kept as expressions, and about school holidays (FD16x, FD17x)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD160": Entry(
        "expression-library-missing",
        "nothing installed here evaluates an expression of the syntax {syntax!r}",
        "rien d'installé ici n'évalue une expression de syntaxe {syntax!r}",
        "pip install '{extra}'",
        "pip install '{extra}'",
    ),
    "FD161": Entry(
        "unreadable-expression",
        "{text!r} is not an opening_hours expression: it cannot be read from column {column} on",
        "{text!r} n'est pas une expression opening_hours : illisible à partir de la colonne {column}",
        "write it as OpenStreetMap does: {meant}",
        "écrivez-la comme OpenStreetMap : {meant}",
    ),
    "FD162": Entry(
        "expression-slip",
        "{text!r} is not an opening_hours expression: it cannot be read from column {column} on",
        "{text!r} n'est pas une expression opening_hours : illisible à partir de la colonne {column}",
        "did you mean {meant!r}?",
        "vouliez-vous dire {meant!r} ?",
    ),
    "FD163": Entry(
        "expression-without-country",
        "the expression names public holidays (PH), but no country: those rules never apply",
        "l'expression nomme les jours fériés (PH), mais aucun pays : ces règles ne s'appliquent jamais",
        "add 'country: FR', or whichever it is",
        "ajoutez 'country: FR', ou le pays voulu",
    ),
    "FD164": Entry(
        "expression-without-coordinates",
        "{text!r} depends on the sun, and there are no coordinates: open or closed cannot be told",
        "{text!r} dépend du soleil, sans coordonnées : impossible de dire ouvert ou fermé",
        "add 'coordinates: {{latitude: 48.85, longitude: 2.35}}'",
        "ajoutez 'coordinates: {{latitude: 48.85, longitude: 2.35}}'",
    ),
    "FD165": Entry(
        "expression-without-school-holidays",
        "the expression names school holidays (SH), and those of {country} are not known: these rules never apply",
        "l'expression nomme les vacances scolaires (SH), et celles de {country} ne sont pas connues : "
        "ces règles ne s'appliquent jamais",
        "name their zone where the country has some ('{example}'), or list the days under 'special'",
        "nommez leur zone là où le pays en a ('{example}'), ou listez les jours sous 'special'",
    ),
    "FD166": Entry(
        "coordinate-out-of-range",
        "{value!r} is not a number of degrees of at most {most:g}",
        "{value!r} n'est pas un nombre de degrés d'au plus {most:g}",
        "write degrees as a decimal number: latitude from -90 to 90, longitude from -180 to 180",
        "écrivez des degrés en nombre décimal : latitude de -90 à 90, longitude de -180 à 180",
    ),
    "FD167": Entry(
        "season-with-two-spans",
        "a season with more than one span",
        "une saison avec plus d'une période",
        "give 'from' and 'to', or 'during', or 'outside'; write two seasons for two spans",
        "donnez 'from' et 'to', ou 'during', ou 'outside' ; écrivez deux saisons pour deux périodes",
    ),
    "FD168": Entry(
        "season-without-holidays",
        "no such holidays are known for {country}, subdivision {subdivision!r}: this season never comes",
        "aucune de ces vacances n'est connue pour {country}, subdivision {subdivision!r} : "
        "cette saison n'arrive jamais",
        "name the zone ('subdivision: Zone B'), or give 'from' and 'to'",
        "nommez la zone ('subdivision: Zone B'), ou donnez 'from' et 'to'",
    ),
}

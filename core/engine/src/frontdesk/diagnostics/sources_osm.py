"""The catalogue of diagnostics about extracts of OpenStreetMap (FD630 to FD634)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD630": Entry(
        name="osm-extract-broken",
        en="the {format} is broken: {problem}",
        fr="le {format} est abîmé : {problem}",
        mend_en="take the extract again; the last good records stay in use meanwhile",
        mend_fr="refaites l'extrait ; les dernières bonnes fiches restent en usage",
    ),
    "FD631": Entry(
        name="osm-extract-unknown",
        en="this is no extract of OpenStreetMap: it begins with {found}",
        fr="ce n'est pas un extrait d'OpenStreetMap : il commence par {found}",
        mend_en="OSM XML has the root <osm>, GeoJSON a list 'features', the JSON of Overpass a list 'elements'",
        mend_fr="l'OSM XML a la racine <osm>, le GeoJSON une liste 'features', le JSON d'Overpass une liste 'elements'",
    ),
    "FD633": Entry(
        name="osm-feature-unreadable",
        en="this feature cannot be read: {problem}",
        fr="cet objet est illisible : {problem}",
        mend_en="export it with its id ('@id': 'node/123', or osmium's --add-unique-id=type_id); the others are read",
        mend_fr="exportez-le avec son identifiant ('@id': 'node/123', ou --add-unique-id=type_id d'osmium) ; "
        "les autres sont lus",
    ),
    "FD634": Entry(
        name="osm-id-missing",
        en="this place has no tag {tag!r}, which holds the ids",
        fr="ce lieu n'a pas la balise {tag!r}, qui porte les identifiants",
        mend_en="add the tag on the map, ask for it under 'tags' ({tag}: '*'), or leave 'id_tag' out",
        mend_fr="ajoutez la balise sur la carte, demandez-la sous 'tags' ({tag}: '*'), ou omettez 'id_tag'",
    ),
}

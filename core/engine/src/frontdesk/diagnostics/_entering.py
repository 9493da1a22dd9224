"""The part of the catalogue about values that are entered in forms, and in files alike (FD995-FD999)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTERING: dict[str, Entry] = {
    "FD995": Entry(
        "connection-id-refused",
        "{id!r} cannot be an id",
        "{id!r} ne peut pas être un identifiant",
        "write 1 to 64 letters without accents, digits, dots, dashes or underscores, a letter or digit first: lyon-shop",
        "écrivez 1 à 64 lettres sans accent, chiffres, points, tirets ou tirets bas, d'abord une lettre ou un chiffre : "
        "boutique-lyon",
    ),
    "FD996": Entry(
        "value-of-another-form",
        "{found} does not have the form that is wanted here",
        "{found} n'a pas la forme attendue ici",
        "copy it exactly as the setting's description says, without blanks before or behind; it is to match {pattern}",
        "copiez-la exactement comme l'indique la description du réglage, sans espaces autour ; motif : {pattern}",
    ),
    "FD997": Entry(
        "address-expected",
        "{found} is no address of the web",
        "{found} n'est pas une adresse web",
        "write it whole, as in https://shop.example",
        "écrivez-la en entier, comme https://boutique.example",
    ),
    "FD998": Entry(
        "nothing-entered",
        "nothing is entered here",
        "rien n'est saisi ici",
        "fill it in: without it, nothing can be connected",
        "remplissez ce champ : sans lui, rien ne peut être connecté",
    ),
}

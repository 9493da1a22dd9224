"""Diagnostics about finding time zones, and about hours of several kinds (FD180-FD199)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD180": Entry(
        "zone-not-told",
        "nothing says in which time zone the place lies",
        "rien ne dit dans quel fuseau horaire se trouve le lieu",
        "give 'timezone' (an IANA name such as Europe/Paris), coordinates, or the country; its hours are unknown"
        " until then",
        "donnez 'timezone' (un nom IANA comme Europe/Paris), les coordonnées ou le pays ; ses horaires sont inconnus"
        " d'ici là",
    ),
    "FD181": Entry(
        "zone-at-sea",
        "the coordinates {latitude}, {longitude} lie in no country's time zone ({zone})",
        "les coordonnées {latitude}, {longitude} ne sont dans le fuseau horaire d'aucun pays ({zone})",
        "check that latitude and longitude are not exchanged, or give 'timezone'",
        "vérifiez que latitude et longitude ne sont pas inversées, ou donnez 'timezone'",
    ),
    "FD182": Entry(
        "country-of-several-zones",
        "the country {country!r} has several time zones: {zones}",
        "le pays {country!r} a plusieurs fuseaux horaires : {zones}",
        "give 'timezone' or coordinates; which one it is will not be guessed",
        "donnez 'timezone' ou les coordonnées ; le bon ne sera pas deviné",
    ),
    "FD183": Entry(
        "country-without-zone",
        "no time zone is known of a country {country!r}",
        "aucun fuseau horaire n'est connu pour un pays {country!r}",
        "write the two letters of ISO 3166 ('FR'), or give 'timezone'",
        "écrivez les deux lettres de l'ISO 3166 ('FR'), ou donnez 'timezone'",
    ),
    "FD184": Entry(
        "zone-finder-not-installed",
        "time zones are not looked up by coordinates here",
        "les fuseaux horaires ne sont pas cherchés par coordonnées ici",
        "install it with: pip install 'frontdesk[zones]'; or give 'timezone'",
        "installez de quoi le faire : pip install 'frontdesk[zones]' ; ou donnez 'timezone'",
    ),
    "FD185": Entry(
        "calendar-without-zone",
        "hours without a time zone have no instants: there is no calendar of them",
        "des horaires sans fuseau horaire n'ont pas d'instants : il n'y en a pas de calendrier",
        "give 'timezone' in the record or in its hours, or coordinates to find it by",
        "donnez 'timezone' dans la fiche ou dans ses horaires, ou des coordonnées pour le trouver",
    ),
    "FD186": Entry(
        "kind-of-hours",
        "{found} is no kind of hours",
        "{found} n'est pas un type d'horaires",
        "write it as sources do: opening, chat, delivery, drive_through; small letters, digits and underscores",
        "écrivez-le comme les sources : opening, chat, delivery, drive_through ; minuscules, chiffres et traits bas",
    ),
    "FD187": Entry(
        "no-such-hours",
        "{establishment!r} has no hours of the kind {kind!r}",
        "{establishment!r} n'a pas d'horaires du type {kind!r}",
        "it has: {known}",
        "il a : {known}",
    ),
    "FD188": Entry(
        "file-not-written",
        "the file {file!r} cannot be written: {why}",
        "le fichier {file!r} ne peut pas être écrit : {why}",
        "check the folder and who may write there",
        "vérifiez le dossier et qui peut y écrire",
    ),
    "FD189": Entry(
        "kind-that-nobody-has",
        "no establishment has hours of the kind {kind!r}",
        "aucun établissement n'a d'horaires du type {kind!r}",
        "there are: {known}; where there are none they are unknown, and the welcome is sent at any time",
        "il y a : {known} ; là où il n'y en a pas ils sont inconnus, et l'accueil est envoyé à toute heure",
    ),
}

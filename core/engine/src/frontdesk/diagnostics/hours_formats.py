"""The catalogue of diagnostics about hours in other systems' notations (FD140 to FD159)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ENTRIES: dict[str, Entry] = {
    "FD140": Entry(
        "unreadable-hours-text",
        "{text!r} cannot be read as hours: the days it is about are unknown",
        "{text!r} ne se lit pas comme des horaires : ses jours sont inconnus",
        "write it as 'Mon-Fri 9:00-12:00, 14:00-18:00; Sat closed', or a day to a column",
        "écrivez par exemple 'lun-ven 9h-12h, 14h-18h ; sam fermé', ou un jour par colonne",
    ),
    "FD141": Entry(
        "hours-without-times",
        "{text!r} tells no times: when it is open on these days is not known",
        "{text!r} ne dit pas les heures : quand ces jours sont ouverts n'est pas connu",
        "write when it opens and closes, '9:00-18:00'",
        "écrivez quand cela ouvre et ferme, '9h-18h'",
    ),
    "FD142": Entry(
        "hours-without-days",
        "{text!r} names no day: it is read as every day of the week",
        "{text!r} ne nomme aucun jour : c'est lu comme tous les jours de la semaine",
        "name the days it holds for, 'Mon-Fri 9:00-18:00', or write 'daily'",
        "nommez les jours concernés, 'lun-ven 9h-18h', ou écrivez 'tous les jours'",
    ),
    "FD143": Entry(
        "typed-hours-guessed",
        "{text!r} leaves something to guess: it is read as {read}",
        "{text!r} laisse quelque chose à deviner : c'est lu comme {read}",
        "write hours from 0 to 24, or with 'am' and 'pm', and what is left of a day that is closed in part",
        "écrivez les heures de 0 à 24, et ce qui reste d'un jour en partie fermé",
    ),
    "FD144": Entry(
        "day-closed-and-open",
        "{day} is told to be both closed and open: it is read as closed",
        "{day} est dit à la fois fermé et ouvert : c'est lu comme fermé",
        "mend it where these hours come from",
        "corrigez-le là d'où viennent ces horaires",
    ),
    "FD145": Entry(
        "hours-limited",
        "{text!r} is kept as a note: it limits these hours in words",
        "{text!r} est gardé comme note : ces horaires sont limités par des mots",
        "write the dates that differ as special days, if it matters",
        "écrivez les dates qui diffèrent comme jours exceptionnels, si cela compte",
    ),
    "FD146": Entry(
        "unreadable-hours-period",
        "{value!r} is not a period: its day is unknown",
        "{value!r} n'est pas une plage horaire : son jour est inconnu",
        "mend it where these hours come from",
        "corrigez-la là d'où viennent ces horaires",
    ),
    "FD147": Entry(
        "unreadable-hours-day",
        "{value!r} names no day of the week: days that have no hours are unknown, not closed",
        "{value!r} ne nomme aucun jour de la semaine : les jours sans horaires sont inconnus, et non fermés",
        "mend it where these hours come from",
        "corrigez-le là d'où viennent ces horaires",
    ),
    "FD148": Entry(
        "unreadable-hours-date",
        "{value!r} is not a date: what it says is left out",
        "{value!r} n'est pas une date : ce qu'elle dit est ignoré",
        "mend it where these hours come from",
        "corrigez-la là d'où viennent ces horaires",
    ),
    "FD149": Entry(
        "unexpected-hours-shape",
        "expected a JSON {expected}, found {value!r}: it says nothing of the hours",
        "attendu en JSON : {expected}, trouvé : {value!r} ; cela ne dit rien des horaires",
        "look whether the source has changed, or another notation is meant",
        "voyez si la source a changé, ou si une autre notation est visée",
    ),
    "FD150": Entry(
        "unknown-hours-status",
        "unknown status {value!r}: the hours alone decide",
        "statut inconnu {value!r} : seuls les horaires décident",
        "close the place by hand if that is what it means",
        "fermez le lieu à la main si c'est ce que cela veut dire",
    ),
    "FD151": Entry(
        "no-day-open",
        "every day of the week is closed",
        "tous les jours de la semaine sont fermés",
        "if its hours are merely not given, leave them out where they come from: unknown is never told as closed",
        "si les horaires ne sont que non renseignés, retirez-les à la source : l'inconnu n'est jamais dit fermé",
    ),
    "FD152": Entry(
        "hours-without-periods",
        "hours without any period: they are unknown",
        "des horaires sans aucune plage : ils sont inconnus",
        "enter them where they come from",
        "saisissez-les à la source",
    ),
    "FD153": Entry(
        "holiday-hours-without-country",
        "hours of public holidays, and no country: they are left out",
        "des horaires de jours fériés, et aucun pays : ils sont ignorés",
        "give the address its country ('addressCountry': 'FR'), or list these days as special ones",
        "donnez son pays à l'adresse ('addressCountry': 'FR'), ou listez ces jours comme exceptionnels",
    ),
    "FD155": Entry(
        "hours-kind-given-twice",
        "the hours of {kind!r} are given twice: the first ones are kept",
        "les horaires de {kind!r} sont donnés deux fois : les premiers sont gardés",
        "mend it where these hours come from",
        "corrigez-le là d'où viennent ces horaires",
    ),
}

"""The part of the FD8xx catalogue about the preview and the chat hours editor (FD880-FD899)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

PREVIEW: dict[str, Entry] = {
    "FD880": Entry(
        "preview-not-chosen",
        "{establishment!r} is not one of this set's establishments: it is shown as if it were",
        "{establishment!r} n'est pas un établissement de ce jeu : il est montré comme s'il l'était",
        "choose it in the set, or preview one that is chosen",
        "choisissez-le dans le jeu, ou prévisualisez un établissement choisi",
    ),
    "FD881": Entry(
        "preview-other-channel",
        "this set does not speak on {account!r}: what is shown is what others say there",
        "ce jeu ne s'exprime pas sur {account!r} : on voit ce que d'autres y disent",
        "add the channel to the set, or preview one of its own",
        "ajoutez le canal au jeu, ou prévisualisez l'un des siens",
    ),
    "FD882": Entry(
        "preview-out-of-dates",
        "this set does not apply at that instant: what is shown is what others say then",
        "ce jeu ne s'applique pas à cet instant : on voit ce que d'autres disent alors",
        "preview an instant between its first and its last day",
        "prévisualisez un instant entre son premier et son dernier jour",
    ),
    "FD883": Entry(
        "preview-skipped-time",
        "{asked} does not exist in {zone}: clocks go forward then; {shown} is shown",
        "{asked} n'existe pas en {zone} : les horloges avancent alors ; c'est {shown} qui est montré",
        "choose a time before or after the change of clocks",
        "choisissez une heure avant ou après le changement d'heure",
    ),
    "FD884": Entry(
        "preview-repeated-time",
        "{asked} comes twice in {zone}: clocks go back then; the first one is shown",
        "{asked} existe deux fois en {zone} : les horloges reculent alors ; c'est la première qui est montrée",
        "choose a time after the change of clocks for the other one",
        "choisissez une heure après le changement d'heure pour l'autre",
    ),
    "FD885": Entry(
        "preview-no-opening",
        "these chat hours have no next opening: now is shown",
        "ces horaires de chat n'ont pas de prochaine ouverture : c'est maintenant qui est montré",
        "enter chat hours, or choose a date and time",
        "saisissez des horaires de chat, ou choisissez une date et une heure",
    ),
    "FD886": Entry(
        "preview-no-closing",
        "these chat hours have no next closing: now is shown",
        "ces horaires de chat n'ont pas de prochaine fermeture : c'est maintenant qui est montré",
        "enter chat hours, or choose a date and time",
        "saisissez des horaires de chat, ou choisissez une date et une heure",
    ),
    "FD887": Entry(
        "preview-no-instant",
        "{text!r} is no date and time of the years 1900 to 2199: now is shown",
        "{text!r} n'est pas une date et une heure des années 1900 à 2199 : c'est maintenant qui est montré",
        "write it as in 2026-12-24T18:00",
        "écrivez-la comme 2026-12-24T18:00",
    ),
    "FD888": Entry(
        "preview-no-zone",
        "{establishment!r} has no time zone: times are UTC, and its chat hours are unknown",
        "{establishment!r} n'a pas de fuseau horaire : les heures sont en UTC, et ses horaires de chat inconnus",
        "set its time zone in the source that it comes from",
        "indiquez son fuseau horaire dans la source dont il vient",
    ),
    "FD889": Entry(
        "preview-starter-gone",
        "the starter {starter!r} that was tapped is not offered any more",
        "la question {starter!r} qui avait été choisie n'est plus proposée",
        "choose one of those shown",
        "choisissez l'une de celles montrées",
    ),
    "FD890": Entry(
        "preview-left-out",
        "{key!r} is left out of the preview until it is corrected",
        "{key!r} est absent de l'aperçu tant qu'il n'est pas corrigé",
        "see the message beside the field",
        "voyez le message à côté du champ",
    ),
    "FD891": Entry(
        "preview-alone",
        "the release in force has mistakes of its own: this set is shown as if it were the only one",
        "la version en vigueur a ses propres erreurs : ce jeu est montré comme s'il était seul",
        "run frontdesk check, and install the plugins that the release needs",
        "lancez frontdesk check, et installez les greffons que la version demande",
    ),
    "FD892": Entry(
        "preview-nothing-to-show",
        "nothing can be shown of this set yet",
        "rien ne peut encore être montré de ce jeu",
        "correct what is said beside its fields first",
        "corrigez d'abord ce qui est dit à côté de ses champs",
    ),
    "FD893": Entry(
        "hours-long-night",
        "from {start} to {end} is {hours} hours, until the next day",
        "de {start} à {end}, cela fait {hours} heures, jusqu'au lendemain",
        "exchange the two times if the night is not meant",
        "échangez les deux heures si ce n'est pas la nuit qui est voulue",
    ),
}
"""What the preview says beside what it shows."""

"""The part of the catalogue about the message set editor of the console (FD970-FD989): the compiler's words, for forms."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

SETS: dict[str, Entry] = {
    "FD970": Entry(
        "set-without-name",
        "the message set has no name",
        "le jeu de messages n'a pas de nom",
        "give it one of at most 80 characters; only operators see it",
        "donnez-lui un nom de 80 caractères au plus ; seuls les opérateurs le voient",
    ),
    "FD971": Entry(
        "set-for-nobody",
        "no establishment is chosen",
        "aucun établissement n'est choisi",
        "choose all of them, some groups or single ones",
        "choisissez-les tous, des groupes ou un par un",
    ),
    "FD972": Entry(
        "welcome-not-written",
        "the welcome message is not written",
        "le message d'accueil n'est pas écrit",
        "write it in at least one language",
        "écrivez-le dans au moins une langue",
    ),
    "FD973": Entry(
        "absence-not-written",
        "the absence message is not written",
        "le message d'absence n'est pas écrit",
        "write it in at least one language: it is sent outside chat hours",
        "écrivez-le dans au moins une langue : il est envoyé hors des horaires de chat",
    ),
    "FD974": Entry(
        "topic-without-title",
        "question {number} has no title",
        "la question {number} n'a pas de titre",
        "write the few words that people tap, or remove the question",
        "écrivez les quelques mots que l'on touche, ou supprimez la question",
    ),
    "FD975": Entry(
        "topic-without-answer",
        "question {number} has no answer",
        "la question {number} n'a pas de réponse",
        "write what is sent when it is tapped, or remove the question",
        "écrivez ce qui est envoyé quand on la touche, ou supprimez la question",
    ),
    "FD976": Entry(
        "set-name-taken",
        "there is a message set called {name!r} already",
        "un jeu de messages s'appelle déjà {name!r}",
        "give this one another name",
        "donnez un autre nom à celui-ci",
    ),
    "FD977": Entry(
        "too-many-topics",
        "these are {count} questions, and a message set holds {most}",
        "cela fait {count} questions, et un jeu de messages en contient {most}",
        "remove some of them",
        "supprimez-en",
    ),
    "FD978": Entry(
        "set-dates-reversed",
        "the last day ({until}) is before the first one ({since})",
        "le dernier jour ({until}) précède le premier ({since})",
        "exchange the two dates",
        "échangez les deux dates",
    ),
    "FD979": Entry(
        "day-unreadable",
        "{found} is no date",
        "{found} n'est pas une date",
        "choose a day, or write it as 2026-12-24",
        "choisissez un jour, ou écrivez-le 2026-12-24",
    ),
    "FD980": Entry(
        "set-for-no-channel",
        "no channel is chosen",
        "aucun canal n'est choisi",
        "choose at least one channel, or all of them",
        "choisissez au moins un canal, ou tous",
    ),
}

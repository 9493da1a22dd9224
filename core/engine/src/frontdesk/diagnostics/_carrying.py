"""Diagnostics about what a platform does not show as it is written, or not at once (FD383-FD389)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

CARRYING: dict[str, Entry] = {
    "FD383": Entry(
        "starters-out-of-sight",
        "the account {account!r} shows {visible} starters at once; only who scrolls sees {titles}",
        "le compte {account!r} montre {visible} questions à la fois ; il faut faire défiler pour voir {titles}",
        "put the most wanted starters first, or offer fewer",
        "placez les questions les plus demandées en premier, ou proposez-en moins",
    ),
    "FD384": Entry(
        "emoji-removed",
        "the account {account!r} shows the title {title!r} as {shown!r}: titles there have no emoji",
        "le compte {account!r} montre le titre {title!r} comme {shown!r} : les titres y sont sans émojis",
        "write the title without emoji, or accept what the preview shows",
        "écrivez le titre sans émojis, ou acceptez ce que montre l'aperçu",
    ),
    "FD385": Entry(
        "native-title-cut",
        "before the first message, the platform of account {account!r} shows the title {title!r} as {shown!r}",
        "avant le premier message, la plateforme du compte {account!r} montre le titre {title!r} comme {shown!r}",
        "shorten the title; a tap on the shortened one is understood all the same",
        "raccourcissez le titre ; un appui sur le titre coupé est compris malgré tout",
    ),
    "FD386": Entry(
        "native-emoji-removed",
        "before the first message, the platform of account {account!r} shows the title {title!r} as {shown!r}: it takes no "
        "emoji",
        "avant le premier message, la plateforme du compte {account!r} montre le titre {title!r} comme {shown!r} : elle "
        "refuse les émojis",
        "write the title without emoji, or accept it",
        "écrivez le titre sans émojis, ou acceptez-le",
    ),
    "FD387": Entry(
        "native-text-cut",
        "the platform of account {account!r} has room for {most} of this text, and shows by itself {shown!r}",
        "la plateforme du compte {account!r} a de la place pour {most} de ce texte, et affiche d'elle-même {shown!r}",
        "shorten the text, or put what matters into its first sentence",
        "raccourcissez le texte, ou mettez l'essentiel dans sa première phrase",
    ),
    "FD388": Entry(
        "native-one-language",
        "before the first message, the platform of account {account!r} shows one language, {locale!r}; not: {left_out}",
        "avant le premier message, la plateforme du compte {account!r} montre une seule langue, {locale!r} ; pas : {left_out}",
        "nothing is to be done; each contact is answered in their own language",
        "il n'y a rien à faire ; chaque contact reçoit les réponses dans sa langue",
    ),
    "FD389": Entry(
        "native-title-lost",
        "before the first message, the platform of account {account!r} cannot show the title {title!r}: cut or without emoji, "
        "nothing tells it from the others",
        "avant le premier message, la plateforme du compte {account!r} ne peut montrer le titre {title!r} : coupé ou sans "
        "émojis, rien ne le distingue des autres",
        "let the titles differ in their first words",
        "distinguez les titres par leurs premiers mots",
    ),
}

"""Diagnostics about what platforms show before any message (FD590-FD599)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

PROFILES: dict[str, Entry] = {
    "FD590": Entry(
        "profile-unknown",
        "nothing is known of what the platform of account {account!r} shows before any message",
        "on ne sait rien de ce que la plateforme du compte {account!r} montre avant le premier message",
        "start the server, which looks within seconds; a platform that shows nothing of the kind has no profile",
        "démarrez le serveur, qui regarde en quelques secondes ; une plateforme qui ne montre rien de tel n'a pas de profil",
    ),
    "FD591": Entry(
        "profile-not-dealt-with",
        "no server has dealt with account {account!r} within {seconds} seconds",
        "aucun serveur ne s'est occupé du compte {account!r} en {seconds} secondes",
        "see that the server runs; it does as asked as soon as it does",
        "vérifiez que le serveur fonctionne ; il fera ce qui est demandé dès que possible",
    ),
    "FD592": Entry(
        "platform-greets-too",
        "the platform of account {account!r} also sends a greeting of its own: {text}",
        "la plateforme du compte {account!r} envoie aussi son propre message d'accueil : {text}",
        "switch it off on the platform, or contacts read two",
        "désactivez-le sur la plateforme, sinon les contacts en lisent deux",
    ),
    "FD593": Entry(
        "platform-is-away-too",
        "the platform of account {account!r} also sends an absence message of its own: {text}",
        "la plateforme du compte {account!r} envoie aussi son propre message d'absence : {text}",
        "switch it off on the platform, or contacts read two",
        "désactivez-le sur la plateforme, sinon les contacts en lisent deux",
    ),
    "FD594": Entry(
        "platform-offers-too",
        "the platform of account {account!r} also shows starters that are none of ours: {text}",
        "la plateforme du compte {account!r} montre aussi des questions qui ne sont pas les nôtres : {text}",
        "remove them on the platform: nobody answers them here",
        "retirez-les sur la plateforme : personne n'y répond ici",
    ),
    "FD595": Entry(
        "platform-answers-too",
        "the platform of account {account!r} also answers by itself: {text}",
        "la plateforme du compte {account!r} répond aussi d'elle-même : {text}",
        "switch it off on the platform, or accept that both answer",
        "désactivez-le sur la plateforme, ou acceptez que les deux répondent",
    ),
    "FD596": Entry(
        "platform-may-answer-too",
        "whether the platform of account {account!r} also greets or answers by itself cannot be seen from here: {text}",
        "on ne peut voir d'ici si la plateforme du compte {account!r} accueille ou répond aussi d'elle-même : {text}",
        "look on the platform, and switch off there what is on",
        "regardez sur la plateforme, et désactivez-y ce qui est actif",
    ),
}

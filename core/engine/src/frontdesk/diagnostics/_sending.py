"""The part of the FD7xx catalogue about sending: credentials of calls, and accounts on hold (FD780-FD799)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

SENDING: dict[str, Entry] = {
    "FD780": Entry(
        "secret-cannot-be-sent",
        "secret {name!r} holds a line break or another sign that no call can carry",
        "le secret {name!r} contient un saut de ligne ou un autre signe qu'aucun appel ne peut porter",
        "store it again as the platform shows it, without a line break at its end",
        "enregistrez-le à nouveau tel que la plateforme l'affiche, sans saut de ligne à la fin",
    ),
    "FD781": Entry(
        "no-google-key-file",
        "secret {name!r} is not the key file of a Google service account: {problem}",
        "le secret {name!r} n'est pas le fichier de clé d'un compte de service Google : {problem}",
        "in Google Cloud create a JSON key for the service account, and store the whole file as that secret",
        "dans Google Cloud, créez une clé JSON pour le compte de service, et enregistrez le fichier entier sous ce "
        "secret",
    ),
    "FD782": Entry(
        "google-refuses-the-account",
        "Google gives no token for the service account of secret {name!r}: {problem}",
        "Google ne donne pas de jeton pour le compte de service du secret {name!r} : {problem}",
        "check in Google Cloud that the service account and its key are active and that this machine's clock is "
        "right, or store a new key",
        "vérifiez dans Google Cloud que le compte de service et sa clé sont actifs et que l'horloge de cette machine "
        "est juste, ou enregistrez une nouvelle clé",
    ),
    "FD783": Entry(
        "account-not-on-hold",
        "account {account!r} is not on hold",
        "le compte {account!r} n'est pas en attente",
        "see which are: frontdesk account held",
        "voyez lesquels le sont : frontdesk account held",
    ),
}

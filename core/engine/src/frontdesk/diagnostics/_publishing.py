"""The part of the catalogue about drafts, activation and releases (FD850-FD862)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

PUBLISHING: dict[str, Entry] = {
    "FD850": Entry(
        "set-beyond-scope",
        "this takes in establishments outside your groups ({groups})",
        "ceci concerne des établissements hors de vos groupes ({groups})",
        "choose establishments or groups among yours, or ask somebody whose scope is wider",
        "choisissez parmi vos établissements et groupes, ou demandez à une personne de périmètre plus large",
    ),
    "FD851": Entry(
        "set-of-a-file",
        "the file {file!r} manages {name!r}: it cannot be changed here",
        "le fichier {file!r} gère {name!r} : impossible de le modifier ici",
        "change it in the file and run: frontdesk apply DIR; or copy it under another name",
        "modifiez-le dans le fichier et lancez : frontdesk apply DIR ; ou copiez-le sous un autre nom",
    ),
    "FD852": Entry(
        "set-of-others-too",
        "{name!r} also concerns establishments outside your groups: you cannot change it",
        "{name!r} concerne aussi des établissements hors de vos groupes : vous ne pouvez pas le modifier",
        "copy it for your establishments, or ask somebody whose scope is wider",
        "copiez-le pour vos établissements, ou demandez à une personne de périmètre plus large",
    ),
    "FD853": Entry(
        "set-name-of-console",
        "a message set of the console is called {name!r} already",
        "un jeu de messages de la console s'appelle déjà {name!r}",
        "give this one another name, or delete the other one in the console",
        "donnez un autre nom à celui-ci, ou supprimez l'autre dans la console",
    ),
    "FD854": Entry(
        "schedule-name-of-console",
        "a schedule of the console is called {name!r} already",
        "un horaire de la console s'appelle déjà {name!r}",
        "give this one another name, or delete the other one in the console",
        "donnez un autre nom à celui-ci, ou supprimez l'autre dans la console",
    ),
    "FD855": Entry(
        "plan-stale",
        "something has changed since this was worked out: nothing was activated",
        "quelque chose a changé depuis ce calcul : rien n'a été activé",
        "look at what would change now, and confirm again",
        "regardez ce qui changerait maintenant, puis confirmez à nouveau",
    ),
    "FD856": Entry(
        "set-takes-nobody",
        "no establishment is chosen by {name!r} at the moment",
        "aucun établissement n'est choisi par {name!r} pour l'instant",
        "check its groups and lists; those that join its groups later will get its messages",
        "vérifiez ses groupes et listes ; ceux qui rejoindront ses groupes recevront ses messages",
    ),
    "FD857": Entry(
        "set-ended",
        "{name!r} ended on {until}: nobody will get its messages",
        "{name!r} a pris fin le {until} : personne ne recevra ses messages",
        "change its last day, or deactivate it",
        "changez son dernier jour, ou désactivez-le",
    ),
    "FD858": Entry(
        "nothing-to-activate",
        "{name!r} says what is active already: there is nothing to activate",
        "{name!r} dit déjà ce qui est actif : il n'y a rien à activer",
        "change something first",
        "modifiez d'abord quelque chose",
    ),
    "FD859": Entry(
        "draft-is-not-active",
        "{name!r} is not active: there is nothing to deactivate",
        "{name!r} n'est pas actif : il n'y a rien à désactiver",
        "delete the draft if nobody needs it",
        "supprimez le brouillon si personne n'en a besoin",
    ),
    "FD860": Entry(
        "take-over-by-others",
        "{name!r} is not among what is being activated: it cannot take over {other!r} here",
        "{name!r} ne fait pas partie de ce qui est activé : il ne peut pas remplacer {other!r} ici",
        "look at what would change now, and choose again",
        "regardez ce qui changerait maintenant, puis choisissez à nouveau",
    ),
    "FD861": Entry(
        "message-set-unknown",
        "there is no such message set",
        "ce jeu de messages n'existe pas",
        "list those that there are: /api/v1/message-sets",
        "listez ceux qui existent : /api/v1/message-sets",
    ),
    "FD862": Entry(
        "set-changed-meanwhile",
        "somebody saved version {version} of this message set meanwhile",
        "quelqu'un a enregistré entre-temps la version {version} de ce jeu de messages",
        "read it again, and put both texts together",
        "relisez-le, et rassemblez les deux textes",
    ),
}

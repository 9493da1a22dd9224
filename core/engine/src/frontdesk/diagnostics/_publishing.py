"""The part of the catalogue about drafts, activation and releases (FD850-FD879)."""

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
}

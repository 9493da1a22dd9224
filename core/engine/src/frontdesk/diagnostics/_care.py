"""Diagnostics of the commands that care for a running installation (FD894-FD899, FD905-FD912)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

CARE: dict[str, Entry] = {
    "FD894": Entry(
        "not-confirmed",
        "nobody is there to confirm this: {question}",
        "personne n'est là pour confirmer\u00a0: {question}",
        "add --yes if that is meant",
        "ajoutez --yes si c'est voulu",
    ),
    "FD895": Entry(
        "backup-of-shared",
        "{database} is a shared database, of which this command makes no copy",
        "{database} est une base partagée, dont cette commande ne fait pas de copie",
        "use pg_dump or a base backup: docs/how-to/back-up-and-restore.md",
        "utilisez pg_dump ou une sauvegarde physique\u00a0: docs/how-to/back-up-and-restore.md",
    ),
    "FD896": Entry(
        "backup-impossible",
        "no copy can be made as {file}: {reason}",
        "impossible de faire une copie sous {file}\u00a0: {reason}",
        "name a file that does not exist yet, in a folder that this user may write to",
        "indiquez un fichier qui n'existe pas encore, dans un dossier où cet utilisateur peut écrire",
    ),
    "FD897": Entry(
        "servers-at-work",
        "{servers} server(s) work on this database",
        "{servers} serveur(s) travaillent sur cette base",
        "stop them first; what a copy remembers of servers runs out within seconds",
        "arrêtez-les d'abord\u00a0; ce qu'une copie retient de serveurs expire en quelques secondes",
    ),
}

"""The part of the FD8xx catalogue about disks that databases stand on (FD877-FD879)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

DISKS: dict[str, Entry] = {
    "FD877": Entry(
        "disk-full",
        "there is no room left on the disk for the database file {file!r}: {reason}",
        "il n'y a plus de place sur le disque pour le fichier de base de données {file!r}\u00a0: {reason}",
        "nothing was kept, and platforms are told to come again; make room on that disk, or enlarge it: the server then "
        "goes on by itself",
        "rien n'a été enregistré, et les plateformes sont priées de revenir\u00a0; libérez de la place sur ce disque, ou "
        "agrandissez-le\u00a0: le serveur reprend alors de lui-même",
    ),
    "FD878": Entry(
        "disk-failing",
        "the disk refuses the database file {file!r}: {reason}",
        "le disque refuse le fichier de base de données {file!r}\u00a0: {reason}",
        "nothing was kept, and platforms are told to come again; look for a quota, for a limit of this process "
        "(`ulimit -f`), and in the system's log for a failing disk",
        "rien n'a été enregistré, et les plateformes sont priées de revenir\u00a0; cherchez un quota, une limite de ce "
        "processus (`ulimit -f`), et dans le journal du système un disque défaillant",
    ),
    "FD879": Entry(
        "database-server-full",
        "the database server has no room left on its disk: {reason}",
        "le serveur de base de données n'a plus de place sur son disque\u00a0: {reason}",
        "nothing was kept, and platforms are told to come again; make room on the database's disk, or enlarge it (an "
        "abandoned replication slot keeps its log for ever): the servers then go on by themselves",
        "rien n'a été enregistré, et les plateformes sont priées de revenir\u00a0; libérez de la place sur le disque de la "
        "base, ou agrandissez-le (un slot de réplication abandonné garde son journal sans fin)\u00a0: les serveurs "
        "reprennent alors d'eux-mêmes",
    ),
}

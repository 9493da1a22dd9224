"""The part of the catalogue about several processes on one database (FD863-FD867)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

ROLES: dict[str, Entry] = {
    "FD863": Entry(
        "role-needs-postgresql",
        "a process of role {role!r} works beside others, and a database in a file has one server only",
        "un processus de rôle {role!r} travaille avec d'autres, et une base dans un fichier n'a qu'un seul serveur",
        "leave out --role and FRONTDESK_ROLE, or set FRONTDESK_DATABASE_URL to a PostgreSQL database",
        "retirez --role et FRONTDESK_ROLE, ou donnez dans FRONTDESK_DATABASE_URL l'adresse d'une base PostgreSQL",
    ),
    "FD864": Entry(
        "tables-in-use",
        "the tables could not be had for a change within {seconds} s: they are in use, or another process changes them",
        "les tables n'ont pas pu être réservées en {seconds} s : elles sont utilisées, ou un autre processus les modifie",
        "nothing was changed; run it again, and end transactions that last long (pg_stat_activity names them)",
        "rien n'a été modifié ; relancez, et terminez les transactions qui durent (pg_stat_activity les nomme)",
    ),
}

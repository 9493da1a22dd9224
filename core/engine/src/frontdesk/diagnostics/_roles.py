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
}

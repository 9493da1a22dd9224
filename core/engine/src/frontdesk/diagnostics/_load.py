"""The part of the catalogue about more than a server can take in (FD868-FD872)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

LOAD: dict[str, Entry] = {
    "FD868": Entry(
        "disk-nearly-full",
        "less than {free} % of the disk with the database is free",
        "moins de {free} % du disque de la base est libre",
        "make space on it; what platforms were told to bring again comes by itself",
        "libérez de la place ; ce que les plateformes doivent rapporter revient tout seul",
    ),
    "FD869": Entry(
        "account-brings-too-much",
        "the account {account!r} brings more than {most} events a second",
        "le compte {account!r} apporte plus de {most} événements par seconde",
        "send them again after the time given in Retry-After; FRONTDESK_INGEST_RATE is how many each account may bring",
        "renvoyez-les après le délai indiqué dans Retry-After ; FRONTDESK_INGEST_RATE est le nombre permis par compte",
    ),
}

"""What the options common to all sources are called, and what can be chosen of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from frontdesk_server.console.words import N_

USAGE: Final[Mapping[str, str]] = {
    "match": N_("How its rows are recognised"),
    "ids": N_("Which row is which establishment"),
    "only": N_("What it may tell"),
    "creates": N_("May it add establishments?"),
    "every": N_("How often it is read"),
    "full_every": N_("How often everything is read"),
    "stale_after": N_("How long it may fail"),
    "most_retired": N_("How many may disappear at once"),
}
"""The options by their name in documents, but its name, which is its id here, and where its calls may go."""

MATCHES: Final[Sequence[tuple[str, tuple[str, str]]]] = (
    ("", (N_("By the table below alone"), N_("A row that does not stand in it is an establishment of its own."))),
    ("id", (N_("By the same id"), N_("A row is the establishment of that id which an earlier source tells of."))),
    ("code", (N_("By the same store code"), N_("For sources that have other ids, but know your own store codes."))),
)
"""Never by the name: two shops may share one."""

CREATES: Final[Sequence[tuple[str, str]]] = (
    ("", N_("If it may tell the name")),
    ("yes", N_("Yes, always")),
    ("no", N_("No, never")),
)

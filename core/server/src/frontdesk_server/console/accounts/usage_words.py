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

FACTS: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "brand": N_("Brand"),
    "code": N_("Store code"),
    "address": N_("Address"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "website": N_("Website"),
    "booking_url": N_("Booking"),
    "map_url": N_("Map"),
    "directions_url": N_("Directions"),
    "review_url": N_("Reviews"),
    "expected_reply": N_("Usual time to answer"),
    "locale": N_("Language"),
    "timezone": N_("Time zone"),
    "groups": N_("Groups"),
    "opening_hours": N_("Opening hours"),
    "chat_hours": N_("Chat hours"),
    "hours": N_("Hours of other kinds"),
    "coordinates": N_("Coordinates"),
    "custom": N_("Custom fields"),
    "excluded_contacts": N_("Excluded contacts"),
    "active": N_("Whether it is open for business"),
}
"""What a source can tell."""

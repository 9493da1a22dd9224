"""What the words of hours are called in the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from babel import Locale

from frontdesk.hours.words import DAY_NAMES
from frontdesk_server.console.words import N_, language_now

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "auto": (
        N_("Chat hours of each establishment"),
        N_("Where an establishment has none, its opening hours"),
    ),
    "opening_hours": (N_("Opening hours"), N_("People answer the chat whenever the establishment is open")),
    "of_kind": (N_("Hours of a kind"), N_("Others that the sources give: deliveries, telephone")),
    "schedule": (N_("A named schedule"), N_("One of those that are kept under Chat hours")),
    "own": (N_("Hours of this set"), N_("A week, special days, public holidays, cron expressions")),
    "kept": (N_("As written in the document"), N_("This form cannot show them, and leaves them as they are")),
}
"""Label and help of each choice of whose hours."""
SPECIAL: Final[Mapping[str, str]] = {
    "closed": N_("Closed"),
    "hours": N_("These hours instead"),
    "add": N_("Open then too"),
    "remove": N_("Closed then"),
    "regular": N_("As usual"),
    "unknown": N_("Not known"),
}
BEHAVIOURS: Final[Mapping[str, str]] = {
    "closed": N_("Closed"),
    "regular": N_("As on other days"),
    "sun": N_("As on Sundays"),
    "kept": N_("As written in the document"),
}
CRON_PARTS: Final[Mapping[str, str]] = {
    "open": N_("Opens"),
    "close": N_("Closes"),
    "duration": N_("Stays open for"),
    "match": N_("Open in every minute of"),
}
PARTS: Final[Mapping[str, str]] = {
    "": N_("Hours"),
    "weekly": N_("Week"),
    "seasons": N_("Seasons"),
    "status": N_("Closed for a while"),
    "absent_day": N_("Days that the week does not name"),
    "spill": N_("Nights before special days"),
    "holidays": N_("Public holidays"),
    "special": N_("Special days"),
    "cron": N_("Cron expressions"),
}
"""Parts of a document that the form cannot say; one without a name of its own is called by its key."""


def day_labels() -> dict[str, str]:
    """The days of the week in the language that is spoken."""
    names = Locale.parse(language_now()).days["stand-alone"]["wide"]
    return {name: str(names[at]).capitalize() for at, name in enumerate(DAY_NAMES)}

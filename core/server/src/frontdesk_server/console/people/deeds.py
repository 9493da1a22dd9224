"""What the words of the audit are called: deeds, the kinds of things that they are done to, and their parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk_server.console.words import N_

DEEDS: Final[Mapping[str, str]] = {
    "person.added": N_("Person added"),
    "person.changed": N_("Person changed"),
    "person.disabled": N_("Person disabled"),
    "person.enabled": N_("Person enabled"),
    "person.password": N_("Password set"),
    "person.invitation": N_("Invitation made"),
    "person.reset": N_("Link for a new password made"),
    "person.signed_out": N_("Sessions ended"),
    "token.made": N_("API token made"),
    "token.revoked": N_("API token revoked"),
    "dead_letter.replayed": N_("Undecided event tried again"),
    "dead_letter.discarded": N_("Undecided event discarded"),
}
"""A deed without a name is shown by its word."""

KINDS: Final[Mapping[str, str]] = {
    "person": N_("Person"),
    "token": N_("API token"),
    "dead_letter": N_("Undecided event"),
}

PARTS: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "email": N_("E-mail address"),
    "role": N_("Role"),
    "groups": N_("Groups"),
    "disabled": N_("Disabled"),
    "scopes": N_("Scopes"),
    "until": N_("Until"),
}

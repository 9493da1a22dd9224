"""What the words of the audit are called: deeds, and the parts of what they were done to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk_server.console.words import N_

DEEDS: Final[Mapping[str, str]] = {
    "person.added": N_("Person added"),
    "person.changed": N_("Person changed"),
    "person.linked": N_("Person linked with the identity provider"),
    "person.disabled": N_("Person disabled"),
    "person.enabled": N_("Person enabled"),
    "person.password": N_("Password set"),
    "person.invitation": N_("Invitation made"),
    "person.reset": N_("Link for a new password made"),
    "person.signed_out": N_("Sessions ended"),
    "token.made": N_("API token made"),
    "token.revoked": N_("API token revoked"),
    "set.drafted": N_("Draft begun"),
    "set.saved": N_("Draft saved"),
    "set.restored": N_("Draft taken from a release"),
    "set.activated": N_("Message set activated"),
    "set.deactivated": N_("Message set deactivated"),
    "set.deleted": N_("Message set deleted"),
    "schedule.drafted": N_("Draft of a schedule begun"),
    "schedule.saved": N_("Draft of a schedule saved"),
    "schedule.discarded": N_("Draft of a schedule discarded"),
    "schedule.activated": N_("Schedule activated"),
    "account.created": N_("Account connected"),
    "account.changed": N_("Account changed"),
    "account.removed": N_("Account removed"),
    "account.resumed": N_("Account on hold tried again"),
    "profile.check": N_("What a platform shows checked again"),
    "profile.write": N_("What a platform shows written again"),
    "source.created": N_("Source connected"),
    "source.changed": N_("Source changed"),
    "source.removed": N_("Source removed"),
    "source.moved": N_("Order of the sources changed"),
    "source.confirmed": N_("Disappearance from a source confirmed"),
    "release.applied": N_("Files applied"),
    "toggles.switched": N_("Switched on or off"),
    "toggles.undone": N_("Switching taken back"),
    "contact.excluded": N_("Contact excluded"),
    "contact.readmitted": N_("Contact no longer excluded"),
    "conversation.closed": N_("Conversation closed"),
    "conversation.given_back": N_("Conversation given back to automation"),
    "event.replayed": N_("Undecided event tried again"),
    "event.given_up": N_("Undecided event given up"),
    "message.resent": N_("Unconfirmed message sent again"),
    "message.given_up": N_("Unconfirmed message given up"),
}
"""A deed without a name is shown by its word."""

PARTS: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "email": N_("E-mail address"),
    "role": N_("Role"),
    "groups": N_("Groups"),
    "disabled": N_("Disabled"),
    "scopes": N_("Scopes"),
    "until": N_("Until"),
    "everything": N_("Everything"),
    "welcome": N_("Welcome"),
    "absence": N_("Absence"),
    "starters": N_("Questions"),
    "contact": N_("Contact"),
    "release": N_("Release"),
    "settings": N_("Settings"),
    "version": N_("Saved version"),
    "order": N_("Order"),
}

"""What closed sets of values are called in the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk_server.console.words import N_, _
from frontdesk_server.rights import Role

CHANNEL_NAMES: Final[Mapping[str, str]] = {
    "chatwoot": "Chatwoot",
    "google_business_messages": "Google Business Messages",
    "instagram": "Instagram",
    "line": "LINE",
    "messenger": "Messenger",
    "rcs": "RCS",
    "telegram": "Telegram",
    "twilio_sms": N_("Text messages (Twilio)"),
    "web": N_("Widget on web pages"),
    "webhook": N_("Webhook of your own"),
    "whatsapp": "WhatsApp",
}
"""Those that come with Frontdesk; others are called by their kind."""
ROLE_NAMES: Final[Mapping[Role, str]] = {
    Role.VIEWER: N_("Viewer"),
    Role.EDITOR: N_("Editor"),
    Role.PUBLISHER: N_("Publisher"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
FACT_NAMES: Final[Mapping[str, str]] = {
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
"""What an establishment's record can tell, by the names of its fields."""


def channel_name(kind: str) -> str:
    """What people call a kind of channel."""
    name = CHANNEL_NAMES.get(kind)
    return _(name) if name else kind


def fact_name(field: str) -> str:
    """What a field of a record is called: `phone`, `custom.parking`."""
    head, _dot, rest = field.partition(".")
    name = _(FACT_NAMES[head]) if head in FACT_NAMES else head
    return f"{name} ({rest})" if rest else name

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


def channel_name(kind: str) -> str:
    """What people call a kind of channel."""
    name = CHANNEL_NAMES.get(kind)
    return _(name) if name else kind

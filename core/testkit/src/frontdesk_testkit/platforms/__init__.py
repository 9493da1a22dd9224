"""The platforms that the fake platform can be: one dialect for each kind of channel, found by its name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from frontdesk_testkit.dialect import Dialect

PLATFORMS: Final[Mapping[str, str]] = {
    "chatwoot": "chatwoot:ChatwootDialect",
    "google_business_messages": "google:BusinessMessagesDialect",
    "instagram": "messenger:InstagramDialect",
    "line": "line:LineDialect",
    "messenger": "messenger:MessengerDialect",
    "rcs": "google:RcsDialect",
    "telegram": "telegram:TelegramDialect",
    "twilio_sms": "twilio_sms:TwilioSmsDialect",
    "webhook": "webhook:WebhookDialect",
    "whatsapp": "whatsapp:WhatsAppDialect",
}
"""Kind of channel -> module within this package, and class. The kinds of one distribution share a module."""


def dialect_of(kind: str) -> Dialect:
    """A platform of this kind, fresh. Raises `ValueError` with the kinds there are."""
    if kind not in PLATFORMS:
        raise ValueError(f"no fake platform for {kind!r}: there are {', '.join(sorted(PLATFORMS))}")
    module, _, name = PLATFORMS[kind].partition(":")
    made: Dialect = getattr(import_module(f"{__name__}.{module}"), name)()
    return made

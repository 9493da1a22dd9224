"""WhatsApp by the Cloud API."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import Channel, hookimpl
from frontdesk_whatsapp.channel import WhatsAppChannel
from frontdesk_whatsapp.settings import WhatsAppSettings

__all__ = ["WhatsAppChannel", "WhatsAppSettings"]


@hookimpl
def register_channels() -> Iterable[type[Channel]]:
    """The channel of this distribution."""
    return [WhatsAppChannel]

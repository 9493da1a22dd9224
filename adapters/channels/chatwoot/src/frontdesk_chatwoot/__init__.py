"""Chatwoot: Frontdesk as the rule engine inside an existing help desk."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import Channel, hookimpl
from frontdesk_chatwoot.channel import ChatwootChannel
from frontdesk_chatwoot.settings import ChatwootSettings

__all__ = ["ChatwootChannel", "ChatwootSettings"]


@hookimpl
def register_channels() -> Iterable[type[Channel]]:
    """The channel of this distribution."""
    return [ChatwootChannel]

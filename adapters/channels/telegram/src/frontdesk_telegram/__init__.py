"""Telegram, by the Bot API."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import Channel, hookimpl
from frontdesk_telegram.channel import TelegramChannel
from frontdesk_telegram.settings import TelegramSettings

__all__ = ["TelegramChannel", "TelegramSettings"]


@hookimpl
def register_channels() -> Iterable[type[Channel]]:
    """The channel of this distribution."""
    return [TelegramChannel]

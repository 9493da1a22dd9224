"""LINE, by the Messaging API."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import Channel, hookimpl
from frontdesk_line.channel import LineChannel
from frontdesk_line.settings import LineSettings

__all__ = ["LineChannel", "LineSettings"]


@hookimpl
def register_channels() -> Iterable[type[Channel]]:
    """The channel of this distribution."""
    return [LineChannel]

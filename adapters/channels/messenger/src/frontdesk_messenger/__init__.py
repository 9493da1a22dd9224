"""Facebook Messenger and Instagram, by the Messenger Platform: two kinds of channel, one way of speaking."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import Channel, hookimpl
from frontdesk_messenger.channel import GraphChannel, InstagramChannel, MessengerChannel
from frontdesk_messenger.settings import InstagramSettings, MessengerSettings

__all__ = ["GraphChannel", "InstagramChannel", "InstagramSettings", "MessengerChannel", "MessengerSettings"]


@hookimpl
def register_channels() -> Iterable[type[Channel]]:
    """The two kinds of this distribution."""
    return [MessengerChannel, InstagramChannel]

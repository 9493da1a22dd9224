"""Google's chat channels: RCS for Business, and Google Business Messages, retired and the model of it all."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import Channel, hookimpl
from frontdesk_google.business_messages.channel import BusinessMessagesChannel
from frontdesk_google.business_messages.settings import BusinessMessagesSettings
from frontdesk_google.rcs.channel import RcsChannel
from frontdesk_google.rcs.settings import RcsSettings

__all__ = ["BusinessMessagesChannel", "BusinessMessagesSettings", "RcsChannel", "RcsSettings"]


@hookimpl
def register_channels() -> Iterable[type[Channel]]:
    """The two channels of this distribution."""
    return [RcsChannel, BusinessMessagesChannel]

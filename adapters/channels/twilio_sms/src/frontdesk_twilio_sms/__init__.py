"""Text messages, by Twilio."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import Channel, hookimpl
from frontdesk_twilio_sms.channel import TwilioSmsChannel
from frontdesk_twilio_sms.settings import TwilioSmsSettings

__all__ = ["TwilioSmsChannel", "TwilioSmsSettings"]


@hookimpl
def register_channels() -> Iterable[type[Channel]]:
    """The channel of this distribution."""
    return [TwilioSmsChannel]

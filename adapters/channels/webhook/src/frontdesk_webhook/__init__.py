"""The webhook channel: any chat platform by a signed, idempotent JSON contract."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import Channel, hookimpl
from frontdesk_webhook.channel import WebhookChannel
from frontdesk_webhook.openapi import openapi
from frontdesk_webhook.settings import WebhookSettings
from frontdesk_webhook.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign

__all__ = ["SIGNATURE_HEADER", "TIMESTAMP_HEADER", "WebhookChannel", "WebhookSettings", "openapi", "sign"]


@hookimpl
def register_channels() -> Iterable[type[Channel]]:
    """The channel of this distribution."""
    return [WebhookChannel]

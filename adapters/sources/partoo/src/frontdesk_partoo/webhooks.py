"""Partoo's webhooks: who sent one, and what it says.

https://developers.partoo.co/guides/api/resources/settings/webhooks/security signs the raw body with Ed25519 and no
time: a request that somebody kept can be sent again. So none of its content is used; the business is read again.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from frontdesk import WebhookRejected, WebhookRequest, check_secret, object_at, read_object, text_at
from frontdesk_partoo.businesses import id_of
from frontdesk_partoo.settings import PartooSettings, raw_key

SIGNATURE: Final = "X-Partoo-Signature-v1"
_CHANGED: Final = frozenset({"business_created", "business_updated"})
_DELETED: Final = "business_deleted"


class Told(NamedTuple):
    """What a webhook is about."""

    id: str
    gone: bool


def check(request: WebhookRequest, settings: PartooSettings, secret: Callable[[str], bytes]) -> None:
    """Raise `WebhookRejected` unless Partoo sent it: by the header's secret where one is set, else by the signature."""
    if settings.webhook_secret is not None:
        given = request.headers.get(settings.webhook_header.lower(), "")
        check_secret(given, [secret(settings.webhook_secret)], what=f"header {settings.webhook_header}")
        return
    given = request.headers.get(SIGNATURE.lower(), "").strip()
    if not given:
        raise WebhookRejected.of("FD510", header=SIGNATURE).with_status(401)
    try:
        signature = b64decode(given, validate=True)
        Ed25519PublicKey.from_public_bytes(raw_key(settings.webhook_key)).verify(signature, request.body)
    except (ValueError, InvalidSignature):
        raise WebhookRejected.of("FD511", header=SIGNATURE, keys=1).with_status(401) from None


def read(request: WebhookRequest) -> Told | None:
    """The business that it is about, and whether it is gone; None = about something else, or nothing to be read.

    Kinds: https://developers.partoo.co/api-reference/webhooks/list-available-webhook-events ; the body is
    `{"type": ..., "payload": {"business": {...}}}`.
    """
    body = read_object(request.body) or {}
    kind = text_at(body, "type")
    payload = object_at(body, "payload")
    # What a deleted business is told by is not documented: its object, or its bare id.
    id_ = id_of(object_at(payload, "business")) or id_of({"id": payload.get("business_id")})
    if id_ is None or kind not in _CHANGED | {_DELETED}:
        return None
    return Told(id_, gone=kind == _DELETED)

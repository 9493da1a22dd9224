"""Who may post: the signature of newer releases, or the secret in the address for those that sign nothing."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from frontdesk import WebhookRejected, WebhookRequest, check_secret, check_signature

SIGNATURE: Final = "X-Chatwoot-Signature"
TIMESTAMP: Final = "X-Chatwoot-Timestamp"
TOLERANCE: Final = 300
"""Seconds, as Chatwoot advises its receivers: https://github.com/chatwoot/chatwoot/pull/13573"""


def check_signed(request: WebhookRequest, keys: Sequence[bytes]) -> None:
    """Raise `WebhookRejected` unless one of `keys` signed the raw body and the time, and lately."""
    stamp = request.headers.get(TIMESTAMP.lower(), "").strip()
    expected = [_sign(key, stamp, request.body) for key in keys]
    check_signature(request, SIGNATURE, expected, prefix="sha256=")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):  # noqa: PLR2004 - until the year 33658
        raise WebhookRejected.of("FD502", header=TIMESTAMP).with_status(401)
    age = round(abs(request.received_at.timestamp() - int(stamp)))
    if age > TOLERANCE:
        raise WebhookRejected.of("FD503", age=age, most=TOLERANCE).with_status(401)


def check_address(request: WebhookRequest, keys: Sequence[bytes]) -> None:
    """Raise `WebhookRejected` unless the address ends in `?secret=` and one of `keys`."""
    check_secret(request.query.get("secret", ""), keys, what="secret in the webhook's address")


def _sign(key: bytes, stamp: str, body: bytes) -> str:
    return hmac.new(key, stamp.encode("utf-8", "replace") + b"." + body, sha256).hexdigest()

"""The signature of the contract: HMAC-SHA256 over timestamp and raw body, checked in constant time, with rotation."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from frontdesk import WebhookRejected, WebhookRequest

SIGNATURE_HEADER = "X-Frontdesk-Signature"
"""`v1=<hex>`; several, separated by commas, while a key is being changed."""
TIMESTAMP_HEADER = "X-Frontdesk-Timestamp"
"""Unix seconds, when the request was signed."""
PREFIX = "v1="
TOLERANCE = 300
"""Seconds that a signature may be away from our clock, either way: longer would leave time to replay a request."""
_MOST_SIGNATURES = 5


def sign(key: bytes, timestamp: int | str, body: bytes) -> str:
    """The value of the signature header for a body sent at `timestamp` (Unix seconds)."""
    return PREFIX + hmac.new(key, str(timestamp).encode() + b"." + body, sha256).hexdigest()


def check(request: WebhookRequest, keys: Sequence[bytes]) -> None:
    """Raise `WebhookRejected` unless the request was signed lately with one of `keys`."""
    given = request.headers.get(SIGNATURE_HEADER.lower(), "").strip()
    if not given:
        raise WebhookRejected.of("FD500", header=SIGNATURE_HEADER).with_status(401)
    timestamp = _timestamp(request)
    if not _matches(given, [sign(key, timestamp, request.body) for key in keys]):
        raise WebhookRejected.of("FD501", keys=len(keys)).with_status(401)
    _check_age(int(timestamp), request.received_at)


def _timestamp(request: WebhookRequest) -> str:
    timestamp = request.headers.get(TIMESTAMP_HEADER.lower(), "").strip()
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):  # noqa: PLR2004 - until the year 33658
        raise WebhookRejected.of("FD502", header=TIMESTAMP_HEADER).with_status(401)
    return timestamp


def _matches(given: str, expected: Sequence[str]) -> bool:
    """Every pair is compared, whatever the outcome of those before: the time taken tells nothing."""
    candidates = [part.strip().encode("utf-8", "replace") for part in given.split(",")[:_MOST_SIGNATURES]]
    found = [hmac.compare_digest(candidate, value.encode()) for candidate in candidates for value in expected]
    return any(found)


def _check_age(timestamp: int, now: datetime) -> None:
    age = round(abs(now.timestamp() - timestamp))
    if age > TOLERANCE:
        raise WebhookRejected.of("FD503", age=age, most=TOLERANCE).with_status(401)

"""Intake: what every channel does with a request before its own reading of it. Pure, and never an exception of its own.

A platform's request is untrusted: these few functions answer the questions that each adapter would answer anew, the
same way for all of them. Who signed it, is it JSON at all, when did it happen, and what is it called when nobody can
name it.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final

from frontdesk.channel import WebhookRequest
from frontdesk.errors import WebhookRejected
from frontdesk.model import Contact, Unknown

__all__ = ["check_secret", "check_signature", "happened_at", "read_object", "starter_of", "starter_payload", "unknown"]

_PAYLOAD: Final = "fd1:"
_DEEPEST: Final = 64
"""What is read is kept, and a store reads no deeper than some hundred levels."""
_LONGEST_ID: Final = 200
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
_SAMPLE: Final = 4096


def check_signature(request: WebhookRequest, header: str, expected: Iterable[str], *, prefix: str = "") -> None:
    """Raise `WebhookRejected` (FD510, FD511; 401) unless the header is one of the signatures `expected`.

    `header` as the platform's documentation writes it; `prefix` is what stands before the signature in it. Compared in
    constant time, all of them whatever the others gave.
    """
    given = request.headers.get(header.lower(), "").strip()
    if not given:
        raise WebhookRejected.of("FD510", header=header).with_status(401)
    matches = [_same(given, prefix + value) for value in expected]
    if not any(matches):
        raise WebhookRejected.of("FD511", header=header, keys=len(matches)).with_status(401)


def check_secret(given: str, expected: Iterable[bytes], *, what: str) -> None:
    """Raise `WebhookRejected` (FD512; 403) unless a handshake's or header's word is one of those `expected`."""
    matches = [hmac.compare_digest(given.encode("utf-8", "replace"), value) for value in expected]
    if not any(matches):
        raise WebhookRejected.of("FD512", what=what).with_status(403)


def read_object(body: bytes) -> dict[str, object] | None:
    """The JSON object of a body; None = it is none (invalid UTF-8, not JSON, too deep, a list, a bare word).

    Lone surrogates, which no database and no platform takes back, become U+FFFD.
    """
    try:
        value = _cleaned(json.loads(body.decode(), parse_constant=_refuse))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def happened_at(value: object, received_at: datetime, *, per_second: int = 1) -> datetime:
    """The instant of a platform's Unix time, in UTC; text or number, `per_second` units of it (1000 = milliseconds).

    Never later than `received_at`: a platform's clock may be ahead of ours. What is no time is `received_at`.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return received_at
    try:
        return min(datetime.fromtimestamp(float(value) / per_second, UTC), received_at)
    except (ValueError, OverflowError, OSError):
        return received_at


def unknown(
    raw: Mapping[str, object] | bytes,
    received_at: datetime,
    reason: str,
    *,
    id: str = "",  # noqa: A002 - the glossary's word
    address: str = "",
) -> Unknown:
    """An event that could not be named. Without an `id` of its own a digest of it is one: repeats stay repeats."""
    kept = raw if isinstance(raw, Mapping) else {"body": raw[:_SAMPLE].decode("utf-8", "replace")}
    whole = raw if isinstance(raw, bytes) else repr(sorted(raw.items(), key=_name)).encode("utf-8", "replace")
    return Unknown(
        id=id[:_LONGEST_ID] or blake2b(whole, digest_size=16).hexdigest(),
        contact=Contact(address=address),
        at=received_at,
        received_at=received_at,
        raw=kept or {"body": ""},
        reason=reason,
    )


def starter_payload(starter: str) -> str:
    """What a suggestion carries, so that its tap brings the starter's id back: at most 44 ASCII characters."""
    return _PAYLOAD + starter


def starter_of(payload: str) -> str | None:
    """The starter's id that a tap brought back; None = the payload is none of ours."""
    return payload[len(_PAYLOAD) :] or None if payload.startswith(_PAYLOAD) else None


def _name(item: tuple[str, object]) -> str:
    return item[0]


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def _refuse(word: str) -> object:
    """`NaN` and `Infinity` are Python's, not JSON's."""
    raise ValueError(word)


def _cleaned(value: object, depth: int = 0) -> object:
    if depth > _DEEPEST:
        raise ValueError("nested deeper than any platform does")
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_SURROGATES.sub("\ufffd", name): _cleaned(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, depth + 1) for item in value]
    return value

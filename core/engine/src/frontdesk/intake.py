"""Intake: what every channel does with a request or a reply before its own reading. Pure, and never an exception.

What a platform says is untrusted: these few functions answer the questions that each adapter would answer anew, the
same way for all of them. Who signed it, is it JSON at all, what stands at this place, when did it happen, what is it
called when nobody can name it; and of a reply, how long to wait, and what to write down of it.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from frontdesk.calls import HttpReply, WebhookRequest
from frontdesk.errors import WebhookRejected
from frontdesk.model import Contact, Unknown

__all__ = [
    "EventBase",
    "check_secret",
    "check_signature",
    "happened_at",
    "object_at",
    "read_object",
    "reply_detail",
    "retry_after",
    "starter_of",
    "starter_payload",
    "text_at",
    "unknown",
]

_PAYLOAD: Final = "fd1:"
_DEEPEST: Final = 64
"""What is read is kept, and a store reads no deeper than some hundred levels."""
_LONGEST_ID: Final = 200
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
_SAMPLE: Final = 4096
_LONGEST_DETAIL: Final = 500
_NOTHING: Final[Mapping[str, object]] = {}


class EventBase(NamedTuple):
    """What every event has, before it is known which one it is: `MessageReceived(**base._asdict(), text="Hi")`."""

    id: str
    contact: Contact
    at: datetime
    received_at: datetime
    raw: Mapping[str, object]
    reply_context: Mapping[str, str] = {}
    attributes: Mapping[str, str] = {}


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
    value = read_document(body)
    return value if isinstance(value, dict) else None


def read_document(body: bytes) -> object:
    """The JSON value of a body, as `read_object` reads it; None = it is none, or null."""
    try:
        return _cleaned(json.loads(body.decode(), parse_constant=_refuse))
    except (ValueError, RecursionError):
        return None


def object_at(document: Mapping[str, object], *path: str) -> Mapping[str, object]:
    """The object at a place within a document; empty where there is none."""
    for name in path:
        value = document.get(name)
        document = value if isinstance(value, Mapping) else _NOTHING
    return document


def text_at(document: Mapping[str, object], *path: str) -> str:
    """The text at a place within a document; empty where there is none."""
    *above, name = path
    value = object_at(document, *above).get(name)
    return value if isinstance(value, str) else ""


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
        id=id if 0 < len(id) <= _LONGEST_ID else blake2b(whole, digest_size=16).hexdigest(),
        contact=Contact(address=address),
        at=received_at,
        received_at=received_at,
        raw=kept or {"body": ""},
        reason=reason,
    )


def retry_after(reply: HttpReply) -> float | None:
    """The seconds that `Retry-After` asks for; None = it does not say, or nothing that can be read.

    A date there is told against the reply's own `Date`: our clock has no part in it.
    """
    value = reply.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(reply.headers.get("date", ""))
    except (TypeError, ValueError, OverflowError):  # no date at all, or only one of the two with a zone
        return None
    return max(0.0, wait.total_seconds())


def reply_detail(reply: HttpReply, *words: object) -> str:
    """What to write down of a reply: its status and the platform's own words, at most 500 characters.

    Empty words are left out; where there are none at all, the beginning of the body stands for them.
    """
    told = [str(word) for word in words if word not in ("", None)]
    told = told or [reply.body[: 4 * _LONGEST_DETAIL].decode("utf-8", "replace")]
    return " ".join([str(reply.status), *told])[:_LONGEST_DETAIL].strip()


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

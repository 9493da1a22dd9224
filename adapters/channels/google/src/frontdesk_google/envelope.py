"""What both channels share before a payload is read: the handshake, and the signature by the client token.

- https://developers.google.com/business-communications/rcs-business-messaging/guides/integrate/webhooks
- https://developers.google.com/business-communications/business-messages/guides/how-to/message/receive
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha512
from typing import Final, NamedTuple

from frontdesk import WebhookRequest, WebhookResponse, check_secret, check_signature, read_object

SIGNATURE_HEADER: Final = "X-Goog-Signature"
CLIENT_TOKEN: Final = "clientToken"  # noqa: S105 - the name of a field


class Handshake(NamedTuple):
    """What Google posts, unsigned, when a webhook is saved in its console."""

    client_token: str
    secret: str
    """What is to be answered, as it is."""


def handshake(request: WebhookRequest) -> Handshake | None:
    """The handshake of a request; None = it is none."""
    asked = read_object(request.body) or {}
    token, secret = asked.get(CLIENT_TOKEN), asked.get("secret")
    return Handshake(token, secret) if isinstance(token, str) and isinstance(secret, str) else None


def check(request: WebhookRequest, signed: bytes, *, client_token: Sequence[bytes], keys: Sequence[bytes]) -> None:
    """Raise `WebhookRejected` unless it is a handshake with the client token, or `signed` is what one of `keys` signed.

    FD512 (403) for the one, FD510 and FD511 (401) for the other.
    """
    asked = handshake(request)
    if asked is not None:
        check_secret(asked.client_token, client_token, what=CLIENT_TOKEN)
    else:
        check_signature(request, SIGNATURE_HEADER, [signature(key, signed) for key in keys])


def signature(key: bytes, signed: bytes) -> str:
    """base64 of the HMAC-SHA512 over the bytes that are signed."""
    return b64encode(hmac.new(key, signed, sha512).digest()).decode()


def answer(request: WebhookRequest) -> WebhookResponse:
    """The handshake's secret; to everything else 200, which is all that Google looks at."""
    asked = handshake(request)
    return WebhookResponse() if asked is None else WebhookResponse(body=asked.secret.encode())

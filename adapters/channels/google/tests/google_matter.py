"""What the tests of both channels share: accounts, fixtures, and requests as Google signs them."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha512
from pathlib import Path

from frontdesk import WebhookRequest
from frontdesk_google import BusinessMessagesChannel, RcsChannel

NOW = datetime(2026, 6, 1, 8, 0, 30, tzinfo=UTC)
SENT_AT = datetime(2026, 6, 1, 8, 0, 2, 120000, tzinfo=UTC)
MADE_AT = datetime(2026, 6, 1, 8, 0, 1, tzinfo=UTC)
KEY = "5f0c6e5cf1a34d5f8a0a3ce1a6c2d7b9"
TOKEN = b"SJENCPGJESMGUFPY"
PARTNER_KEY = b"the partner's key"
SECRETS = {"token": TOKEN, "partner": PARTNER_KEY, "account": b'{"private_key": "-----BEGIN"}'}
FIXTURES = Path(__file__).parent / "fixtures"
PHONE = "+33612345678"
AGENT = "boulangerie-x1y2z3@rbm.goog"


def rcs(**settings: object) -> RcsChannel:
    """An account of RCS."""
    given = {"agent_id": AGENT, "client_token": "token", "service_account": "account", **settings}
    return RcsChannel("shop", RcsChannel.Settings.model_validate(given), SECRETS)


def business_messages(**settings: object) -> BusinessMessagesChannel:
    """An account of Google Business Messages, old enough to have a partner key."""
    given = {
        "agent": "brands/b1/agents/a1",
        "client_token": "token",
        "partner_key": "partner",
        "service_account": "account",
        "representative": "Boulangerie",
        "privacy_url": "https://shop.example/privacy",
        **settings,
    }
    return BusinessMessagesChannel("shop", BusinessMessagesChannel.Settings.model_validate(given), SECRETS)


def plain(document: object) -> WebhookRequest:
    """A request whose body is this document, not yet signed."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return WebhookRequest(body=body, received_at=NOW)


def enveloped(event: object) -> WebhookRequest:
    """An event in a Pub/Sub envelope, not yet signed."""
    data = event if isinstance(event, bytes) else json.dumps(event).encode()
    held = {"data": b64encode(data).decode(), "messageId": "7", "publishTime": "2026-06-01T08:00:03Z"}
    return plain({"message": held, "subscription": "projects/p/subscriptions/s"})


def fixture(kind: str, name: str) -> WebhookRequest:
    """A fixture as it reaches us, not yet signed."""
    document = (FIXTURES / kind / f"{name}.json").read_bytes()
    return enveloped(document) if kind == "rcs" else plain(document)


def signed(request: WebhookRequest, about: bytes, key: bytes = TOKEN) -> WebhookRequest:
    """The request with Google's signature over these bytes."""
    signature = b64encode(hmac.new(key, about, sha512).digest()).decode()
    return replace(request, headers={**request.headers, "x-goog-signature": signature})


def data_of(request: WebhookRequest) -> bytes:
    """What RCS signs: the decoded data of the envelope; where there is none, the body."""
    try:
        return b64decode(json.loads(request.body)["message"]["data"], validate=True)
    except (ValueError, TypeError, KeyError, RecursionError):
        return request.body


def handshake(**fields: object) -> WebhookRequest:
    """What the console posts when a webhook is saved."""
    asked: Mapping[str, object] = {"clientToken": TOKEN.decode(), "secret": "1234567890", **fields}
    return plain(asked)

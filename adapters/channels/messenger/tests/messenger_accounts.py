"""What the tests of both kinds share: accounts, fixtures as requests, and Meta's signature."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from frontdesk import Event, WebhookRequest
from frontdesk_messenger import InstagramChannel, InstagramSettings, MessengerChannel, MessengerSettings

NOW = datetime(2026, 6, 1, 8, 0, 30, tzinfo=UTC)
SENT_AT = datetime(2026, 6, 1, 8, 0, 25, tzinfo=UTC)
"""The timestamp that most fixtures carry."""
PAGE, PSID, APP = "101500000000001", "6512830495837261", "1517776481860111"
IG, IGSID = "178400000000001", "785921034567890"
KEY = "5f0c6e5cf1a34d5f8a0a3ce1a6c2d7b9"
FIXTURES = Path(__file__).parent / "fixtures"
SECRETS = {
    "app": b"the app secret",
    "verify": b"the verify token",
    "access": b"EAAB-the-token",
}
_SHARED: Mapping[str, object] = {
    "app_id": APP,
    "app_secret": "app",
    "verify_token": "verify",
    "access_token": "access",
}


def messenger(**settings: object) -> MessengerChannel:
    """An account of a page."""
    checked = MessengerSettings.model_validate({**_SHARED, "page_id": PAGE, **settings})
    return MessengerChannel("page", checked, SECRETS)


def instagram(**settings: object) -> InstagramChannel:
    """An Instagram account, by its linked page."""
    checked = InstagramSettings.model_validate({**_SHARED, "instagram_id": IG, "page_id": PAGE, **settings})
    return InstagramChannel("ig", checked, SECRETS)


def request(body: bytes) -> WebhookRequest:
    """A request with this body, not yet signed."""
    return WebhookRequest(headers={"content-type": "application/json"}, body=body, received_at=NOW)


def fixture(name: str) -> WebhookRequest:
    """A fixture, as the platform writes it: characters beyond ASCII escaped."""
    document = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return request(json.dumps(document).encode())


def asked(query: Mapping[str, str]) -> WebhookRequest:
    """A handshake, with these parts of it changed."""
    whole = {"hub.mode": "subscribe", "hub.verify_token": "the verify token", "hub.challenge": "1158201444"}
    return WebhookRequest(method="GET", query={**whole, **query}, received_at=NOW)


def batch(*items: object, own: str = PAGE, product: str = "page") -> WebhookRequest:
    """A request with these items in one entry."""
    entry = {"id": own, "time": 1780300825500, "messaging": items}
    return request(json.dumps({"object": product, "entry": [entry]}).encode())


def signed(unsigned: WebhookRequest, key: bytes = SECRETS["app"]) -> WebhookRequest:
    """The request as Meta signs it."""
    digest = hmac.new(key, unsigned.body, sha256).hexdigest()
    return replace(unsigned, headers={**unsigned.headers, "x-hub-signature-256": f"sha256={digest}"})


def message(*, sender: str = PSID, recipient: str = PAGE, timestamp: object = 1780300825000, **part: object) -> object:
    """A message of a contact."""
    ends = {"sender": {"id": sender}, "recipient": {"id": recipient}}
    return {**ends, "timestamp": timestamp, "message": {"mid": "m_1", **part}}


def parsed(name: str, channel: MessengerChannel | InstagramChannel) -> Sequence[Event]:
    """The events of a fixture."""
    return channel.parse(signed(fixture(name)))

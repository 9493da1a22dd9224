"""What the tests of this distribution share: an account, its fixtures, and how Chatwoot signs."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from frontdesk import Event, WebhookRequest
from frontdesk_chatwoot import ChatwootChannel

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
SECRET = b"what Chatwoot shows once"
FIXTURES = Path(__file__).parent / "fixtures"
SETTINGS: Mapping[str, object] = {
    "account_id": 1,
    "bot_token": "bot",
    "secrets": ["hook"],
    "staff_token": "staff",
    "inboxes": [5],
}
SECRETS = {"bot": b"bot token", "staff": b"staff token", "hook": SECRET}


def shop(**settings: object) -> ChatwootChannel:
    """An account of this channel."""
    return ChatwootChannel("shop", ChatwootChannel.Settings.model_validate({**SETTINGS, **settings}), SECRETS)


def fixture(name: str) -> dict[str, object]:
    """A payload as Chatwoot posts it."""
    document: dict[str, object] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return document


def request(document: object) -> WebhookRequest:
    """A request with this payload, not yet signed."""
    body = json.dumps(document, ensure_ascii=False).encode()
    return WebhookRequest(headers={"content-type": "application/json"}, body=body, received_at=NOW)


def signed(unsigned: WebhookRequest, key: bytes = SECRET, stamp: str | None = None) -> WebhookRequest:
    """The request as Chatwoot signs it when it reaches us."""
    at = str(int(unsigned.received_at.timestamp())) if stamp is None else stamp
    digest = hmac.new(key, at.encode() + b"." + unsigned.body, sha256).hexdigest()
    headers = {"x-chatwoot-timestamp": at, "x-chatwoot-signature": f"sha256={digest}"}
    return replace(unsigned, headers={**unsigned.headers, **headers})


def heard(document: object, **settings: object) -> Event:
    """The one event of a payload."""
    (event,) = shop(**settings).parse(signed(request(document)))
    return event

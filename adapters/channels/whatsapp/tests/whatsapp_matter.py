"""What the tests of this channel share: an account, its secrets, fixtures, and requests as Meta signs them."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from frontdesk import HttpReply, WebhookRequest
from frontdesk_whatsapp import WhatsAppChannel, WhatsAppSettings

NOW = datetime(2026, 6, 1, 8, 0, 30, tzinfo=UTC)
SENT_AT = datetime(2026, 6, 1, 8, 0, 2, tzinfo=UTC)
SECRETS = {"token": b"EAAJsecretsecret", "app": b"the app's secret", "word": b"a word of ours"}
SETTINGS: Mapping[str, object] = {
    "phone_number_id": "106540352242922",
    "access_token": "token",
    "app_secret": "app",
    "verify_token": "word",
}
FIXTURES = Path(__file__).parent / "fixtures"
KEY = "5f0c6e5cf1a34d5f8a0a3ce1a6c2d7b9"
ANA = "US.13491208655302741918"
ANA_PHONE = "16505551234"


def request(document: object) -> WebhookRequest:
    """A batch as Meta sends it, not yet signed."""
    return WebhookRequest(body=json.dumps(document).encode(), received_at=NOW)


def fixture(name: str) -> WebhookRequest:
    """A fixture as it stands in its file."""
    return WebhookRequest(body=(FIXTURES / f"{name}.json").read_bytes(), received_at=NOW)


def texts(*messages: Mapping[str, object]) -> WebhookRequest:
    """A batch of messages of Ana's."""
    about = {"from": ANA_PHONE, "from_user_id": ANA, "timestamp": str(int(SENT_AT.timestamp())), "type": "text"}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "Ana Roy"}, "wa_id": ANA_PHONE, "user_id": ANA}],
        "messages": [{**about, **message} for message in messages],
    }
    changes = [{"field": "messages", "value": value}]
    return request({"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": changes}]})


def whatsapp(**settings: object) -> WhatsAppChannel:
    """An account of this channel."""
    return WhatsAppChannel("shop", WhatsAppSettings.model_validate({**SETTINGS, **settings}), SECRETS)


def signed(unsigned: WebhookRequest, secret: bytes = SECRETS["app"]) -> WebhookRequest:
    """The request as Meta signs it."""
    signature = "sha256=" + hmac.new(secret, unsigned.body, sha256).hexdigest()
    return replace(unsigned, headers={**unsigned.headers, "x-hub-signature-256": signature})


def refusal(code: int, status: int = 400, **error: object) -> HttpReply:
    """An error as Graph words it."""
    document = {"error": {"message": f"(#{code}) Words", "type": "OAuthException", "code": code, **error}}
    return HttpReply(status=status, body=json.dumps(document).encode())

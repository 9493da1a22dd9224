"""What the tests of this distribution share: an account, its fixtures, and how Twilio signs."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from frontdesk import Event, WebhookRequest
from frontdesk_twilio_sms import TwilioSmsChannel

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
TOKEN = b"what the console shows"
URL = "https://frontdesk.example.com/webhooks/sms"
ACCOUNT = "AC" + "0" * 31 + "1"
FIXTURES = Path(__file__).parent / "fixtures"
SETTINGS: Mapping[str, object] = {
    "account_sid": ACCOUNT,
    "auth_token": "token",
    "sender": "+33757000001",
    "public_url": URL,
}


def shop(**settings: object) -> TwilioSmsChannel:
    """An account of this channel."""
    checked = TwilioSmsChannel.Settings.model_validate({**SETTINGS, **settings})
    return TwilioSmsChannel("sms", checked, {"token": TOKEN})


def fixture(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """The fields of a form, and the query of the address."""
    document = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return document["form"], document["query"]


def request(form: Mapping[str, str], query: Mapping[str, str] | None = None) -> WebhookRequest:
    """A request with this form, not yet signed."""
    headers = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8", "host": "frontdesk.example.com"}
    return WebhookRequest(
        path="/webhooks/sms", query=query or {}, headers=headers, body=urlencode(form).encode(), received_at=NOW
    )


def signature(url: str, form: Mapping[str, str], token: bytes = TOKEN) -> str:
    """As https://www.twilio.com/docs/usage/security has it."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.new(token, signed.encode(), sha1).digest()).decode()


def signed(unsigned: WebhookRequest, url: str = URL, token: bytes = TOKEN) -> WebhookRequest:
    """The request as Twilio signs it for this address."""
    called = f"{url}?{urlencode(unsigned.query)}" if unsigned.query else url
    try:
        form = dict(parse_qsl(unsigned.body.decode(), keep_blank_values=True))
    except ValueError:
        form = {}
    return replace(unsigned, headers={**unsigned.headers, "x-twilio-signature": signature(called, form, token)})


def heard(form: Mapping[str, str], query: Mapping[str, str] | None = None) -> Event:
    """The one event of a form."""
    (event,) = shop().parse(signed(request(form, query)))
    return event

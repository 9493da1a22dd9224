"""A bot for the tests beside this file, and what it makes of updates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from frontdesk import (
    Event,
    HttpCall,
    Suggestion,
    WebhookRequest,
)
from frontdesk_telegram import TelegramChannel, TelegramSettings

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
STARTERS = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="where", title="Où êtes-vous ?"))
PRIVATE: Mapping[str, object] = {"id": 5001, "type": "private"}
ANA: Mapping[str, object] = {"id": 5001, "is_bot": False, "first_name": "Ana"}


def telegram(**settings: object) -> TelegramChannel:
    """A bot."""
    given = {"token": "env:TOKEN", "secret_token": "env:SECRET", **settings}
    return TelegramChannel("shop", TelegramSettings.model_validate(given), {"env:SECRET": b"word", "env:TOKEN": b"1:A"})


def parsed(body: object) -> Event:
    """The event of an update."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    (event,) = telegram().parse(WebhookRequest(body=raw, received_at=NOW))
    return event


def said(text: str) -> Event:
    """The event of a private message."""
    return parsed({"update_id": 1, "message": {"message_id": 1, "from": ANA, "chat": PRIVATE, "date": 1, "text": text}})


def document(call: object) -> Mapping[str, object]:
    """The parameters of a method."""
    assert isinstance(call, HttpCall)
    read: Mapping[str, object] = json.loads(call.body)
    return read


def method(call: HttpCall) -> str:
    """Its name."""
    return call.url.rpartition("/")[2]

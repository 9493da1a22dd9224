"""From our messages and courtesies to Google's calls.

- https://developers.google.com/business-communications/rcs-business-messaging/reference/rest/v1/phones.agentMessages/create
- https://developers.google.com/business-communications/rcs-business-messaging/reference/rest/v1/phones.agentEvents/create
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import quote, urlencode
from uuid import UUID, uuid5

from frontdesk import Event, GoogleServiceAccount, HttpCall, Kind, Message, MessageReceived, StarterTapped, Suggestion
from frontdesk import starter_payload as payload_of
from frontdesk_google.rcs.settings import RcsSettings
from frontdesk_google.reading import word

SCOPE: Final = "https://www.googleapis.com/auth/rcsbusinessmessaging"
TRAFFIC: Final = "SERVICEREQUEST"
"""What we say was asked for by the contact; an agent of several uses must name it, the others may."""
GREETINGS: Final = frozenset({Kind.WELCOME, Kind.ABSENCE})
"""What is of no use when it comes late."""
_NAMES: Final = UUID("a3a4cb0e-4c6f-5a4f-8f0d-4f1f4f6a5b1e")
"""The namespace of our ids."""


def message_id(key: str) -> str:
    """The UUID of a message, always the same for its key: the platform ignores one that it has seen before."""
    return str(uuid5(_NAMES, key))


def compose(message: Message, settings: RcsSettings) -> HttpCall:
    """One message, with its suggestions and, where it would grow stale, the time after which it is revoked."""
    content: dict[str, object] = {"text": message.text}
    if message.suggestions:
        content["suggestions"] = [_suggestion(item) for item in message.suggestions]
    body: dict[str, object] = {"contentMessage": content, "messageTrafficType": TRAFFIC}
    if message.kind in GREETINGS and settings.greeting_ttl is not None:
        body["ttl"] = _seconds(settings.greeting_ttl)
    return _call(settings, message.to, "agentMessages", body, messageId=message_id(message.key))


def courtesies(event: Event, settings: RcsSettings) -> Sequence[HttpCall]:
    """Read, and being answered, as far as the account wishes; of what the contact said, and of nothing else."""
    if not isinstance(event, MessageReceived | StarterTapped):
        return ()
    calls = []
    of_message = word(event.raw.get("messageId"))
    if settings.read_marks and of_message:
        calls.append(_agent_event(event, settings, {"eventType": "READ", "messageId": of_message}))
    if settings.typing:
        calls.append(_agent_event(event, settings, {"eventType": "IS_TYPING"}))
    return calls


def _agent_event(event: Event, settings: RcsSettings, body: Mapping[str, object]) -> HttpCall:
    event_id = message_id(f"{event.id}/{body['eventType']}")
    return _call(settings, event.contact.address, "agentEvents", body, eventId=event_id)


def _call(settings: RcsSettings, phone: str, what: str, body: Mapping[str, object], **query: str) -> HttpCall:
    asked = urlencode({**query, "agentId": settings.agent_id})
    return HttpCall(
        url=f"{settings.base}/v1/phones/{quote(phone, safe='+')}/{what}?{asked}",
        headers={"content-type": "application/json"},
        body=json.dumps(body, ensure_ascii=False).encode(),
        auth=GoogleServiceAccount(ref=settings.service_account, scopes=(SCOPE,)),
    )


def _suggestion(item: Suggestion) -> Mapping[str, object]:
    return {"reply": {"text": item.title, "postbackData": payload_of(item.id)}}


def _seconds(value: timedelta) -> str:
    return f"{value.total_seconds():.6f}".rstrip("0").rstrip(".") + "s"

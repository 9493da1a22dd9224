"""What Google's two chat platforms take: messages and agent events, with every limit of their references.

- https://developers.google.com/business-communications/rcs-business-messaging/reference/rest/v1/phones.agentMessages
- https://developers.google.com/business-communications/business-messages/reference/rest/v1/conversations.messages
"""

from __future__ import annotations

import json
import re
from typing import Final
from uuid import RFC_4122, UUID

from frontdesk_testkit.dialect import PlatformReply, PlatformRequest, Sent
from frontdesk_testkit.platforms._google_errors import fields_of, items_of, refuse, reply_of, text_of

_TRAFFIC: Final = (
    "MESSAGE_TRAFFIC_TYPE_UNSPECIFIED",
    "AUTHENTICATION",
    "TRANSACTION",
    "PROMOTION",
    "SERVICEREQUEST",
    "ACKNOWLEDGEMENT",
)
_LARGEST: Final = 250_000
_LONGEST_TTL: Final = 15 * 86_400
_MESSAGE: Final = ("messageId", "representative", "text", "suggestions", "fallback", "containsRichText")
_REPRESENTATIVE: Final = ("representativeType", "displayName", "avatarImage")


def business_message(request: PlatformRequest, conversation: str) -> Sent:
    """`BusinessMessagesMessage`: 3072 characters of text, 13 suggestions of 25."""
    message = fields_of(request.json(), "message", _MESSAGE)
    who = fields_of(message.get("representative"), "representative", _REPRESENTATIVE)
    if who.get("representativeType") not in ("BOT", "HUMAN"):
        raise refuse("INVALID_ARGUMENT", "representative.representative_type is required")
    shown = [reply_of(item, "suggestions", 25) for item in items_of(message.get("suggestions"), "suggestions", 13)]
    return Sent(
        key=text_of(message.get("messageId"), "message_id", 200),
        to=conversation,
        text=text_of(message.get("text"), "text", 3072),
        suggestions=tuple(title for title, _ in shown),
        payloads=tuple(payload for _, payload in shown),
        signed=True,
        context={name: str(value) for name, value in who.items()},
    )


def rcs_message(request: PlatformRequest, phone: str) -> Sent:
    """`AgentMessage`: 250 kB, of them 3072 characters of text; 11 suggestions of 25."""
    if len(request.body) > _LARGEST:
        raise refuse("INVALID_ARGUMENT", "Request payload size exceeds the limit: 250000 bytes.")
    allowed = {"contentMessage", "messageTrafficType", "ttl", "expireTime"}
    message = fields_of(request.json(), "agent_message", allowed)
    content = fields_of(message.get("contentMessage"), "content_message", {"text", "suggestions"})
    if message.get("messageTrafficType", "TRANSACTION") not in _TRAFFIC:
        raise refuse("INVALID_ARGUMENT", "Invalid value at 'message_traffic_type'")
    _check_ttl(message.get("ttl"))
    shown = [reply_of(item, "suggestions", 25) for item in items_of(content.get("suggestions"), "suggestions", 11)]
    return Sent(
        key=_uuid(request, "messageId"),
        to=phone,
        text=text_of(content.get("text"), "text", 3072),
        suggestions=tuple(title for title, _ in shown),
        payloads=tuple(payload for _, payload in shown),
        signed=True,
        context={"ttl": str(message["ttl"])} if "ttl" in message else {},
    )


def rcs_event(request: PlatformRequest, phone: str) -> PlatformReply:
    """`AgentEvent`: a read mark names what was read."""
    event = fields_of(request.json(), "agent_event", {"eventType", "messageId"})
    kind = event.get("eventType")
    if kind not in ("READ", "IS_TYPING") or (kind == "READ") != bool(event.get("messageId")):
        raise refuse("INVALID_ARGUMENT", "Invalid value at 'agent_event'")
    created = {"name": f"phones/{phone}/agentEvents/{_uuid(request, 'eventId')}", **event}
    return PlatformReply(body=json.dumps(created).encode())


def _uuid(request: PlatformRequest, name: str) -> str:
    value = request.query.get(name, "")
    try:
        found = UUID(value)
    except ValueError:
        found = None
    if found is None or found.variant != RFC_4122 or str(found) != value.lower():
        raise refuse("INVALID_ARGUMENT", f"{name} must be a UUID as of RFC 4122")
    return value


def _check_ttl(value: object) -> None:
    """A duration in seconds, of 15 days at most."""
    if value is None:
        return
    if not isinstance(value, str) or not re.fullmatch(r"\d+(\.\d{1,9})?s", value) or float(value[:-1]) > _LONGEST_TTL:
        raise refuse("INVALID_ARGUMENT", "Invalid value at 'ttl'")

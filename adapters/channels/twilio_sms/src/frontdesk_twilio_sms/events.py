"""From Twilio's forms to events: what people write, carriers' keywords, and what became of our messages.

Sources: https://www.twilio.com/docs/messaging/guides/webhook-request and
https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from frontdesk import Contact, DeliveryStatus, DeliveryUpdated, Event, MessageReceived, unknown
from frontdesk_twilio_sms.addresses import KEY

KEYWORDS: Final = frozenset(
    # Twilio and the carriers answer these themselves, and stop or resume all messages to the number.
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "start", "unstop", "help", "info"}
)
"""https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out. Not `yes`, which resumes too: people say it."""
STATUSES: Final[Mapping[str, DeliveryStatus]] = {
    "accepted": DeliveryStatus.SENT,
    "scheduled": DeliveryStatus.SENT,
    "queued": DeliveryStatus.SENT,
    "sending": DeliveryStatus.SENT,
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "undelivered": DeliveryStatus.FAILED,
    "failed": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.FAILED,
}
_PERSON: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_MOST: Final = 200
_TOLD: Final[Mapping[str, str]] = {"to": "To", "country": "FromCountry", "service": "MessagingServiceSid"}
"""What a route may look at."""


def read_event(form: Mapping[str, str], query: Mapping[str, str], now: datetime) -> Event:
    """The event of a form. Twilio tells no times: what is told, happens now."""
    sid = form.get("MessageSid", "")[:_MOST]
    if not sid:
        return unknown(form, now, "no MessageSid: not a message of Twilio's")
    if "MessageStatus" in form:
        return _delivery(form, query, sid, now)
    sender = form.get("From", "")[:_MOST]
    reason = _not_for_rules(form, sender)
    if reason:
        return unknown(form, now, reason, id=sid, address=sender)
    return MessageReceived(
        id=sid,
        contact=Contact(address=sender),
        at=now,
        received_at=now,
        attributes={name: form[field][:_MOST] for name, field in _TOLD.items() if form.get(field)},
        reply_context={"number": form.get("To", "")[:_MOST]},
        raw=form,
        text=form["Body"],
        automatic=None if _PERSON.fullmatch(sender) else f"sender: {sender}",
    )


def _not_for_rules(form: Mapping[str, str], sender: str) -> str:
    """Why a message triggers no rules; empty = it does."""
    if "Body" not in form or not sender:
        return "no Body or no From: not an incoming message"
    if ":" in sender:
        return f"not a text message, but one of {sender.partition(':')[0]}"
    if sender == form.get("To"):
        return "our own number wrote to itself"
    if form.get("OptOutType"):
        return f"opt-out keyword: {form['OptOutType'][:_MOST]}"
    word = form["Body"].strip().strip(".!").casefold()
    return f"carrier keyword: {word.upper()}" if word in KEYWORDS else ""


def _delivery(form: Mapping[str, str], query: Mapping[str, str], sid: str, now: datetime) -> Event:
    """What became of a message of ours; our key stands in the address that Twilio was told to call."""
    told = form["MessageStatus"][:_MOST]
    if told in {"receiving", "received"}:
        return unknown(form, now, "the status of an incoming message", id=f"{sid}:{told}")
    return DeliveryUpdated(
        id=f"{sid}:{told}",
        contact=Contact(address=form.get("To", "")[:_MOST]),
        at=now,
        received_at=now,
        raw=form,
        status=STATUSES.get(told, DeliveryStatus.UNKNOWN),
        key=query.get(KEY, "")[:_MOST] or None,
        platform_id=sid,
        detail=" ".join(form.get(name, "")[:_MOST] for name in ("ErrorCode", "ErrorMessage")).strip(),
    )

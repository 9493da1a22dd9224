"""From Chatwoot's webhooks to events: one reader for each event that means something, a reason for each other one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Final, NamedTuple

from pydantic import ValidationError

from frontdesk import (
    Contact,
    ConversationClosed,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    EventBase,
    HandedBack,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    happened_at,
    starter_of,
    unknown,
)
from frontdesk_chatwoot.wire import Choice, Conversation, ConversationEvent, MessageEvent

KEY: Final = "frontdesk_key"
"""Where our key travels within `content_attributes`. Not `source_id`: Chatwoot takes a message with one for sent."""
IGNORED: Final[Mapping[str, str]] = {
    # The bubble was clicked, at each visit: no conversation may exist, and none was asked for (case B11).
    "webwidget_triggered": "the widget was opened; nobody has started a conversation",
    # The name deceives: its status became `open`, which hands a conversation of the bot to the humans.
    "conversation_opened": "the conversation was handed to the humans",
    "conversation_created": "a conversation was made, by either side; its first message tells by whom",
    "conversation_updated": "something about the conversation changed",
    "conversation_typing_on": "somebody is typing",
    "conversation_typing_off": "somebody stopped typing",
    "contact_created": "a contact was made",
    "contact_updated": "something about a contact changed",
}
_LOCALE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_MADE_UP: Final = re.compile(r"[a-z]+-[a-z]+-\d{1,4}")
"""Visitors without a name are called `snowy-sun-611`."""
_MOST: Final = 200
_MOST_ATTRIBUTES: Final = 30


class Arrived(NamedTuple):
    """A payload and the circumstances of its arrival."""

    raw: Mapping[str, object]
    account: int
    posted_at: datetime
    received_at: datetime


def read_event(arrived: Arrived) -> Event:
    """The event of a payload. What cannot be read becomes `Unknown`, with the reason."""
    name = arrived.raw.get("event")
    if not isinstance(name, str):
        return _unknown(arrived, "no event is named")
    if name in IGNORED:
        return _unknown(arrived, IGNORED[name])
    reader = _READERS.get(name)
    if reader is None:
        return _unknown(arrived, f"no event that we know: {name[:_MOST]!r}")
    try:
        return reader(arrived)
    except ValidationError as error:
        return _unknown(arrived, _reason(error))


# Messages


def _created(arrived: Arrived) -> Event:
    message = MessageEvent.model_validate(arrived.raw)
    if _elsewhere(message, arrived):
        return _unknown(arrived, "the message is another account's")
    base = _base(arrived, message.conversation, f"message_created:{message.id}", _when(message, arrived))
    if base is None:
        return _unknown(arrived, "the message names no contact")
    if message.private:
        return _unknown(arrived, "a private note among the humans")
    return _BY_TYPE[message.message_type](message, base)


def _incoming(message: MessageEvent, base: EventBase) -> Event:
    """The contact's words. Telegram's taps come as a message that says the payload; others say the title."""
    text = message.content or ""
    starter = starter_of(text)
    if starter is not None:
        return StarterTapped(**base._asdict(), starter=starter)
    return MessageReceived(**base._asdict(), text=text, automatic=_automatic(message))


def _outgoing(message: MessageEvent, base: EventBase) -> Event:
    """Ours coming back, a human's, or another machine's. Our key decides first, whoever's token sent it."""
    key = message.content_attributes.get(KEY)
    if isinstance(key, str):
        return _delivery(message, base, key)
    reason = _machine(message)
    if reason:
        return unknown(base.raw, base.received_at, reason, id=base.id, address=base.contact.address)
    operator = message.sender.name if message.sender else None
    return OperatorReplied(**base._asdict(), text=message.content or "", operator=operator)


def _not_said(reason: str, _message: MessageEvent, base: EventBase) -> Event:
    return unknown(base.raw, base.received_at, reason, id=base.id, address=base.contact.address)


_BY_TYPE: Final[Mapping[str, Callable[[MessageEvent, EventBase], Event]]] = {
    "incoming": _incoming,
    "outgoing": _outgoing,
    "template": partial(_not_said, "Chatwoot's own automatic message"),
    "activity": partial(_not_said, "an activity, not a message"),
}


def _machine(message: MessageEvent) -> str:
    """Why an outgoing message is no human's; empty = it is one's."""
    if message.content_attributes.get("automation_rule_id"):
        return "an automation rule of Chatwoot's wrote it"
    if message.additional_attributes.get("campaign_id"):
        return "a campaign of Chatwoot's wrote it"
    # A person who answers in the platform's own app has no name here, and the message says so.
    if message.content_attributes.get("external_echo") is True:
        return ""
    kind = message.sender.type if message.sender else None
    return "" if kind == "user" else f"not a human's: written by {(kind or 'nobody')[:_MOST]}"


def _automatic(message: MessageEvent) -> str | None:
    email = message.content_attributes.get("email")
    return "email: auto_reply" if isinstance(email, Mapping) and email.get("auto_reply") is True else None


def _updated(arrived: Arrived) -> Event:
    """A choice, in the web widget: it comes as a change of our own message. Else what became of our message."""
    message = MessageEvent.model_validate(arrived.raw)
    if _elsewhere(message, arrived):
        return _unknown(arrived, "the message is another account's")
    base = _base(arrived, message.conversation, f"message_updated:{message.id}", arrived.posted_at)
    if base is None:
        return _unknown(arrived, "the message names no contact")
    choice = _choice(message)
    if choice is not None:
        tapped = base._replace(id=f"{base.id}:{choice.value}"[:_MOST])
        return StarterTapped(**tapped._asdict(), starter=starter_of(choice.value), title=choice.title)
    key = message.content_attributes.get(KEY)
    if isinstance(key, str):
        return _delivery(message, base, key)
    return _unknown(arrived, "a message was changed, and nothing chosen")


def _choice(message: MessageEvent) -> Choice | None:
    values = message.content_attributes.get("submitted_values")
    if message.content_type != "input_select" or not isinstance(values, list) or not values:
        return None
    return Choice.model_validate(values[0])


def _delivery(message: MessageEvent, base: EventBase, key: str) -> Event:
    """What became of ours: newer releases tell the status, and the platform's error where there is one."""
    error = message.content_attributes.get("external_error")
    status = DeliveryStatus.FAILED if error else _STATUS.get(message.status or "sent", DeliveryStatus.UNKNOWN)
    told = base._replace(id=f"{base.id}:{status}")
    return DeliveryUpdated(
        **told._asdict(), status=status, key=key[:_MOST], platform_id=str(message.id), detail=_words(error)
    )


def _words(error: object) -> str:
    return error[:_MOST] if isinstance(error, str) else ""


_STATUS: Final[Mapping[str, DeliveryStatus]] = {
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "failed": DeliveryStatus.FAILED,
}


# Conversations


def _resolved(arrived: Arrived) -> Event:
    return _turned(arrived, "conversation_resolved", ConversationClosed)


def _status_changed(arrived: Arrived) -> Event:
    """What account and API-channel webhooks tell: also that people set a conversation back to the bot's `pending`."""
    status = arrived.raw.get("status")
    if status == "resolved":
        return _resolved(arrived)
    if status == "pending":
        return _turned(arrived, "conversation_pending", HandedBack)
    return _unknown(arrived, "the conversation changed its status, and was neither closed nor given back")


def _turned(arrived: Arrived, name: str, to: type[ConversationClosed | HandedBack]) -> Event:
    """The same conversation may turn again and again: its last change tells one time from another."""
    conversation = ConversationEvent.model_validate(arrived.raw)
    if _elsewhere(conversation, arrived):
        return _unknown(arrived, "the conversation is another account's")
    version = conversation.updated_at or conversation.timestamp or 0
    base = _base(arrived, conversation, f"{name}:{conversation.id}:{version:.6f}", arrived.posted_at)
    return _unknown(arrived, "the conversation names no contact") if base is None else to(**base._asdict())


_READERS: Final[Mapping[str, Callable[[Arrived], Event]]] = {
    "message_created": _created,
    "message_updated": _updated,
    "conversation_resolved": _resolved,
    "conversation_status_changed": _status_changed,
}


# What they share


def _elsewhere(event: MessageEvent | ConversationEvent, arrived: Arrived) -> bool:
    """A bot of the whole installation hears every account; answering in ours would reach a stranger."""
    return event.account is not None and event.account.id != arrived.account


def _base(arrived: Arrived, conversation: Conversation, id: str, at: datetime) -> EventBase | None:  # noqa: A002 - the glossary's word
    contact = _contact(conversation)
    if contact is None:
        return None
    return EventBase(
        id=id,
        contact=contact,
        at=at,
        received_at=arrived.received_at,
        attributes=_attributes(conversation),
        reply_context=_reply_context(conversation),
        raw=arrived.raw,
    )


def _contact(conversation: Conversation) -> Contact | None:
    """The contact of the conversation, whoever speaks: Chatwoot's own number, the same in every inbox."""
    person, place = conversation.meta.sender, conversation.contact_inbox
    number = person.id if person is not None else place.contact_id if place is not None else None
    if number is None:
        return None
    name = person.name if person is not None else None
    known = name if name and not _MADE_UP.fullmatch(name) else None
    return Contact(address=str(number), full_name=known, locale=_locale(conversation))


def _locale(conversation: Conversation) -> str | None:
    """The browser's, where the widget told it; or the one that the page set for the conversation."""
    for name in ("conversation_language", "browser_language"):
        value = conversation.additional_attributes.get(name)
        if isinstance(value, str) and _LOCALE.fullmatch(value):
            return value.replace("_", "-")
    return None


def _attributes(conversation: Conversation) -> Mapping[str, str]:
    """What a route may look at: inbox, channel and page, and what the page or a human noted on the conversation."""
    noted = {
        name[:_MOST]: str(value)[:_MOST]
        for name, value in list(conversation.custom_attributes.items())[:_MOST_ATTRIBUTES]
        if isinstance(value, str | int)
    }
    page = conversation.additional_attributes.get("referer")
    told = {
        "inbox_id": None if conversation.inbox_id is None else str(conversation.inbox_id),
        "channel": conversation.channel,
        "page": page if isinstance(page, str) else None,
    }
    return noted | {name: value for name, value in told.items() if value}


def _reply_context(conversation: Conversation) -> Mapping[str, str]:
    """The thread to answer in; and its labels, since Chatwoot's API knows no adding to them, only replacing."""
    labels = "\n".join(conversation.labels)
    return {"conversation": str(conversation.id), **({"labels": labels} if labels else {})}


def _when(message: MessageEvent, arrived: Arrived) -> datetime:
    """ISO 8601 in most releases, Unix seconds in some; Chatwoot's own examples say `2020-03-03 13:05:57 UTC`."""
    written = message.created_at
    if not isinstance(written, str) or "-" not in written[1:]:
        return happened_at(written, arrived.received_at)
    try:
        at = datetime.fromisoformat(written.removesuffix(" UTC"))
        return min(at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC), arrived.received_at)
    except (ValueError, OverflowError):
        return arrived.received_at


def _unknown(arrived: Arrived, reason: str) -> Event:
    return unknown(arrived.raw, arrived.received_at, reason)


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}"

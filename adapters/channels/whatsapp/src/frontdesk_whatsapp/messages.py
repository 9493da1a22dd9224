"""What people write and tap: one reader for each type of `messages[]`.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from frontdesk import (
    ConversationOpened,
    Event,
    EventBase,
    MessageReceived,
    StarterTapped,
    object_at,
    starter_of,
    text_at,
)
from frontdesk_whatsapp.people import SENDER, person, renamed
from frontdesk_whatsapp.source import Source
from frontdesk_whatsapp.wire import Item

UNANSWERED: Final[Mapping[str, str]] = {
    "reaction": "a reaction to a message",
    "system": "a change of the contact's number or id",
    # What the API cannot carry. The very first message to a number that is in the phone app, too, may come as this.
    "unsupported": "a message of a type that the API does not carry",
    # The same, before 2024.
    "unknown": "a message of a type that the API does not carry",
    "order": "an order from the catalogue",
    "edit": "a message that was edited",
    "revoke": "a message that was deleted",
}
"""Types that ask nobody for an answer, and why."""
CAPTIONED: Final = frozenset({"image", "video", "document"})
SILENT: Final = frozenset({"audio", "sticker", "location", "contacts"})
"""Messages without a word: the conversation has started all the same."""
_REFERRAL: Final = ("source_type", "source_id", "source_url", "ctwa_clid")


def read_message(item: Item, source: Source) -> Event:
    """The event of one message."""
    kind, id_ = text_at(item, "type"), text_at(item, "id")
    if text_at(item, "group_id"):
        return source.unknown(item, "a message in a group")
    if kind == "system":
        unanswered = source.unknown(item, UNANSWERED[kind])
        return replace(unanswered, contact=renamed(object_at(item, "system"), item))
    contact, phone = person(item, SENDER, source.contacts)
    if not id_ or not contact.address:
        return source.unknown(item, "a message without an id or a sender")
    context = {"to": phone} if phone else {}
    base = source.base(item, id_, contact, context, _referral(item))
    event = _TYPES[kind](item, base) if kind in _TYPES else None
    return event or source.unknown(item, UNANSWERED.get(kind, f"a message of the type {kind!r}"), contact)


def read_held(item: Item, source: Source) -> Event:
    """A message that somebody else is answering: Meta's own agent, or another app that holds the conversation.

    Its id is not the message's: where the same message comes to be ours to answer, it must not pass for a repeat.
    """
    contact, _ = person(item, SENDER, source.contacts)
    held = source.unknown(item, "a message that another application answers", contact)
    return replace(held, id=f"standby:{held.id}")


def _text(item: Item, base: EventBase) -> Event | None:
    """Ice breakers and commands come as text, too: they are recognised by their words."""
    body = object_at(item, "text").get("body")
    return MessageReceived(**base._asdict(), text=body) if isinstance(body, str) else None


def _media(item: Item, base: EventBase) -> Event:
    return MessageReceived(**base._asdict(), text=text_at(item, text_at(item, "type"), "caption"))


def _wordless(_item: Item, base: EventBase) -> Event:
    return MessageReceived(**base._asdict(), text="")


def _opened(_item: Item, base: EventBase) -> Event:
    return ConversationOpened(**base._asdict())


def _template_button(item: Item, base: EventBase) -> Event | None:
    """A quick reply under a template: the payload is the template's own, unless a starter's was put into it."""
    button = object_at(item, "button")
    return _tap(text_at(button, "payload"), text_at(button, "text"), base)


def _interactive(item: Item, base: EventBase) -> Event | None:
    """A button or a row. Replies to flows and calls are somebody else's: Frontdesk sends neither."""
    interactive = object_at(item, "interactive")
    kind = text_at(interactive, "type")
    if kind not in {"button_reply", "list_reply"}:
        return None
    reply = object_at(interactive, kind)
    return _tap(text_at(reply, "id"), text_at(reply, "title"), base)


def _tap(payload: str, title: str, base: EventBase) -> Event | None:
    if not (payload or title):
        return None
    return StarterTapped(**base._asdict(), starter=starter_of(payload), title=title)


_TYPES: Final[Mapping[str, Callable[[Item, EventBase], Event | None]]] = {
    "text": _text,
    "interactive": _interactive,
    "button": _template_button,
    "request_welcome": _opened,
    **dict.fromkeys(CAPTIONED, _media),
    **dict.fromkeys(SILENT, _wordless),
}


def _referral(item: Item) -> Mapping[str, str]:
    """Where an ad was clicked: the contact may have seen a greeting of the ad's own."""
    referral = object_at(item, "referral")
    return {name: text for name in _REFERRAL if (text := text_at(referral, name))}

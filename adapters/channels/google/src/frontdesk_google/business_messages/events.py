"""From the recorded payloads to events: one reader for each kind of content.

- https://github.com/google-business-communications/business-messages-test-framework (payloads)
- https://developers.google.com/business-communications/business-messages/reference/rest/v1/UserMessage
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Final

from frontdesk import (
    Contact,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    EventBase,
    MessageReceived,
    StarterTapped,
    WebhookRequest,
    read_object,
    starter_of,
    unknown,
)
from frontdesk_google.business_messages.settings import BusinessMessagesSettings
from frontdesk_google.reading import Payload, instant, part, parts, text, word, words


def read(request: WebhookRequest, settings: BusinessMessagesSettings) -> Sequence[Event]:
    """The events of a request: one, or one for each receipt; none for what nobody needs to know."""
    raw = read_object(request.body)
    if raw is None:
        return [unknown(request.body, request.received_at, "no JSON object")]
    base = _base(raw, request.received_at)
    if word(raw.get("agent")) not in ("", settings.agent):
        return [unknown(raw, request.received_at, "for another agent")]
    if not base.contact.address:
        return [unknown(raw, request.received_at, "of no conversation: conversationId is missing")]
    reader = next((found for name, found in CONTENTS.items() if name in raw), _unnamed)
    return list(reader(raw, base))


def _base(raw: Payload, received_at: datetime) -> EventBase:
    return EventBase(
        id="",  # each kind of content has one of its own, or none
        contact=_contact(raw),
        at=instant(raw.get("sendTime"), received_at),
        received_at=received_at,
        attributes=_attributes(raw),
        raw=raw,
    )


def _contact(raw: Payload) -> Contact:
    """The conversation is the address. The language is the one that Google greeted in, else that of the phone."""
    context = part(raw.get("context"))
    user = part(context.get("userInfo"))
    return Contact(
        address=word(raw.get("conversationId")),
        full_name=word(user.get("displayName")) or None,
        locale=word(context.get("resolvedLocale")) or word(user.get("userDeviceLocale")) or None,
    )


def _attributes(raw: Payload) -> Mapping[str, str]:
    """What a route may look at. `nearPlaceId` is a place nearby, which the contact may not have meant."""
    context = part(raw.get("context"))
    widget = part(context.get("widget"))
    return words(
        placeId=context.get("placeId"),
        nearPlaceId=context.get("nearPlaceId"),
        entryPoint=context.get("entryPoint"),
        resolvedLocale=context.get("resolvedLocale"),
        userDeviceLocale=part(context.get("userInfo")).get("userDeviceLocale"),
        customContext=context.get("customContext"),
        page=widget.get("url"),
        widgetContext=widget.get("widgetContext"),
        customAgentId=raw.get("customAgentId"),
    )


Reader = Callable[[Payload, EventBase], Iterator[Event]]


def _message(raw: Payload, base: EventBase) -> Iterator[Event]:
    """Words; an image comes as its address."""
    message = part(raw.get("message"))
    id_ = word(message.get("messageId")) or _last(word(message.get("name")))
    if not id_:
        yield unknown(raw, base.received_at, "a message without messageId", address=base.contact.address)
        return
    common = base._replace(id=id_, at=instant(message.get("createTime"), base.at))
    yield MessageReceived(**common._asdict(), text=text(message.get("text")))


def _tap(raw: Payload, base: EventBase) -> Iterator[Event]:
    """A tap has no id of its own: what it is about and when it was makes one."""
    tap = part(raw.get("suggestionResponse"))
    id_ = _digest(base.contact.address, tap)
    starter, title = starter_of(word(tap.get("postbackData"))), word(tap.get("text"))
    if starter is None and (tap.get("suggestionType", tap.get("type")) == "ACTION" or not title):
        yield unknown(raw, base.received_at, "an action was tapped", id=id_, address=base.contact.address)
        return
    common = base._replace(id=id_, at=instant(tap.get("createTime"), base.at))
    yield StarterTapped(**common._asdict(), starter=starter, title=title)


def _status(raw: Payload, base: EventBase) -> Iterator[Event]:
    """Whoever asks for a human has come and said so, without a word. Typing is nothing yet."""
    status = part(raw.get("userStatus"))
    if status.get("requestedLiveAgent") in YES:
        attributes = {**base.attributes, "requestedLiveAgent": "true"}
        at, id_ = instant(status.get("createTime"), base.at), _digest(base.contact.address, status)
        yield MessageReceived(**base._replace(id=id_, at=at, attributes=attributes)._asdict(), text="")
    elif "isTyping" not in status:
        yield from _unnamed(raw, base)


def _receipts(raw: Payload, base: EventBase) -> Iterator[Event]:
    """One for each message; an item that cannot be read costs itself alone."""
    told = part(raw.get("receipts"))
    at = instant(told.get("createTime"), base.at)
    items = parts(told.get("receipts"))
    for item in items:
        receipt = part(item)
        name, kind = word(receipt.get("message")), word(receipt.get("receiptType"))
        common = base._replace(at=at, raw=receipt or {"receipt": item})
        if not name or kind not in RECEIPTS:
            yield unknown(common.raw, base.received_at, f"receipt {kind}".strip(), address=base.contact.address)
        else:
            yield _delivered(common, name, kind)
    if not items:
        yield from _unnamed(raw, base)


def _delivered(base: EventBase, name: str, kind: str) -> Event:
    """The message's id is our key: it went out under it."""
    id_ = _last(name)
    common = base._replace(id=f"{kind}:{name}")
    return DeliveryUpdated(**common._asdict(), status=RECEIPTS[kind], key=id_ or None, platform_id=id_ or None)


def _aside(raw: Payload, base: EventBase) -> Iterator[Event]:
    """Kept, and never answered: an answer to a survey, or to a request to sign in."""
    name = next(name for name in CONTENTS if name in raw)
    id_ = _digest(base.contact.address, part(raw.get(name)))
    yield unknown(raw, base.received_at, name, id=id_, address=base.contact.address)


def _unnamed(raw: Payload, base: EventBase) -> Iterator[Event]:
    yield unknown(raw, base.received_at, "no content that is known", address=base.contact.address)


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _digest(conversation: str, content: Payload) -> str:
    """The same for the same content, at each retry and by whichever request."""
    said = json.dumps([conversation, content], sort_keys=True, ensure_ascii=False)
    return blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()


YES: Final = (True, "true", "True", "TRUE")
"""The guide writes the word, the reference a boolean."""
RECEIPTS: Final[Mapping[str, DeliveryStatus]] = {
    "DELIVERED": DeliveryStatus.DELIVERED,
    "READ": DeliveryStatus.READ,
}
CONTENTS: Final[Mapping[str, Reader]] = {
    "message": _message,
    "suggestionResponse": _tap,
    "userStatus": _status,
    "receipts": _receipts,
    "surveyResponse": _aside,
    "authenticationResponse": _aside,
}
"""By the field that is there; a payload has one of them."""

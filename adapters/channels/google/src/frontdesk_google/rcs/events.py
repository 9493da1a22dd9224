"""From Google's events to ours: one reader for each kind of content, and one for each type of event.

- https://developers.google.com/business-communications/rcs-business-messaging/reference/rest/v1/UserMessage
- https://developers.google.com/business-communications/rcs-business-messaging/reference/rest/v1/UserEvent
- https://developers.google.com/business-communications/rcs-business-messaging/guides/build/events/receive-events
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from frontdesk import (
    Contact,
    ConversationClosed,
    ConversationOpened,
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
from frontdesk_google.rcs.settings import RcsSettings
from frontdesk_google.reading import Payload, instant, part, text, word, words


def signed_part(request: WebhookRequest) -> bytes:
    """What the signature is about: the event within the Pub/Sub envelope. Without one, the body as it is."""
    data = part((read_object(request.body) or {}).get("message")).get("data")
    try:
        return b64decode(data, validate=True) if isinstance(data, str) else request.body
    except (binascii.Error, ValueError):
        return request.body


def read(request: WebhookRequest, settings: RcsSettings) -> Sequence[Event]:
    """The event of a request; none for what nobody needs to know (somebody is typing)."""
    data = signed_part(request)
    raw = read_object(data)
    if raw is None or data is request.body:
        return [unknown(data, request.received_at, "no event in the envelope")]
    base = _base(raw, request.received_at)
    reason = _unreadable(raw, base, settings)
    if reason:
        return [unknown(raw, request.received_at, reason, id=base.id)]
    return _reader(raw)(raw, base)


def _base(raw: Payload, received_at: datetime) -> EventBase:
    return EventBase(
        id=_id(raw),
        # Google's own events (an expired message) call the phone by another name.
        contact=Contact(address=word(raw.get("senderPhoneNumber")) or word(raw.get("phoneNumber"))),
        at=instant(raw.get("sendTime"), received_at),
        received_at=received_at,
        attributes=words(agentId=raw.get("agentId"), carrier=raw.get("carrier")),
        raw=raw,
    )


def _id(raw: Payload) -> str:
    """The event's own id; of a message that of the message. Some pages show messages with an `eventId` alone."""
    of_event, of_message, kind = (word(raw.get(name)) for name in ("eventId", "messageId", "eventType"))
    if not kind:
        return of_message or of_event
    return of_event or (f"{kind}:{of_message}" if of_message else "")


def _unreadable(raw: Payload, base: EventBase, settings: RcsSettings) -> str:
    if not settings.is_ours(word(raw.get("agentId"))):
        return "for another agent"
    if not base.contact.address:
        return "about no contact: neither senderPhoneNumber nor phoneNumber"
    return "" if base.id else "neither messageId nor eventId"


Reader = Callable[[Payload, EventBase], Sequence[Event]]


def _reader(raw: Payload) -> Reader:
    if "eventType" in raw:
        return EVENTS.get(word(raw["eventType"]), _unnamed)
    return next((reader for name, reader in CONTENTS.items() if name in raw), _unnamed)


def _written(raw: Payload, base: EventBase) -> Sequence[Event]:
    """Words; what was sent instead of words (a file, a place) is in `raw`, and deserves a greeting as well."""
    return [MessageReceived(**base._asdict(), text=text(raw.get("text")))]


def _tapped(raw: Payload, base: EventBase) -> Sequence[Event]:
    """A suggestion of ours, or of somebody who sends by the same agent. An action (a page, a call) asks nothing."""
    tap = part(raw.get("suggestionResponse"))
    starter, title = starter_of(word(tap.get("postbackData"))), word(tap.get("text"))
    if starter is None and (tap.get("type") == "ACTION" or not title):
        return [unknown(raw, base.received_at, "an action was tapped", id=base.id, address=base.contact.address)]
    return [StarterTapped(**base._asdict(), starter=starter, title=title)]


def _delivery(status: DeliveryStatus) -> Reader:
    def read_delivery(raw: Payload, base: EventBase) -> Sequence[Event]:
        return [DeliveryUpdated(**base._asdict(), status=status, platform_id=word(raw.get("messageId")) or None)]

    return read_delivery


def _subscribed(_raw: Payload, base: EventBase) -> Sequence[Event]:
    return [ConversationOpened(**base._asdict())]


def _unsubscribed(_raw: Payload, base: EventBase) -> Sequence[Event]:
    """No more is said that was not asked for: with the episode end its timers, and an answer needs a new word."""
    return [ConversationClosed(**base._asdict())]


def _nothing(_raw: Payload, _base: EventBase) -> Sequence[Event]:
    return ()


def _unnamed(raw: Payload, base: EventBase) -> Sequence[Event]:
    kind = word(raw.get("eventType")) or "a message without content that is known"
    return [unknown(raw, base.received_at, kind, id=base.id, address=base.contact.address)]


CONTENTS: Final[Mapping[str, Reader]] = {
    "suggestionResponse": _tapped,
    "text": _written,
    "userFile": _written,
    "location": _written,
}
"""By the field that is there."""
EVENTS: Final[Mapping[str, Reader]] = {
    "DELIVERED": _delivery(DeliveryStatus.DELIVERED),
    "READ": _delivery(DeliveryStatus.READ),
    "IS_TYPING": _nothing,
    "SUBSCRIBE": _subscribed,
    "UNSUBSCRIBE": _unsubscribed,
    # Its time to live was over, and it will never be shown.
    "TTL_EXPIRATION_REVOKED": _delivery(DeliveryStatus.FAILED),
    # Its time was over, and whether it was shown is not known: a DELIVERED may still come.
    "TTL_EXPIRATION_REVOKE_FAILED": _delivery(DeliveryStatus.UNKNOWN),
}
"""By `eventType`."""

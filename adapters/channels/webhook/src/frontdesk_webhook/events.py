"""From the wire to events: one reader for each type of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import singledispatch
from hashlib import blake2b

from pydantic import ValidationError

from frontdesk import (
    Contact,
    ConversationClosed,
    ConversationOpened,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    EventBase,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    Unknown,
)
from frontdesk_webhook.automatic import automatic_sign
from frontdesk_webhook.wire import (
    EVENT,
    ClosedPart,
    ContactPart,
    DeliveryPart,
    EventPart,
    MessagePart,
    OpenedPart,
    OperatorPart,
    TapPart,
)


def read_event(item: object, received_at: datetime) -> Event:
    """One event of the request. What cannot be read becomes `Unknown`, with the reason."""
    raw = item if isinstance(item, dict) else {"item": item}
    try:
        part = EVENT.validate_python(raw)
    except ValidationError as error:
        return unknown(raw, received_at, _reason(error))
    base = EventBase(
        id=part.id,
        contact=_contact(part.contact),
        at=min(part.at, received_at),  # a platform's clock may be ahead of ours; nothing happens in the future
        received_at=received_at,
        attributes=part.attributes,
        reply_context=part.reply_context,
        raw=raw,
    )
    return _event(part, base)


def unknown(raw: Mapping[str, object], received_at: datetime, reason: str) -> Unknown:
    """An event that could not be named. Its id is its own where it has one, else a digest: repeats stay repeats."""
    given = raw.get("id")
    digest = blake2b(repr(sorted(raw.items(), key=lambda item: item[0])).encode("utf-8", "replace"), digest_size=16)
    contact = raw.get("contact")
    address = contact.get("id") if isinstance(contact, Mapping) else None
    return Unknown(
        id=given if isinstance(given, str) and given else digest.hexdigest(),
        contact=Contact(address=address if isinstance(address, str) else ""),
        at=received_at,
        received_at=received_at,
        raw=raw,
        reason=reason,
    )


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def _contact(part: ContactPart) -> Contact:
    return Contact(
        address=part.id,
        full_name=part.name,
        first_name=part.first_name,
        locale=part.locale,
        timezone=part.timezone,
        aliases=part.aliases,
    )


@singledispatch
def _event(part: EventPart, base: EventBase) -> Event:  # noqa: ARG001 - what those below take
    """The event of a part, by its type."""
    raise TypeError(f"no event for {type(part).__name__}")


@_event.register
def _opened(_part: OpenedPart, base: EventBase) -> Event:
    return ConversationOpened(**base._asdict())


@_event.register
def _message(part: MessagePart, base: EventBase) -> Event:
    """What carries our own key is our own message coming back: evidence, never input."""
    if part.key is not None:
        return _echo(base, part.key)
    sign = part.automatic or automatic_sign(part.headers, part.contact.id)
    return MessageReceived(**base._asdict(), text=part.text, automatic=sign)


@_event.register
def _tap(part: TapPart, base: EventBase) -> Event:
    return StarterTapped(**base._asdict(), starter=part.starter, title=part.title)


@_event.register
def _operator(part: OperatorPart, base: EventBase) -> Event:
    """As with messages: a platform that calls our messages an operator's gives our key back."""
    if part.key is not None:
        return _echo(base, part.key)
    return OperatorReplied(**base._asdict(), text=part.text, operator=part.operator)


@_event.register
def _closed(_part: ClosedPart, base: EventBase) -> Event:
    return ConversationClosed(**base._asdict())


@_event.register
def _delivery(part: DeliveryPart, base: EventBase) -> Event:
    status = DeliveryStatus(part.status)
    return DeliveryUpdated(**base._asdict(), status=status, key=part.key, platform_id=part.platform_id)


def _echo(base: EventBase, key: str) -> Event:
    return DeliveryUpdated(**base._asdict(), status=DeliveryStatus.SENT, key=key)

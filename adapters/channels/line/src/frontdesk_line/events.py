"""From the wire to events: one reader for each type of event, and a reason for each that is none of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import ValidationError

from frontdesk import (
    Contact,
    ConversationClosed,
    ConversationOpened,
    Event,
    EventBase,
    MessageReceived,
    StarterTapped,
    happened_at,
    read_object,
    starter_of,
    unknown,
)
from frontdesk_line.sending import REPLY_TOKEN
from frontdesk_line.wire import EventPart, MessagePart, PostbackPart

IGNORED: Final[Mapping[str, str]] = {
    "unsend": "the contact took a message back",
    "join": "the account joined a group",
    "leave": "the account left a group",
    "memberJoined": "somebody joined a group",
    "memberLeft": "somebody left a group",
    "videoPlayComplete": "a video was watched",
    "beacon": "a beacon came near",
    "accountLink": "an account was linked",
    "membership": "a membership changed",
    "module": "a module was attached or detached",
    "activated": "this module speaks from now on",
    "deactivated": "another module speaks from now on",
    "botSuspended": "the account was suspended",
    "botResumed": "the account is no longer suspended",
    "delivery": "a notification message was delivered",
    "things": "a device of LINE Things",
}
"""What else LINE sends; kept, never answered."""

FRESH: Final = timedelta(seconds=30)
"""A reply token is to be used within a minute of its event: https://developers.line.biz/en/reference/messaging-api/
#send-reply-message . One that comes to us later than this is left alone."""


def read_request(body: bytes, received_at: datetime) -> Sequence[Event]:
    """The events of a request, in its order. None at all is LINE's own check of the address."""
    document = read_object(body)
    if document is None:
        return [unknown(body, received_at, "not a JSON object")]
    events = document.get("events")
    if not isinstance(events, list):
        return [unknown(document, received_at, "no events")]
    return [_read(item, received_at) for item in events]


def _read(item: object, received_at: datetime) -> Event:
    """One event; what cannot be read becomes `Unknown`, with the reason, and loses no other."""
    if not isinstance(item, dict):
        return unknown({"item": item}, received_at, "an event that is no object")
    kind = item.get("type")
    read = _READERS.get(kind) if isinstance(kind, str) else None
    if read is None:
        reason = IGNORED.get(kind, "an event of an unknown type") if isinstance(kind, str) else "an event without type"
        return _ignored(item, received_at, reason)
    try:
        return read(item, received_at)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return _ignored(item, received_at, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}")


def _ignored(item: Mapping[str, object], received_at: datetime, reason: str) -> Event:
    source = item.get("source")
    user = source.get("userId") if isinstance(source, Mapping) else None
    return unknown(item, received_at, reason, id=_id(item), address=user if isinstance(user, str) else "")


def _id(item: Mapping[str, object]) -> str:
    """`webhookEventId`, the same when an event is delivered again; empty = a digest of the event is its id."""
    given = item.get("webhookEventId")
    return given if isinstance(given, str) else ""


def _opened(item: Mapping[str, object], received_at: datetime) -> Event:
    """The account was added as a friend, or unblocked."""
    base = _base(EventPart.model_validate(item), item, received_at)
    return base if isinstance(base, Event) else ConversationOpened(**base._asdict())


def _closed(item: Mapping[str, object], received_at: datetime) -> Event:
    """The account was blocked: what is sent to this contact from now on is lost."""
    base = _base(EventPart.model_validate(item), item, received_at)
    return base if isinstance(base, Event) else ConversationClosed(**base._asdict())


def _message(item: Mapping[str, object], received_at: datetime) -> Event:
    """Words; a picture, a sticker or a place are a message without any."""
    part = MessagePart.model_validate(item)
    base = _base(part, item, received_at)
    return base if isinstance(base, Event) else MessageReceived(**base._asdict(), text=part.message.text)


def _tapped(item: Mapping[str, object], received_at: datetime) -> Event:
    """A quick reply: LINE brings its data back, and not its label."""
    part = PostbackPart.model_validate(item)
    base = _base(part, item, received_at)
    return base if isinstance(base, Event) else StarterTapped(**base._asdict(), starter=starter_of(part.postback.data))


def _base(part: EventPart, item: Mapping[str, object], received_at: datetime) -> EventBase | Event:
    """What the event takes from the wire; an `Unknown` in its place where it is not for us."""
    if part.mode == "standby":
        return _ignored(item, received_at, "standby: another module speaks")
    if part.source is None or part.source.type != "user" or part.source.user is None:
        return _ignored(item, received_at, "not of a single person")
    at = happened_at(part.timestamp, received_at, per_second=1000)
    usable = part.reply_token and not part.delivery.again and received_at - at <= FRESH
    return EventBase(
        id=_id(item) or _ignored(item, received_at, "").id,
        contact=Contact(address=part.source.user),
        at=at,
        received_at=received_at,
        reply_context={REPLY_TOKEN: part.reply_token} if part.reply_token and usable else {},
        raw=item,
    )


_READERS: Final[Mapping[str, Callable[[Mapping[str, object], datetime], Event]]] = {
    "message": _message,
    "postback": _tapped,
    "follow": _opened,
    "unfollow": _closed,
}

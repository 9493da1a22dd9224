"""From one item of a batch to its events: one reader for each kind of item, and a reason for each that is set aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from frontdesk import (
    Contact,
    ConversationOpened,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    EventBase,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    happened_at,
    starter_of,
    unknown,
)

START: Final = "FD_START"
"""The payload of our own Get Started button."""
_STARTS: Final = frozenset({START, "GET_STARTED", "GET_STARTED_PAYLOAD", "<GET_STARTED_PAYLOAD>"})
"""And those of buttons set by hand, as the platform's own examples have them."""
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_LONGEST_ID: Final = 200
_REFERRAL: Final = ("ref", "source", "ad_id")

Part = Mapping[str, object]


class Owner(NamedTuple):
    """The account that the items are for."""

    product: str
    """`page` or `instagram`."""
    id: str
    app_id: str
    keys_return: bool
    """Echoes bring our metadata back."""


class Item(NamedTuple):
    """One item, with what every event takes of it."""

    raw: Part
    owner: Owner
    received_at: datetime

    def party(self, role: str) -> str:
        """The id of the `sender` or `recipient`; empty = none that can be read."""
        party = self.raw.get(role)
        found = party.get("id") if isinstance(party, Mapping) else None
        return found if isinstance(found, str) else ""

    def base(self, id: str, *, contact: str = "", attributes: Mapping[str, str] | None = None) -> EventBase:  # noqa: A002
        """The fields of an event; the contact is the sender unless another is given."""
        return EventBase(
            id=id if len(id) <= _LONGEST_ID else blake2b(id.encode("utf-8", "replace"), digest_size=16).hexdigest(),
            contact=Contact(address=contact or self.party("sender")),
            at=happened_at(self.raw.get("timestamp"), self.received_at, per_second=1000),
            received_at=self.received_at,
            attributes=attributes or {},
            raw=self.raw,
        )

    def aside(self, reason: str) -> Sequence[Event]:
        """Kept, named and never answered. Its id is a digest: an unsent message must not pass for the one it was."""
        return [unknown(self.raw, self.received_at, reason, address=self.party("sender"))]


def read_item(raw: Part, owner: Owner, received_at: datetime) -> Sequence[Event]:
    """The item's events; `delivery` alone may be several."""
    item = Item(raw, owner, received_at)
    for name, read in _READERS.items():
        part = raw.get(name)
        if isinstance(part, Mapping):
            return read(item, part) if item.party("sender") else item.aside("nobody is named as its sender")
    named = next((name for name in _SET_ASIDE if name in raw), None)
    return item.aside(_SET_ASIDE[named] if named else f"of an unknown kind: {', '.join(map(str, raw))[:80]}")


# Messages


def _message(item: Item, part: Part) -> Sequence[Event]:
    """What comes from the account itself is an echo, whether it is marked as one or not."""
    mid = part.get("mid")
    if not isinstance(mid, str) or not mid:
        return item.aside("a message without its id")
    own = part.get("is_echo") is True or item.party("sender") == item.owner.id
    return _echo(item, part, mid) if own else _said(item, part, mid)


def _echo(item: Item, part: Part, mid: str) -> Sequence[Event]:
    """Our own words coming back are evidence; anybody else's are an answer of the business."""
    contact = item.party("recipient")
    if part.get("is_self") is True or contact in {"", item.owner.id}:
        return item.aside("the account writes to itself")
    base = item.base(mid, contact=contact)
    ours, key = _ours(part, item.owner)
    if ours:
        return [DeliveryUpdated(**base._asdict(), status=DeliveryStatus.SENT, key=key, platform_id=mid)]
    return [OperatorReplied(**base._asdict(), text=_text(part))]


def _ours(part: Part, owner: Owner) -> tuple[bool, str | None]:
    """Whether Frontdesk sent it, and the key it was sent with.

    Without a key it is ours only where keys do not come back: else it is somebody who shares our Meta app, such as a
    help desk. `app_id` is documented as a text and comes as a number.
    """
    app, metadata = part.get("app_id"), part.get("metadata")
    key = metadata if isinstance(metadata, str) and _KEY.fullmatch(metadata) else None
    if app is None:
        return key is not None, key
    return str(app) == owner.app_id and (key is not None or not owner.keys_return), key


def _said(item: Item, part: Part, mid: str) -> Sequence[Event]:
    """What the contact said. A photo or a sticker is a message too, without words: it opens a conversation like any."""
    if part.get("is_deleted") is True:
        return item.aside("the contact took a message back")
    if _is_mention(part):
        return item.aside("a mention in a story, no message to the account")
    base = item.base(mid, attributes=_referral(part))
    if isinstance(part.get("quick_reply"), Mapping):
        return [_tap(base, part["quick_reply"], _text(part))]
    if _text(part) or part.get("attachments") or part.get("is_unsupported") is True:
        return [MessageReceived(**base._asdict(), text=_text(part))]
    return item.aside("a message with nothing in it")


def _is_mention(part: Part) -> bool:
    attachments = part.get("attachments")
    kinds = (
        [one.get("type") for one in attachments if isinstance(one, Mapping)] if isinstance(attachments, list) else []
    )
    return "story_mention" in kinds and not _text(part)


def _text(part: Part) -> str:
    text = part.get("text")
    return text if isinstance(text, str) else ""


def _tap(base: EventBase, part: object, title: str) -> Event:
    payload = part.get("payload") if isinstance(part, Mapping) else None
    starter = starter_of(payload) if isinstance(payload, str) else None
    return StarterTapped(**base._asdict(), starter=starter, title=title)


# What is no message


def _postback(item: Item, part: Part) -> Sequence[Event]:
    """Get Started, an ice breaker or a button. `mid` came with version 11.0: older ones have the instant alone."""
    mid, title, payload = part.get("mid"), part.get("title"), part.get("payload")
    known = isinstance(mid, str) and mid
    base = item.base(str(mid) if known else _moment(item, "postback"), attributes=_referral(part))
    if isinstance(payload, str) and payload.upper() in _STARTS:
        return [ConversationOpened(**base._asdict())]
    return [_tap(base, part, title if isinstance(title, str) else "")]


def _opened(item: Item, part: Part) -> Sequence[Event]:
    """An existing thread was entered by a link, a code or an advertisement."""
    base = item.base(_moment(item, "referral"), attributes=_referral({"referral": part}))
    return [ConversationOpened(**base._asdict())]


def _delivery(item: Item, part: Part) -> Sequence[Event]:
    mids = part.get("mids")
    named = [mid for mid in mids if isinstance(mid, str) and mid] if isinstance(mids, list) else []
    if not named:
        return item.aside("a delivery up to an instant: it names no message")
    return [_status(item, mid, DeliveryStatus.DELIVERED) for mid in named]


def _read(item: Item, part: Part) -> Sequence[Event]:
    """Instagram names the message; Messenger only the instant up to which all were read."""
    mid = part.get("mid")
    if not isinstance(mid, str) or not mid:
        return item.aside("a reading up to an instant: it names no message")
    return [_status(item, mid, DeliveryStatus.READ)]


def _status(item: Item, mid: str, status: DeliveryStatus) -> Event:
    base = item.base(f"{status.value}:{mid}")
    return DeliveryUpdated(**base._asdict(), status=status, platform_id=mid)


def _moment(item: Item, kind: str) -> str:
    """The id of what the platform gives none: nobody does the same twice in one millisecond."""
    return f"{kind}:{item.party('sender')}:{item.raw.get('timestamp')}"


def _referral(part: Part) -> Mapping[str, str]:
    """What a route may look at: where the contact came from."""
    referral = part.get("referral")
    found = referral if isinstance(referral, Mapping) else {}
    return {name: value for name in _REFERRAL if isinstance(value := found.get(name), str) and value}


_READERS: Final[Mapping[str, Callable[[Item, Part], Sequence[Event]]]] = {
    "message": _message,
    "postback": _postback,
    "referral": _opened,
    "delivery": _delivery,
    "read": _read,
}
_SET_ASIDE: Final[Mapping[str, str]] = {
    "reaction": "a reaction to a message",
    # Instagram has been seen to send these for new messages, with no sender: nobody could be answered.
    "message_edit": "an edited message: its first words stand",
    "optin": "an opt-in",
    "account_linking": "an account that was linked or unlinked",
    "pass_thread_control": "the thread was passed to another app",
    "take_thread_control": "the thread was taken by another app",
    "request_thread_control": "an app asks for the thread",
    "app_roles": "the roles of the page's apps changed",
    "policy_enforcement": "Meta enforces a policy on the page",
    "messaging_feedback": "an answer to a customer survey",
}

"""What the platform reports: statuses of our messages, what the business wrote on its phone, errors, renamed users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from frontdesk import Contact, DeliveryStatus, DeliveryUpdated, Event, OperatorReplied, text_at
from frontdesk_whatsapp.messages import CAPTIONED
from frontdesk_whatsapp.people import ADDRESSEE, RECIPIENT, person, rotated
from frontdesk_whatsapp.source import Source
from frontdesk_whatsapp.wire import Item, items_at

KEY: Final = "biz_opaque_callback_data"
STATUSES: Final[Mapping[str, DeliveryStatus]] = {
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "played": DeliveryStatus.READ,  # a voice message; not ours, and a word for read
    "failed": DeliveryStatus.FAILED,
}
_LONGEST: Final = 500
_NO_CODE: Final = 10**9
"""Meta's codes have six digits."""
_NOT_SAID: Final = frozenset({"edit", "revoke", "reaction"})
"""Echoes by which nobody has answered anything."""


def read_status(item: Item, source: Source) -> Event:
    """What became of a message. Each status of a message is an event of its own; a late one does no harm."""
    id_, status = text_at(item, "id"), text_at(item, "status")
    contact, _ = person(item, RECIPIENT, source.contacts)
    if not (id_ and status):
        return source.unknown(item, "a status without an id or a name", contact)
    known = STATUSES.get(status, DeliveryStatus.UNKNOWN)
    return _delivery(item, f"{id_}:{status}", contact, known, source, why=_why(item))


def _why(item: Item) -> str:
    """Meta's errors: code, title and details of each; empty where it tells of none."""
    return "; ".join(filter(None, map(_error, items_at(item, "errors"))))[:_LONGEST]


def _error(error: Item) -> str:
    code = error.get("code")
    number = f"({code})" if isinstance(code, int) and abs(code) < _NO_CODE else ""
    words = (number, text_at(error, "title"), text_at(error, "error_data", "details"))
    return " ".join(filter(None, words))


def read_echo(item: Item, source: Source) -> Event:
    """What the business wrote in the WhatsApp Business app or on a linked device; with a key of ours, our own words."""
    id_, kind = text_at(item, "id"), text_at(item, "type")
    contact, _ = person(item, ADDRESSEE, source.contacts)
    if not (id_ and contact.address) or kind in _NOT_SAID:
        return source.unknown(item, f"an echo of the type {kind!r}", contact)
    if text_at(item, KEY):
        return _delivery(item, f"{id_}:echo", contact, DeliveryStatus.SENT, source)
    text = text_at(item, kind, "caption" if kind in CAPTIONED else "body")
    return OperatorReplied(**source.base(item, id_, contact)._asdict(), text=text)


def read_error(item: Item, source: Source) -> Event:
    """An error that is about no message in particular."""
    title = text_at(item, "title") or text_at(item, "message")
    return source.unknown(item, f"error {item.get('code')}: {title}"[:200])


def read_rotation(item: Item, source: Source) -> Event:
    """A user's id has changed: the conversation goes on under the new one."""
    return replace(source.unknown(item, "a user id that was changed"), contact=rotated(item))


def _delivery(
    item: Item, id_: str, contact: Contact, status: DeliveryStatus, source: Source, *, why: str = ""
) -> Event:
    base = source.base(item, id_, contact)
    key, platform_id = text_at(item, KEY) or None, text_at(item, "id")
    return DeliveryUpdated(**base._asdict(), status=status, key=key, platform_id=platform_id, detail=why)

"""From the wire to events: a batch is changes, a change has a field, and each field has lists of items to read.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from frontdesk import Event, object_at, read_object, text_at, unknown
from frontdesk_whatsapp.messages import read_held, read_message
from frontdesk_whatsapp.reports import read_echo, read_error, read_rotation, read_status
from frontdesk_whatsapp.source import Source
from frontdesk_whatsapp.wire import Item, changes, items_at

Reader = Callable[[Item, Source], Event]
_ECHOES: Final[Mapping[str, Reader]] = {"message_echoes": read_echo, "errors": read_error}
FIELDS: Final[Mapping[str, Mapping[str, Reader]]] = {
    "messages": {"messages": read_message, "statuses": read_status, "errors": read_error},
    "smb_message_echoes": _ECHOES,
    "message_echoes": _ECHOES,
    # Meta's own business agent, or another app, has the conversation: .../whatsapp/webhooks/reference/standby/ .
    "standby": {"messages": read_held, "statuses": read_status, **_ECHOES},
    "user_id_update": {"user_id_update": read_rotation},
}
"""Field of a change -> its lists -> how their items are read. Every other field is kept, and never answered."""
_BULKY: Final = frozenset({"history"})
"""Chats of before Frontdesk, up to half a year of them: what is kept of them is that they came."""


def read_events(body: bytes, phone_number_id: str, received_at: datetime) -> Sequence[Event]:
    """Every event of a batch, in its order; what cannot be read is `Unknown`, and loses no other."""
    document = read_object(body)
    found = [] if document is None else [e for c in changes(document) for e in _read(c, phone_number_id, received_at)]
    return found or [unknown(body, received_at, "no batch of changes")]


def _read(change: Item, phone_number_id: str, received_at: datetime) -> Iterator[Event]:
    field, value = text_at(change, "field"), object_at(change, "value")
    lists = FIELDS.get(field, {})
    inner = object_at(value, "standby") or value
    found = [(name, item) for name in lists for item in items_at(inner, name)]
    if not found:
        yield unknown(_kept(change, field), received_at, f"a change of the field {field!r}")
        return
    source = Source(received_at=received_at, contacts=items_at(inner, "contacts"))
    stranger = _stranger(value, phone_number_id)
    number = text_at(value, "metadata", "display_phone_number")
    for name, item in found:
        reason = stranger or (_to_itself(item, number) if name == "messages" else "")
        yield source.unknown(item, reason) if reason else lists[name](item, source)


def _stranger(value: Item, phone_number_id: str) -> str:
    """Why a change is none of the account's: an app hears of every number of the business account."""
    told = text_at(value, "metadata", "phone_number_id")
    return (
        "" if told == phone_number_id else f"for the phone number id {told!r}, not this account's {phone_number_id!r}"
    )


def _to_itself(message: Item, number: str) -> str:
    """Why a message is nobody's: the number that it came to, told with each batch, has sent it."""
    own = "".join(char for char in number if char.isdigit())
    return "our own number wrote to itself" if own and text_at(message, "from") == own else ""


def _kept(change: Item, field: str) -> Item:
    if field not in _BULKY:
        return change
    value = object_at(change, "value")
    chunks = [object_at(chunk, "metadata") for chunk in items_at(value, "history")]
    return {"field": field, "value": {"metadata": value.get("metadata"), "history": chunks}}

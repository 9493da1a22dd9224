"""From one request to events: a batch of entries, each of them with the events of one account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from frontdesk import Event, read_object, unknown
from frontdesk_messenger.items import Owner, read_item

_LISTS: Final = ("messaging", "standby", "changes")
_SET_ASIDE: Final[Mapping[str, str]] = {
    # Postbacks there even lack their payload: the app that owns the thread gets it.
    "standby": "another app owns the thread",
    # Comments, mentions and the like, of fields that need no subscription here.
    "changes": "a change of the account, no message",
}


def read_batch(body: bytes, owner: Owner, received_at: datetime) -> Sequence[Event]:
    """Every event, in the order of the request. One that cannot be read loses no other."""
    document = read_object(body)
    if document is None:
        return [unknown(body, received_at, "the body is no JSON object")]
    if document.get("object") != owner.product:
        return [unknown(body, received_at, f"object is {_short(document.get('object'))}, not {owner.product!r}")]
    entries = document.get("entry")
    if not isinstance(entries, list) or not entries:
        return [unknown(body, received_at, "there is no entry")]
    return [event for entry in entries for event in _entry(entry, owner, received_at)]


def _entry(entry: object, owner: Owner, received_at: datetime) -> Iterator[Event]:
    if not isinstance(entry, Mapping):
        yield unknown({"entry": entry}, received_at, "an entry that is no object")
        return
    items = list(_items(entry))
    if not items:
        yield unknown(entry, received_at, "an entry without events")
    stranger = "" if entry.get("id") == owner.id else f"for another account: {_short(entry.get('id'))}"
    for where, item in items:
        yield from _one(item, stranger or _SET_ASIDE.get(where, ""), owner, received_at)


def _items(entry: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for where in _LISTS:
        found = entry.get(where)
        yield from ((where, item) for item in (found if isinstance(found, list) else []))


def _one(item: object, set_aside: str, owner: Owner, received_at: datetime) -> Sequence[Event]:
    if not isinstance(item, Mapping):
        return [unknown({"item": item}, received_at, "an event that is no object")]
    if set_aside:
        return [unknown(item, received_at, set_aside)]
    return read_item(item, owner, received_at)


def _short(value: object) -> str:
    return repr(value)[:60]

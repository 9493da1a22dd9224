"""Who it is: WhatsApp knows a person by a user id of this business, and perhaps by phone number or a parent's user id.

The user id comes with every message, the phone number only of those who have taken no username: so the user id is the
address, and the others are aliases. https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from frontdesk import Contact, object_at, text_at
from frontdesk_whatsapp.wire import Item

USER_ID: Final = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
"""Two letters of a country, a dot, up to 128 letters and digits; with `ENT.` between, it is a parent's."""
SENDER: Final = ("from", "from_user_id", "from_parent_user_id")
RECIPIENT: Final = ("recipient_id", "recipient_user_id", "recipient_parent_user_id")
ADDRESSEE: Final = ("to", "to_user_id", "to_parent_user_id")
_CONTACT: Final = ("wa_id", "user_id", "parent_user_id")


class Names(NamedTuple):
    """What one person is called; empty = not told."""

    phone: str
    user: str
    parent: str


def person(item: Item, fields: Sequence[str], contacts: Sequence[Item]) -> tuple[Contact, str]:
    """The person whom those fields of an item name, and their phone number; both empty where nobody is named.

    `contacts` stands beside the items of a change, and may name what they leave out.
    """
    told = _names(item, fields)
    entry = _entry(told, contacts)
    known = _names(entry, _CONTACT)
    names = Names(*(a or b for a, b in zip(told, known, strict=True)))
    full_name = text_at(entry, "profile", "name") or None
    return contact((names.user, names.phone, names.parent), full_name), names.phone


def contact(names: Iterable[str], full_name: str | None = None) -> Contact:
    """A contact by their names, the one that lasts longest first; nameless where none is told."""
    told = tuple(dict.fromkeys(name for name in names if name))
    return Contact(address=told[0] if told else "", aliases=told[1:], full_name=full_name)


def renamed(system: Item, item: Item) -> Contact:
    """The contact of a `system` message: new names first, those of before as aliases."""
    now = (text_at(system, "user_id"), text_at(system, "wa_id"), text_at(system, "parent_user_id"))
    before = _names(item, SENDER)
    return contact((*now, text_at(system, "previous_user_id"), before.user, before.phone, text_at(system, "customer")))


def rotated(item: Item) -> Contact:
    """The contact of a `user_id_update`: each id with its `current` and `previous`."""
    ids = (object_at(item, "user_id"), object_at(item, "parent_user_id"))
    now, before = ([text_at(each, when) for each in ids] for when in ("current", "previous"))
    return contact((now[0], *before, text_at(item, "wa_id"), now[1]))


def _names(item: Item, fields: Sequence[str]) -> Names:
    """A user id stands where a phone number is due, now and then."""
    phone, user, parent = (text_at(item, field) for field in fields)
    return Names("", user or phone, parent) if USER_ID.fullmatch(phone) else Names(phone, user, parent)


def _entry(told: Names, contacts: Sequence[Item]) -> Item:
    named = [entry for entry in contacts if {*_names(entry, _CONTACT)} & {*filter(None, told)}]
    if named:
        return named[0]
    return contacts[0] if len(contacts) == 1 and not any(told) else {}

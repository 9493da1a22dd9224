"""What the items of one change have in common, and the events that are made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from frontdesk import Contact, EventBase, Unknown, happened_at, text_at, unknown
from frontdesk_whatsapp.wire import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The surroundings of an item."""

    received_at: datetime
    contacts: Sequence[Item] = ()

    def base(
        self,
        item: Item,
        id: str,  # noqa: A002 - the glossary's word
        contact: Contact,
        reply_context: Mapping[str, str] | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> EventBase:
        """What an item's event begins with. Timestamps are texts of seconds."""
        return EventBase(
            id=id,
            contact=contact,
            at=happened_at(item.get("timestamp"), self.received_at),
            received_at=self.received_at,
            raw=item,
            reply_context=reply_context or {},
            attributes=attributes or {},
        )

    def unknown(self, item: Item, reason: str, contact: Contact | None = None) -> Unknown:
        """An item that is kept, and never answered."""
        event = unknown(item, self.received_at, reason, id=text_at(item, "id"))
        at = happened_at(item.get("timestamp"), self.received_at)
        return replace(event, at=at, contact=contact or event.contact)

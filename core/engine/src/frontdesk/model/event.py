"""Events: normalised things that happened on a channel or in Frontdesk itself.

Don't subclass these outside this module: the engine and the store know exactly this list.
Times are aware, in UTC. `raw` keeps the platform's payload as it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from frontdesk.model.contact import Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event has."""

    id: str
    """The platform's own id, unique within the account: the key of de-duplication."""
    contact: Contact
    at: datetime
    """The platform's timestamp."""
    received_at: datetime
    """When it reached us."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """What a route may look at: `establishment`, `placeId`, `page` ..."""
    reply_context: Mapping[str, str] = field(default_factory=dict)
    """What the channel needs again to answer this event (a reply token, a thread id)."""
    raw: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationOpened(Event):
    """The contact opened the conversation, and has said nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Event):
    """The contact wrote. `automatic` names the sign that a machine wrote it, if there is one."""

    text: str
    automatic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterTapped(Event):
    """The contact tapped a starter: its id where the platform returns one, and its title as shown.

    Where a platform has no room for a whole id, its beginning and an ellipsis (U+2026) stand for it.
    """

    starter: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorReplied(Event):
    """A human of the business wrote. With `relay` it was written here and is still to be sent."""

    text: str
    operator: str | None = None
    relay: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClosed(Event):
    """The conversation was closed, by the platform or by a human."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedBack(Event):
    """People gave a conversation that was handed over to them back to automation."""


class DeliveryStatus(StrEnum):
    """What became of a message, in rising rank; a status never falls."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryUpdated(Event):
    """The platform told what became of a message of ours; `key` is the outbox id that travelled with it."""

    status: DeliveryStatus
    key: str | None = None
    platform_id: str | None = None
    detail: str = ""
    """Why it failed, in the platform's own words and with its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Event):
    """A durable timer is due. It counts only if `version` is still the one that is armed."""

    name: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Event):
    """Something the channel could not name; kept, traced, never answered."""

    reason: str = ""

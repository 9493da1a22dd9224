"""The state of a conversation: all that the engine remembers between two events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any


def conversation_id(account: str, contact: str, establishment: str | None = None) -> str:
    """The conversation's identity, known from the webhook alone: 16 bytes as 32 hex digits.

    `establishment` is given only where one account serves several and the event names the one meant.
    """
    parts = "\x1f".join((account, contact, establishment or ""))
    return blake2b(parts.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, kw_only=True)  # without slots: `changed` copies one dictionary
class ConversationState:
    """What is remembered. Every event makes a new one, with `version` one higher."""

    version: int = 0
    episode: int = 0
    """The number of the current or last episode; 0 = none yet."""
    open: bool = False
    first_event: str | None = None
    """The type of the contact's first event in this episode; None = the contact has not come yet."""
    started_at: datetime | None = None
    last_event_at: datetime | None = None
    last_contact_at: datetime | None = None
    last_asked_at: datetime | None = None
    """When the contact last wrote or tapped; opening the conversation asks for nothing, and no more does a machine."""
    last_operator_at: datetime | None = None
    silenced: str | None = None
    """The team that this episode was handed over to, "" where none was named; None = automation speaks."""
    operator_first: bool = False
    """An operator wrote in this episode before the contact did."""
    contact_episodes: int = 0
    """How many episodes the contact has taken part in, this one included."""
    greeted: Mapping[str, str] = field(default_factory=dict)
    """Scope -> mark of the last greeting: `episode` -> its number, `day` -> ISO date, `contact` -> \"1\"."""
    absence_period: str | None = None
    """The start of the closed period in which the last absence message was sent, ISO."""
    notice_episode: int = 0
    """The episode in which the privacy notice was last sent."""
    locale: str | None = None
    """The language that the contact was last heard in."""
    offered: tuple[str, ...] = ()
    """The starters last offered, in order: what a typed number means, until an operator writes."""
    timers: Mapping[str, int] = field(default_factory=dict)
    """Armed timers: name -> version."""
    timer_version: int = 0
    """The last timer version given out; versions never repeat."""
    sent_at: tuple[datetime, ...] = ()
    """When automatic messages were decided in the last hour: the loop breaker's memory."""
    breaker_until: datetime | None = None
    establishment: str | None = None
    """The establishment that the last event was routed to."""

    def changed(self, **changes: Any) -> ConversationState:
        """A copy with some fields changed: what `dataclasses.replace` does, many times faster, once for each event."""
        if not changes.keys() <= self.__dict__.keys():
            unknown = ", ".join(sorted(changes.keys() - self.__dict__.keys()))
            raise TypeError(f"a conversation's state has no {unknown}")
        copy = object.__new__(ConversationState)
        object.__setattr__(copy, "__dict__", self.__dict__ | changes)
        return copy

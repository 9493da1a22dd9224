"""The situation: all that a decision may depend on besides the event and the instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from frontdesk.model.account import Account
from frontdesk.model.conversation import ConversationState
from frontdesk.model.establishment import Establishment

if TYPE_CHECKING:
    from frontdesk.rules import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggles:
    """What is switched on for one establishment, effective at once."""

    everything: bool = True
    welcome: bool = True
    absence: bool = True
    starters: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The world as it was when the event was decided."""

    conversation: str
    """The conversation's id, 32 hex digits."""
    state: ConversationState
    account: Account
    establishment: Establishment | None
    """None = the route led nowhere: nothing is sent, and the trace says so."""
    rulebook: Rulebook
    toggles: Toggles = field(default_factory=Toggles)
    unreadable: str | None = None
    """The id of the establishment that the route leads to, where there is none because its record cannot be read."""
    max_event_age: timedelta = timedelta(minutes=10)

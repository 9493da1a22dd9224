"""Handovers: what a rule tells people of the business: that a conversation is theirs, how it is labelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frontdesk.model.contact import Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What one rule tells of a conversation. It sets a state: told twice, it is as if it had been told once."""

    key: str
    """The outbox id: 32 hex digits, by which whoever is told knows a repeat."""
    conversation: str
    """The conversation's id, 32 hex digits."""
    contact: Contact
    """Who wrote: its address is the platform's own."""
    hands_over: bool = True
    """From now on people answer, and nothing automatic is said; False = it is only labelled."""
    team: str | None = None
    """Whose it is to be, as the rule names them; None = nobody in particular."""
    note: str = ""
    """What the rule tells them, for their eyes only."""
    labels: tuple[str, ...] = ()
    """To be added to those that the conversation has."""
    rule: str = ""
    reply_context: Mapping[str, str] = field(default_factory=dict)
    """Of the event that led to it: what the channel needs to name the conversation to its platform."""

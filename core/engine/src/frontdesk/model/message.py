"""Messages: what a channel can carry of a draft. What is previewed is what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frontdesk.model.account import CarrierStyle
from frontdesk.model.draft import Kind, Suggestion
from frontdesk.model.handover import Handover


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something that a channel cannot carry as it was meant, said as (id, parameters)."""

    id: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, ready for `Channel.compose`. Its text stands verbatim in the call."""

    key: str
    """The outbox id of this message; `compose` puts it where the platform gives it back."""
    kind: Kind
    text: str
    to: str
    """The contact's address on the platform."""
    locale: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    carrier: CarrierStyle | None = None
    """How the suggestions are shown; None = none, or numbered within the text."""
    full_titles: Mapping[str, str] = field(default_factory=dict)
    """Starter id -> the whole title, where the shown one was cut."""
    conversation: str = ""
    """The conversation's id, 32 hex digits."""
    reply_context: Mapping[str, str] = field(default_factory=dict)
    operator: str | None = None
    """Who wrote it, where a human of the business did and their name is known."""
    losses: tuple[Loss, ...] = ()
    attempt: int = 0
    """How many attempts at sending it came before: what a platform takes but once (a reply token) is for the first."""
    handover: Handover | None = None
    """Of kind `handover` alone: nothing is said to the contact, `compose` never sees it."""

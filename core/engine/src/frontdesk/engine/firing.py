"""Firing: which trigger words an event stands for, and in which order."""

from __future__ import annotations

from frontdesk.engine.recognition import Recognised
from frontdesk.model import Event

_FIRST_EVENTS = {"ConversationOpened": "conversation_opened", "MessageReceived": "message_received"}

_WORDS = {
    "MessageReceived": "message_received",
    "StarterTapped": "starter_tapped",
    "OperatorReplied": "operator_replied",
    "ConversationClosed": "conversation_closed",
}


def first_event(event: Event, tapped: Recognised | None) -> str:
    """What an event is called that is the contact's first of an episode."""
    return "starter_tapped" if tapped else _FIRST_EVENTS.get(type(event).__name__, "message_received")


def triggers(event: Event, tapped: Recognised | None, begins: bool) -> tuple[str, ...]:  # noqa: FBT001 - a fact
    """The trigger words an event fires, in order."""
    word = "starter_tapped" if tapped else _WORDS.get(type(event).__name__)
    if word == "starter_tapped" and tapped is None:
        word = "message_received"
    return (*(("conversation_started",) if begins else ()), *((word,) if word else ()))

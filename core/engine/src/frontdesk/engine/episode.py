"""Episodes: when a stretch of a conversation begins and ends, and what each event leaves in the state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from frontdesk.model import (
    ConversationClosed,
    ConversationOpened,
    ConversationState,
    Event,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
)

Changes = dict[str, Any]
"""Fields of the state -> their new values, put in place at once."""

OF_CONTACT = (ConversationOpened, MessageReceived, StarterTapped)
"""What a contact does; the only events that can start an episode for the rules."""

DEFAULT_IDLE = timedelta(hours=24)


def advance(
    state: ConversationState, event: Event, *, first_event: str, idle: timedelta, establishment: str | None = None
) -> tuple[ConversationState, bool]:
    """The state with this event counted in, and whether it is the contact's first one of an episode.

    `first_event` is the trigger word the event stands for. An operator who writes first opens the episode silently:
    the contact's first event in it still starts it, but no greeting will follow.
    """
    changes: Changes = {"version": state.version + 1, "establishment": establishment or state.establishment}
    begins = False
    if isinstance(event, ConversationClosed):
        changes |= {"open": False, "last_event_at": event.at}
    elif isinstance(event, OperatorReplied):
        changes |= _opening(state, event, idle) | _operator(state, event, idle)
    elif isinstance(event, OF_CONTACT):
        opening = _opening(state, event, idle)
        begins = bool(opening) or state.first_event is None
        changes |= opening | _contact(state, event, first_event if begins else None)
    return state.changed(**changes), begins


def _opening(state: ConversationState, event: Event, idle: timedelta) -> Changes:
    """What opens the next episode; nothing while one is at hand."""
    if state.open and not _is_idle(state, event, idle):
        return {}
    return {
        "open": True,
        "episode": state.episode + 1,
        "started_at": event.at,
        "first_event": None,
        "operator_first": False,
    }


def _is_idle(state: ConversationState, event: Event, idle: timedelta) -> bool:
    return state.last_event_at is not None and event.at - state.last_event_at > idle


def _operator(state: ConversationState, event: OperatorReplied, idle: timedelta) -> Changes:
    opens = not state.open or _is_idle(state, event, idle)
    return {
        "operator_first": opens or state.operator_first,
        "last_operator_at": _latest(event, state.last_operator_at),
        "last_event_at": _latest(event, state.last_event_at),
    }


def _contact(state: ConversationState, event: Event, first_event: str | None) -> Changes:
    """What a contact's event leaves; `first_event` is given when it is the first of the episode."""
    changes: Changes = {
        "last_contact_at": _latest(event, state.last_contact_at),
        "last_event_at": _latest(event, state.last_event_at),
        "locale": event.contact.locale or state.locale,
    }
    if first_event is not None:
        changes |= {"first_event": first_event, "contact_episodes": state.contact_episodes + 1}
    return changes


def _latest(event: Event, before: datetime | None) -> datetime:
    return event.at if before is None else max(event.at, before)

"""Episodes: when a stretch of a conversation begins and ends, and what each event leaves in the state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from frontdesk.machines import by_machine
from frontdesk.model import (
    ConversationClosed,
    ConversationOpened,
    ConversationState,
    Event,
    HandedBack,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    TimerFired,
)

Changes = dict[str, Any]
"""Fields of the state -> their new values, put in place at once."""

OF_CONTACT = (ConversationOpened, MessageReceived, StarterTapped)
"""What a contact does; the only events that can start an episode for the rules."""

ALWAYS_COUNTED = (OperatorReplied, ConversationClosed, HandedBack)
"""What people of the business do counts however late it reached us: it only ever holds greetings and timers back."""

DEFAULT_IDLE = timedelta(hours=24)


def advance(
    state: ConversationState, event: Event, *, first_event: str, idle: timedelta, establishment: str | None = None
) -> tuple[ConversationState, bool]:
    """The state with this event counted in, and whether it is the contact's first one of an episode.

    `first_event` is the trigger word the event stands for. An operator who writes first opens the episode silently:
    the contact's first event in it still starts it, but no greeting will follow. What a machine wrote opens no episode
    and keeps none alive: the human's first message after it is greeted.
    """
    changes: Changes = {"version": state.version + 1, "establishment": establishment or state.establishment}
    begins = False
    if isinstance(event, ConversationClosed):
        changes |= _closing(state, event)
    elif isinstance(event, OperatorReplied):
        changes |= _operator(state, event, idle)
    elif isinstance(event, HandedBack):
        changes["silenced"] = None
    elif by_machine(event):
        changes["last_contact_at"] = _latest(event, state.last_contact_at)
    elif isinstance(event, OF_CONTACT):
        opening = _opening(state, event, idle)
        begins = bool(opening) or state.first_event is None
        changes |= opening | _contact(state, event, first_event if begins else None)
    return state.changed(**changes), begins


def recorded(state: ConversationState, event: Event) -> ConversationState:
    """The state after an event that the rules never see."""
    if isinstance(event, ALWAYS_COUNTED):
        return advance(state, event, first_event="", idle=DEFAULT_IDLE)[0]
    return used_up(state, event).changed(version=state.version + 1)


def used_up(state: ConversationState, event: Event) -> ConversationState:
    """The state without the timer that fired, so that it can be armed again; one armed anew meanwhile stays."""
    if not isinstance(event, TimerFired) or state.timers.get(event.name) != event.version:
        return state
    return state.changed(timers={name: armed for name, armed in state.timers.items() if name != event.name})


def happened(event: Event) -> datetime:
    """When it happened by the platform's clock; a clock that is ahead of ours is not believed."""
    return min(event.at, event.received_at)


def _closing(state: ConversationState, event: ConversationClosed) -> Changes:
    """The end of the episode at hand; a late report of an earlier one's end is not about it."""
    if state.started_at is not None and happened(event) < state.started_at:
        return {}
    return {"open": False, "silenced": None, "last_event_at": _latest(event, state.last_event_at)}


def _opening(state: ConversationState, event: Event, idle: timedelta) -> Changes:
    """What opens the next episode; nothing while one is at hand."""
    if state.open and not _is_idle(state, event, idle):
        return {}
    return {
        "open": True,
        "episode": state.episode + 1,
        "started_at": happened(event),
        "first_event": None,
        "operator_first": False,
        "silenced": None,
    }


def _is_idle(state: ConversationState, event: Event, idle: timedelta) -> bool:
    return state.last_event_at is not None and happened(event) - state.last_event_at > idle


def _operator(state: ConversationState, event: OperatorReplied, idle: timedelta) -> Changes:
    opening = {} if _before_the_end(state, event) else _opening(state, event, idle)
    return opening | {
        "operator_first": bool(opening) or state.operator_first,
        "offered": (),  # a number that comes now answers the operator
        "last_operator_at": _latest(event, state.last_operator_at),
        "last_event_at": _latest(event, state.last_event_at),
    }


def _before_the_end(state: ConversationState, event: Event) -> bool:
    """Whether it belongs to the episode that is over: it happened before what ended that."""
    return not state.open and state.last_event_at is not None and happened(event) < state.last_event_at


def _contact(state: ConversationState, event: Event, first_event: str | None) -> Changes:
    """What a contact's event leaves; `first_event` is given when it is the first of the episode."""
    changes: Changes = {
        "last_contact_at": _latest(event, state.last_contact_at),
        "last_event_at": _latest(event, state.last_event_at),
        "locale": event.contact.locale or state.locale,
    }
    if _asks(event):
        changes["last_asked_at"] = _latest(event, state.last_asked_at)
    if first_event is not None:
        changes |= {"first_event": first_event, "contact_episodes": state.contact_episodes + 1}
    return changes


def _asks(event: Event) -> bool:
    return isinstance(event, StarterTapped | MessageReceived)


def _latest(event: Event, before: datetime | None) -> datetime:
    return happened(event) if before is None else max(happened(event), before)

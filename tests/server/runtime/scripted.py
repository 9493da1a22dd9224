"""An engine small enough to be its own oracle: it answers each message, and nudges after five minutes of silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from frontdesk import (
    Arm,
    Cancel,
    Capabilities,
    ConversationState,
    Decision,
    Draft,
    Event,
    Kind,
    Message,
    MessageReceived,
    OperatorReplied,
    Situation,
    TimerFired,
)
from frontdesk_server.runtime import Engine

NUDGE = "nudge"
SILENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class _Book:
    release: int = 1


def reply(event: Event, conversation: str, state: ConversationState, now: datetime) -> Decision:
    """What this engine decides. Pure."""
    state = replace(state, version=state.version + 1)
    match event:
        case MessageReceived():
            version = state.timer_version + 1
            timers = {**state.timers, NUDGE: version}
            return Decision(
                state=replace(state, timers=timers, timer_version=version),
                drafts=(_draft(conversation, event.id, f"re {event.text}"),),
                timers=(Arm(name=NUDGE, due=now + SILENCE, version=version),),
            )
        case OperatorReplied():
            drafts = (_draft(conversation, event.id, event.text, Kind.OPERATOR),)
            return Decision(state=replace(state, timers={}), drafts=drafts, timers=(Cancel(name=NUDGE),))
        case TimerFired() if state.timers.get(event.name) == event.version:
            return Decision(
                state=replace(state, timers={}), drafts=(_draft(conversation, event.id, f"nudge {event.version}"),)
            )
        case _:
            return Decision(state=state)


def _draft(conversation: str, occurrence: str, text: str, kind: Kind = Kind.MESSAGE) -> Draft:
    key = blake2b(f"{conversation}/{occurrence}".encode(), digest_size=16).hexdigest()
    return Draft(key=key, kind=kind, text=text)


def _fit(draft: Draft, capabilities: Capabilities, *, to: str, conversation: str = "") -> tuple[Message, ...]:
    return (Message(key=draft.key, kind=draft.kind, text=draft.text, to=to, conversation=conversation),)


def _decide(event: Event, situation: Situation, now: datetime) -> Decision:
    return reply(event, situation.conversation, situation.state, now)


def _no_offer(*_: object, **__: object) -> None:
    raise NotImplementedError("nobody asks for an offer here")


SCRIPTED = Engine(
    compile=lambda _release: _Book(),  # type: ignore[arg-type,return-value]
    decide=_decide,
    fit=_fit,
    no_longer_due=lambda _draft, _event, _situation, _now: None,
    is_stale=lambda _draft, _situation, _now: False,
    rerender=lambda draft, _event, _situation, _now: (draft, ()),
    offer=_no_offer,  # type: ignore[arg-type]
)


def folded(events: Iterable[tuple[Event, datetime]], conversation: str) -> tuple[ConversationState, list[str]]:
    """The state and the texts that these events lead to, decided one after the other at these instants."""
    state, texts = ConversationState(), []
    for event, now in events:
        decision = reply(event, conversation, state, now)
        state = decision.state
        texts += [draft.text for draft in decision.drafts]
    return state, texts

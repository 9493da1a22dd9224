"""The engine of the simulation: the scripted one, whose words also tell on which state they were decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from frontdesk import Arm, ConversationState, Decision, Event, Situation
from frontdesk_server.runtime import Engine
from tests.server.runtime.scripted import SCRIPTED, reply

SILENCE = timedelta(seconds=12)
"""After so much silence a contact is nudged."""


def answer(event: Event, conversation: str, state: ConversationState, now: datetime) -> Decision:
    """What is decided. Pure."""
    decision = reply(event, conversation, state, now)
    drafts = tuple(replace(draft, text=f"{draft.text} #{decision.state.version}") for draft in decision.drafts)
    timers = tuple(replace(one, due=now + SILENCE) if isinstance(one, Arm) else one for one in decision.timers)
    return replace(decision, drafts=drafts, timers=timers)


def _decide(event: Event, situation: Situation, now: datetime) -> Decision:
    return answer(event, situation.conversation, situation.state, now)


ENGINE: Engine = replace(SCRIPTED, decide=_decide)


def folded(events: Iterable[Event], conversation: str, now: datetime) -> tuple[ConversationState, list[str]]:
    """The state and the words that these events lead to, decided one after the other."""
    state, texts = ConversationState(), []
    for event in events:
        decision = answer(event, conversation, state, now)
        state = decision.state
        texts += [draft.text for draft in decision.drafts]
    return state, texts

"""The trigger: a durable timer that starts when a contact writes, and looks again when it is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel

from frontdesk import (
    Arm,
    Cancel,
    ConversationClosed,
    ConversationState,
    Event,
    MessageReceived,
    OperatorReplied,
    Situation,
    StarterTapped,
    TimerFired,
    Trigger,
)
from frontdesk_followups.params import NoReplyParams


class NoReply(Trigger[NoReplyParams]):
    """`no_reply`. The clock runs from the first message that nobody has answered; more messages do not push it back."""

    name: ClassVar[str] = "no_reply"
    Params: ClassVar[type[BaseModel]] = NoReplyParams

    def timers(self, params: NoReplyParams, event: Event, situation: Situation) -> Iterable[Arm | Cancel]:
        """Armed by the contact's words, cancelled by an operator's answer or by the end of the conversation."""
        name, state = self.timer_name(params), situation.state
        if isinstance(event, ConversationClosed) or (isinstance(event, OperatorReplied) and _answered(params, state)):
            return [Cancel(name=name)]
        if isinstance(event, TimerFired) and event.name == name and _asked_anew(params, event, state):
            return [Arm(name=name, due=(state.last_asked_at or event.at) + params.wait)]
        if not _asks(event) or name in state.timers:
            return []
        return [Arm(name=name, due=event.received_at + params.wait)]

    def fires(self, params: NoReplyParams, event: Event, situation: Situation) -> bool:
        """Whether a timer of ours is due, and nobody has answered meanwhile by any other way."""
        if not isinstance(event, TimerFired) or event.name != self.timer_name(params):
            return False
        state = situation.state
        return state.open and not _answered(params, state) and not _asked_anew(params, event, state)


def _asks(event: Event) -> bool:
    """A machine's message asks for nothing."""
    return isinstance(event, StarterTapped) or (isinstance(event, MessageReceived) and event.automatic is None)


def _answered(params: NoReplyParams, state: ConversationState) -> bool:
    return state.last_asked_at is None or _answered_since(params, state, state.last_asked_at)


def _asked_anew(params: NoReplyParams, event: TimerFired, state: ConversationState) -> bool:
    """Whether the message that started the clock was answered, and a later one waits still, but not yet as long."""
    asked, started = state.last_asked_at, event.at - params.wait
    if not state.open or asked is None or _answered(params, state):
        return False
    return asked + params.wait > event.at and _answered_since(params, state, started)


def _answered_since(params: NoReplyParams, state: ConversationState, since: datetime) -> bool:
    answers = [state.last_operator_at] if params.by == "operator" else [state.last_operator_at, *state.sent_at]
    return any(answer is not None and answer >= since for answer in answers)

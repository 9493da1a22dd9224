"""The trigger: a durable timer that starts when a contact writes, and looks again when it is due."""

from __future__ import annotations

from collections.abc import Iterable
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
        """Armed by the contact's words, cancelled by an operator's or by the end of the conversation."""
        name = self.timer_name(params)
        if isinstance(event, OperatorReplied | ConversationClosed):
            return [Cancel(name=name)]
        if not _asks(event) or name in situation.state.timers:
            return []
        return [Arm(name=name, due=event.received_at + params.wait)]

    def fires(self, params: NoReplyParams, event: Event, situation: Situation) -> bool:
        """Whether a timer of ours is due, and nobody has answered meanwhile by any other way."""
        if not isinstance(event, TimerFired) or event.name != self.timer_name(params):
            return False
        return situation.state.open and not _answered(params, situation.state)


def _asks(event: Event) -> bool:
    """A machine's message asks for nothing."""
    return isinstance(event, StarterTapped) or (isinstance(event, MessageReceived) and event.automatic is None)


def _answered(params: NoReplyParams, state: ConversationState) -> bool:
    asked = state.last_contact_at
    if asked is None:
        return True
    answers = [state.last_operator_at] if params.by == "operator" else [state.last_operator_at, *state.sent_at]
    return any(answer is not None and answer >= asked for answer in answers)

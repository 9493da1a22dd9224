"""The built-in triggers. Which of them an event fires, and in which order, is the engine's business."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from frontdesk.model import (
    ConversationClosed,
    ConversationOpened,
    Event,
    MessageReceived,
    OperatorReplied,
    Situation,
    StarterTapped,
)
from frontdesk.rules.rulebook import BEFORE_SPEAKING
from frontdesk.vocabulary import Trigger


class NoParameters(BaseModel):
    """A trigger that takes no parameters."""

    model_config = ConfigDict(extra="forbid")


class _OnEvent(Trigger[NoParameters]):
    """Fires on events of certain types."""

    Params = NoParameters
    types: ClassVar[tuple[type[Event], ...]]

    def fires(self, params: NoParameters, event: Event, situation: Situation) -> bool:  # noqa: ARG002
        return isinstance(event, self.types)


class ConversationStarted(_OnEvent):
    """The contact's first event of an episode, whatever its type."""

    name = "conversation_started"
    types = (ConversationOpened, MessageReceived, StarterTapped)


class OnMessageReceived(_OnEvent):
    """The contact wrote, and it was not the title of a starter."""

    name = "message_received"
    types = (MessageReceived,)


class OnStarterTapped(_OnEvent):
    """The contact tapped a starter, or typed its title, id or number."""

    name = "starter_tapped"
    types = (StarterTapped, MessageReceived)


class OnOperatorReplied(_OnEvent):
    """A human of the business wrote."""

    name = "operator_replied"
    types = (OperatorReplied,)


class OnConversationClosed(_OnEvent):
    """The conversation was closed."""

    name = "conversation_closed"
    types = (ConversationClosed,)


class BeforeSpeaking(_OnEvent):
    """Something automatic is about to be said, whatever for: what must come before it, as the privacy notice does."""

    name = BEFORE_SPEAKING
    types = (Event,)


TRIGGERS = (
    ConversationStarted(),
    OnMessageReceived(),
    OnStarterTapped(),
    OnOperatorReplied(),
    OnConversationClosed(),
    BeforeSpeaking(),
)

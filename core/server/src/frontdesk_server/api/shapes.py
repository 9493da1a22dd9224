"""The JSON of the REST interface: what it takes, and what it gives. Times are ISO 8601 with their offset, in UTC."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.engine import explain
from frontdesk.model import TraceLine
from frontdesk_server.runtime.replies import MOST_TEXT
from frontdesk_server.store import (
    ConversationLine,
    ConversationView,
    DeadLetter,
    JournalDecision,
    JournalMessage,
    ReleaseLine,
)

Json = str | int | float | bool | None


class Shape(BaseModel):
    """What every form has in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ConversationOut(Shape):
    """A conversation in a list."""

    id: str = Field(description="32 hex digits")
    account: str
    establishment: str | None
    contact: str = Field(description="the contact's address on the platform")
    name: str | None
    at: datetime = Field(description="the instant of its last event")
    awaiting: datetime | None = Field(default=None, description="since when the contact waits for a human's answer")

    @classmethod
    def of(cls, line: ConversationLine) -> ConversationOut:
        """The form of a stored line."""
        return cls(
            id=line.id,
            account=line.account,
            establishment=line.establishment,
            contact=line.contact,
            name=line.name,
            at=line.at,
            awaiting=line.awaiting,
        )


class SuggestionOut(Shape):
    """A conversation starter as it was offered."""

    id: str
    title: str


class MessageOut(Shape):
    """One message, either way."""

    number: int
    decision: int = Field(description="the number of the decision that it belongs to")
    direction: str = Field(description="in or out")
    kind: str
    text: str
    suggestions: list[SuggestionOut]
    author: str | None
    rule: str = Field(description="the rule that said it; empty for people's own words")
    release: int
    at: datetime
    status: str
    detail: str | None = Field(description="why it was not sent, or what the platform said")
    attempts: int = Field(default=0, description="how often sending was tried, as far as it has ended")

    @classmethod
    def of(cls, message: JournalMessage) -> MessageOut:
        """The form of a message of the journal."""
        return cls(
            number=message.number,
            decision=message.decision,
            direction=message.direction,
            kind=message.kind,
            text=message.text,
            suggestions=[SuggestionOut(id=found.id, title=found.title) for found in message.suggestions],
            author=message.author,
            rule=message.rule,
            release=message.release,
            at=message.at,
            status=message.status,
            detail=message.detail,
            attempts=message.attempts,
        )


class ReasonOut(Shape):
    """One line of a trace: stable id and parameters for programs, words for people."""

    id: str
    path: str = Field(description="the place in the rule document, where the line is about one")
    params: dict[str, Json]
    en: str
    fr: str

    @classmethod
    def of(cls, line: TraceLine) -> ReasonOut:
        """The form of a trace line."""
        return cls(id=line.id, path=line.path, params=dict(line.params), en=explain(line, "en"), fr=explain(line, "fr"))


class DecisionOut(Shape):
    """What was decided for one event, and why; also why nothing was."""

    number: int
    event: str
    event_id: str
    at: datetime
    release: int
    summary: str
    establishment: str | None
    trace: list[ReasonOut]

    @classmethod
    def of(cls, decision: JournalDecision) -> DecisionOut:
        """The form of a decision of the journal."""
        return cls(
            number=decision.number,
            event=decision.type,
            event_id=decision.event.id,
            at=decision.at,
            release=decision.release,
            summary=decision.summary,
            establishment=decision.establishment,
            trace=[ReasonOut.of(line) for line in decision.trace],
        )


class ConversationDetail(ConversationOut):
    """One conversation whole, oldest first."""

    open: bool
    episode: int
    locale: str | None
    messages: list[MessageOut]
    decisions: list[DecisionOut]

    @classmethod
    def whole(cls, view: ConversationView) -> ConversationDetail:
        """The form of a conversation with its journal."""
        return cls(
            **ConversationOut.of(view.line).model_dump(),
            open=view.state.open,
            episode=view.state.episode,
            locale=view.state.locale,
            messages=[MessageOut.of(message) for message in view.messages],
            decisions=[DecisionOut.of(decision) for decision in view.decisions],
        )


class ConversationsOut(Shape):
    """One page of conversations, newest first; `before` asks for the next page, None = there is none."""

    conversations: list[ConversationOut]
    before: datetime | None


class ReplyIn(Shape):
    """An operator's answer."""

    text: str = Field(min_length=1, max_length=MOST_TEXT, description="what the contact reads")
    operator: str | None = Field(default=None, max_length=200, description="who writes, for the journal")
    id: str | None = Field(
        default=None, min_length=1, max_length=100, description="your own id: the same one is sent once"
    )


class ReplyOut(Shape):
    """An answer that is durable, and on its way."""

    event_id: str


class ReleaseOut(Shape):
    """One version of the rulebook; the newest is in force."""

    number: int
    author: str
    note: str
    at: datetime

    @classmethod
    def of(cls, line: ReleaseLine) -> ReleaseOut:
        """The form of a stored release."""
        return cls(number=line.number, author=line.author, note=line.note, at=line.at)


class ReleaseDetail(ReleaseOut):
    """A version with the document that it was compiled from."""

    document: dict[str, object]


class DeadLetterOut(Shape):
    """An event that could not be decided, and why."""

    number: int
    conversation: str
    account: str
    event: str
    event_id: str
    error: str
    release: int
    at: datetime
    replays: int

    @classmethod
    def of(cls, letter: DeadLetter) -> DeadLetterOut:
        """The form of a dead letter."""
        return cls(
            number=letter.number,
            conversation=letter.conversation,
            account=letter.account,
            event=letter.type,
            event_id=letter.event.id,
            error=letter.error,
            release=letter.release,
            at=letter.at,
            replays=letter.replays,
        )


class Problem(BaseModel):
    """RFC 9457; `id` is the stable id of the diagnostic (`FD720`), told in the language of `Accept-Language`."""

    type: str
    title: str
    status: int
    detail: str
    id: str

"""The JSON of decisions across conversations, and of messages that wait for a person."""

from __future__ import annotations

import json
from datetime import datetime

from pydantic import Field

from frontdesk_server.api.shapes import MessageOut, ReasonOut, Shape
from frontdesk_server.store import DecisionLine, DecisionView, ParkedMessage
from frontdesk_server.store.codec import dump_event


class DecisionLineOut(Shape):
    """A decision in the list across conversations."""

    number: int
    conversation: str = Field(description="32 hex digits")
    account: str
    event: str
    at: datetime
    release: int
    summary: str
    establishment: str | None
    name: str | None = Field(description="the establishment's")
    timezone: str | None = Field(description="the establishment's")
    contact: str | None = Field(description="the contact's name, or address")
    trace: list[ReasonOut]

    @classmethod
    def of(cls, line: DecisionLine) -> DecisionLineOut:
        """The form of a line."""
        return cls(
            number=line.number,
            conversation=line.conversation,
            account=line.account,
            event=line.type,
            at=line.at,
            release=line.release,
            summary=line.summary,
            establishment=line.establishment,
            name=line.name,
            timezone=line.timezone,
            contact=line.contact,
            trace=[ReasonOut.of(one) for one in line.trace],
        )


class DecisionsOut(Shape):
    """One page of decisions, newest first; `before` asks for the next page, None = there is none."""

    decisions: list[DecisionLineOut]
    before: str | None


class DecisionDetail(DecisionLineOut):
    """One decision whole."""

    event_id: str
    raw: dict[str, object] = Field(description="the event as it is kept, the platform's payload within it")
    messages: list[MessageOut]

    @classmethod
    def whole(cls, view: DecisionView) -> DecisionDetail:
        """The form of a decision with its event and messages."""
        return cls(
            **dict(DecisionLineOut.of(view.line)),
            event_id=view.decision.event.id,
            raw=json.loads(dump_event(view.decision.event))["is"],
            messages=[MessageOut.of(message) for message in view.messages],
        )


class WaitingOut(Shape):
    """A message of which nobody knows whether it arrived: it waits for a person."""

    key: str = Field(description="32 hex digits")
    conversation: str
    decision: int
    account: str
    establishment: str | None
    contact: str = Field(description="the contact's address on the platform")
    text: str
    at: datetime
    attempts: int
    tried_at: datetime | None = Field(description="when it was last tried")
    reason: str | None = Field(description="why nobody knows whether it arrived, in a word or the platform's words")

    @classmethod
    def of(cls, found: ParkedMessage) -> WaitingOut:
        """The form of a parked message."""
        row = found.row
        return cls(
            key=row.key,
            conversation=row.conversation,
            decision=row.decision,
            account=row.account,
            establishment=row.establishment,
            contact=row.message.to,
            text=row.message.text,
            at=row.at,
            attempts=row.attempt,
            tried_at=found.tried_at,
            reason=found.reason,
        )

"""What the journal tells, as values: conversations, their messages, and what was decided for each event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from frontdesk.model import ConversationState, Event, Suggestion, TraceLine
from frontdesk_server.store import codec
from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.values import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationLine:
    """A conversation in a list. `at` is the instant of its last event."""

    id: str
    account: str
    establishment: str | None
    contact: str
    name: str | None
    at: datetime
    awaiting: datetime | None = None
    """Since when the contact waits for a human's answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalMessage:
    """One message of a conversation, either way. `decision` is the number of the decision that it belongs to."""

    number: int
    decision: int
    direction: str
    """`in` or `out`."""
    kind: str
    """`message` or `starter` inwards; the draft's kind outwards."""
    text: str
    suggestions: tuple[Suggestion, ...]
    author: str | None
    rule: str
    release: int
    at: datetime
    status: str
    """`received`; `pending`, `unknown`, `parked`, `sent`, `delivered`, `read`, `failed`, `dropped`."""
    key: str | None
    platform_id: str | None
    detail: str | None
    attempts: int = 0
    """How often sending was tried, as far as it has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalDecision:
    """What was decided for one event, and why."""

    number: int
    conversation: str
    account: str
    type: str
    event: Event
    at: datetime
    release: int
    summary: str
    establishment: str | None
    trace: tuple[TraceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationView:
    """One conversation whole: its latest messages and decisions, oldest first."""

    line: ConversationLine
    state: ConversationState
    origin: Origin
    messages: tuple[JournalMessage, ...]
    decisions: tuple[JournalDecision, ...]


def line_of(row: AnyRow) -> ConversationLine:
    """The line of a row of `conversation`."""
    return ConversationLine(
        id=row.id,
        account=row.account,
        establishment=row.establishment,
        contact=row.contact,
        name=row.name,
        at=row.at,
        awaiting=row.awaiting,
    )


def message_of(row: AnyRow) -> JournalMessage:
    """The message of a row of `message`."""
    return JournalMessage(
        number=row.number,
        decision=row.decision,
        direction=row.direction,
        kind=row.kind,
        text=row.text,
        suggestions=codec.load_suggestions(row.suggestions),
        author=row.author,
        rule=row.rule,
        release=row.release,
        at=row.at,
        status=row.status,
        key=row.key,
        platform_id=row.platform_id,
        detail=row.detail,
        attempts=row.attempts,
    )


def decision_of(row: AnyRow) -> JournalDecision:
    """The decision of a row of `decision`."""
    return JournalDecision(
        number=row.number,
        conversation=row.conversation,
        account=row.account,
        type=row.type,
        event=codec.load_event(row.event),
        at=row.at,
        release=row.release,
        summary=row.summary,
        establishment=row.establishment,
        trace=codec.load_trace(row.trace),
    )

"""The journal: conversations with their messages and decisions, as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from frontdesk.model import ConversationState, Event, Suggestion, TraceLine
from frontdesk_server.store import codec
from frontdesk_server.store._types import AnyRow, is_id
from frontdesk_server.store.database import Database
from frontdesk_server.store.statements import param
from frontdesk_server.store.tables import conversation, decision, message
from frontdesk_server.store.values import Origin

_SUMMARY: Final = (
    conversation.c.id,
    conversation.c.account,
    conversation.c.establishment,
    conversation.c.contact,
    conversation.c.name,
    conversation.c.at,
)
_ONE: Final = select(conversation).where(conversation.c.id == param("of_id"))
_MESSAGES: Final = (
    select(message)
    .where(message.c.conversation == param("of_id"))
    .order_by(message.c.number.desc())
    .limit(param("most"))
)
_DECISIONS: Final = (
    select(decision)
    .where(decision.c.conversation == param("of_id"))
    .order_by(decision.c.number.desc())
    .limit(param("most"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationLine:
    """A conversation in a list. `at` is the instant of its last event."""

    id: str
    account: str
    establishment: str | None
    contact: str
    name: str | None
    at: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalDecision:
    """What was decided for one event, and why."""

    number: int
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


class Journal:
    """All conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def conversations(
        self, *, limit: int = 50, before: datetime | None = None, establishment: str | None = None
    ) -> list[ConversationLine]:
        """Conversations by their last event, newest first, from those before an instant."""
        wanted = _listed(limit, before, establishment)
        async with self._database.read() as link:
            return [ConversationLine(**row) for row in (await link.execute(wanted)).mappings()]

    async def conversation(self, id_: str, *, limit: int = 200) -> ConversationView | None:
        """One conversation with its latest messages and decisions; None = there is no such conversation."""
        if not is_id(id_):
            return None
        which = {"of_id": id_, "most": limit}
        async with self._database.read() as link:
            row = (await link.execute(_ONE, {"of_id": id_})).first()
            if row is None:
                return None
            messages = [_message(found) for found in await link.execute(_MESSAGES, which)]
            decisions = [_decision(found) for found in await link.execute(_DECISIONS, which)]
        return ConversationView(
            line=ConversationLine(
                id=row.id,
                account=row.account,
                establishment=row.establishment,
                contact=row.contact,
                name=row.name,
                at=row.at,
            ),
            state=codec.load_state(row.state),
            origin=codec.load_origin(row.origin),
            messages=tuple(reversed(messages)),
            decisions=tuple(reversed(decisions)),
        )


def _listed(limit: int, before: datetime | None, establishment: str | None) -> Select[Any]:
    wanted = select(*_SUMMARY).order_by(conversation.c.at.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(conversation.c.at < before)
    if establishment is not None:
        wanted = wanted.where(conversation.c.establishment == establishment)
    return wanted


def _message(row: AnyRow) -> JournalMessage:
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
    )


def _decision(row: AnyRow) -> JournalDecision:
    return JournalDecision(
        number=row.number,
        type=row.type,
        event=codec.load_event(row.event),
        at=row.at,
        release=row.release,
        summary=row.summary,
        establishment=row.establishment,
        trace=codec.load_trace(row.trace),
    )

"""Decisions across conversations: filtered, newest first, one page after the other; and each with its messages.

Every filter walks an index from the newest row on. Of several equalities one is left to the index, the others are
looked at row by row: an establishment has fewer decisions than an account. A scope of a few establishments asks each
of them for its newest rows; a larger one is met often enough on the way through everybody's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select, text, true
from sqlalchemy.sql.selectable import FromClause

from frontdesk.model import TraceLine
from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store import codec
from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.configuration import EstablishmentRow
from frontdesk_server.store.cursors import Cursor
from frontdesk_server.store.database import Database
from frontdesk_server.store.journal_lines import JournalDecision, JournalMessage, decision_of, message_of
from frontdesk_server.store.link import Link
from frontdesk_server.store.scoping import members, within
from frontdesk_server.store.statements import param
from frontdesk_server.store.tables import conversation, decision, message, metadata, outbox

FEW: Final = 500
"""Establishments of a scope that are each asked for their newest decisions."""

_establishment = metadata.tables[EstablishmentRow.__tablename__]
_MESSAGES: Final = (
    select(message)
    .where(message.c.conversation == param("of_conversation"), message.c.decision == param("of_decision"))
    .order_by(message.c.number)
)
_WAITING: Final = select(outbox.c.key, outbox.c.not_before).where(
    outbox.c.conversation == param("of_conversation"), outbox.c.decision == param("of_decision")
)
_UNSENT: Final = text("message.status IN ('failed', 'dropped', 'parked')")
"""As `ix_message_ended_at` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which decisions are asked for: all of it must hold, None = any."""

    establishment: str | None = None
    unresolved: bool = False
    """Only those whose route led to no establishment."""
    account: str | None = None
    summary: str | None = None
    """The decision in one word: `welcome`, `absence`, `answer`, `nothing`, `suppressed` ..."""
    unsent: bool = False
    """Only those of whose messages one has failed, was dropped, or waits for a human."""
    since: datetime | None = None
    until: datetime | None = None
    """Before this instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision in a list, with the names that people know."""

    number: int
    conversation: str
    account: str
    type: str
    at: datetime
    release: int
    summary: str
    trace: tuple[TraceLine, ...]
    establishment: str | None
    name: str | None
    """The establishment's."""
    timezone: str | None
    """The establishment's."""
    contact: str | None
    """The contact's name, or address where no name is known."""

    @property
    def cursor(self) -> Cursor:
        """Where a page ends that ends with this line."""
        return Cursor(self.at, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """One decision whole: its event, why, and what became of its messages."""

    line: DecisionLine
    decision: JournalDecision
    messages: tuple[JournalMessage, ...]
    next_attempts: dict[str, datetime]
    """By the keys of messages that are still to be sent: when they are tried next."""


class Decisions:
    """All decisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, sought: Sought, *, scope: Scope = EVERYTHING, limit: int = 50, before: Cursor | None = None
    ) -> list[DecisionLine]:
        """Decisions, newest first, from those before the last one of a page."""
        async with self._database.read() as link:
            few = await _few(link, sought, scope)
            page = _page(sought, before, limit)
            if few is None:
                numbers = _inside(page, scope)
            elif self._database.embedded:
                numbers = _of_few(page, few, limit)
            else:
                numbers = _of_few_lateral(page, few, limit)
            return [_line(row) for row in await link.execute(_named(numbers))]

    async def after(
        self, cursor: Cursor, sought: Sought, *, scope: Scope = EVERYTHING, limit: int = 100
    ) -> list[DecisionLine]:
        """The first that were decided after that one, newest first: how a list is kept up to date."""
        wanted = select(decision.c.number).where(*_conditions(sought), cursor.after(decision.c.at, decision.c.number))
        wanted = _inside(wanted.order_by(decision.c.at, decision.c.number).limit(limit), scope)
        async with self._database.read() as link:
            return [_line(row) for row in await link.execute(_named(wanted))]

    async def newest(self) -> Cursor | None:
        """The newest decision of all."""
        wanted = select(decision.c.at, decision.c.number).order_by(decision.c.at.desc(), decision.c.number.desc())
        async with self._database.read() as link:
            row = (await link.execute(wanted.limit(1))).first()
            return None if row is None else Cursor(row.at, row.number)

    async def get(self, number: int, *, scope: Scope = EVERYTHING) -> DecisionView | None:
        """One decision with its messages; None = there is none, or none within the scope."""
        one = _inside(select(decision.c.number).where(decision.c.number == number), scope)
        async with self._database.read() as link:
            row = (await link.execute(_named(one))).first()
            if row is None:
                return None
            which = {"of_conversation": row.conversation, "of_decision": number}
            messages = [message_of(found) for found in await link.execute(_MESSAGES, which)]
            waiting = {found.key: found.not_before for found in await link.execute(_WAITING, which)}
        return DecisionView(line=_line(row), decision=decision_of(row), messages=tuple(messages), next_attempts=waiting)


async def _few(link: Link, sought: Sought, scope: Scope) -> Select[Any] | None:
    """The establishments of a scope, where they are few and none is asked for; None = walk through everybody's."""
    if scope.groups is None or sought.establishment is not None:
        return None
    found = members(scope)
    counted = await link.execute(found.limit(FEW + 1))
    return found if len(counted.all()) <= FEW else None


def _page(sought: Sought, before: Cursor | None, limit: int) -> Select[Any]:
    wanted = select(decision.c.number).where(*_conditions(sought))
    if before is not None:
        wanted = wanted.where(before.before(decision.c.at, decision.c.number))
    return wanted.order_by(decision.c.at.desc(), decision.c.number.desc()).limit(limit)


def _conditions(sought: Sought) -> Iterator[ColumnElement[bool]]:
    yield from _equalities(sought)
    if sought.since is not None:
        yield decision.c.at >= sought.since
    if sought.until is not None:
        yield decision.c.at < sought.until
    if sought.unsent:
        yield decision.c.number.in_(_unsent(sought))


def _equalities(sought: Sought) -> Iterator[ColumnElement[bool]]:
    """The establishment's index, else that of account and summary; what is beside it must not tempt the planner."""
    others = ((decision.c.account, sought.account), (decision.c.summary, sought.summary))
    if sought.establishment is not None or sought.unresolved:
        yield decision.c.establishment == sought.establishment  # `IS NULL` where there is none
        yield from (column.concat("") == value for column, value in others if value is not None)
    else:
        yield from (column == value for column, value in others if value is not None)


def _unsent(sought: Sought) -> Select[Any]:
    found = select(message.c.decision).where(_UNSENT)
    return found if sought.since is None else found.where(message.c.at >= sought.since)


def _inside(wanted: Select[Any], scope: Scope) -> Select[Any]:
    inside = within(decision.c.establishment, scope)
    return wanted if inside is None else wanted.where(inside)


def _of_few(page: Select[Any], few: Select[Any], limit: int) -> Select[Any]:
    """The newest of each, by a subquery for each: SQLite has no lateral join."""
    place = few.subquery("place")
    own = page.where(decision.c.establishment == place.c.establishment).correlate(place)
    joined = decision.alias("joined")
    return (
        select(joined.c.number)
        .select_from(place.join(joined, joined.c.number.in_(own.scalar_subquery())))
        .order_by(joined.c.at.desc(), joined.c.number.desc())
        .limit(limit)
    )


def _of_few_lateral(page: Select[Any], few: Select[Any], limit: int) -> Select[Any]:
    place = few.subquery("place")
    own = page.add_columns(decision.c.at).where(decision.c.establishment == place.c.establishment).lateral("own")
    joined = select(own.c.number).select_from(place.join(own, true()))
    return joined.order_by(own.c.at.desc(), own.c.number.desc()).limit(limit)


def _named(numbers: Select[Any]) -> Select[Any]:
    """The rows of these numbers, with the names of their establishments and contacts."""
    return (
        select(
            decision,
            _establishment.c.name.label("place"),
            _establishment.c.record.label("record"),
            conversation.c.name.label("contact_name"),
            conversation.c.contact.label("contact"),
        )
        .select_from(_beside(numbers))
        .order_by(decision.c.at.desc(), decision.c.number.desc())
    )


def _beside(numbers: Select[Any]) -> FromClause:
    page = numbers.subquery("page")
    there = page.join(decision, decision.c.number == page.c.number)
    there = there.outerjoin(_establishment, _establishment.c.id == decision.c.establishment)
    return there.outerjoin(conversation, conversation.c.id == decision.c.conversation)


def _line(row: AnyRow) -> DecisionLine:
    return DecisionLine(
        number=row.number,
        conversation=row.conversation,
        account=row.account,
        type=row.type,
        at=row.at,
        release=row.release,
        summary=row.summary,
        trace=codec.load_trace(row.trace),
        establishment=row.establishment,
        name=row.place,
        timezone=_timezone(row.record),
        contact=row.contact_name or row.contact,
    )


def _timezone(record: str | None) -> str | None:
    found = json.loads(record).get("timezone") if record else None
    return found if isinstance(found, str) else None

"""The journal of conversations: lists of them, and each with its messages and decisions, as people read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from frontdesk.matching import fold
from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store import codec
from frontdesk_server.store._types import is_id
from frontdesk_server.store.cursors import Cursor
from frontdesk_server.store.database import Database
from frontdesk_server.store.journal_lines import ConversationLine, ConversationView, decision_of, line_of, message_of
from frontdesk_server.store.scoping import within
from frontdesk_server.store.statements import param
from frontdesk_server.store.tables import conversation, decision, message

_SUMMARY: Final = (
    conversation.c.id,
    conversation.c.account,
    conversation.c.establishment,
    conversation.c.contact,
    conversation.c.name,
    conversation.c.at,
    conversation.c.awaiting,
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


class Journal:
    """All conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def conversations(
        self,
        *,
        limit: int = 50,
        before: datetime | Cursor | None = None,
        establishment: str | None = None,
        account: str | None = None,
        search: str = "",
        awaiting: bool = False,
        scope: Scope = EVERYTHING,
    ) -> list[ConversationLine]:
        """Conversations by their last event, newest first, from those before an instant or the last one of a page.

        `search` is a part of the contact's name or address; `awaiting` = only those who wait for a human's answer.
        """
        wanted = _from(_all(establishment, account, search), before).limit(limit)
        if awaiting:
            wanted = wanted.where(conversation.c.awaiting.is_not(None))
        if (inside := within(conversation.c.establishment, scope)) is not None:
            wanted = wanted.where(inside)
        async with self._database.read() as link:
            return [line_of(row) for row in await link.execute(wanted)]

    async def conversation(self, id_: str, *, limit: int = 200, scope: Scope = EVERYTHING) -> ConversationView | None:
        """One conversation with its latest messages and decisions; None = there is none, or none within the scope."""
        if not is_id(id_):
            return None
        inside = within(conversation.c.establishment, scope)
        one = _ONE if inside is None else _ONE.where(inside)
        which = {"of_id": id_, "most": limit}
        async with self._database.read() as link:
            row = (await link.execute(one, {"of_id": id_})).first()
            if row is None:
                return None
            messages = [message_of(found) for found in await link.execute(_MESSAGES, which)]
            decisions = [decision_of(found) for found in await link.execute(_DECISIONS, which)]
        return ConversationView(
            line=line_of(row),
            state=codec.load_state(row.state),
            origin=codec.load_origin(row.origin),
            messages=tuple(reversed(messages)),
            decisions=tuple(reversed(decisions)),
        )


def _all(establishment: str | None, account: str | None, search: str) -> Select[Any]:
    wanted = select(*_SUMMARY).order_by(conversation.c.at.desc(), conversation.c.id.desc())
    if establishment is not None:
        wanted = wanted.where(conversation.c.establishment == establishment)
    if account is not None:
        wanted = wanted.where(conversation.c.account == account)
    for word in fold(search).split():
        wanted = wanted.where(conversation.c.sought.contains(word, autoescape=True))
    return wanted


def _from(wanted: Select[Any], before: datetime | Cursor | None) -> Select[Any]:
    if isinstance(before, Cursor):
        return wanted.where(before.before(conversation.c.at, conversation.c.id))
    return wanted if before is None else wanted.where(conversation.c.at < before)

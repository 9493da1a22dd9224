"""Finding what is of a contact: their conversations on an account, under every address that they had."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.engine import Connection

from frontdesk.model import conversation_id
from frontdesk_server.store._types import AnyRow, padded
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link, execute
from frontdesk_server.store.statements import among, param
from frontdesk_server.store.tables import alias, conversation, dead, inbox
from frontdesk_server.store.traces import names, pattern

BITE: Final = 5000
"""Conversations that one statement looks through: an address has no index of its own."""

_EDGE: Final = (
    select(conversation.c.id)
    .where(conversation.c.id > param("after"))
    .order_by(conversation.c.id)
    .limit(1)
    .offset(BITE - 1)
)
_HERE: Final = select(conversation.c.id, conversation.c.contact, conversation.c.origin).where(
    conversation.c.id > param("after"),
    conversation.c.account == param("of_account"),
    conversation.c.origin.like(param("like_address"), escape="\\"),
)
_BETWEEN: Final = _HERE.where(conversation.c.id <= param("up_to"))
_GOING_ON: Final = select(alias.c.conversation).where(among(alias.c.id, "ids"))
_WAITING: Final = tuple(
    select(table.c.conversation, body.label("body")).where(
        table.c.account == param("of_account"), body.like(param("like_address"), escape="\\")
    )
    for table, body in ((inbox, inbox.c.body), (dead, dead.c.event))
)
_ACCOUNT: Final[tuple[Select[Any], ...]] = (
    select(conversation.c.account).where(conversation.c.id == param("of_id")),
    select(inbox.c.account).where(inbox.c.conversation == param("of_id")).limit(1),
    select(dead.c.account).where(dead.c.conversation == param("of_id")).limit(1),
)
_ORIGIN: Final = select(conversation.c.origin).where(conversation.c.id == param("of_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Who is to be erased: a contact on an account, or one conversation."""

    account: str = ""
    address: str | None = None
    conversation: str | None = None


async def conversations_of(database: Database, whom: Whom) -> tuple[list[str], frozenset[str]]:
    """The conversations, and every address of the contact. One conversation is itself, and no address."""
    if whom.conversation is not None or whom.address is None:
        return [whom.conversation or ""], frozenset()
    known, looked, ids = {whom.address}, set[str](), set[str]()
    while fresh := known - looked:
        address = min(fresh)
        looked.add(address)
        async with database.read() as link:
            ids |= {conversation_id(whom.account, address)}
            found = await _found(link, whom.account, address)
        ids |= {id_ for id_, _ in found}
        known |= {name for _, others in found for name in others}
    async with database.read() as link:
        ids |= set((await link.execute(_GOING_ON, {"ids": padded(sorted(ids))})).scalars())
    return sorted(ids), frozenset(known)


def account_of(connection: Connection, id_: str) -> str | None:
    """The account of a conversation, wherever it is named."""
    found = (execute(connection, statement, {"of_id": id_}).scalar() for statement in _ACCOUNT)
    return next((account for account in found if account is not None), None)


async def _found(link: Link, account: str, address: str) -> list[tuple[str, frozenset[str]]]:
    """Conversations of that address, each with the other addresses of the same contact."""
    quoted = json.dumps(address, ensure_ascii=False)
    which = {"of_account": account, "like_address": pattern(quoted)}
    rows = [(row.id, row.origin) async for row in _walk(link, which)]
    for statement in _WAITING:
        rows += [(row.conversation, row.body) for row in await link.execute(statement, which)]
    return list(_of(rows, address))


async def _walk(link: Link, which: dict[str, Any]) -> Any:
    after = ""
    while True:
        edge = (await link.execute(_EDGE, {"after": after})).scalar()
        place = {**which, "after": after}
        found: Iterable[AnyRow] = await (
            link.execute(_HERE, place) if edge is None else link.execute(_BETWEEN, {**place, "up_to": edge})
        )
        for row in found:
            yield row
        if edge is None:
            return
        after = edge


def _of(rows: Iterable[tuple[str, str]], address: str) -> Iterable[tuple[str, frozenset[str]]]:
    """Those of which the address is really one of the contact's: databases compare texts in their own way."""
    for id_, text in rows:
        contact = json.loads(text)["is"].get("contact") or {}
        if names([contact.get("address"), *(contact.get("aliases") or ())], frozenset({address})):
            yield id_, frozenset({contact["address"], *(contact.get("aliases") or ())})

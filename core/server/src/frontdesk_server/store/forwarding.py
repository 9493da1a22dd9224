"""Forwarding: what was said, queued in the transaction that decides it, for teams who answer elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, Integer, SmallInteger, Table, Text, delete, func, select, update

from frontdesk.model import Event, MessageReceived, OperatorReplied, StarterTapped
from frontdesk_server.store._types import MICROSECOND, HexId, Instant, Serial, Words, padded
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.statements import among, moved, param
from frontdesk_server.store.values import Decided, Lease, account_partition

forward = Table(
    "forward",
    metadata,
    Column("number", Serial, primary_key=True, autoincrement=True),
    Column("part", SmallInteger, nullable=False),
    Column("account", Text, nullable=False),
    Column("key", HexId, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Instant, nullable=False),
    Column("detail", Words),
    sqlite_autoincrement=True,
)
"""What is still to be forwarded, in order for each account; `key` is that of the event's de-duplication."""

_FIRST: Final = (
    select(func.min(forward.c.number)).where(among(forward.c.part, "parts")).group_by(forward.c.account).subquery()
)
_DUE: Final = (
    select(forward)
    .where(forward.c.number.in_(select(_FIRST)), forward.c.not_before <= param("now"))
    .order_by(forward.c.number)
)
_DONE: Final = delete(forward).where(forward.c.number == param("of_number"))
_LATER: Final = (
    update(forward)
    .where(forward.c.number == param("of_number"))
    .values(attempts=forward.c.attempts + 1, not_before=param("until"), detail=param("to_detail"))
)
_MOVE: Final = update(forward).values(at=moved(forward.c.at), not_before=moved(forward.c.not_before))
_WAITING: Final = (
    select(
        forward.c.account,
        func.count().label("count"),
        func.min(forward.c.at).label("since"),
        func.max(forward.c.attempts).label("attempts"),
        func.max(forward.c.detail).label("detail"),
    )
    .group_by(forward.c.account)
    .order_by(forward.c.account)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """One thing that was said, on its way to the team that answers elsewhere."""

    number: int
    account: str
    key: str
    body: str
    """JSON, sent as it is."""
    at: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """How far an account's forwarding is behind, and what was the matter."""

    account: str
    count: int
    since: datetime
    attempts: int
    detail: str | None


class Forwards:
    """The queue of all accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, leases: Sequence[Lease]) -> list[Forward]:
        """The first of each account of these shares, where it is due: an account's own come one after the other."""
        if not leases:
            return []
        which = {"parts": padded([lease.part for lease in leases]), "now": self._database.common_clock.now()}
        async with self._database.read() as link:
            return [
                Forward(
                    number=row.number,
                    account=row.account,
                    key=row.key,
                    body=row.body,
                    at=row.at,
                    attempts=row.attempts,
                )
                for row in await link.execute(_DUE, which)
            ]

    async def done(self, number: int) -> None:
        """It has arrived, or is given up."""
        async with self._database.write() as link:
            await link.execute(_DONE, {"of_number": number})

    async def put_off(self, number: int, *, until: datetime, detail: str) -> None:
        """It has not arrived: try again at an instant."""
        async with self._database.write() as link:
            await link.execute(_LATER, {"of_number": number, "until": until, "to_detail": detail})

    async def shift(self, link: Link, step: timedelta) -> None:
        """The clock was set: what waits, waits as long as before, and is given up no sooner."""
        await link.execute(_MOVE, {"step": step // MICROSECOND})

    async def waiting(self) -> list[Behind]:
        """How far each account is behind; one of which everything has arrived is not there."""
        async with self._database.read() as link:
            return [Behind(**row) for row in (await link.execute(_WAITING)).mappings()]


def forward_row(decided: Decided, now: datetime, partitions: int) -> dict[str, object] | None:
    """The row of a decided event, where its account forwards and somebody said something."""
    said = _said(decided.entry.event) if decided.forward else None
    if said is None:
        return None
    entry = decided.entry
    return {
        "part": account_partition(entry.account, partitions),
        "account": entry.account,
        "key": entry.key,
        "body": json.dumps(_body(decided, said), ensure_ascii=False, separators=(",", ":")),
        "at": now,
        "not_before": now,
    }


def _said(event: Event) -> Mapping[str, Any] | None:
    match event:
        case MessageReceived():
            return {"type": "message", "text": event.text, "automatic": event.automatic}
        case StarterTapped():
            return {"type": "starter_tap", "text": event.title, "starter": event.starter}
        case OperatorReplied():
            return {"type": "operator_reply", "text": event.text, "operator": event.operator}
        case _:
            return None


def _body(decided: Decided, said: Mapping[str, Any]) -> dict[str, object]:
    entry, event = decided.entry, decided.entry.event
    return {
        **said,
        "id": event.id,
        "account": entry.account,
        "conversation": entry.conversation,
        "decision": entry.number,
        "establishment": decided.establishment,
        "contact": {"id": event.contact.address, "name": event.contact.full_name, "locale": event.contact.locale},
        "at": event.at.isoformat(),
        "answered_with": decided.decision.summary,
    }

"""What waits for somebody: messages that are parked, establishments whose source is silent, events nobody decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store.configuration import EstablishmentRow
from frontdesk_server.store.database import Database
from frontdesk_server.store.directory import establishment_group
from frontdesk_server.store.tables import dead, decision, metadata, outbox
from frontdesk_server.store.values import OutboxStatus

_establishment = metadata.tables[EstablishmentRow.__tablename__]
_DEAD: Final = select(func.count()).select_from(dead)


def _last_events() -> Select[tuple[str, datetime]]:
    """Of each account its last decision: one step in the journal's index for each, however long the journal is."""
    first = select(func.min(decision.c.account).label("account")).where(decision.c.account > "")
    each = first.cte("each", recursive=True)
    after = select(func.min(decision.c.account)).where(decision.c.account > each.c.account).scalar_subquery()
    each = each.union_all(select(after).where(each.c.account.is_not(None)))
    last = select(func.max(decision.c.at)).where(decision.c.account == each.c.account).scalar_subquery()
    return select(each.c.account, last).where(each.c.account.is_not(None))


_LAST: Final = _last_events()


class Parked(NamedTuple):
    """How many messages of an account wait for a human's word."""

    account: str
    number: int


class Stale(NamedTuple):
    """How many establishments of a source are as they were when it could last be read."""

    source: str
    number: int
    since: datetime


class Attention:
    """Questions to the whole store; each within a scope."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def parked(self, scope: Scope = EVERYTHING) -> list[Parked]:
        """By account, what was sent with an end that nobody knows."""
        wanted = (
            select(outbox.c.account, func.count())
            .where(outbox.c.status == OutboxStatus.PARKED.value, *_within(outbox.c.establishment, scope))
            .group_by(outbox.c.account)
            .order_by(outbox.c.account)
        )
        async with self._database.read() as link:
            return [Parked(account, int(number)) for account, number in await link.execute(wanted)]

    async def stale(self, scope: Scope = EVERYTHING) -> list[Stale]:
        """By source, whose data may be old."""
        since = _establishment.c.stale_since
        wanted = (
            select(_establishment.c.source, func.count(), func.min(since).label("since"))
            .where(since.is_not(None), _establishment.c.retired.is_(False), *_within(_establishment.c.id, scope))
            .group_by(_establishment.c.source)
            .order_by(_establishment.c.source)
        )
        async with self._database.read() as link:
            return [Stale(source, int(number), since) for source, number, since in await link.execute(wanted)]

    async def undecided(self) -> int:
        """How many events could not be decided, in the whole organisation."""
        async with self._database.read() as link:
            return (await link.execute(_DEAD)).number()

    async def last_events(self) -> dict[str, datetime]:
        """By account, when its last event was decided."""
        async with self._database.read() as link:
            rows: Sequence[Any] = (await link.execute(_LAST)).all()
        return {account: at for account, at in rows if at is not None}


def _within(column: ColumnElement[Any], scope: Scope) -> list[ColumnElement[bool]]:
    if scope.groups is None:
        return []
    named = select(establishment_group.c.establishment).where(establishment_group.c.group.in_(sorted(scope.groups)))
    return [column.in_(named)]

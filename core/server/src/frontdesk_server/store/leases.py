"""Leases: who works on which partition, and the epoch that fences off whoever lost it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, distinct, func, or_, select, update
from sqlalchemy.engine import Connection

from frontdesk_server.store._types import padded
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import execute
from frontdesk_server.store.statements import among, param
from frontdesk_server.store.tables import part
from frontdesk_server.store.values import Lease, Role

LEASE: Final = timedelta(seconds=10)

_OWN = and_(part.c.role == param("in_role"), part.c.owner == param("me"))
_FENCE: Final = (
    select(part.c.number, part.c.epoch)
    .where(part.c.role == param("in_role"), among(part.c.number, "numbers"))
    .order_by(part.c.number)
    .with_for_update()
)
_MINE: Final = select(part.c.number, part.c.epoch, part.c.cursor).where(_OWN).order_by(part.c.number)
# An update locks rows as they lie in the file, a batch by their number: who waits in another order waits for ever.
_LOCK_MINE: Final = select(part.c.number).where(_OWN).order_by(part.c.number).with_for_update()
_IN_ORDER: Final = (
    select(part.c.number)
    .where(part.c.role == param("in_role"))
    .order_by(part.c.number)
    .limit(param("most"))
    .with_for_update(skip_locked=True)
)
_FREE: Final = _IN_ORDER.where(or_(part.c.owner.is_(None), part.c.expires < param("now")))
_OF_OTHERS: Final = _IN_ORDER.where(part.c.owner.is_distinct_from(param("me")))
_LIVE: Final = select(func.count(distinct(part.c.owner))).where(
    part.c.role == param("in_role"), part.c.expires >= param("now"), part.c.owner != param("me")
)
_TOTAL: Final = select(func.count()).where(part.c.role == param("in_role"))
_TAKE: Final = (
    update(part)
    .where(part.c.role == param("in_role"), part.c.number == param("at_number"))
    .values(owner=param("me"), epoch=part.c.epoch + 1, expires=param("until"))
)
_RENEW: Final = update(part).where(_OWN).values(expires=param("until"))
_RELEASE: Final = update(part).where(_OWN).values(owner=None, expires=None)
_RELEASE_SOME: Final = update(part).where(_OWN, among(part.c.number, "numbers")).values(owner=None, expires=None)


def fence(connection: Connection, role: Role, leases: Sequence[Lease]) -> frozenset[int]:
    """Lock the partitions of these leases; those whose epoch is still the lease's are held."""
    numbers = padded([lease.part for lease in leases])
    found = execute(connection, _FENCE, {"in_role": role.value, "numbers": numbers})
    epochs = {row.number: row.epoch for row in found}
    return frozenset(lease.part for lease in leases if epochs.get(lease.part) == lease.epoch)


class Leases:
    """The claims of one owner in one role."""

    def __init__(self, database: Database, role: Role, owner: str, length: timedelta = LEASE) -> None:
        self._database = database
        self._who = {"in_role": role.value, "me": owner}
        self._length = length

    async def hold(self, want: int | None = None) -> list[Lease]:
        """Renew what is held, and take free partitions up to `want`; None = a fair share among live owners.

        A process that knows it is the only server takes everything at once, also what a dead one still held.
        """
        async with self._database.write() as link:
            return await link.run(lambda connection: self._hold(connection, want))

    async def release(self) -> None:
        """Give everything back at once, so that the next owner need not wait."""
        async with self._database.write() as link:
            await link.execute(_LOCK_MINE, self._who)
            await link.execute(_RELEASE, self._who)

    def _hold(self, connection: Connection, want: int | None) -> list[Lease]:
        now = self._database.instant(connection)
        until = {**self._who, "until": now + self._length}
        execute(connection, _LOCK_MINE, self._who)
        connection.execute(_RENEW, until)
        mine = {row.number for row in execute(connection, _MINE, self._who)}
        share = self._share(connection, now) if want is None else want
        if surplus := sorted(mine)[share:]:
            connection.execute(_RELEASE_SOME, {**self._who, "numbers": padded(surplus)})
        taken = self._takeable(connection, share - len(mine), now) if share > len(mine) else []
        if taken:
            connection.execute(_TAKE, [{**until, "at_number": number} for number in taken])
        return [Lease(*row) for row in execute(connection, _MINE, self._who)]

    def _takeable(self, connection: Connection, most: int, now: datetime) -> list[int]:
        if self._database.alone:
            return execute(connection, _OF_OTHERS, {**self._who, "most": most}).scalars()
        which = {"in_role": self._who["in_role"], "most": most, "now": now}
        return execute(connection, _FREE, which).scalars()

    def _share(self, connection: Connection, now: datetime) -> int:
        others = 0 if self._database.alone else execute(connection, _LIVE, {**self._who, "now": now}).number()
        total = execute(connection, _TOTAL, {"in_role": self._who["in_role"]}).number()
        return -(-total // (1 + others))

"""Leases: who works on which partition, and the epoch that fences off whoever lost it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.engine import Connection

from frontdesk_server.store._types import padded
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import execute
from frontdesk_server.store.statements import among, param, upsert
from frontdesk_server.store.tables import claimant, outbox, part
from frontdesk_server.store.values import Lease, OutboxStatus, Role

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
_IS_FREE: Final = or_(part.c.owner.is_(None), part.c.expires < param("now"))
_FREE: Final = _IN_ORDER.where(_IS_FREE)
_OF_OTHERS: Final = _IN_ORDER.where(part.c.owner.is_distinct_from(param("me")))
_TOTAL: Final = select(func.count()).where(part.c.role == param("in_role"))
_THERE: Final = select(claimant.c.owner).where(claimant.c.role == param("in_role"), claimant.c.expires >= param("now"))
_LOOK: Final = select(
    select(func.count()).where(part.c.role == param("in_role"), _IS_FREE).scalar_subquery(),
    select(func.count()).select_from(_THERE.subquery()).scalar_subquery(),
)
_TAKE: Final = (
    update(part)
    .where(part.c.role == param("in_role"), part.c.number == param("at_number"))
    .values(owner=param("me"), epoch=part.c.epoch + 1, expires=param("until"))
)
_RENEW: Final = update(part).where(_OWN).values(expires=param("until"))
_RELEASE: Final = (
    update(part)
    .where(_OWN, among(part.c.number, "numbers"))
    # Whoever gives a partition away is fenced off from then on, not only once somebody has taken it.
    .values(owner=None, expires=None, epoch=part.c.epoch + 1)
)
_BUSY: Final = (
    select(outbox.c.part)
    .where(among(outbox.c.part, "numbers"), outbox.c.status == OutboxStatus.SENDING.value)
    .distinct()
)
"""Asked after the partitions are locked: no claim is made meanwhile that it would not see."""
_COME: Final = upsert(claimant)
_FORGET: Final = delete(claimant).where(claimant.c.expires < param("now"))
_GO: Final = delete(claimant).where(claimant.c.role == param("in_role"), claimant.c.owner == param("me"))


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
        self._calls = role is Role.SENDER
        self._length = length
        self.finishing: Sequence[Lease] = ()
        """Since the last `hold`: more than the share, and kept until the calls under way on them have ended."""

    async def hold(self, want: int | None = None) -> list[Lease]:
        """Renew what is held, and take free partitions up to `want`; None = a fair share among live owners.

        What is more than the share is given back. A sender's partition with a call under way is kept until the call
        has ended: it is in `finishing`, not in the answer, and nothing new is begun on it. A process that knows it is
        the only server takes everything at once, also what a dead one still held.
        """
        async with self._database.write() as link:
            return await link.run(lambda connection: self._hold(connection, want))

    async def release(self, *, unfinished: bool = True) -> int:
        """Give everything back, so that the next owner need not wait; how many partitions are left.

        `unfinished`: also partitions with a call under way, whose end the next owner will not know. Without it they
        are renewed instead.
        """
        async with self._database.write() as link:
            return await link.run(lambda connection: self._release(connection, unfinished=unfinished))

    async def look(self) -> tuple[bool, int]:
        """Whether a partition is free, and how many owners are there: when either changes, shares may."""
        async with self._database.read() as link:
            now = await link.run(self._database.instant)
            found = (await link.execute(_LOOK, {"in_role": self._who["in_role"], "now": now})).all()
        return bool(found[0][0]), int(found[0][1])

    def _hold(self, connection: Connection, want: int | None) -> list[Lease]:
        mine = [row.number for row in execute(connection, _LOCK_MINE, self._who)]
        now = self._database.instant(connection)
        until = {**self._who, "until": now + self._length}
        connection.execute(_RENEW, until)
        share = self._share(connection, now) if want is None else want
        surplus = mine[share:]
        self._give_back(connection, surplus, unfinished=False)
        taken = self._takeable(connection, share - len(mine), now) if share > len(mine) else []
        if taken:
            connection.execute(_TAKE, [{**until, "at_number": number} for number in taken])
        ours = [Lease(*row) for row in execute(connection, _MINE, self._who)]
        self.finishing = [lease for lease in ours if lease.part in surplus]
        return [lease for lease in ours if lease.part not in surplus]

    def _release(self, connection: Connection, *, unfinished: bool) -> int:
        connection.execute(_GO, self._who)
        mine = [row.number for row in execute(connection, _LOCK_MINE, self._who)]
        given = self._give_back(connection, mine, unfinished=unfinished)
        if given < len(mine):
            connection.execute(_RENEW, {**self._who, "until": self._database.instant(connection) + self._length})
        return len(mine) - given

    def _give_back(self, connection: Connection, numbers: Sequence[int], *, unfinished: bool) -> int:
        """Give these back, which are locked; how many that were."""
        busy: set[int] = set()
        if self._calls and numbers and not unfinished:
            busy.update(execute(connection, _BUSY, {"numbers": padded(numbers)}).scalars())
        if given := [number for number in numbers if number not in busy]:
            connection.execute(_RELEASE, {**self._who, "numbers": padded(given)})
        return len(given)

    def _takeable(self, connection: Connection, most: int, now: datetime) -> list[int]:
        if self._database.alone:
            return execute(connection, _OF_OTHERS, {**self._who, "most": most}).scalars()
        which = {"in_role": self._who["in_role"], "most": most, "now": now}
        return execute(connection, _FREE, which).scalars()

    def _share(self, connection: Connection, now: datetime) -> int:
        """How many partitions are this owner's: of those that do not divide, the first owners have one more each."""
        in_role, me = self._who["in_role"], self._who["me"]
        total = execute(connection, _TOTAL, {"in_role": in_role}).number()
        if self._database.alone:
            return total
        connection.execute(_COME.on(self._database), [{"role": in_role, "owner": me, "expires": now + self._length}])
        owners = sorted({me, *execute(connection, _THERE, {"in_role": in_role, "now": now}).scalars()})
        each, more = divmod(total, len(owners))
        return each + (owners.index(me) < more)


async def forget_gone(database: Database) -> None:
    """Forget owners who went without a word."""
    async with database.write() as link:
        await link.execute(_FORGET, {"now": await link.run(database.instant)})

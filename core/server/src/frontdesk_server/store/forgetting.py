"""Forgetting decided events: their ids go in bites, each a short transaction, so that no webhook waits for all."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from frontdesk_server.store._types import EPOCH
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import execute
from frontdesk_server.store.seen_days import SeenDays
from frontdesk_server.store.statements import param
from frontdesk_server.store.tables import seen

DAYS_KEPT: Final = 9
"""Whole days before today's; longer than any platform repeats an event (Meta: 7 days)."""
BITE: Final = 10_000

_OLDEST: Final = select(func.min(seen.c.day)).where(seen.c.day < param("before_day"))
_EDGE: Final = select(seen.c.id).where(seen.c.day == param("of_day")).order_by(seen.c.id).limit(1).offset(param("bite"))
_FORGET: Final = delete(seen).where(seen.c.day == param("of_day"))
_FORGET_SOME: Final = _FORGET.where(seen.c.id < param("before_id"))


async def forget_seen(database: Database) -> int:
    """Forget the ids of days that no platform repeats any more; how many there were, or how many days' partitions."""
    before = (database.common_clock.now() - EPOCH).days - DAYS_KEPT
    if not database.embedded:
        return await SeenDays(database).forget(before)
    total, gone = 0, 1
    while gone:
        async with database.write() as link:
            gone = await link.run(lambda connection: _bite(connection, before))
        total += gone
    return total


def _bite(connection: Connection, before: int) -> int:
    """Forget some ids of the oldest day; 0 = there is none."""
    day = execute(connection, _OLDEST, {"before_day": before}).scalar()
    if day is None:
        return 0
    edge = execute(connection, _EDGE, {"of_day": day, "bite": BITE}).scalar()
    if edge is None:
        return execute(connection, _FORGET, {"of_day": day}).rowcount
    return execute(connection, _FORGET_SOME, {"of_day": day, "before_id": edge}).rowcount

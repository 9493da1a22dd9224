"""Durable timers: due ones leave the table and enter the inbox in one transaction, so each fires exactly once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.engine import Connection

from frontdesk.model import TimerFired
from frontdesk_server.store import codec
from frontdesk_server.store._types import EPOCH, MICROSECOND, padded
from frontdesk_server.store.database import Database
from frontdesk_server.store.leases import fence
from frontdesk_server.store.link import Link, execute
from frontdesk_server.store.log import INBOX, inbox_row
from frontdesk_server.store.statements import among, moved, param
from frontdesk_server.store.tables import conversation, timer
from frontdesk_server.store.values import Arrival, DueTimer, Lease, Role

_COLUMNS: Final = (timer.c.conversation, timer.c.name, timer.c.version, timer.c.due)
_DUE: Final = (
    select(*_COLUMNS, conversation.c.account, conversation.c.origin)
    .join(conversation, conversation.c.id == timer.c.conversation)
    .where(among(timer.c.part, "parts"), timer.c.due <= param("now"))
    .order_by(timer.c.due)
    .limit(param("most"))
    .with_for_update(of=timer, skip_locked=True)
)
_ARMED: Final = select(*_COLUMNS).order_by(timer.c.due)
_NEXT: Final = select(func.min(timer.c.due)).where(among(timer.c.part, "parts"))
_REMOVE: Final = delete(timer).where(
    and_(timer.c.conversation == param("of_conversation"), timer.c.name == param("of_name"))
)
_MOVE: Final = update(timer).values(due=moved(timer.c.due))


class Timers:
    """The timers of all conversations."""

    def __init__(self, database: Database, partitions: int) -> None:
        self._database = database
        self._partitions = partitions

    async def fire(
        self, leases: Sequence[Lease], limit: int = 500, *, doubtful: Callable[[], bool] = lambda: False
    ) -> int:
        """Turn due timers of the leased partitions into events; how many there were.

        `doubtful` is asked once the instant is read: whether the clock was set meanwhile, and nothing may fire by it.
        """
        if not leases:
            return 0
        async with self._database.write() as link:
            return await link.run(lambda connection: self._fire(connection, leases, limit, doubtful))

    async def next_due(self, leases: Sequence[Lease]) -> datetime | None:
        """When the next timer of these partitions is due."""
        async with self._database.read() as link:
            found = await link.execute(_NEXT, {"parts": padded([lease.part for lease in leases])})
            return cast("datetime | None", found.scalar())

    async def armed(self) -> list[DueTimer]:
        """Every timer, by due instant."""
        async with self._database.read() as link:
            return [DueTimer(*row) for row in await link.execute(_ARMED)]

    async def shift(self, link: Link, step: timedelta) -> int:
        """Move every timer by a step of the clock: what was set relative to an instant stays as far away as it was."""
        return (await link.execute(_MOVE, {"step": step // MICROSECOND})).rowcount

    def _fire(self, connection: Connection, leases: Sequence[Lease], limit: int, doubtful: Callable[[], bool]) -> int:
        held = fence(connection, Role.WORKER, leases)
        if not held:
            return 0
        due = {"parts": padded(sorted(held)), "now": self._database.instant(connection), "most": limit}
        if doubtful():
            return 0
        rows = execute(connection, _DUE, due).all()
        if rows:
            fired = [self._fired(row.account, row.origin, DueTimer(*row[:4])) for row in rows]
            connection.execute(_REMOVE, [{"of_conversation": row.conversation, "of_name": row.name} for row in rows])
            INBOX.run(connection, fired)
        return len(rows)

    def _fired(self, account: str, origin: str, due: DueTimer) -> dict[str, object]:
        start = codec.load_origin(origin)
        event = TimerFired(
            # Versions begin anew for a contact who was erased and comes back; what was decided is still known then.
            id=f"timer:{due.conversation}:{due.name}:{due.version}:{(due.due - EPOCH) // MICROSECOND}",
            contact=start.contact,
            at=due.due,
            received_at=due.due,
            attributes=start.attributes,
            reply_context=start.reply_context,
            name=due.name,
            version=due.version,
        )
        return inbox_row(Arrival(account, due.conversation, event), due.conversation, self._partitions)

"""After a backup was restored: what may have been sent since is parked, before any server starts.

A copy knows nothing of what was done after it was taken. Messages that it holds unsent may have been sent. Events that
wait in it, timers that are due by now, and events that a platform repeats may have been decided and answered. The first
are parked here; of the others the instant is kept, and whatever is decided for an event before it is parked, not sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import distinct, func, select, update
from sqlalchemy.engine import Connection

from frontdesk.errors import ConfigError
from frontdesk_server.store._types import EPOCH, MICROSECOND
from frontdesk_server.store.audit import Actor, Change, note
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link, execute
from frontdesk_server.store.rows import RESTORED
from frontdesk_server.store.statements import param, upsert
from frontdesk_server.store.tables import inbox, message, meta, outbox, part, timer
from frontdesk_server.store.values import OutboxStatus

_PARKED: Final = OutboxStatus.PARKED.value
_doubtful = (outbox.c.status != _PARKED, outbox.c.at <= param("until"))
_TELL: Final = (
    update(message)
    .where(message.c.key.in_(select(outbox.c.key).where(*_doubtful)), message.c.rank == 0)
    .values(status=_PARKED, detail=RESTORED)
)
_PARK: Final = update(outbox).where(*_doubtful).values(status=_PARKED)
_TO_BE_SENT: Final = select(func.count()).select_from(outbox).where(outbox.c.status != _PARKED)
_WAITING: Final = select(func.count()).select_from(inbox)
_DUE: Final = select(func.count()).select_from(timer).where(timer.c.due <= param("now"))
_AT_WORK: Final = select(func.count(distinct(part.c.owner))).where(part.c.owner.is_not(None))
_KEEP: Final = upsert(meta)
_READ: Final = select(meta.c.value).where(meta.c.name == RESTORED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What is in doubt after a restore."""

    until: datetime
    """Events before this instant may have been answered."""
    parked: int
    """Messages that may have been sent."""
    waiting: int
    """Events in the inbox that may have been answered: they are decided, and what they give is parked."""
    timers: int
    """The same of timers that are due by now."""
    newer: int
    """Messages that are newer than the restore point as it was told: they are sent."""


class Restoring:
    """Telling a store that it is a copy."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mark(self, at: datetime | None, *, actor: Actor) -> Restored:
        """Park what may have been sent; `at` is the restore point, None = now. Repeating it is harmless.

        What is newer than `at` is left to be sent: servers that ran on the copy decided it. A copy that holds anything
        newer by itself was taken later than `at`.

        Raises `ConfigError` (FD897) while a server works on the database, FD751 on an embedded one.
        """
        self._database.claim()
        async with self._database.write() as link:
            restored = await link.run(lambda connection: self._mark(connection, at))
            facts = {"parked": restored.parked, "waiting": restored.waiting, "timers": restored.timers}
            change = Change(
                actor=actor,
                action="store.restored",
                kind="store",
                subject=(at or restored.until).isoformat(),
                after=facts,
            )
            await note(link, change, restored.until)
        return restored

    def _mark(self, connection: Connection, at: datetime | None) -> Restored:
        now = self._database.instant(connection)
        live = part.c.expires >= self._database.now()
        if not self._database.embedded and (owners := execute(connection, _AT_WORK.where(live)).number()):
            raise ConfigError.of("FD897", servers=owners)
        until = {"until": at or now}
        execute(connection, _TELL, until)
        parked = execute(connection, _PARK, until).rowcount
        value = str((now - EPOCH) // MICROSECOND)
        execute(connection, _KEEP.on(self._database), [{"name": RESTORED, "value": value}])
        return Restored(
            until=now,
            parked=parked,
            waiting=execute(connection, _WAITING).number(),
            timers=execute(connection, _DUE, {"now": now}).number(),
            newer=execute(connection, _TO_BE_SENT).number(),
        )


async def doubtful_until(link: Link) -> datetime | None:
    """Events before this instant may have been answered before a backup was restored; None = no backup was."""
    value = (await link.execute(_READ)).scalar()
    return None if value is None else EPOCH + int(value) * MICROSECOND

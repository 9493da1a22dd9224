"""Throttling: how often something was tried in vain under a key, and until when it is locked.

An attempt counts as failed from its start, so that many at once are as many as one after the other; what then
succeeds takes its count back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.people_rows import ThrottleRow
from frontdesk_server.store.statements import insert_new, param, upsert

FORGOTTEN: Final = timedelta(hours=24)
"""Failures count for so long after the last one."""

_table = metadata.tables[ThrottleRow.__tablename__]
_NEW: Final = insert_new(_table)
_FIND: Final = select(_table).where(_table.c.key == param("of_key")).with_for_update()
_SET: Final = upsert(_table)
_CLEAR: Final = delete(_table).where(_table.c.key == param("of_key"))
_TAKE_BACK: Final = (
    update(_table)
    .where(_table.c.key == param("of_key"), _table.c.failures > 0)
    .values(failures=_table.c.failures - 1, until=param("now"))
)
_SWEEP: Final = delete(_table).where(_table.c.at <= param("long_ago"), _table.c.until <= param("now"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What one key bears: after `free` failures it is locked for `first`, then for twice as long each time."""

    key: str
    free: int
    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=1)

    def lock(self, failures: int) -> timedelta:
        """How long it is locked after so many failures."""
        over = failures - self.free
        if over < 0:
            return timedelta()
        return self.longest if over > 20 else min(self.longest, self.first * 2**over)  # noqa: PLR2004 - 2**20 minutes


class Throttle:
    """All keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def attempt(self, limits: Sequence[Limit]) -> timedelta | None:
        """Begin an attempt; None = go on, else how long one of its keys is still locked (and nothing is counted)."""
        now = self._database.clock.now()
        async with self._database.write() as link:
            ordered = sorted(limits, key=lambda limit: limit.key)
            counts = [(limit, *await self._state(link, limit.key, now)) for limit in ordered]
            # Below its limit nothing is locked: an instant ahead of us is a clock that was set back.
            locked = max((until for limit, failures, until in counts if limit.lock(failures)), default=now)
            if locked > now:
                return locked - now
            for limit, failures, _ in counts:
                row = {"key": limit.key, "failures": failures + 1, "at": now, "until": now + limit.lock(failures + 1)}
                await link.execute(_SET.on(self._database), [row])
        return None

    async def succeeded(self, forget: Sequence[str], take_back: Sequence[str]) -> None:
        """An attempt was none in vain: some keys begin anew, of others only this attempt is taken back."""
        now = self._database.clock.now()
        async with self._database.write() as link:
            for key in sorted(forget):
                await link.execute(_CLEAR, {"of_key": key})
            for key in sorted(take_back):
                await link.execute(_TAKE_BACK, {"of_key": key, "now": now})

    async def sweep(self) -> None:
        """Remove what no longer counts."""
        now = self._database.clock.now()
        async with self._database.write() as link:
            await link.execute(_SWEEP, {"now": now, "long_ago": now - FORGOTTEN})

    async def _state(self, link: Link, key: str, now: datetime) -> tuple[int, datetime]:
        """How often it has failed, and until when it is locked; the row is there and locked from then on."""
        fresh = [{"key": key, "failures": 0, "at": now, "until": now}]
        await link.execute(_NEW.on(self._database), fresh)
        row = (await link.execute(_FIND, {"of_key": key})).first()
        if row is None or row.at <= now - FORGOTTEN:
            return 0, now
        return row.failures, row.until

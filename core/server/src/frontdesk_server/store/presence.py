"""Presence: who takes events in. They hold no partition, and would be seen by nobody, so each says that it is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import delete, select

from frontdesk_server.store.database import Database
from frontdesk_server.store.statements import param, upsert
from frontdesk_server.store.tables import claimant

TAKES_IN: Final = "ingress"
"""Beside the roles that partitions are held in."""

_COME: Final = upsert(claimant)
_GO: Final = delete(claimant).where(claimant.c.role == TAKES_IN, claimant.c.owner == param("me"))
_THERE: Final = (
    select(claimant.c.owner, claimant.c.role, claimant.c.expires)
    .where(claimant.c.expires >= param("now"))
    .order_by(claimant.c.owner, claimant.c.role)
)


class Present(NamedTuple):
    """A process that lives, in one of its roles."""

    owner: str
    role: str
    expires: datetime
    """Until when it is believed without another word, by the database's clock."""


class Presence:
    """Who is there, on a shared database; an embedded one has a single server, and nobody says anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def come(self, owner: str, length: timedelta) -> None:
        """Be there, taking events in, for so long from now."""
        async with self._database.write() as link:
            until = await link.run(self._database.instant) + length
            await link.execute(_COME.on(self._database), [{"role": TAKES_IN, "owner": owner, "expires": until}])

    async def go(self, owner: str) -> None:
        """Be there no more."""
        async with self._database.write() as link:
            await link.execute(_GO, {"me": owner})

    async def there(self, now: datetime) -> Sequence[Present]:
        """Everybody who is there, in each role: also workers and senders who found no partition left."""
        async with self._database.read() as link:
            return [Present(*row) for row in await link.execute(_THERE, {"now": now})]

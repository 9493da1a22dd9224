"""Parked messages: sent with an end that nobody knows. They wait for an echo, or for somebody's word.

Each word is one statement that holds only while the message is parked: an echo takes the row out of the outbox, so
whichever comes first counts, and the other one finds nothing to do. What was said is written down with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, update

from frontdesk_server.store.audit import Change, note
from frontdesk_server.store.candidates import ROWS
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.outbox import outbox_row
from frontdesk_server.store.statements import param
from frontdesk_server.store.tables import message, outbox
from frontdesk_server.store.values import OutboxRow, OutboxStatus

_PARKED: Final = OutboxStatus.PARKED.value
_its = (outbox.c.key == param("of_key"), outbox.c.status == _PARKED)
_ALL: Final = (
    ROWS.add_columns(message.c.detail.label("reason"))
    .outerjoin(message, message.c.key == outbox.c.key)
    .where(outbox.c.status == _PARKED)
    .order_by(outbox.c.number)
)
_OF_ACCOUNT: Final = _ALL.where(outbox.c.account == param("of_account"))
_AGAIN: Final = update(outbox).where(*_its).values(status=OutboxStatus.PENDING.value, not_before=param("until"))
_RETELL: Final = (
    update(message)
    .where(message.c.key == param("of_key"), message.c.rank == 0)
    .values(status=OutboxStatus.PENDING.value, detail=None)
)
_GIVE_UP: Final = delete(outbox).where(*_its)
_TELL: Final = (
    update(message)
    .where(message.c.key == param("of_key"), message.c.rank == 0)
    .values(status="dropped", detail="discarded")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedMessage:
    """A message that waits for somebody's word, with what is known of it."""

    row: OutboxRow
    reason: str | None
    """Why nobody knows its end, in the words of whoever tried; None = nothing was said."""
    tried_at: datetime | None
    """When it was last tried."""


class ParkedMessages:
    """All parked messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, account: str | None = None) -> list[ParkedMessage]:
        """Every one, oldest first; or those of an account."""
        statement = _ALL if account is None else _OF_ACCOUNT
        async with self._database.read() as link:
            rows = await link.execute(statement, {} if account is None else {"of_account": account})
            return [ParkedMessage(row=outbox_row(row), reason=row.reason, tried_at=row.started) for row in rows]

    async def resend(self, key: str, change: Change) -> bool:
        """Send it again, which the contact may read twice; False when it is not parked, or no longer."""
        async with self._database.write() as link:
            now = await link.run(self._database.instant)
            found = await link.execute(_AGAIN, {"of_key": key, "until": now})
            if found.rowcount:
                await link.execute(_RETELL, {"of_key": key})
            return await self._told(link, change, found.rowcount)

    async def drop(self, key: str, change: Change) -> bool:
        """Never send it; False when it is not parked, or no longer."""
        async with self._database.write() as link:
            gone = await link.execute(_GIVE_UP, {"of_key": key})
            if gone.rowcount:
                await link.execute(_TELL, {"of_key": key})
            return await self._told(link, change, gone.rowcount)

    async def _told(self, link: Link, change: Change, changed: int) -> bool:
        if changed:
            await note(link, change, self._database.clock.now())
        return bool(changed)

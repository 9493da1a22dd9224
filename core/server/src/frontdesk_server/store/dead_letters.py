"""Dead letters: events that could not be decided, kept until they are discarded; a replay decides a copy of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, insert, select, update

from frontdesk.errors import ConfigError
from frontdesk.model import Event
from frontdesk_server.store import codec
from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.audit import COMMAND_LINE, Actor, Change, note
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.log import inbox_row
from frontdesk_server.store.statements import param
from frontdesk_server.store.tables import dead, inbox
from frontdesk_server.store.values import Arrival

_LIST: Final = select(dead).order_by(dead.c.number.desc()).limit(param("most"))
_ONE: Final = select(dead).where(dead.c.number == param("of_number")).with_for_update()
_FRESH: Final = select(dead.c.number).where(dead.c.replays == 0).order_by(dead.c.number)
_COUNT: Final = select(func.count()).select_from(dead)
_REPLAYED: Final = update(dead).where(dead.c.number == param("of_number")).values(replays=dead.c.replays + 1)
_DISCARD: Final = delete(dead).where(dead.c.number == param("of_number"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event that could not be decided, and why."""

    number: int
    conversation: str
    account: str
    type: str
    event: Event
    error: str
    release: int
    at: datetime
    replays: int


class DeadLetters:
    """All dead letters."""

    def __init__(self, database: Database, partitions: int) -> None:
        self._database = database
        self._partitions = partitions

    async def list(self, limit: int = 100) -> list[DeadLetter]:
        """The latest, newest first."""
        async with self._database.read() as link:
            return [_letter(row) for row in await link.execute(_LIST, {"most": limit})]

    async def count(self) -> int:
        """How many there are."""
        async with self._database.read() as link:
            return (await link.execute(_COUNT)).number()

    async def fresh(self, account: str | None = None, since: datetime | None = None) -> Sequence[int]:
        """The numbers of those that nobody has replayed yet, oldest first: of an account, buried since an instant."""
        wanted = _FRESH
        if account is not None:
            wanted = wanted.where(dead.c.account == account)
        if since is not None:
            wanted = wanted.where(dead.c.at >= since)
        async with self._database.read() as link:
            return (await link.execute(wanted)).scalars()

    async def replay(self, number: int, *, actor: Actor = COMMAND_LINE) -> str:
        """Put a copy of the event into the inbox, as `replay:<id>:<n>`; its id. Raises `ConfigError` (FD765).

        The copy is received now: one that is too old by now is decided and recorded so, and nobody gets a late answer.
        """
        async with self._database.write() as link:
            row = (await link.execute(_ONE, {"of_number": number})).first()
            if row is None:
                raise ConfigError.of("FD765", number=number)
            letter = _letter(row)
            received = max(letter.event.received_at, await link.run(self._database.instant))
            event = replace(letter.event, id=f"replay:{letter.event.id}:{letter.replays + 1}", received_at=received)
            arrival = Arrival(letter.account, letter.conversation, event)
            await link.execute(insert(inbox), [inbox_row(arrival, letter.conversation, self._partitions)])
            await link.execute(_REPLAYED, {"of_number": number})
            await self._note(link, actor, "event.replayed", number)
        return event.id

    async def discard(self, number: int, *, actor: Actor = COMMAND_LINE) -> None:
        """Forget a dead letter. Raises `ConfigError` (FD765)."""
        async with self._database.write() as link:
            gone = await link.execute(_DISCARD, {"of_number": number})
            if not gone.rowcount:
                raise ConfigError.of("FD765", number=number)
            await self._note(link, actor, "event.given_up", number)

    async def _note(self, link: Link, actor: Actor, action: str, number: int) -> None:
        change = Change(actor=actor, action=action, kind="event", subject=str(number))
        await note(link, change, self._database.clock.now())


def _letter(row: AnyRow) -> DeadLetter:
    return DeadLetter(
        number=row.number,
        conversation=row.conversation,
        account=row.account,
        type=row.type,
        event=codec.load_event(row.event),
        error=row.error,
        release=row.release,
        at=row.at,
        replays=row.replays,
    )

"""Passes: what is remembered of each source between passes, and of the one under way; and who makes it.

A pass has one owner at a time, in whatever process. Its owner renews the claim as long as it lives; one whose owner has
died is free once the claim has run out, and whoever takes it goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, or_, select, update

from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.source_records import SourceRecords
from frontdesk_server.store.source_tables import source_state
from frontdesk_server.store.statements import insert_new, param

LEASE: Final = timedelta(seconds=60)

Memory = Mapping[str, Any]

_ALL: Final = select(source_state)
_ONE: Final = select(source_state).where(source_state.c.source == param("of_source"))
_BEGIN: Final = insert_new(source_state)
_MINE: Final = source_state.c.source == param("of_source")
_KEEP: Final = (
    update(source_state)
    .where(_MINE, source_state.c.owner == param("by"))
    .values(
        busy_until=param("until"),
        number=param("to_number"),
        tried_at=param("tried"),
        read_at=param("read"),
        stale_since=param("stale"),
        memory=param("to_memory"),
        running=param("now_running"),
    )
)
_RENEW: Final = (
    update(source_state)
    .where(_MINE, source_state.c.owner == param("by"))
    .values(busy_until=param("until"), running=param("now_running"))
)
_HOLD: Final = update(source_state).where(_MINE, source_state.c.owner == param("by")).values(busy_until=param("until"))
_LET_GO: Final = (
    update(source_state).where(_MINE, source_state.c.owner == param("by")).values(owner=None, busy_until=None)
)
_IN_TURN: Final = select(func.pg_advisory_xact_lock(0x66645F696D706F72))
_CONFIRM: Final = update(source_state).where(_MINE).values(read_at=param("read"))


class OvertakenError(Exception):
    """Somebody else has taken this source up: what was not committed is theirs to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is known of a source's passes."""

    source: str
    number: int = 0
    tried_at: datetime | None = None
    read_at: datetime | None = None
    """When what it tells was last confirmed."""
    stale_since: datetime | None = None
    """Since when it cannot be read."""
    memory: Memory = field(default_factory=dict)
    running: Memory | None = None
    """What the pass under way has done so far; None = there is none."""
    busy_until: datetime | None = None


class Passes:
    """All sources' passes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Mapping[str, SourceState]:
        """What is known of every source."""
        async with self._database.read() as link:
            return {row.source: _state(row) for row in await link.execute(_ALL)}

    async def get(self, source: str) -> SourceState:
        """What is known of one."""
        async with self._database.read() as link:
            return await _get(link, source)

    async def claim(self, source: str, owner: str, length: timedelta = LEASE) -> SourceState | None:
        """Be the one who makes this source's pass; None = somebody else is."""
        async with self._database.write() as link:
            await link.execute(_BEGIN.on(self._database), [{"source": source, "number": 0, "memory": "{}"}])
            now = self._database.now()
            free = or_(source_state.c.owner.is_(None), source_state.c.owner == owner, source_state.c.busy_until < now)
            until = await link.run(self._database.instant) + length
            taken = update(source_state).where(source_state.c.source == source, free)
            if not (await link.execute(taken.values(owner=owner, busy_until=until))).rowcount:
                return None
            row = (await link.execute(_ONE, {"of_source": source})).first()
        return None if row is None else _state(row)

    @asynccontextmanager
    async def work(self, owner: str, length: timedelta = LEASE) -> AsyncIterator[PassWork]:
        """One transaction of a pass. Passes of several sources take turns: they may tell of the same establishment."""
        async with self._database.write() as link:
            if not self._database.embedded:
                await link.execute(_IN_TURN)
            until = await link.run(self._database.instant) + length
            yield PassWork(self._database, link, owner, until)

    async def hold(self, source: str, owner: str, length: timedelta = LEASE) -> None:
        """Go on being the one who makes this source's pass, if that is still so."""
        async with self._database.write() as link:
            until = await link.run(self._database.instant) + length
            await link.execute(_HOLD, {"of_source": source, "by": owner, "until": until})

    async def let_go(self, source: str, owner: str) -> None:
        """Leave the source to whoever comes next."""
        async with self._database.write() as link:
            await link.execute(_LET_GO, {"of_source": source, "by": owner})

    async def confirm(self, source: str, at: datetime) -> None:
        """Remember that the source looks as it did when it was last read."""
        async with self._database.write() as link:
            await link.execute(_CONFIRM, {"of_source": source, "read": at})


class PassWork:
    """One transaction of a pass: what is written together with how far it has come."""

    def __init__(self, database: Database, link: Link, owner: str, until: datetime) -> None:
        self._database = database
        self._owner = owner
        self._until = until
        self.link = link

    def records(self, source: str) -> SourceRecords:
        """What a source tells."""
        return SourceRecords(self._database, self.link, source)

    async def state(self, source: str) -> SourceState:
        """What is known of a source's passes, as it stands within this transaction."""
        return await _get(self.link, source)

    async def keep(self, state: SourceState) -> None:
        """Write all that is known of a source's passes. Raises `OvertakenError` unless the owner still is."""
        await _keep(self.link, state, self._owner, self._until)

    async def renew(self, state: SourceState) -> None:
        """Write how far the pass has come. Raises as `keep`."""
        await _renew(self.link, state, self._owner, self._until)


async def _get(link: Link, source: str) -> SourceState:
    row = (await link.execute(_ONE, {"of_source": source})).first()
    return SourceState(source=source) if row is None else _state(row)


async def _keep(link: Link, state: SourceState, owner: str, until: datetime) -> None:
    """Write all that is known, within a transaction. Raises `OvertakenError` unless the owner still is."""
    values = {
        "of_source": state.source,
        "by": owner,
        "until": until,
        "to_number": state.number,
        "tried": state.tried_at,
        "read": state.read_at,
        "stale": state.stale_since,
        "to_memory": json.dumps(state.memory),
        "now_running": None if state.running is None else json.dumps(state.running),
    }
    if not (await link.execute(_KEEP, values)).rowcount:
        raise OvertakenError(state.source)


async def _renew(link: Link, state: SourceState, owner: str, until: datetime) -> None:
    """Write how far the pass has come, within a transaction. Raises as `keep`."""
    running = None if state.running is None else json.dumps(state.running)
    values = {"of_source": state.source, "by": owner, "until": until, "now_running": running}
    if not (await link.execute(_RENEW, values)).rowcount:
        raise OvertakenError(state.source)


def _state(row: AnyRow) -> SourceState:
    return SourceState(
        source=row.source,
        number=row.number,
        tried_at=row.tried_at,
        read_at=row.read_at,
        stale_since=row.stale_since,
        memory=json.loads(row.memory),
        running=None if row.running is None else json.loads(row.running),
        busy_until=row.busy_until,
    )

"""The roll: id, name, groups, language and zone of every establishment, kept in memory.

It is brought up to date when it is asked for: whom a selection takes is asked of a hundred thousand establishments at
once. What a sync writes bears its instant, so
only rows written since the last look are read again, and those of some minutes before: machines' clocks differ, and a
transaction may commit after a later one.
"""

from __future__ import annotations

import json
from asyncio import Lock
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from sys import intern
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, func, select, type_coerce

from frontdesk_server.store._types import EPOCH, AnyRow, padded
from frontdesk_server.store.ages import age_of, sources_read
from frontdesk_server.store.configuration import EstablishmentRow
from frontdesk_server.store.database import Database
from frontdesk_server.store.statements import among, param
from frontdesk_server.store.tables import metadata
from frontdesk_server.store.values import Age

PAGE: Final = 2000
OVERLAP: Final = timedelta(minutes=5)

_table = metadata.tables[EstablishmentRow.__tablename__]
_LATEST: Final = select(func.max(_table.c.updated_at))
_MARK: Final = select(
    func.count(), func.sum(type_coerce(_table.c.updated_at, BigInteger) - type_coerce(param("since_us"), BigInteger))
).where(_table.c.updated_at >= param("since"))
_WRITTEN: Final = (
    select(_table.c.id, _table.c.name, _table.c.record, _table.c.version, _table.c.retired)
    .where(_table.c.updated_at >= param("since"), _table.c.id > param("after"))
    .order_by(_table.c.id)
    .limit(PAGE)
)


_RECORDS: Final = select(
    _table.c.id, _table.c.record, _table.c.version, _table.c.source, _table.c.told_by, _table.c.stale_since
).where(among(_table.c.id, "ids"))


class Record(NamedTuple):
    """An establishment's record as stored text."""

    id: str
    record: str
    version: str
    age: Age | None = None
    """When it was last confirmed, and by whom."""


class Member(NamedTuple):
    """What is known of one establishment by heart."""

    id: str
    name: str
    groups: tuple[str, ...]
    version: str
    retired: bool
    locale: str | None = None
    timezone: str | None = None


class Roll:
    """All establishments, retired ones too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._members: Mapping[str, Member] = {}
        self._shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._since = EPOCH
        self._mark: tuple[int, int] | None = None
        self._lock = Lock()

    async def current(self) -> Mapping[str, Member]:
        """Everybody by id, as committed now. It is replaced, never changed, when somebody comes, goes or changes."""
        async with self._lock:
            if self._mark is None or await self._marked(self._since) != self._mark:
                await self._read()
            return self._members

    async def records(self, ids: Sequence[str]) -> list[Record]:
        """The records of these, by id; those that are gone are left out."""
        if not ids:
            return []
        async with self._database.read() as link:
            rows = (await link.execute(_RECORDS, {"ids": padded(ids)})).all()
            read = await sources_read(link)
        ages = (age_of(read, row.source, row.told_by, row.stale_since) for row in rows)
        return sorted(Record(row.id, row.record, row.version, age) for row, age in zip(rows, ages, strict=True))

    async def _read(self) -> None:
        async with self._database.read() as link:
            latest: datetime | None = (await link.execute(_LATEST)).scalar()
        if latest is None:
            return
        since = latest - OVERLAP
        # Before the rows are read: what is committed in between makes another mark, and is read at the next look.
        mark = await self._marked(since)
        found = {member.id: member async for member in self._written(self._since)}
        if any(self._members.get(id_) != member for id_, member in found.items()):
            self._members = dict(sorted({**self._members, **found}.items()))
        self._since, self._mark = since, mark

    async def _marked(self, since: datetime) -> tuple[int, int]:
        """What changes whenever a row is written that is younger than that."""
        since_us = (since - EPOCH) // timedelta(microseconds=1)
        async with self._database.read() as link:
            count, total = (await link.execute(_MARK, {"since": since, "since_us": since_us})).all()[0]
        return int(count), int(total or 0)

    async def _written(self, since: datetime) -> AsyncIterator[Member]:
        after = ""
        while True:
            async with self._database.read() as link:
                rows = (await link.execute(_WRITTEN, {"since": since, "after": after})).all()
            for row in rows:
                yield self._member(row)
            if len(rows) < PAGE:
                return
            after = rows[-1].id

    def _member(self, row: AnyRow) -> Member:
        record = json.loads(row.record)
        groups = _groups(record.get("groups"))
        locale, timezone = (_word(record.get(key)) for key in ("locale", "timezone"))
        return Member(
            row.id, row.name, self._shared.setdefault(groups, groups), row.version, row.retired, locale, timezone
        )


def _word(value: object) -> str | None:
    """A word that many establishments share, kept once."""
    return intern(value) if isinstance(value, str) else None


def _groups(value: object) -> tuple[str, ...]:
    """As the record has them: a list, or a single one."""
    listed: Iterable[object] = value if isinstance(value, list) else () if value is None else (value,)
    return tuple(item if isinstance(item, str) else str(item) for item in listed)

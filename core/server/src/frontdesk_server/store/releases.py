"""Releases: immutable, numbered versions of the rulebook. A new one is in force as soon as it is added."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from frontdesk_server.store import audit
from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.audit import Change
from frontdesk_server.store.configuration import ReleaseRow
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.statements import insert_new, param
from frontdesk_server.store.tables import metadata

_release = metadata.tables[ReleaseRow.__tablename__]
NUMBER: Final = select(func.coalesce(func.max(_release.c.number), 0))
_NEWEST: Final = select(_release).order_by(_release.c.number.desc()).limit(1)
_ONE: Final = select(_release).where(_release.c.number == param("of_number"))
_AT: Final = select(_release).where(_release.c.at <= param("instant")).order_by(_release.c.number.desc()).limit(1)
_PUT: Final = insert_new(_release)
_LIST: Final = (
    select(_release.c.number, _release.c.author, _release.c.note, _release.c.at)
    .order_by(_release.c.number.desc())
    .limit(param("most"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One version of the rulebook, with the document that it was compiled from."""

    number: int
    document: Mapping[str, object]
    author: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """A release in a list."""

    number: int
    author: str
    note: str
    at: datetime


class Releases:
    """All releases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, document: Mapping[str, object], *, author: str, note: str = "", noted: Change | None = None
    ) -> Release:
        """Add the next release, whatever the one before was; else as `add_after`."""
        while True:
            after = await self.newest_number()
            if (made := await self.add_after(after, document, author=author, note=note, noted=noted)) is not None:
                return made

    async def add_after(
        self, after: int, document: Mapping[str, object], *, author: str, note: str = "", noted: Change | None = None
    ) -> Release | None:
        """Add the release after that one; it is in force from the next batch on. The document was checked before.

        None = somebody has made that release meanwhile, and nothing was done. `noted` goes to the audit, with the
        release's number as its subject. The document's keys stay in their order: the first language of a text is the
        one used where no other fits.
        """
        number, now = after + 1, self._database.clock.now()
        row = {"number": number, "document": release_text(document), "author": author, "note": note, "at": now}
        async with self._database.write() as link:
            if not await put_release(link, self._database, row):
                return None
            if noted is not None:
                await audit.note(link, replace(noted, subject=str(number)), now)
        return Release(number=number, document=document, author=author, note=note, at=now)

    async def newest_number(self) -> int:
        """The number of the release in force; 0 = none yet."""
        async with self._database.read() as link:
            return (await link.execute(NUMBER)).number()

    async def newest(self) -> Release | None:
        """The release in force."""
        async with self._database.read() as link:
            return _release_of((await link.execute(_NEWEST)).first())

    async def get(self, number: int) -> Release | None:
        """The release of that number."""
        async with self._database.read() as link:
            return _release_of((await link.execute(_ONE, {"of_number": number})).first())

    async def in_force(self, at: datetime) -> Release | None:
        """The release that was in force at an instant; None = there was none yet."""
        async with self._database.read() as link:
            return _release_of((await link.execute(_AT, {"instant": at})).first())

    async def list(self, limit: int = 100) -> list[ReleaseLine]:
        """The latest releases, newest first, without their documents."""
        async with self._database.read() as link:
            rows = await link.execute(_LIST, {"most": limit})
            return [ReleaseLine(**row) for row in rows.mappings()]


async def put_release(link: Link, database: Database, row: Mapping[str, object]) -> bool:
    """Put a release in; False = there is one of that number. Who is about to put it in at the same time is awaited."""
    return (await link.execute(_PUT.on(database), row)).rowcount == 1


def release_text(document: Mapping[str, object]) -> str:
    """A document as a release stores it."""
    return json.dumps(document, ensure_ascii=False)


def _release_of(row: AnyRow | None) -> Release | None:
    if row is None:
        return None
    document = json.loads(row.document)
    return Release(number=row.number, document=document, author=row.author, note=row.note, at=row.at)

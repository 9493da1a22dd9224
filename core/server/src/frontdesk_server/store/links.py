"""One-time links: an invitation, the making of the first administrator, a new password. They open once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, insert, select

from frontdesk.errors import ConfigError
from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.audit import Actor, Change, note
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.people import Person, add_person, added, changed, is_empty, mend_person
from frontdesk_server.store.people_rows import OneTimeLinkRow, SessionRow
from frontdesk_server.store.statements import param

_table = metadata.tables[OneTimeLinkRow.__tablename__]
_session = metadata.tables[SessionRow.__tablename__]
_ADD: Final = insert(_table)
_FIND: Final = select(_table).where(_table.c.digest == param("of_digest"), _table.c.ends_at > param("now"))
_TAKE: Final = delete(_table).where(_table.c.digest == param("of_digest"), _table.c.ends_at > param("now"))
_UNLINK: Final = delete(_table).where(_table.c.person == param("of_person"))
_UNLINK_FIRST: Final = delete(_table).where(_table.c.person.is_(None))
_SIGN_OUT: Final = delete(_session).where(_session.c.person == param("of_person"))
_SWEEP: Final = delete(_table).where(_table.c.ends_at <= param("now"))


class LinkKind(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    FIRST = "first"
    """It makes the first administrator."""
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeLink:
    """A link that opens once. `person` is whom it concerns; the first administrator is not there yet."""

    kind: LinkKind
    person: str | None
    made_at: datetime
    ends_at: datetime


class OneTimeLinks:
    """All links that have not been used. The `digest` handed over is `access.keys.digest` of the link's secret."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, digest: str, one: OneTimeLink, change: Change | None = None) -> None:
        """Add a link; those made for the same person before are no longer good."""
        async with self._database.write() as link:
            if one.person is not None:
                await link.execute(_UNLINK, {"of_person": one.person})
            await link.execute(_ADD, {"digest": digest, **_row(one)})
            if change is not None:
                await note(link, change, self._database.clock.now())

    async def find(self, digest: str) -> OneTimeLink | None:
        """A link that can still be used, or None."""
        async with self._database.read() as link:
            row = (await link.execute(_FIND, self._which(digest))).first()
        return None if row is None else _one(row)

    async def make_first(self, digest: str, one: Person) -> None:
        """Use a link: the first administrator. Raises `ConfigError` (FD829) when it is spent or somebody is there."""
        async with self._database.write() as link:
            await self._take(link, digest)
            if not await is_empty(link):
                raise ConfigError.of("FD829")
            await link.execute(_UNLINK_FIRST)
            await add_person(link, one)
            actor = Actor(id=one.id, name=one.name)
            await note(link, added(one, actor), self._database.clock.now())

    async def set_password(self, digest: str, password: str, name: str) -> Person:
        """Use a link: a password, and a name; whose it is now. All their sessions end. Raises `ConfigError` (FD829)."""
        async with self._database.write() as link:
            row = await self._take(link, digest)
            before, after = await mend_person(link, row.person, lambda one: replace(one, password=password, name=name))
            if after.disabled:
                raise ConfigError.of("FD829")
            await link.execute(_SIGN_OUT, {"of_person": after.id})
            actor = Actor(id=after.id, name=after.name)
            await note(link, changed(before, after, actor, "person.password"), self._database.clock.now())
        return after

    async def sweep(self) -> None:
        """Remove those that have ended."""
        async with self._database.write() as link:
            await link.execute(_SWEEP, {"now": self._database.clock.now()})

    async def _take(self, link: Link, digest: str) -> AnyRow:
        """Remove a link within the transaction of its use: of two who come at once, one finds it."""
        row = (await link.execute(_FIND, self._which(digest))).first()
        if row is None or not (await link.execute(_TAKE, self._which(digest))).rowcount:
            raise ConfigError.of("FD829")
        return row

    def _which(self, digest: str) -> dict[str, object]:
        return {"of_digest": digest, "now": self._database.clock.now()}


def _row(one: OneTimeLink) -> dict[str, object]:
    return {"kind": one.kind.value, "person": one.person, "made_at": one.made_at, "ends_at": one.ends_at}


def _one(row: AnyRow) -> OneTimeLink:
    return OneTimeLink(kind=LinkKind(row.kind), person=row.person, made_at=row.made_at, ends_at=row.ends_at)

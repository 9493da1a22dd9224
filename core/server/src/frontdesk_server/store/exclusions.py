"""Contacts that get nothing automatic from an establishment, as somebody at the console has said.

`establishment.exclusions` is a hash of them, or null where there are none: deciding reads it beside the version, and
looks into this table only when it has changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import Column, Table, Text, delete, select, update

from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store._types import Instant, Words
from frontdesk_server.store.audit import Actor, Change, note
from frontdesk_server.store.configuration import EstablishmentRow, metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.directory import directory, establishment_group
from frontdesk_server.store.link import Link
from frontdesk_server.store.searching import Conditions
from frontdesk_server.store.statements import insert_new, param

excluded_contact = Table(
    "excluded_contact",
    metadata,
    Column("establishment", Text, primary_key=True),
    Column("contact", Words, primary_key=True),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

LONGEST_CONTACT: Final = 200

_establishment = metadata.tables[EstablishmentRow.__tablename__]
_ADD: Final = insert_new(excluded_contact)
_OF: Final = (
    select(excluded_contact.c.contact, excluded_contact.c.author, excluded_contact.c.at)
    .where(excluded_contact.c.establishment == param("of_establishment"))
    .order_by(excluded_contact.c.contact)
)
_REMOVE: Final = delete(excluded_contact).where(
    excluded_contact.c.establishment == param("of_establishment"), excluded_contact.c.contact == param("of_contact")
)
_MARK: Final = (
    update(_establishment).where(_establishment.c.id == param("of_establishment")).values(exclusions=param("mark"))
)
_GROUPS: Final = select(establishment_group.c.group).where(
    establishment_group.c.establishment == param("of_establishment")
)


def is_contact(text: str) -> bool:
    """Whether this can be a contact's address at all."""
    return 0 < len(text) <= LONGEST_CONTACT and text.isprintable()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedContact:
    """A contact's address on its platform, and who excluded it when."""

    contact: str
    author: str
    at: datetime


class Exclusions:
    """The contacts that each establishment excludes, besides those of its source's record."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._conditions = Conditions(embedded=database.embedded)

    async def of(self, establishment: str) -> list[ExcludedContact]:
        """The contacts that an establishment excludes."""
        async with self._database.read() as link:
            found = await link.execute(_OF, {"of_establishment": establishment})
            return [ExcludedContact(**row) for row in found.mappings()]

    async def add(self, establishment: str, contact: str, *, actor: Actor, scope: Scope = EVERYTHING) -> bool | None:
        """Exclude a contact, from the next event on. False = it was before; None = there is no such establishment."""
        now = self._database.clock.now()
        row = {"establishment": establishment, "contact": contact, "author": actor.name, "at": now}
        return await self._change(establishment, contact, _ADD.on(self._database), row, actor=actor, scope=scope)

    async def remove(self, establishment: str, contact: str, *, actor: Actor, scope: Scope = EVERYTHING) -> bool | None:
        """Exclude a contact no longer. False = it was not excluded here; None = there is no such establishment."""
        which = {"of_establishment": establishment, "of_contact": contact}
        return await self._change(establishment, contact, _REMOVE, which, actor=actor, scope=scope)

    async def _change(
        self, establishment: str, contact: str, statement: Any, values: dict[str, Any], *, actor: Actor, scope: Scope
    ) -> bool | None:
        there = select(directory.c.number).where(
            directory.c.establishment == establishment, self._conditions.within(scope)
        )
        async with self._database.write() as link:
            if (await link.execute(there)).first() is None:
                return None
            changed = (await link.execute(statement, values)).rowcount > 0
            if changed:
                adds = "author" in values
                await self._told(link, establishment, contact, actor=actor, adds=adds)
                await _mark(link, establishment)
        return changed

    async def _told(self, link: Link, establishment: str, contact: str, *, actor: Actor, adds: bool) -> None:
        groups = await link.execute(_GROUPS, {"of_establishment": establishment})
        change = Change(
            actor=actor,
            action="contact.excluded" if adds else "contact.readmitted",
            kind="establishment",
            subject=establishment,
            before=None if adds else {"contact": contact},
            after={"contact": contact} if adds else None,
            establishments=1,
            groups=frozenset(groups.scalars()),
        )
        await note(link, change, self._database.clock.now())


async def excluded(link: Link, establishment: str) -> frozenset[str]:
    """The contacts that an establishment excludes, within a transaction."""
    return frozenset((await link.execute(_OF, {"of_establishment": establishment})).scalars())


def mark_of(contacts: Iterable[str]) -> str | None:
    """A hash of those excluded; None = nobody is."""
    text = "\x1f".join(sorted(contacts))
    return blake2b(text.encode(), digest_size=8).hexdigest() if text else None


async def _mark(link: Link, establishment: str) -> None:
    mark = mark_of(await excluded(link, establishment))
    await link.execute(_MARK, {"of_establishment": establishment, "mark": mark})

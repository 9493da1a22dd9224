"""People: who may sign in, with which role and scope. Every change may be told to the audit in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from frontdesk.errors import ConfigError
from frontdesk_server.rights import EVERYTHING, Role, Scope
from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.audit import Actor, Change, note
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import Link
from frontdesk_server.store.people_rows import OneTimeLinkRow, PersonRow, SessionRow
from frontdesk_server.store.statements import param

person = metadata.tables[PersonRow.__tablename__]
_session = metadata.tables[SessionRow.__tablename__]
_link = metadata.tables[OneTimeLinkRow.__tablename__]
_LIST: Final = select(person).order_by(func.lower(person.c.name), person.c.id)
_BY_ID: Final = select(person).where(person.c.id == param("of_id"))
_BY_EMAIL: Final = select(person).where(person.c.email == param("of_email"))
_BY_SUBJECT: Final = select(person).where(person.c.subject == param("of_subject"))
_COUNT: Final = select(func.count()).select_from(person)
_ADD: Final = insert(person)
_CHANGE: Final = update(person).where(person.c.id == param("of_id"))
_LOCKED: Final = _BY_ID.with_for_update()
_ABLE: Final = (
    select(person.c.id)
    .where(
        person.c.role == Role.ADMINISTRATOR.value,
        person.c.groups.is_(None),
        person.c.disabled.is_(False),
        person.c.password.is_not(None),
    )
    .with_for_update()
)
"""Administrators who can sign in and may do everything. They are locked, so that two cannot leave at once."""
_SIGN_OUT: Final = delete(_session).where(_session.c.person == param("of_id"), _session.c.id != param("keeping"))
_UNLINK: Final = delete(_link).where(_link.c.person == param("of_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in. Without password and subject they have not taken their invitation up."""

    id: str
    email: str
    """In small letters."""
    name: str
    role: Role
    scope: Scope = EVERYTHING
    language: str | None = None
    theme: str | None = None
    password: str | None = None
    """Its hash."""
    subject: str | None = None
    """Whom an identity provider means by them: issuer and its name for them."""
    disabled: bool = False
    made_at: datetime

    def facts(self) -> dict[str, Any]:
        """What the audit keeps."""
        groups = self.scope.groups
        return {
            "name": self.name,
            "email": self.email,
            "role": self.role.value,
            "groups": None if groups is None else sorted(groups),
            "disabled": self.disabled,
        }


Mend = Callable[[Person], Person]
"""What somebody is to be, from what they are."""
KIND: Final = "person"


class People:
    """All people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self) -> list[Person]:
        """Everybody, by name."""
        async with self._database.read() as link:
            return [person_of(row) for row in await link.execute(_LIST)]

    async def count(self) -> int:
        """How many there are, disabled ones too."""
        async with self._database.read() as link:
            return (await link.execute(_COUNT)).number()

    async def get(self, id_: str) -> Person | None:
        """One person, or None."""
        async with self._database.read() as link:
            row = (await link.execute(_BY_ID, {"of_id": id_})).first()
        return None if row is None else person_of(row)

    async def by_email(self, email: str) -> Person | None:
        """The person with this address, in whatever letters it is written."""
        async with self._database.read() as link:
            row = (await link.execute(_BY_EMAIL, {"of_email": email.lower()})).first()
        return None if row is None else person_of(row)

    async def by_subject(self, subject: str) -> Person | None:
        """The person whom an identity provider means."""
        async with self._database.read() as link:
            row = (await link.execute(_BY_SUBJECT, {"of_subject": subject})).first()
        return None if row is None else person_of(row)

    async def add(self, one: Person, actor: Actor) -> None:
        """Add somebody. Raises `ConfigError` (FD826) when the address is taken."""
        async with self._database.write() as link:
            await add_person(link, one)
            await note(link, added(one, actor), self._database.clock.now())

    async def change(self, id_: str, mend: Mend, *, actor: Actor, action: str, sign_out: bool | str = False) -> Person:
        """Change somebody as they are now; what they then are. `sign_out` ends their links, and sessions but for an id.

        Raises `ConfigError`: FD826 when the address is taken, FD827 when there is no such person, FD828 when nobody
        who may do everything would be left.
        """
        async with self._database.write() as link:
            before, after = await mend_person(link, id_, mend)
            if sign_out or after.disabled:
                kept = sign_out if isinstance(sign_out, str) else ""
                await link.execute(_SIGN_OUT, {"of_id": id_, "keeping": kept})
                await link.execute(_UNLINK, {"of_id": id_})
            await note(link, changed(before, after, actor, action), self._database.clock.now())
        return after

    async def keep_hash(self, one: Person, *, instead_of: str | None) -> None:
        """Keep a better hash of the same password, unless it has been changed meanwhile."""
        async with self._database.write() as link:
            await mend_person(
                link, one.id, lambda now: replace(now, password=one.password) if now.password == instead_of else now
            )

    async def prefer(self, id_: str, *, language: str | None, theme: str | None) -> None:
        """How somebody likes the console to be: no matter for the audit."""
        async with self._database.write() as link:
            await link.execute(_CHANGE.values(language=language, theme=theme), {"of_id": id_})


def added(one: Person, actor: Actor) -> Change:
    """A new person, for the audit."""
    return Change(
        actor=actor, action="person.added", kind=KIND, subject=one.email, after=one.facts(), groups=concerned(one)
    )


def changed(before: Person, after: Person, actor: Actor, action: str) -> Change:
    """A change of a person, for the audit."""
    return Change(
        actor=actor,
        action=action,
        kind=KIND,
        subject=after.email,
        before=before.facts(),
        after=after.facts(),
        groups=concerned(before, after),
    )


def concerned(*people: Person) -> frozenset[str]:
    """The groups of people who see some groups only; where one sees everything, it concerns the whole organisation."""
    scopes = [one.scope.groups for one in people]
    return frozenset() if None in scopes else frozenset().union(*(groups or () for groups in scopes))


async def add_person(link: Link, one: Person) -> None:
    """Add somebody within a transaction. Raises `ConfigError` (FD826)."""
    if (await link.execute(_BY_EMAIL, {"of_email": one.email})).first() is not None:
        raise ConfigError.of("FD826", email=one.email)
    await link.execute(_ADD, _row(one))


async def mend_person(link: Link, id_: str, mend: Mend) -> tuple[Person, Person]:
    """Change somebody within a transaction: as they were, and as they are. Raises `ConfigError` (FD826-FD828)."""
    able = set((await link.execute(_ABLE)).scalars())
    row = (await link.execute(_LOCKED, {"of_id": id_})).first()
    if row is None:
        raise ConfigError.of("FD827", who=id_)
    before = person_of(row)
    after = mend(before)
    if able == {id_} and not _is_able(after):
        raise ConfigError.of("FD828", who=before.email)
    taken = (await link.execute(_BY_EMAIL, {"of_email": after.email})).first()
    if taken is not None and taken.id != id_:
        raise ConfigError.of("FD826", email=after.email)
    await link.execute(_CHANGE.values(**_row(after)), {"of_id": id_})
    return before, after


async def is_empty(link: Link) -> bool:
    """Whether there is nobody at all, within a transaction."""
    return (await link.execute(_COUNT)).number() == 0


def _is_able(one: Person) -> bool:
    """What `_ABLE` selects."""
    full = one.role is Role.ADMINISTRATOR and one.scope.everything
    return full and not one.disabled and one.password is not None


def _row(one: Person) -> dict[str, Any]:
    return {
        "id": one.id,
        "email": one.email,
        "name": one.name,
        "role": one.role.value,
        "groups": dump_scope(one.scope),
        "language": one.language,
        "theme": one.theme,
        "password": one.password,
        "subject": one.subject,
        "disabled": one.disabled,
        "made_at": one.made_at,
    }


def dump_scope(scope: Scope) -> str | None:
    """A scope as a column keeps it."""
    return None if scope.groups is None else json.dumps(sorted(scope.groups), ensure_ascii=False)


def load_scope(groups: str | None) -> Scope:
    """A scope from its column."""
    return EVERYTHING if groups is None else Scope(groups=frozenset(json.loads(groups)))


def person_of(row: AnyRow) -> Person:
    """The person that a row of the table holds."""
    return Person(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        scope=load_scope(row.groups),
        language=row.language,
        theme=row.theme,
        password=row.password,
        subject=row.subject,
        disabled=row.disabled,
        made_at=row.made_at,
    )

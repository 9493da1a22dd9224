"""Personal tokens of the REST interface: a person's own, with scopes and an end, found by their SHA-256."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import and_, delete, or_, select, update

from frontdesk_server.rights import Role
from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.audit import Change, note
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.people import Person, person, person_of
from frontdesk_server.store.people_rows import ApiTokenRow
from frontdesk_server.store.statements import insert_new, param

TOUCH: Final = timedelta(minutes=1)
"""That it was used is written no more often than this."""

_table = metadata.tables[ApiTokenRow.__tablename__]
_lives = or_(_table.c.ends_at.is_(None), _table.c.ends_at > param("now"))
_ADD: Final = insert_new(_table)
_OF: Final = select(_table).where(_table.c.person == param("of_person")).order_by(_table.c.made_at.desc(), _table.c.id)
_ALL: Final = select(_table).order_by(_table.c.made_at.desc(), _table.c.id)
_FIND: Final = (
    select(person, _table.c.id.label("token"), _table.c.scopes, _table.c.used_at)
    .join_from(_table, person, person.c.id == _table.c.person)
    .where(_table.c.digest == param("of_digest"), _lives, person.c.disabled.is_(False))
)
_TOUCH: Final = update(_table).where(_table.c.id == param("of_id")).values(used_at=param("now"))
_REVOKE: Final = delete(_table).where(and_(_table.c.person == param("of_person"), _table.c.id == param("of_id")))


class TokenScope(StrEnum):
    """What a token may do; each of these by itself, and never more than its person's role."""

    READ = "read"
    WRITE = "write"
    PUBLISH = "publish"
    ADMIN = "admin"

    @property
    def role(self) -> Role:
        """The role that it takes."""
        return _ROLES[self]


_ROLES: Final = dict(zip(TokenScope, Role, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A personal token. Its secret is nowhere kept."""

    id: str
    person: str
    name: str
    scopes: frozenset[TokenScope]
    made_at: datetime
    ends_at: datetime | None = None
    """None = until it is revoked."""
    used_at: datetime | None = None
    """To the minute."""


class ApiTokens:
    """All personal tokens. What is handed over as `digest` is `access.keys.digest` of the token's secret."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, digest: str, token: ApiToken, change: Change) -> bool:
        """Add a token; False = there is one with this id already, and nothing was done."""
        async with self._database.write() as link:
            row = {"digest": digest, **_row(token)}
            added = (await link.execute(_ADD.on(self._database).values(**row))).rowcount == 1
            if added:
                await note(link, change, self._database.clock.now())
            return added

    async def of(self, person: str) -> list[ApiToken]:
        """Somebody's tokens, newest first, also those that have ended."""
        async with self._database.read() as link:
            return [_one(row) for row in await link.execute(_OF, {"of_person": person})]

    async def list(self) -> list[ApiToken]:
        """Everybody's tokens, newest first."""
        async with self._database.read() as link:
            return [_one(row) for row in await link.execute(_ALL)]

    async def find(self, digest: str) -> tuple[Person, frozenset[TokenScope]] | None:
        """Whose token it is and what it may do; None = it never was, has ended, or its person is disabled."""
        now = self._database.clock.now()
        async with self._database.read() as link:
            row = (await link.execute(_FIND, {"of_digest": digest, "now": now})).first()
        if row is None:
            return None
        if row.used_at is None or now - row.used_at >= TOUCH:
            async with self._database.write() as link:
                await link.execute(_TOUCH, {"of_id": row.token, "now": now})
        return person_of(row), _scopes(row.scopes)

    async def revoke(self, person: str, id_: str, change: Change) -> bool:
        """Forget one of somebody's tokens; whether it was there."""
        async with self._database.write() as link:
            gone = (await link.execute(_REVOKE, {"of_person": person, "of_id": id_})).rowcount
            if gone:
                await note(link, change, self._database.clock.now())
            return bool(gone)


def _scopes(text: str) -> frozenset[TokenScope]:
    return frozenset(map(TokenScope, text.split()))


def _row(token: ApiToken) -> dict[str, object]:
    return {
        "id": token.id,
        "person": token.person,
        "name": token.name,
        "scopes": " ".join(sorted(token.scopes)),
        "made_at": token.made_at,
        "ends_at": token.ends_at,
        "used_at": token.used_at,
    }


def _one(row: AnyRow) -> ApiToken:
    return ApiToken(
        id=row.id,
        person=row.person,
        name=row.name,
        scopes=_scopes(row.scopes),
        made_at=row.made_at,
        ends_at=row.ends_at,
        used_at=row.used_at,
    )

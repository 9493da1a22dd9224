"""Sessions: browsers that are signed in, found by the SHA-256 of a secret that only their cookie holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, insert, or_, select, update

from frontdesk_server.store._types import AnyRow
from frontdesk_server.store.audit import Change, note
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.database import Database
from frontdesk_server.store.people import Person, person, person_of
from frontdesk_server.store.people_rows import SessionRow
from frontdesk_server.store.statements import param

IDLE: Final = timedelta(hours=12)
"""Without a request for so long, a session has ended."""
LONGEST: Final = timedelta(days=7)
"""So long after signing in, it has ended whatever happens."""
TOUCH: Final = timedelta(minutes=1)
"""That it was seen is written no more often than this."""
LONGEST_AGENT: Final = 200

_session = metadata.tables[SessionRow.__tablename__]
_lives = and_(_session.c.ends_at > param("now"), _session.c.seen_at > param("idle_since"))
_FIND: Final = (
    select(person, _session.c.id.label("session"), _session.c.seen_at)
    .join_from(_session, person, person.c.id == _session.c.person)
    .where(_session.c.digest == param("of_digest"), _lives, person.c.disabled.is_(False))
)
_TOUCH: Final = (
    update(_session)
    .where(_session.c.digest == param("of_digest"), _session.c.seen_at < param("now"))
    .values(seen_at=param("now"))
)
_ADD: Final = insert(_session)
_OF: Final = select(_session).where(_session.c.person == param("of_person"), _lives).order_by(_session.c.seen_at.desc())
_END: Final = delete(_session).where(_session.c.digest == param("of_digest"))
_REVOKE: Final = delete(_session).where(_session.c.person == param("of_person"), _session.c.id == param("of_id"))
_REVOKE_ALL: Final = delete(_session).where(_session.c.person == param("of_person"), _session.c.id != param("keeping"))
_SWEEP: Final = delete(_session).where(
    or_(_session.c.ends_at <= param("now"), _session.c.seen_at <= param("idle_since"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser that is signed in."""

    id: str
    person: str
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    agent: str
    address: str


class Sessions:
    """All sessions. What is handed over as `digest` is `access.keys.digest` of the cookie."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, digest: str, session: Session, *, instead_of: str | None = None) -> None:
        """Begin a session; the one whose digest is `instead_of` ends, so that no cookie outlives a sign-in."""
        async with self._database.write() as link:
            if instead_of is not None:
                await link.execute(_END, {"of_digest": instead_of})
            await link.execute(_ADD, {"digest": digest, **_row(session)})

    async def find(self, digest: str) -> tuple[Person, str] | None:
        """Whose session it is, and its id; None = it never was, has ended, or its person is disabled."""
        async with self._database.read() as link:
            row = (await link.execute(_FIND, {"of_digest": digest, **self._now()})).first()
        if row is None:
            return None
        now = self._database.clock.now()
        if now - row.seen_at >= TOUCH:
            async with self._database.write() as link:
                await link.execute(_TOUCH, {"of_digest": digest, "now": now})
        return person_of(row), row.session

    async def of(self, person: str) -> list[Session]:
        """Somebody's sessions, the one seen last first."""
        async with self._database.read() as link:
            return [_one(row) for row in await link.execute(_OF, {"of_person": person, **self._now()})]

    async def end(self, digest: str) -> None:
        """End one session, if it is there."""
        async with self._database.write() as link:
            await link.execute(_END, {"of_digest": digest})

    async def revoke(self, person: str, id_: str, change: Change | None = None) -> bool:
        """End one of somebody's sessions; whether it was there."""
        async with self._database.write() as link:
            gone = (await link.execute(_REVOKE, {"of_person": person, "of_id": id_})).rowcount
            if gone and change is not None:
                await note(link, change, self._database.clock.now())
            return bool(gone)

    async def revoke_all(self, person: str, change: Change | None = None, *, keeping: str = "") -> int:
        """End all of somebody's sessions but the one whose id is `keeping`; how many they were."""
        async with self._database.write() as link:
            gone = (await link.execute(_REVOKE_ALL, {"of_person": person, "keeping": keeping})).rowcount
            if gone and change is not None:
                await note(link, change, self._database.clock.now())
            return gone

    async def sweep(self) -> None:
        """Remove those that have ended."""
        async with self._database.write() as link:
            await link.execute(_SWEEP, self._now())

    def _now(self) -> dict[str, datetime]:
        now = self._database.clock.now()
        return {"now": now, "idle_since": now - IDLE}


def _row(session: Session) -> dict[str, object]:
    return {
        "id": session.id,
        "person": session.person,
        "made_at": session.made_at,
        "seen_at": session.seen_at,
        "ends_at": session.ends_at,
        "agent": session.agent[:LONGEST_AGENT],
        "address": session.address,
    }


def _one(row: AnyRow) -> Session:
    return Session(
        id=row.id,
        person=row.person,
        made_at=row.made_at,
        seen_at=row.seen_at,
        ends_at=row.ends_at,
        agent=row.agent,
        address=row.address,
    )

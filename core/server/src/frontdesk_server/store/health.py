"""How the store is: what waits and for how long, who works on what, and what keeps PostgreSQL from tidying up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, Integer, String, case, func, select, text
from sqlalchemy.engine import Connection

from frontdesk_server.store import codec
from frontdesk_server.store._types import Instant
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import execute
from frontdesk_server.store.log import COUNT
from frontdesk_server.store.low_water import LOWEST
from frontdesk_server.store.statements import param
from frontdesk_server.store.tables import dead, inbox, outbox, part, timer
from frontdesk_server.store.values import OutboxStatus, Role

_OLDEST: Final = select(inbox.c.body).where(inbox.c.number > LOWEST).order_by(inbox.c.number).limit(1)
# Of an unknown end nobody waits while the message is still in the queue.
_since = case((outbox.c.status == OutboxStatus.UNKNOWN.value, outbox.c.started), else_=outbox.c.at)
_OUTBOX: Final = select(outbox.c.status, func.count(), func.min(_since)).group_by(outbox.c.status)
_DEAD: Final = select(func.count(), func.min(dead.c.at)).select_from(dead)
_DUE: Final = select(func.count(), func.min(timer.c.due)).where(timer.c.due <= param("now"))
_PARTS: Final = select(part.c.role, part.c.number, part.c.owner, part.c.epoch, part.c.expires).order_by(
    part.c.role, part.c.number
)
# Everything that holds back vacuum: sessions, prepared transactions and replication slots.
_HORIZON: Final = text("""
    SELECT max(age(held.xmin)) AS xmin_age, min(held.since) AS since FROM (
        SELECT backend_xmin AS xmin, (extract(epoch from xact_start) * 1000000)::bigint AS since
          FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid()
        UNION ALL SELECT transaction, (extract(epoch from prepared) * 1000000)::bigint FROM pg_prepared_xacts
        UNION ALL SELECT xmin, NULL FROM pg_replication_slots WHERE xmin IS NOT NULL
    ) AS held
""").columns(xmin_age=Integer, since=Instant)
_DEAD_ROWS: Final = text("""
    SELECT relname, n_dead_tup FROM pg_stat_user_tables
     WHERE relname IN ('inbox', 'outbox') AND schemaname = current_schema()
""").columns(relname=String, n_dead_tup=BigInteger)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A partition, and who works on it: None = nobody."""

    role: Role
    number: int
    owner: str | None
    epoch: int
    expires: datetime | None
    """By the database's clock; past = its owner has been silent for longer than its lease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacuum:
    """What PostgreSQL cannot tidy up: rows that were deleted, and the oldest view that still sees them."""

    xmin_age: int
    """How many transactions ago the oldest view began; what was deleted since then stays and is read over."""
    oldest_view: timedelta | None
    """For how long the oldest transaction has been open; None = there is none, or we may not see it."""
    dead_rows: Mapping[str, int]
    """Of inbox and outbox, as the server's statistics count them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits in the store, at one instant of its clock. Ages are from then; None = nothing of the kind waits."""

    at: datetime
    events: int
    """In the inbox: durable, and not decided yet."""
    oldest_event: timedelta | None
    """Since the event that waits longest was received."""
    outbox: Mapping[OutboxStatus, int]
    """How many messages of each status; all statuses are there."""
    oldest_message: Mapping[OutboxStatus, timedelta]
    """Since the oldest message of a status was decided, of `unknown` since it went out; only those that there are."""
    dead: int
    """Events that could not be decided."""
    oldest_dead: timedelta | None
    timers_due: int
    """Timers that should have fired and have not yet."""
    latest_timer: timedelta | None
    """By how much the one is late that has been due for longest."""
    shares: Sequence[Share]
    vacuum: Vacuum | None
    """None on an embedded database."""


class Health:
    """Looks at the whole store; for a look now and then, a few short statements."""

    def __init__(self, database: Database, partitions: int) -> None:
        self._database = database
        self._partitions = {"partitions": partitions}

    async def backlog(self) -> Backlog:
        """Everything that waits. Raises `StoreUnavailable`."""
        async with self._database.read() as link:
            return await link.run(self._backlog)

    def _backlog(self, connection: Connection) -> Backlog:
        now = self._database.instant(connection)
        by_status = {OutboxStatus(status): (int(n), at) for status, n, at in execute(connection, _OUTBOX)}
        dead_letters, oldest_dead = execute(connection, _DEAD).all()[0]
        due, longest_due = execute(connection, _DUE, {"now": now}).all()[0]
        return Backlog(
            at=now,
            events=execute(connection, COUNT, self._partitions).number(),
            oldest_event=_age(now, self._received(connection)),
            outbox={status: by_status.get(status, (0, None))[0] for status in OutboxStatus},
            oldest_message={status: max(now - at, _NONE) for status, (_, at) in by_status.items()},
            dead=int(dead_letters),
            oldest_dead=_age(now, oldest_dead),
            timers_due=int(due),
            latest_timer=_age(now, longest_due),
            shares=[_share(row) for row in execute(connection, _PARTS)],
            vacuum=None if self._database.embedded else _vacuum(connection, now),
        )

    def _received(self, connection: Connection) -> datetime | None:
        """When the event was received that waits longest: the first that was given a number."""
        body = execute(connection, _OLDEST, self._partitions).scalar()
        return None if body is None else codec.load_event(body).received_at


_NONE: Final = timedelta(0)


def _age(now: datetime, since: datetime | None) -> timedelta | None:
    """Never negative: what another machine's clock wrote may lie ahead of the database's."""
    return None if since is None else max(now - since, _NONE)


def _share(row: Any) -> Share:
    return Share(role=Role(row.role), number=row.number, owner=row.owner, epoch=row.epoch, expires=row.expires)


def _vacuum(connection: Connection, now: datetime) -> Vacuum:
    xmin_age, since = execute(connection, _HORIZON).all()[0]
    return Vacuum(
        xmin_age=int(xmin_age or 0),
        oldest_view=_age(now, since),
        dead_rows={name: int(number) for name, number in execute(connection, _DEAD_ROWS)},
    )

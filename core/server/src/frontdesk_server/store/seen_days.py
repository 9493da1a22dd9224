"""The ids of decided events on PostgreSQL: a partition for each day, made before it is needed, dropped as a whole.

Deleting a day's ids row by row would leave millions of dead ones behind. A day's partition is made beside the table
and then attached, which no running transaction waits for; it is dropped under a lock that is given up at once when it
cannot be had (a dump of the database holds every table), and tried again an hour later. Whoever makes or drops one
holds an advisory lock: processes take turns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, NamedTuple

import structlog
from sqlalchemy import String, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from frontdesk_server.store.database import Database
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.link import execute

AHEAD: Final = 2
"""Days made before they begin: a process that starts at midnight finds its day."""
_NO_PARTITION: Final = "23514"
_NOT_TO_BE_HAD: Final = "55P03"
"""The SQLSTATE of a lock that was not to be had in time."""
_NAME: Final = re.compile(r"seen_(to_)?(-?\d+)")
_TURN: Final = text("SELECT pg_advisory_xact_lock(hashtext('frontdesk seen'))")
_HASTE: Final = text("SET LOCAL lock_timeout = '500ms'")
_PARTITIONS: Final = text("""
    SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'seen'::regclass
""").columns(relname=String)

_log = structlog.get_logger("frontdesk.store")


class _Partition(NamedTuple):
    """`seen_20783` is of one day; `seen_to_20783` is of everything before that day."""

    name: str
    first: float
    end: int

    @classmethod
    def named(cls, name: str) -> _Partition | None:
        """What a name says; None = it is none of ours."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        day = int(found[2])
        return cls(name, float("-inf"), day) if found[1] else cls(name, day, day + 1)


class SeenDays:
    """The partitions, and which of them this process knows to be there. Days count from 1970."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: set[int] = set()

    async def ready(self, day: int) -> None:
        """See to it that ids of a day can be kept. Raises `StoreUnavailable`; nothing was decided then."""
        if self._database.embedded or day in self._known:
            return
        days = range(day, day + AHEAD + 1)
        async with self._database.write() as link:
            await link.run(lambda connection: _make(connection, days))
        self._known.update(days)

    async def forget(self, before: int) -> int:
        """Drop the partitions that end with the day `before` or earlier; how many went. One in use stays for now."""
        async with self._database.read() as link:
            old = [each.name for each in await link.run(_partitions) if each.end <= before]
        for gone, name in enumerate(old):
            if not await self._dropped(name):
                return gone
        return len(old)

    async def _dropped(self, name: str) -> bool:
        """Drop one; False = somebody holds it. Whoever decides waits behind each try, so there is no other soon."""
        try:
            async with self._database.write() as link:
                await link.run(partial(_drop, name=name))
        except StoreUnavailable as error:
            cause = error.__cause__
            if not isinstance(cause, DBAPIError) or getattr(cause.orig, "sqlstate", None) != _NOT_TO_BE_HAD:
                raise
            _log.info("old ids are in use, and dropped later", partition=name)
            return False
        return True

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Where somebody removed a partition behind us: nothing was decided, and the next try makes it again."""
        try:
            yield
        except IntegrityError as error:
            if getattr(error.orig, "sqlstate", None) != _NO_PARTITION:
                raise
            self._known.clear()
            raise StoreUnavailable.of("FD750", reason="the day's partition of `seen` is gone") from error


def _partitions(connection: Connection) -> list[_Partition]:
    found = (_Partition.named(name) for name in execute(connection, _PARTITIONS).scalars())
    return [each for each in found if each is not None]


def _make(connection: Connection, days: Iterable[int]) -> None:
    execute(connection, _TURN)
    there = _partitions(connection)
    for day in days:
        if not any(each.first <= day < each.end for each in there):
            execute(connection, text(f"CREATE TABLE seen_{day} (LIKE seen INCLUDING ALL)"))
            execute(
                connection, text(f"ALTER TABLE seen ATTACH PARTITION seen_{day} FOR VALUES FROM ({day}) TO ({day + 1})")
            )


def _drop(connection: Connection, name: str) -> None:
    execute(connection, _HASTE)
    execute(connection, _TURN)
    execute(connection, text(f"DROP TABLE IF EXISTS {name}"))

"""Positions in a log in front of the inbox: how far each partition was taken over from it, by its owner alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from frontdesk_server.store._types import padded
from frontdesk_server.store.database import Database
from frontdesk_server.store.link import execute
from frontdesk_server.store.statements import among, param
from frontdesk_server.store.tables import part
from frontdesk_server.store.values import Lease, Role

_workers = part.c.role == Role.WORKER.value
_forward = (part.c.number == param("at_number"), part.c.cursor < param("to"))
_ADVANCE: Final = update(part).where(_workers, *_forward).values(cursor=param("to"))
_MOVE: Final = update(part).where(_workers, *_forward, part.c.epoch == param("of_epoch")).values(cursor=param("to"))
_ALL: Final = select(part.c.number, part.c.cursor).where(_workers)
_OF: Final = _ALL.where(among(part.c.number, "numbers"))


def advance(connection: Connection, furthest: Mapping[int, int]) -> None:
    """Within a transaction that has locked these partitions: up to there, each of them is taken over."""
    if furthest:
        connection.execute(_ADVANCE, [{"at_number": number, "to": to} for number, to in sorted(furthest.items())])


def reached(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """Within a transaction that has locked these partitions: up to where each of them is taken over."""
    rows = execute(connection, _OF, {"numbers": padded(sorted(numbers))})
    return {row.number: row.cursor for row in rows}


class Positions:
    """The positions of all partitions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def move(self, leases: Sequence[Lease]) -> None:
        """Move along partitions in which nothing waits, to the cursors of these leases; one that was lost stays."""
        rows = [{"at_number": lease.part, "of_epoch": lease.epoch, "to": lease.cursor} for lease in leases]
        if rows:
            async with self._database.write() as link:
                await link.execute(_MOVE, rows)

    async def slowest(self, group: Callable[[int], int]) -> dict[int, int]:
        """The lowest position of each group of partitions."""
        return await self._extreme(group, min)

    async def furthest(self, group: Callable[[int], int]) -> dict[int, int]:
        """The highest position of each group of partitions."""
        return await self._extreme(group, max)

    async def _extreme(self, group: Callable[[int], int], choose: Callable[[int, int], int]) -> dict[int, int]:
        found: dict[int, int] = {}
        async with self._database.read() as link:
            for row in await link.execute(_ALL):
                number = group(row.number)
                found[number] = choose(row.cursor, found.get(number, row.cursor))
        return found

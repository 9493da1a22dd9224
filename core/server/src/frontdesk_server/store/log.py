"""The inbox as a table: events in the order in which they became durable, deleted when they are decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from sqlalchemy import Select, bindparam, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection
from sqlalchemy.types import BigInteger, SmallInteger

from frontdesk_server.store import codec, low_water
from frontdesk_server.store._types import AnyRow, padded
from frontdesk_server.store.bulk import Bulk
from frontdesk_server.store.database import Database
from frontdesk_server.store.leases import fence
from frontdesk_server.store.link import Link, execute
from frontdesk_server.store.low_water import LowWater
from frontdesk_server.store.positions import advance, reached
from frontdesk_server.store.statements import among, insert_new, param, plain_insert
from frontdesk_server.store.tables import alias, conversation, inbox
from frontdesk_server.store.values import Arrival, Entry, Lease, Placed, Role, event_key, partition_of

PER_PARTITION: Final = 50

_COLUMNS: Final = (
    inbox.c.number,
    inbox.c.part,
    inbox.c.id,
    inbox.c.conversation,
    inbox.c.account,
    inbox.c.body,
    inbox.c.trace,
)
INBOX: Final = Bulk(inbox, plain_insert(inbox))
_READ: Final = select(*_COLUMNS).where(among(inbox.c.part, "parts")).order_by(inbox.c.number).limit(param("most"))
COUNT: Final = select(func.count()).select_from(inbox).where(inbox.c.number > low_water.LOWEST)
"""How many events wait; takes the number of `partitions`."""
_BY_PART: Final = select(inbox.c.part, func.count().label("number")).group_by(inbox.c.part)
_ALIASES: Final = select(alias.c.id, alias.c.conversation).where(among(alias.c.id, "ids"))
_KNOWN: Final = select(conversation.c.id).where(among(conversation.c.id, "ids"))
_REMEMBER: Final = insert_new(alias)


def _lateral_read() -> Select[tuple[int, int, str, str, str, str, str | None]]:
    """One read over all owned partitions, fair to each: a poll per partition would not scale with their number."""
    parts, above = bindparam("parts", type_=ARRAY(SmallInteger)), bindparam("above", type_=ARRAY(BigInteger))
    owned = func.unnest(parts, above).table_valued("part", "above").render_derived(name="owned")
    share = (
        select(*_COLUMNS)
        .where(inbox.c.part == owned.c.part, inbox.c.number > owned.c.above)
        .order_by(inbox.c.number)
        .limit(PER_PARTITION)
        .lateral("share")
    )
    return select(*share.c).select_from(owned).join(share, true()).order_by(share.c.number).limit(param("most"))


_READ_FAIRLY: Final = _lateral_read()


class TableLog:
    """The `Log` on SQLite and PostgreSQL."""

    def __init__(self, database: Database, partitions: int) -> None:
        self._database = database
        self._partitions = partitions
        self._low_water = LowWater()

    async def append(self, arrivals: Sequence[Arrival]) -> None:
        """Put events into the inbox in one transaction; durable when it returns, harmless to repeat."""
        if not arrivals:
            return
        async with self._database.write() as link:
            await link.run(lambda connection: self._put(connection, arrivals))

    async def take_over(self, leases: Sequence[Lease], waiting: Sequence[Placed]) -> frozenset[int]:
        """Put in what lies in a log in front of this one, once: its positions move in the same transaction.

        Only for partitions whose lease is still held; which those are. What was put in before is left out: whoever
        comes again may not have heard of the end of its last transaction.
        """
        async with self._database.write() as link:
            held = await link.run(lambda connection: fence(connection, Role.WORKER, leases))
            before = await link.run(lambda connection: reached(connection, held))
            ours = [placed for placed in waiting if placed.sequence > before.get(placed.part, placed.sequence)]
            if ours:
                await link.run(lambda connection: self._put(connection, [placed.arrival for placed in ours]))
            furthest = {placed.part: placed.sequence for placed in sorted(ours, key=lambda one: one.sequence)}
            await link.run(lambda connection: advance(connection, furthest))
        return held

    async def read(self, leases: Sequence[Lease], limit: int) -> list[Entry]:
        """Events of the leased partitions, in order within each."""
        if not leases:
            return []
        parts = [lease.part for lease in leases]
        if not self._database.embedded:
            return await self._read_above(parts, limit)
        async with self._database.read() as link:
            found = await link.execute(_READ, {"parts": padded(parts), "most": limit})
            return [_entry(row) for row in found.all()]

    async def waiting(self) -> int:
        """How many events are not decided yet."""
        async with self._database.read() as link:
            return (await link.execute(COUNT, {"partitions": self._partitions})).number()

    async def waiting_by_part(self) -> Mapping[int, int]:
        """The same, by partition; those where nothing waits are left out."""
        async with self._database.read() as link:
            return {row.part: int(row.number) for row in await link.execute(_BY_PART)}

    async def _read_above(self, parts: Sequence[int], limit: int) -> list[Entry]:
        """What waits above the marks; and now and then, before it, a look at who is writing."""
        async with self._database.read() as link:
            due = self._low_water.is_due(self._database.clock.monotonic())
            if due and (await link.execute(low_water.LAST)).number() < self._low_water.highest:
                self._low_water = LowWater()  # the database is not the one that we knew
            if self._low_water.lacks(parts):
                kept = {row.part: row.number for row in await link.execute(low_water.LOAD)}
                self._low_water.load(parts, kept)
            return await self._look(link, parts, limit)

    async def _look(self, link: Link, parts: Sequence[int], limit: int) -> list[Entry]:
        marks, now = self._low_water, self._database.clock.monotonic()
        writers = (await link.execute(low_water.WRITERS)).scalars() if (due := marks.is_due(now)) else ()
        rows = await link.execute(_READ_FAIRLY, {"parts": parts, "above": marks.marks(parts), "most": limit})
        found = [_entry(row) for row in rows]
        if not due:
            marks.read(found)
            return found
        marks.looked(now, writers, parts, found, limit)
        if kept := marks.to_keep(now):
            await link.execute(low_water.KEEP, kept)
        return found

    def _put(self, connection: Connection, arrivals: Sequence[Arrival]) -> None:
        renamed = self._renamed(connection, arrivals)
        ids = ((one, renamed.get(one.conversation, one.conversation)) for one in arrivals)
        INBOX.run(connection, [inbox_row(arrival, id_, self._partitions) for arrival, id_ in ids])

    def _renamed(self, connection: Connection, arrivals: Sequence[Arrival]) -> Mapping[str, str]:
        """Under which id each conversation goes on whose contact has been renamed by the platform."""
        ids = sorted(set(chain.from_iterable((arrival.conversation, *arrival.formerly) for arrival in arrivals)))
        renamed = {row.id: row.conversation for row in execute(connection, _ALIASES, {"ids": padded(ids)})}
        if any(arrival.formerly for arrival in arrivals):
            known = set(execute(connection, _KNOWN, {"ids": padded(ids)}).scalars())
            fresh = dict(_newly_renamed(arrivals, renamed, known))
            if fresh:
                rows = [{"id": new, "conversation": kept} for new, kept in fresh.items()]
                execute(connection, _REMEMBER.on(self._database), rows)
            renamed |= fresh
        return renamed


def inbox_row(arrival: Arrival, conversation_id: str, partitions: int) -> dict[str, object]:
    """The inbox row of an event."""
    return {
        "part": partition_of(conversation_id, partitions),
        "id": event_key(arrival.account, arrival.event.id),
        "conversation": conversation_id,
        "account": arrival.account,
        "body": codec.dump_event(arrival.event),
        "trace": arrival.trace,
    }


def _entry(row: AnyRow) -> Entry:
    number, part, key, conversation_id, account, body, trace = row
    return Entry(number, part, key, conversation_id, account, codec.load_event(body), trace)


def _newly_renamed(
    arrivals: Sequence[Arrival], renamed: Mapping[str, str], known: set[str]
) -> Iterable[tuple[str, str]]:
    for arrival in arrivals:
        if arrival.conversation in renamed or arrival.conversation in known:
            continue
        earlier = (renamed.get(former, former) for former in arrival.formerly if former in known or former in renamed)
        for kept in earlier:
            yield arrival.conversation, kept
            break

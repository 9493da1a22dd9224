"""The deciding transaction: fence, de-duplicate, load, save. All of a batch commits, or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import and_, any_, bindparam, delete, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

from frontdesk_server.store import streams
from frontdesk_server.store._types import EPOCH, HexId, padded
from frontdesk_server.store.bulk import Bulk
from frontdesk_server.store.database import Database
from frontdesk_server.store.deliveries import settle_updates
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.forgetting import DAYS_KEPT
from frontdesk_server.store.forwarding import forward
from frontdesk_server.store.link import Link, execute
from frontdesk_server.store.lookups import Lookups
from frontdesk_server.store.rows import Effects
from frontdesk_server.store.statements import among, insert_new, param, plain_insert, upsert
from frontdesk_server.store.tables import conversation, dead, decision, inbox, message, outbox, seen, timer
from frontdesk_server.store.values import Entry, Work

# Days to come have entries only where the clock was ahead for a while; then what was decided in them counts too.
_to_come = seen.c.day >= param("tomorrow")
_seen = select(seen.c.id).where(among(seen.c.id, "ids"))
_SEEN: Final = union_all(_seen.where(among(seen.c.day, "days")), _seen.where(_to_come))
# A look for each day: PostgreSQL then asks no partition but the day's own, and each id once.
_seen_fast = select(seen.c.id).where(seen.c.id == any_(bindparam("ids", type_=ARRAY(HexId))))
_SEEN_BY_DAY: Final = union_all(
    *(_seen_fast.where(seen.c.day == param(f"day_{ago}")) for ago in range(DAYS_KEPT + 1)), _seen_fast.where(_to_come)
)
_REMEMBER: Final = Bulk(seen, insert_new(seen))
_GIVEN_OUT: Final = select(message.c.key).where(among(message.c.key, "keys"))
_SAVE_CONVERSATION: Final = Bulk(conversation, upsert(conversation))
_ARM: Final = Bulk(timer, upsert(timer))
_CANCEL: Final = delete(timer).where(
    and_(timer.c.conversation == param("of_conversation"), timer.c.name == param("of_name"))
)
_DONE: Final = delete(inbox).where(among(inbox.c.number, "numbers"))
_DECIDED: Final = Bulk(decision, plain_insert(decision))
_JOURNAL: Final = Bulk(message, plain_insert(message))
_QUEUE: Final = Bulk(outbox, plain_insert(outbox))
_FORWARD: Final = Bulk(forward, plain_insert(forward))
_BURY: Final = Bulk(dead, plain_insert(dead))


class Batch(Lookups):
    """One deciding transaction. `held` are the partitions whose lease has not been lost."""

    def __init__(
        self,
        database: Database,
        link: Link,
        *,
        partitions: int,
        held: frozenset[int],
        now: datetime,
        doubtful: datetime | None = None,
    ) -> None:
        super().__init__(link)
        self._doubtful = doubtful
        self._database = database
        self._partitions = partitions
        self.held = held
        self.now = now

    async def fresh(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries not decided before, the first copy of each."""
        if not entries:
            return []
        before = await self._seen([entry.key for entry in entries])
        first: dict[str, Entry] = {}
        for entry in entries:
            if entry.key not in before:
                first.setdefault(entry.key, entry)
        return list(first.values())

    async def _seen(self, ids: Sequence[str]) -> set[str]:
        """Those of the ids that were decided on a day that platforms still repeat, the one that is half over too."""
        today = (self.now - EPOCH).days
        days = range(today, today - DAYS_KEPT - 1, -1)
        if self._database.embedded:
            which = {"tomorrow": today + 1, "days": list(days), "ids": padded(ids)}
            return set((await self._link.execute(_SEEN, which)).scalars())
        by_day = {f"day_{ago}": day for ago, day in enumerate(days)}
        return set((await self._link.execute(_SEEN_BY_DAY, {**by_day, "tomorrow": today + 1, "ids": ids})).scalars())

    async def save(self, work: Work) -> None:
        """Write the whole batch and take its entries out of the inbox.

        Raises `StoreUnavailable` where one of them was decided meanwhile, in another partition: so it may be when its
        contact was renamed between two copies of it. The next try finds that.
        """
        effects = Effects(work, self.now, self._partitions, self._doubtful)
        await self._link.run(lambda connection: self._save(connection, work, effects))

    def _save(self, connection: Connection, work: Work, effects: Effects) -> None:
        if keys := effects.keys:
            effects.leave_out(set(execute(connection, _GIVEN_OUT, {"keys": padded(keys)}).scalars()))
        _SAVE_CONVERSATION.run(connection, effects.conversations)
        _DECIDED.run(connection, effects.decisions)
        _JOURNAL.run(connection, effects.messages)
        _QUEUE.run(connection, effects.queue)
        _FORWARD.run(connection, effects.forwards)
        if effects.cancelled:
            connection.execute(_CANCEL, effects.cancelled)
        _ARM.run(connection, effects.armed)
        _BURY.run(connection, effects.dead)
        today = (self.now - EPOCH).days
        new = {entry.key for entry in work.fresh}
        if _REMEMBER.run(connection, [{"day": today, "id": key} for key in sorted(new)]) < len(new):
            raise StoreUnavailable.of("FD750", reason="an event was decided meanwhile in another partition")
        streams.append(connection, effects.published)
        settle_updates(connection, work.updates)
        if work.done:
            connection.execute(_DONE, {"numbers": padded([entry.number for entry in work.done])})

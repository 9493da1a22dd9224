"""Erasing a contact: every trace goes, one transaction for each conversation, and the proofs stay.

A conversation is erased under the locks of its share of the workers and of its account's share of the senders: nobody
decides or claims anything of it meanwhile. What waits for it in the inbox goes too, and counts as seen, so that a
worker that has it in hand drops it. An event that comes later begins a new conversation.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from frontdesk_server.store._types import EPOCH
from frontdesk_server.store.audit import Actor, Change, note
from frontdesk_server.store.database import Database
from frontdesk_server.store.finding_traces import Whom, account_of, conversations_of
from frontdesk_server.store.link import execute
from frontdesk_server.store.naming import erase_named
from frontdesk_server.store.seen_days import SeenDays
from frontdesk_server.store.statements import insert_new, param
from frontdesk_server.store.tables import inbox, meta, part, seen
from frontdesk_server.store.tally import count_before_it_goes
from frontdesk_server.store.traces import TRACES, pattern
from frontdesk_server.store.values import Role, account_partition, partition_of

_KEY: Final = "erasure_key"
_LOCK: Final = (
    select(part.c.number).where(part.c.role == param("in_role"), part.c.number == param("at_number")).with_for_update()
)
_WAITING: Final = select(inbox.c.id).where(inbox.c.conversation == param("of_id"))
_REMEMBER: Final = insert_new(seen)
_KEEP_KEY: Final = insert_new(meta)
_READ_KEY: Final = select(meta.c.value).where(meta.c.name == _KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased, or would be."""

    subject: str
    """Stands for the contact in the audit: a hash with a key of this installation."""
    conversations: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    """Rows by table."""


class Erasing:
    """Erasing contacts, and looking what that would do."""

    def __init__(self, database: Database, partitions: int) -> None:
        self._database = database
        self._partitions = partitions
        self._seen = SeenDays(database)

    async def look(self, whom: Whom, random: str) -> Erased:
        """What erasing would remove; `random` becomes the installation's key where it has none yet."""
        return await self._all(whom, random, None)

    async def erase(self, whom: Whom, random: str, *, actor: Actor) -> Erased:
        """Erase; may be repeated at any time, also after it broke off in the middle."""
        return await self._all(whom, random, actor)

    async def _all(self, whom: Whom, random: str, actor: Actor | None) -> Erased:
        ids, addresses = await conversations_of(self._database, whom)
        subject = await self._subject(whom, random)
        counts: Counter[str] = Counter()
        for id_ in ids:
            counts += await self._one(id_, subject, actor)
        async with self._database.write() as link:
            named = await link.run(
                lambda connection: erase_named(
                    connection, addresses, frozenset(ids), account=whom.account, instead=subject, really=bool(actor)
                )
            )
            if actor and named:
                await note(link, _change(actor, subject, named), self._database.clock.now())
        return Erased(subject=subject, conversations=tuple(ids), counts=dict(counts + named))

    async def _one(self, id_: str, subject: str, actor: Actor | None) -> Counter[str]:
        """One conversation, whole or not at all."""
        async with self._database.write() as link:
            today = (await link.run(self._database.instant) - EPOCH).days
            await self._seen.ready(today)
            counts = await link.run(lambda connection: self._remove(connection, id_, today, really=bool(actor)))
            if actor and counts:
                await note(link, _change(actor, subject, counts), self._database.clock.now())
        return counts

    def _remove(self, connection: Connection, id_: str, today: int, *, really: bool) -> Counter[str]:
        account = account_of(connection, id_) or ""
        which = {"of_id": id_, "like_id": pattern(f'"conversation":"{id_}"')}
        if not really:
            return Counter(
                {one.table: found for one in TRACES if (found := execute(connection, one.counted, which).number())}
            )
        self._lock(connection, id_, account)
        self._see(connection, id_, today)
        count_before_it_goes(self._database, connection, id_)
        return Counter({one.table: gone for one in TRACES if (gone := execute(connection, one.remove, which).rowcount)})

    def _lock(self, connection: Connection, id_: str, account: str) -> None:
        """Nobody decides or claims anything of it until this is committed."""
        for role, number in (
            (Role.WORKER, partition_of(id_, self._partitions)),
            (Role.SENDER, account_partition(account, self._partitions)),
        ):
            execute(connection, _LOCK, {"in_role": role.value, "at_number": number})

    def _see(self, connection: Connection, id_: str, today: int) -> None:
        """What waits counts as decided: a worker that has read it already leaves it out."""
        waiting = [{"day": today, "id": key} for key in execute(connection, _WAITING, {"of_id": id_}).scalars()]
        if waiting:
            execute(connection, _REMEMBER.on(self._database), waiting)

    async def _subject(self, whom: Whom, random: str) -> str:
        """A hash that only this installation can make: it says that it was them, and not who they are."""
        async with self._database.write() as link:
            await link.execute(_KEEP_KEY.on(self._database), [{"name": _KEY, "value": random}])
            key = str((await link.execute(_READ_KEY)).scalar())
        text = json.dumps([whom.account, whom.address or whom.conversation])
        return "erased-" + blake2b(text.encode(), key=bytes.fromhex(key)[:64], digest_size=16).hexdigest()


def _change(actor: Actor, subject: str, counts: Mapping[str, int]) -> Change:
    return Change(
        actor=actor, action="contact.erased", kind="contact", subject=subject, after=dict(sorted(counts.items()))
    )

"""Opening a store: the database brought to this version's tables, its facts checked, its parts put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.engine import Connection

from frontdesk.errors import ConfigError
from frontdesk.model import ConversationClosed, HandedBack, OperatorReplied
from frontdesk_server.clock import Clock
from frontdesk_server.rights import EVERYTHING, Scope
from frontdesk_server.store import expiring
from frontdesk_server.store._types import EPOCH
from frontdesk_server.store.activating import Activations
from frontdesk_server.store.api_tokens import ApiTokens
from frontdesk_server.store.attention import Attention
from frontdesk_server.store.audit import Audit
from frontdesk_server.store.batch import Batch
from frontdesk_server.store.connecting import StoredConnections
from frontdesk_server.store.database import Database
from frontdesk_server.store.dead_letters import DeadLetters
from frontdesk_server.store.decisions import Decisions
from frontdesk_server.store.drafts import Drafts
from frontdesk_server.store.erasing import Erasing
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.establishments import Establishments
from frontdesk_server.store.exclusions import Exclusions
from frontdesk_server.store.figures import Figures
from frontdesk_server.store.forgetting import forget_seen
from frontdesk_server.store.forwarding import Forwards
from frontdesk_server.store.health import Health
from frontdesk_server.store.holds import Holds
from frontdesk_server.store.journal import Journal
from frontdesk_server.store.keeping import KEEP, Keep, forget_old
from frontdesk_server.store.leases import LEASE, Leases, fence, forget_gone
from frontdesk_server.store.link import Link
from frontdesk_server.store.links import OneTimeLinks
from frontdesk_server.store.log import TableLog
from frontdesk_server.store.migrating import Migrated, bring_up
from frontdesk_server.store.outbox import Claiming, Outbox
from frontdesk_server.store.parked import ParkedMessages
from frontdesk_server.store.passes import Passes
from frontdesk_server.store.people import People
from frontdesk_server.store.positions import Positions
from frontdesk_server.store.presence import Presence
from frontdesk_server.store.profiles import Profiles
from frontdesk_server.store.releases import Releases
from frontdesk_server.store.restoring import Restoring, doubtful_until
from frontdesk_server.store.roll import Roll
from frontdesk_server.store.secret_box import SecretTokens
from frontdesk_server.store.seen_days import SeenDays
from frontdesk_server.store.sessions import Sessions
from frontdesk_server.store.statements import insert_new
from frontdesk_server.store.streams import Streams
from frontdesk_server.store.tables import meta, part
from frontdesk_server.store.throttle import Throttle
from frontdesk_server.store.timers import Timers
from frontdesk_server.store.toggles import ToggleBoard
from frontdesk_server.store.values import Arrival, Lease, Role

EMBEDDED_PARTITIONS: Final = 16
PARTITIONS: Final = 256
_PARTITIONS: Final = "partitions"
_IDENTITY: Final = "identity"


class Store:
    """The store, opened. Its parts are attributes; the runtime's transactions are `batch` and `claiming`."""

    def __init__(self, database: Database, partitions: int, doubtful: datetime | None = None) -> None:
        self.database = database
        self._doubtful = doubtful
        self.partitions = partitions
        self._seen = SeenDays(database)
        self.log = TableLog(database, partitions)
        self.timers = Timers(database, partitions)
        self.outbox = Outbox(database, partitions)
        self.parked = ParkedMessages(database)
        self.holds = Holds(database)
        self.streams = Streams(database)
        self.journal = Journal(database)
        self.decisions = Decisions(database)
        self.forwards = Forwards(database)
        self.profiles = Profiles(database)
        self.figures = Figures(database)
        self.attention = Attention(database)
        self.health = Health(database, partitions)
        self.dead = DeadLetters(database, partitions)
        self.releases = Releases(database)
        self.drafts = Drafts(database)
        self.activations = Activations(database)
        self.establishments = Establishments(database)
        self.roll = Roll(database)
        self.toggles = ToggleBoard(database)
        self.exclusions = Exclusions(database)
        self.erasing = Erasing(database, partitions)
        self.restoring = Restoring(database)
        self.secrets = SecretTokens(database)
        self.connections = StoredConnections(database)
        self.passes = Passes(database)
        self.positions = Positions(database)
        self.presence = Presence(database)
        self.people = People(database)
        self.sessions = Sessions(database)
        self.links = OneTimeLinks(database)
        self.tokens = ApiTokens(database)
        self.throttle = Throttle(database)
        self.audit = Audit(database)

    @property
    def clock(self) -> Clock:
        """The clock that the store was opened with."""
        return self.database.clock

    @property
    def common_clock(self) -> Clock:
        """The clock that all who share the database go by."""
        return self.database.common_clock

    async def identity(self) -> str:
        """What tells this database from every other one; a copy that is restored stays the same."""
        async with self.database.write() as link:
            await link.execute(insert_new(meta).on(self.database), [{"name": _IDENTITY, "value": uuid4().hex}])
            return str((await link.execute(select(meta.c.value).where(meta.c.name == _IDENTITY))).scalar())

    def leases(self, role: Role, owner: str, length: timedelta = LEASE) -> Leases:
        """The claims of one owner in one role."""
        return Leases(self.database, role, owner, length)

    @asynccontextmanager
    async def batch(self, leases: Sequence[Lease]) -> AsyncIterator[Batch]:
        """One deciding transaction over these leases; those lost meanwhile are not in `held`."""
        with self._seen.guarded():
            async with self.database.write() as link:
                held, now = await link.run(lambda connection: self._fenced(connection, Role.WORKER, leases))
                await self._seen.ready((now - EPOCH).days)
                yield Batch(
                    self.database, link, partitions=self.partitions, held=held, now=now, doubtful=self._doubtful
                )

    @asynccontextmanager
    async def claiming(self, leases: Sequence[Lease]) -> AsyncIterator[Claiming]:
        """One claiming transaction over these leases."""
        async with self.database.write() as link:
            held, now = await link.run(lambda connection: self._fenced(connection, Role.SENDER, leases))
            yield Claiming(self.database, link, partitions=self.partitions, held=held, now=now)

    def expiring(self, namespace: str) -> expiring.Expiring:
        """A plugin's own small store."""
        return expiring.Expiring(self.database, namespace)

    async def append_reply(
        self,
        conversation: str,
        text: str,
        *,
        operator: str | None = None,
        id_: str | None = None,
        scope: Scope = EVERYTHING,
    ) -> str:
        """An operator's answer, on its way through inbox and outbox; the event's id. The same `id_` counts once.

        Raises `ConfigError` (FD764) when there is no such conversation within the scope. Any process may call it.
        """
        account, common = await self._continued(conversation, f"reply:{id_ or uuid4().hex}", scope)
        event = OperatorReplied(**common, text=text, operator=operator, relay=True)
        await self.log.append([Arrival(account, conversation, event)])
        return event.id

    async def append_closing(self, conversation: str, *, id_: str | None = None, scope: Scope = EVERYTHING) -> str:
        """The end of a conversation's episode, on somebody's word; the event's id. The same `id_` counts once.

        Raises `ConfigError` (FD764) when there is no such conversation within the scope. Any process may call it.
        """
        account, common = await self._continued(conversation, f"close:{id_ or uuid4().hex}", scope)
        event = ConversationClosed(**common)
        await self.log.append([Arrival(account, conversation, event)])
        return event.id

    async def append_giving_back(self, conversation: str, *, id_: str | None = None, scope: Scope = EVERYTHING) -> str:
        """A conversation that was handed over goes back to automation, on somebody's word; else as `append_closing`."""
        account, common = await self._continued(conversation, f"give-back:{id_ or uuid4().hex}", scope)
        event = HandedBack(**common)
        await self.log.append([Arrival(account, conversation, event)])
        return event.id

    async def _continued(self, conversation: str, id_: str, scope: Scope) -> tuple[str, dict[str, Any]]:
        """The account of a conversation, and what an event of our own in it starts from."""
        view = await self.journal.conversation(conversation, limit=1, scope=scope)
        if view is None:
            raise ConfigError.of("FD764", conversation=conversation)
        now, start = self.common_clock.now(), view.origin
        return view.line.account, {
            "id": id_,
            "contact": start.contact,
            "at": now,
            "received_at": now,
            "attributes": start.attributes,
            "reply_context": start.reply_context,
        }

    async def shift(self, step: timedelta) -> int:
        """The clock was set: move everything that is timed by it, all at once; how many timers that were."""
        async with self.database.write() as link:
            await self.outbox.shift(link, step)
            await self.forwards.shift(link, step)
            return await self.timers.shift(link, step)

    async def tidy(self, keep: Keep = KEEP) -> None:
        """Remove what has had its time: what is older than `keep`, what expired, sessions, ids of old events."""
        await forget_old(self.database, keep)
        await expiring.sweep(self.database)
        await self.toggles.tidy()
        await self._seen.ready((self.common_clock.now() - EPOCH).days)
        await forget_seen(self.database)
        await forget_gone(self.database)
        for ending in (self.sessions, self.links, self.throttle):
            await ending.sweep()

    async def ping(self) -> int:
        """How many events wait; raises `StoreUnavailable` when the database does not answer."""
        return await self.log.waiting()

    async def close(self) -> None:
        """Give back connections and lock."""
        await self.database.close()

    def _fenced(self, connection: Connection, role: Role, leases: Sequence[Lease]) -> tuple[frozenset[int], datetime]:
        return fence(connection, role, leases), self.database.instant(connection)


async def open_store(
    url: str, clock: Clock, *, alone: bool = False, migrate: bool | None = None, partitions: int | None = None
) -> Store:
    """Open the store at `url` (`sqlite:///PATH` or `postgresql://...`), bring its tables up, check its facts.

    `alone` = be the only server on an embedded database (FD751 when another one runs); commands leave it out.
    `migrate`: None = an embedded database is brought up by whoever opens it, a shared one is only checked.
    Raises `ConfigError` (FD751-FD755) or `StoreUnavailable` (FD745 for a file, FD769 for a database that
    cannot be reached, FD750 after that).
    """
    database = Database(url, clock)
    try:
        if alone:
            database.claim()
        if not database.embedded:
            await _reach(database)
        await bring_up(database, migrate=database.embedded if migrate is None else migrate)
        number = await _installed(database, partitions)
        async with database.read() as link:
            return Store(database, number, await doubtful_until(link))
    except BaseException:
        await database.close()
        raise


async def migrate_store(url: str, clock: Clock) -> Migrated:
    """Bring the tables of the store at `url` to this version. Raises as `open_store`, and `ConfigError` (FD864)."""
    database = Database(url, clock)
    try:
        if not database.embedded:
            await _reach(database)
        return await bring_up(database, migrate=True)
    finally:
        await database.close()


async def reach_database(url: str, clock: Clock) -> None:
    """See that a shared database can be reached. Raises `StoreUnavailable` (FD769), `ConfigError` (FD754)."""
    database = Database(url, clock)
    try:
        if not database.embedded:
            await _reach(database)
    finally:
        await database.close()


async def _reach(database: Database) -> None:
    try:
        async with database.read() as link:
            await link.run(database.instant)
    except StoreUnavailable as error:
        reason = error.diagnostics[0].params["reason"]
        raise StoreUnavailable.of("FD769", database=database.address, reason=reason) from error


async def _partitions(link: Link) -> int | None:
    found = await link.execute(select(meta.c.value).where(meta.c.name == _PARTITIONS))
    value = found.scalar()
    return None if value is None else int(value)


async def _installed(database: Database, wanted: int | None) -> int:
    """The number of partitions, fixed when the database is first opened."""
    number = wanted or (EMBEDDED_PARTITIONS if database.embedded else PARTITIONS)
    async with database.read() as link:
        found = await _partitions(link)
    if found is None:
        async with database.write() as link:
            await link.execute(insert_new(meta).on(database), [{"name": _PARTITIONS, "value": str(number)}])
            found = await _partitions(link)
            rows = [{"role": role.value, "number": each} for role in Role for each in range(found or number)]
            await link.execute(insert_new(part).on(database), rows)
    if found is not None and wanted is not None and found != wanted:
        raise ConfigError.of("FD755", found=found, wanted=wanted)
    return found or number

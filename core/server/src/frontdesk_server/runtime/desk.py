"""The desk of a running server: what plugins that serve requests themselves may ask of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import structlog

from frontdesk.channel import Channel
from frontdesk.desk import Offer, StreamEntry
from frontdesk.errors import ConfigError
from frontdesk.model import Establishment, Event, Rate
from frontdesk_server.runtime.admission import Buckets
from frontdesk_server.runtime.bell import Bells
from frontdesk_server.runtime.engine import Engine
from frontdesk_server.runtime.inbox import Inbox
from frontdesk_server.runtime.world import Connections, Rulebooks
from frontdesk_server.store import Store, StoredEstablishment
from frontdesk_server.store.expiring import Expiring

STREAM_NET: Final = 1.0
"""Seconds after which a stream looks by itself, should another process have written to it."""
LIMITS_KEPT: Final = 100_000

_log = structlog.get_logger("frontdesk.desk")


class ServerDesk:
    """Implements `frontdesk.desk.Desk` over the store and the inbox."""

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        connections: Connections,
        *,
        engine: Engine,
        rulebooks: Rulebooks,
        streams: Bells,
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._connections = connections
        self._engine = engine
        self._rulebooks = rulebooks
        self._streams = streams
        self._limits = Buckets(LIMITS_KEPT)

    def now(self) -> datetime:
        """The host's clock, UTC: the one that all who share the database go by."""
        return self._store.common_clock.now()

    def channels(self, kind: str) -> Mapping[str, Channel]:
        """The channel instances of a kind, by account id."""
        return {id_: channel for id_, channel in self._connections.channels.items() if channel.kind == kind}

    async def append(self, account: str, events: Sequence[Event]) -> None:
        """Put events into the inbox; durable when it returns, harmless to repeat. Raises `ChannelError` when full."""
        await self._inbox.append(account, events)

    def conversation(self, account: str, contact: str, attributes: Mapping[str, str]) -> str:
        """The id of the conversation that an event of this contact with these attributes belongs to."""
        return self._connections.conversation(account, contact, attributes)

    async def history(self, conversation: str, *, after: int = 0, limit: int = 200) -> Sequence[StreamEntry]:
        """The stream's entries with a number above `after`, in order."""
        return await self._store.streams.history(conversation, after=after, limit=limit)

    async def stream(self, conversation: str, *, after: int = 0) -> AsyncIterator[StreamEntry]:
        """The same, and then every new entry as it comes; ends only when it is closed."""
        with self._streams.listening(conversation) as bell:
            while True:
                for entry in await self.history(conversation, after=after):
                    after = entry.number
                    yield entry
                await bell.wait(STREAM_NET)

    async def establishment(self, account: str, attributes: Mapping[str, str]) -> Establishment | None:
        """The establishment that the account's route names; None = unresolved, unknown, retired or unreadable."""
        named = self._connections.account(account).route.resolve(attributes)
        found = await self._store.establishments.get(named) if named else None
        return _readable(found) if found is not None and not found.retired else None

    async def offer(self, account: str, establishment: str, locale: str | None) -> Offer:
        """What that establishment offers now on that account.

        Raises `ConfigError`: FD767 when it is not there, FD768 when its record cannot be read.
        """
        found = await self._store.establishments.get(establishment)
        if found is None or found.retired:
            raise ConfigError.of("FD767", establishment=establishment)
        return self._engine.offer(
            await self._rulebooks.current(),
            found.establishment,
            account=self._connections.account(account),
            toggles=await self._store.toggles.get(establishment),
            locale=locale,
            now=self.now(),
        )

    def store(self, namespace: str) -> Expiring:
        """A store of the plugin's own."""
        return self._store.expiring(namespace)

    async def limit(self, key: str, rate: Rate) -> float:
        """Take one token of the bucket `key`: 0.0 = allowed, else the seconds to wait."""
        return self._limits.take(key, rate, self._store.clock.monotonic())


def _readable(found: StoredEstablishment) -> Establishment | None:
    try:
        return found.establishment
    except ConfigError as error:
        _log.error("establishment unreadable", establishment=found.id, reason=str(error))
        return None

"""The seams of the runtime: where tests and other shapes put something else in. `Clock` is in `clock`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from frontdesk_server.store.batch import Batch
from frontdesk_server.store.outbox import Claiming
from frontdesk_server.store.values import Arrival, Entry, Lease


class Log(Protocol):
    """The inbox: events, durable, in order within each partition."""

    async def append(self, arrivals: Sequence[Arrival]) -> None:
        """Put events in; durable when it returns, harmless to repeat."""

    async def read(self, leases: Sequence[Lease], limit: int) -> list[Entry]:
        """Events of the leased partitions, in order within each."""


class DecidingStore(Protocol):
    """What a worker needs of the store."""

    def batch(self, leases: Sequence[Lease]) -> AbstractAsyncContextManager[Batch]:
        """One deciding transaction."""


class SendingStore(Protocol):
    """What a sender needs of the store."""

    def claiming(self, leases: Sequence[Lease]) -> AbstractAsyncContextManager[Claiming]:
        """One claiming transaction."""

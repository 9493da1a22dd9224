"""The seams of the runtime: where tests and other shapes put something else in. `Clock` is in `clock`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, NamedTuple, Protocol

from frontdesk_server.runtime.bell import Bell
from frontdesk_server.store.batch import Batch
from frontdesk_server.store.outbox import Claiming
from frontdesk_server.store.values import Arrival, Entry, Lease


class Door(Protocol):
    """Where events go in."""

    async def append(self, arrivals: Sequence[Arrival]) -> None:
        """Put events in; durable when it returns, harmless to repeat."""


class Log(Door, Protocol):
    """The inbox: events, durable, in order within each partition."""

    async def read(self, leases: Sequence[Lease], limit: int) -> list[Entry]:
        """Events of the leased partitions, in order within each."""


class Lanes(NamedTuple):
    """Into how many lanes events go in side by side, of which each may stand still by itself; and which is whose."""

    number: int
    of: Callable[[str], int]
    """The lane of a conversation."""


ONE_LANE: Final = Lanes(1, lambda _conversation: 0)


class Front(Door, Protocol):
    """A log in front of the inbox table, which takes events in while the database is away."""

    arrived: Bell
    """Rung when there is something to take over."""
    lanes: Lanes

    async def take_over(self, leases: Sequence[Lease]) -> int:
        """Move what waits for the leased partitions into the table, each event once; how many there were."""

    async def answers(self) -> bool:
        """Whether it would take an event now, as far as can be told without one."""


class DecidingStore(Protocol):
    """What a worker needs of the store."""

    def batch(self, leases: Sequence[Lease]) -> AbstractAsyncContextManager[Batch]:
        """One deciding transaction."""


class SendingStore(Protocol):
    """What a sender needs of the store."""

    def claiming(self, leases: Sequence[Lease]) -> AbstractAsyncContextManager[Claiming]:
        """One claiming transaction."""

"""The seams of the runtime: where tests and other shapes put something else in. `Clock` is in `clock`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from frontdesk.channel import HttpCall, HttpReply
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
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


class Transport(Protocol):
    """The host's side of a send: the only thing that speaks HTTP to a platform."""

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        """Make the call. Raises `NotSent` (`Unauthorised` if it needs a human), `Lost` or `Refused`."""


class NotSent(Exception):  # noqa: N818 - what happened, not whose mistake it is
    """No byte left this house: sending again is harmless."""


class Unauthorised(NotSent):
    """The account's credentials cannot be used: no call will be made until somebody mends them."""

    def __init__(self, error: ConfigError) -> None:
        super().__init__(str(error))
        self.problem: Diagnostic = error.diagnostics[0]


class Lost(Exception):  # noqa: N818 - what happened, not whose mistake it is
    """The call may have arrived: a time-out, or a connection that broke after the first byte."""


class Refused(Exception):  # noqa: N818 - what happened, not whose mistake it is
    """The call is not made, now or later: its address is not one that may be called."""

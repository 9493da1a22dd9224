"""Tuning: which part of the work a process does, and how long it waits for others before it acts for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from frontdesk_server.store.keeping import KEEP, Keep
from frontdesk_server.store.leases import LEASE
from frontdesk_server.store.values import Role

GRACE: Final = timedelta(seconds=90)
"""How long an echo is waited for."""
INGEST_RATE: Final = 3000.0
"""More than the largest account of a platform brings, and less than everything that a process can take in."""
RENEWALS: Final = 3
"""How often a lease is renewed within its length, so that a slow answer of the database does not lose it."""


class ServerRole(StrEnum):
    """What a server process does. Every role serves health; those that take events in also serve people."""

    ALL = "all"
    INGRESS = "ingress"
    WORKER = "worker"
    SENDER = "sender"

    @property
    def takes_in(self) -> bool:
        """Whether platforms, visitors and operators may call: webhooks, widget, REST, console and sources."""
        return self in (ServerRole.ALL, ServerRole.INGRESS)

    @property
    def leases(self) -> tuple[Role, ...]:
        """Of what it holds partitions: a worker of conversations, a sender of accounts."""
        return _LEASES[self]


_LEASES: Final = {
    ServerRole.ALL: (Role.WORKER, Role.SENDER),
    ServerRole.INGRESS: (),
    ServerRole.WORKER: (Role.WORKER,),
    ServerRole.SENDER: (Role.SENDER,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """How this process works with others."""

    role: ServerRole = ServerRole.ALL
    lease: timedelta = LEASE
    """How long it may be silent before others take its partitions."""
    grace: timedelta = GRACE
    """How long the echo of a message is waited for whose sending has no known end."""
    keep: Keep = KEEP
    """How long what was said and done is kept."""

    ingest_rate: float = INGEST_RATE
    """Events a second that the webhooks of one account may bring."""

    @property
    def renew_every(self) -> float:
        """Seconds."""
        return self.lease.total_seconds() / RENEWALS


EMBEDDED: Final = Tuning()
"""One process that does everything."""

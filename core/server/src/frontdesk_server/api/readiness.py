"""Whether this process does its part now: found out by trying, at most once a second, each condition by its name.

Where a JetStream cluster takes webhooks in, the database may be away: such a process is `degraded`, and a load balancer
goes on sending to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from frontdesk_server.api.streams import Stopping
from frontdesk_server.runtime import Runtime
from frontdesk_server.runtime.tuning import ServerRole
from frontdesk_server.store import Store, StoreUnavailable
from frontdesk_server.store.migrating import fits

Ready = Callable[[], Awaitable[Mapping[str, bool]]]
"""What must hold for the server to do its work, each by a name, and whether it holds now."""

NAMESPACE: Final = "ready"
KEPT: Final = timedelta(minutes=1)
LOOK_EVERY: Final = 1.0
"""Seconds: whoever asks more often is told what was found last, and costs no write."""
ANSWERS_WITHIN: Final = 3.0
"""Seconds; a store that takes longer does not answer."""


class Wrong(NamedTuple):
    """What a condition says when it does not hold, and what to do."""

    what: str
    mend: str


WRONG: Final[Mapping[str, Wrong]] = {
    "store": Wrong("the database does not take a write", "bring it back; the log has its words"),
    "log": Wrong(
        "the JetStream cluster takes nothing in", "bring back a majority of its servers; webhooks are put off meanwhile"
    ),
    "cluster": Wrong(
        "the JetStream cluster cannot be read: what it keeps waits there",
        "bring back a majority of its servers, or the way to them; it is taken over then",
    ),
    "tables": Wrong(
        "the tables are older than this program, or of a later one that it may not run beside",
        "run: frontdesk apply DIR; where they are of a later one, start that one instead",
    ),
    "release": Wrong("there is no release: nothing would be answered", "run: frontdesk apply DIR"),
    "disk": Wrong("the disk of the database is nearly full", "make room; what is not durable is not accepted"),
    "runtime": Wrong("nothing is taken in: the process starts or has stopped", "wait; else start it again"),
    "leases": Wrong(
        "this process works on no partition, or has not renewed its leases in time",
        "wait for a lease's length; else look at the database's latency and at pauses of the process",
    ),
    "loops": Wrong(
        "a step of the runtime fails", "look in the log for `step failed`; it is repeated until it succeeds"
    ),
    "accepting": Wrong("the process stops", "wait for the next one"),
}
"""Every condition, in the order of what depends on what."""
_BEHIND_THE_LOG: Final[Mapping[str, Wrong]] = {
    "store": Wrong(
        "the database does not take a write: webhooks are kept in JetStream, and nothing is decided, sent or shown",
        "bring it back; what is kept is taken over then. Start no server anew meanwhile: it needs the database",
    ),
    "leases": WRONG["leases"],
    "loops": WRONG["loops"],
}
"""What may fail while the cluster takes events in: none of it is needed to accept a webhook and keep it."""


class State(StrEnum):
    """How a process stands."""

    READY = "ready"
    DEGRADED = "degraded"
    """Webhooks are accepted and kept by the cluster; something behind it does not work."""
    NOT_READY = "not ready"


class Readiness:
    """The conditions, each by its name, and whether it holds. Those that a role has no part in are left out."""

    def __init__(self, store: Store, runtime: Runtime, stopping: Stopping) -> None:
        self._store = store
        self._runtime = runtime
        self._stopping = stopping
        self._turn = asyncio.Lock()
        self._looked: float | None = None
        self._found: Mapping[str, bool] = {}

    async def __call__(self) -> Mapping[str, bool]:
        """All conditions as they are now; those of the store as they were within the last second."""
        async with self._turn:
            now = self._store.clock.monotonic()
            if self._looked is None or now - self._looked >= LOOK_EVERY:
                self._found, self._looked = await self._look(), now
        return {**self._found, **self._runtime.conditions(), "accepting": not self._stopping.begun}

    async def _look(self) -> Mapping[str, bool]:
        """Look at what it stands on. Of a database that does not answer nothing else is known."""
        store, log = await asyncio.gather(self._store_found(), self._log_found())
        return {**store, **log}

    async def _store_found(self) -> Mapping[str, bool]:
        """Write something, and see whether there are rules to answer by."""
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                return {"store": True, **await self._asked()}
        except (StoreUnavailable, TimeoutError):
            return {"store": False}

    async def _log_found(self) -> Mapping[str, bool]:
        """Whether the cluster in front of the database answers: who takes in puts events there, who decides reads."""
        front, role = self._runtime.front, self._runtime.tuning.role
        if front is None or role is ServerRole.SENDER:
            return {}
        return {"log" if role.takes_in else "cluster": await front.answers()}

    async def _asked(self) -> Mapping[str, bool]:
        if not await fits(self._store.database):
            return {"tables": False}
        await self._store.expiring(NAMESPACE).put("probe", {}, KEPT)
        return {"tables": True, "release": await self._store.releases.newest_number() > 0}


def state(found: Mapping[str, bool]) -> State:
    """How a process stands of which these conditions were found."""
    failing = {name for name, good in found.items() if not good}
    if not failing:
        return State.READY
    return State.DEGRADED if failing <= _spared(found).keys() else State.NOT_READY


def told(found: Mapping[str, bool]) -> list[dict[str, str]]:
    """The conditions that do not hold, each with what is wrong and what to do."""
    words = {**WRONG, **_spared(found)}
    failing = (name for name, good in found.items() if not good)
    return [{"condition": name, "what": words[name].what, "mend": words[name].mend} for name in failing]


def _spared(found: Mapping[str, bool]) -> Mapping[str, Wrong]:
    """What may fail just now."""
    return _BEHIND_THE_LOG if found.get("log") else {}

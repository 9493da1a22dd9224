"""Whether this process does its part now: found out by trying, at most once a second, each condition by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from frontdesk_server.api.streams import Stopping
from frontdesk_server.runtime import Runtime
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
    "tables": Wrong("the tables are older than this program", "run: frontdesk apply DIR"),
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
        """Write something, and see whether there are rules to answer by."""
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                return {"store": True, **await self._asked()}
        except (StoreUnavailable, TimeoutError):
            return {"store": False, "tables": False, "release": False}

    async def _asked(self) -> Mapping[str, bool]:
        if not await fits(self._store.database):
            return {"tables": False, "release": False}
        await self._store.expiring(NAMESPACE).put("probe", {}, KEPT)
        return {"tables": True, "release": await self._store.releases.newest_number() > 0}


def told(found: Mapping[str, bool]) -> list[dict[str, str]]:
    """The conditions that do not hold, each with what is wrong and what to do."""
    failing = (name for name, good in found.items() if not good)
    return [{"condition": name, "what": WRONG[name].what, "mend": WRONG[name].mend} for name in failing]

"""Whether a message that comes now would be answered: found out by trying, at most once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

from frontdesk_server.api.streams import Stopping
from frontdesk_server.runtime import Runtime
from frontdesk_server.store import Store, StoreUnavailable

Ready = Callable[[], Awaitable[Mapping[str, bool]]]
"""What must hold for the server to do its work, each by a name, and whether it holds now."""

NAMESPACE: Final = "ready"
KEPT: Final = timedelta(minutes=1)
LOOK_EVERY: Final = 1.0
"""Seconds: whoever asks more often is told what was found last, and costs no write."""


class Readiness:
    """The conditions, each by its name, and whether it holds."""

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
        full = {"disk": False} if self._runtime.disk.is_full else {}
        return {**self._found, "runtime": self._runtime.ready, "accepting": not self._stopping.begun, **full}

    async def _look(self) -> Mapping[str, bool]:
        """Write something, and see whether there are rules to answer by."""
        try:
            await self._store.expiring(NAMESPACE).put("probe", {}, KEPT)
            return {"store": True, "release": await self._store.releases.newest_number() > 0}
        except StoreUnavailable:
            return {"store": False, "release": False}

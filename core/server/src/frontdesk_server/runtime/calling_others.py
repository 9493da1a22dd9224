"""Calling others: which bells of this process ring when another one says what there is to look at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from functools import partial
from typing import Final

from frontdesk_server.runtime.bell import Bell, Bells, FarBell, FarBells
from frontdesk_server.store import Store
from frontdesk_server.store.values import Role, account_partition, partition_of
from frontdesk_server.store.wire import Wire, Word

FLUSH_WITHIN: Final = 1.0
"""Seconds that the last words are given when the process stops."""

Holds = Callable[[Role], Collection[int]]
"""The partitions that this process works on."""


class Others:
    """The other processes on the database: they hear what is rung here, and ring here what they did.

    On SQLite there are none, and the bells are plain ones.
    """

    def __init__(self, store: Store, holds: Holds) -> None:
        self._partitions = store.partitions
        self._holds = holds
        self._wire: Wire | None = store.database.wire()
        self._task: asyncio.Task[None] | None = None
        self.work: Bell = Bell() if self._wire is None else FarBell(self._tell_work)
        self.outbox: Bell = Bell() if self._wire is None else FarBell(self._tell_outbox)
        self.streams: Bells = Bells() if self._wire is None else FarBells(partial(self._tell, Word.STREAM))
        self.leases: Bell = Bell() if self._wire is None else FarBell(partial(self._tell, Word.LEASES))

    @property
    def connected(self) -> bool:
        """Whether they are heard at the moment."""
        return self._wire is not None and self._wire.connected.is_set()

    def start(self) -> None:
        """Begin to hear."""
        if self._wire is not None:
            self._task = asyncio.create_task(self._wire.run(self.hear), name="wire")

    async def stop(self) -> None:
        """Say what is left to say, and hang up."""
        if self._wire is None or self._task is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_WITHIN):
                await self._wire.flush()
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    def hear(self, word: Word, names: Collection[str]) -> None:
        """Ring for what another process did, where it is ours to go on."""
        if word is Word.STREAM:
            self.streams.ring_here(names)
        elif word is Word.LEASES:
            self.leases.ring()
        elif word is Word.WORK and self._is_ours(Role.WORKER, names):
            self.work.ring()
        elif word is Word.OUTBOX and self._is_ours(Role.SENDER, names):
            self.outbox.ring()

    def _is_ours(self, role: Role, names: Collection[str]) -> bool:
        return any(str(part) in names for part in self._holds(role))

    def _tell_work(self, conversations: Iterable[str]) -> None:
        self._tell(Word.WORK, (str(partition_of(one, self._partitions)) for one in conversations))

    def _tell_outbox(self, accounts: Iterable[str]) -> None:
        self._tell(Word.OUTBOX, (str(account_partition(one, self._partitions)) for one in accounts))

    def _tell(self, word: Word, names: Iterable[str]) -> None:
        if self._wire is not None:
            self._wire.tell(word, names)

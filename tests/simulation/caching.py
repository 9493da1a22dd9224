"""A worker that keeps states in memory between batches, as one might be built some day: what the epoch is for.

With the check of the epoch it is right, and the simulation says so. Without it, it is the third mutant: a process that
stood still for longer than its lease decides on states that somebody else has changed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from frontdesk_server.runtime.worker import Worker
from frontdesk_server.store.batch import Batch
from frontdesk_server.store.values import Known, Lease, Work, partition_of
from tests.simulation.machine import PARTITIONS

_Key = tuple[int, str]
"""An epoch, and a conversation: a lease that was lost and won again begins with nothing."""


class CachingStore:
    """The store, read once for each conversation and epoch."""

    def __init__(self, store: Any, *, checked: bool) -> None:
        self._store = store
        self._checked = checked
        self._states: dict[_Key, Known] = {}

    @asynccontextmanager
    async def batch(self, leases: Sequence[Lease]) -> AsyncIterator[Batch]:
        epochs = {lease.part: lease.epoch for lease in leases}
        decided: dict[_Key, Known] = {}
        try:
            async with self._store.batch(leases) as batch:
                if not self._checked:
                    batch.held = frozenset(epochs)
                self._remember(batch, epochs, decided)
                yield batch
        except BaseException:
            self._states.clear()  # what was kept of it nobody knows
            raise
        self._states |= decided

    def _remember(self, batch: Batch, epochs: dict[int, int], decided: dict[_Key, Known]) -> None:
        read, save = batch.known, batch.save

        def key(conversation: str) -> _Key:
            return epochs[partition_of(conversation, PARTITIONS)], conversation

        async def known(ids: Iterable[str]) -> dict[str, Known]:
            wanted = list(ids)
            kept = {id_: self._states[key(id_)] for id_ in wanted if key(id_) in self._states}
            return await read(id_ for id_ in wanted if id_ not in kept) | kept

        async def saved(work: Work) -> None:
            await save(work)
            for one in work.decided:
                decided[key(one.entry.conversation)] = Known(
                    state=one.decision.state, origin=one.origin, awaiting=one.awaiting
                )

        batch.known, batch.save = known, saved  # type: ignore[method-assign]


class CachingWorker(Worker):
    """Right: an old state is never committed, for its epoch is over."""

    checked = True

    def __init__(self, log: Any, store: Any, *others: Any, **named: Any) -> None:
        super().__init__(log, CachingStore(store, checked=self.checked), *others, **named)


class CredulousWorker(CachingWorker):
    """Wrong: it takes its leases for valid as long as it has them in hand."""

    checked = False

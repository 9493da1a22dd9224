"""The seven mutants: deliberate defects. A simulation that does not fail on each of them proves nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from sqlalchemy.engine import Connection

from frontdesk import Decision, Event, Situation, TimerFired
from frontdesk.errors import FrontdeskError
from frontdesk_server.runtime import Engine, service
from frontdesk_server.runtime.claiming import Ready
from frontdesk_server.runtime.holding import Holding
from frontdesk_server.runtime.inbox import Inbox
from frontdesk_server.runtime.sender import Sender
from frontdesk_server.runtime.worker import Worker
from frontdesk_server.store import batch, bulk, rows
from frontdesk_server.store._types import padded
from frontdesk_server.store.values import Claims, Entry, Lease, OutboxRow, Role, Settled
from tests.simulation.caching import CredulousWorker
from tests.simulation.engine import ENGINE

Patch = pytest.MonkeyPatch


def cursor_first(patch: Patch) -> None:
    """The inbox rows go before the deciding transaction, not in it."""
    whole = Worker._batch

    async def broken(worker: Worker, leases: Sequence[Lease], entries: Sequence[Entry]) -> int:
        store = worker._store
        async with store.database.write() as link:  # type: ignore[attr-defined]
            await link.execute(batch._DONE, {"numbers": padded([entry.number for entry in entries])})
        return await whole(worker, leases, entries)

    patch.setattr(Worker, "_batch", broken)


def no_dedupe(patch: Patch) -> None:
    """The probe for decided events is left out, and nobody looks whether their ids were new."""
    whole = batch._REMEMBER.run

    async def broken(_: batch.Batch, entries: Sequence[Entry]) -> list[Entry]:
        return list(entries)

    def heedless(connection: Connection, ids: Sequence[bulk.Row]) -> int:
        whole(connection, ids)
        return len(ids)

    patch.setattr(batch.Batch, "fresh", broken)
    patch.setattr(batch._REMEMBER, "run", heedless)


def no_epoch_with_state_cache(patch: Patch) -> None:
    """The worker keeps states in memory between batches, and commits without the check of the epoch.

    It also works on however long it has stood still: else its own count of the lease's time would hold it back first.
    """
    in_time = Holding.of

    def broken(holding: Holding, role: Role) -> Sequence[Lease]:
        return holding._held[role] if role is Role.WORKER else in_time(holding, role)

    patch.setattr(Holding, "of", broken)
    patch.setattr(service, "Worker", CredulousWorker)


def send_before_claim(patch: Patch) -> None:
    """The call is made, then the row is marked as being sent."""

    async def broken(sender: Sender, leases: Sequence[Lease]) -> tuple[Claims, list[Ready]]:
        async with sender._store.claiming(leases) as claiming:
            claims, ready = await sender._claimer.claim(claiming, sender._under_way.values())
            sender._ours.update((one.row.key, one.row.attempt) for one in ready)
            await asyncio.gather(*(sender._send(one) for one in ready))
        return claims, []

    patch.setattr(Sender, "_claim", broken)


def resend_at_once(patch: Patch) -> None:
    """What was being sent when a process died is sent again without waiting for an echo, or for a human."""

    async def broken(sender: Sender, found: Sequence[OutboxRow]) -> int:
        now = sender._clock.now()
        sender._results += [Settled(row.key, row.attempt, "pending", not_before=now) for row in found]
        await sender.settle()
        return len(found)

    patch.setattr(Sender, "_take_over", broken)


def cancel_ignored(patch: Patch) -> None:
    """A cancelled timer fires all the same, and nobody looks at its version again."""
    patch.setattr(rows.Effects, "cancelled", property(lambda _: []))


def answer_before_commit(patch: Patch) -> None:
    """A webhook is answered before its events are durable."""
    whole = Inbox.append

    async def broken(inbox: Inbox, account: str, events: Sequence[Event]) -> None:
        asyncio.create_task(_in_peace(lambda: whole(inbox, account, events)))  # noqa: RUF006 - the defect

    patch.setattr(Inbox, "append", broken)


async def _in_peace(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except FrontdeskError:
        return


def _credulous(event: Event, situation: Situation, now: datetime) -> Decision:
    if isinstance(event, TimerFired):
        situation = replace(situation, state=replace(situation.state, timers={event.name: event.version}))
    return ENGINE.decide(event, situation, now)


@dataclass(frozen=True)
class Mutant:
    """A defect, how to make it, and the engine that goes with it."""

    number: int
    make: Callable[[Patch], None]
    engine: Engine = ENGINE

    @property
    def name(self) -> str:
        return self.make.__name__


MUTANTS = (
    Mutant(1, cursor_first),
    Mutant(2, no_dedupe),
    Mutant(3, no_epoch_with_state_cache),
    Mutant(4, send_before_claim),
    Mutant(5, resend_at_once),
    Mutant(6, cancel_ignored, replace(ENGINE, decide=_credulous)),
    Mutant(7, answer_before_commit),
)
BY_NAME = {mutant.name: mutant for mutant in MUTANTS}


@contextmanager
def mutated(mutant: Mutant | None) -> Iterator[Engine]:
    """The house with this defect; the engine to run it with."""
    if mutant is None:
        yield ENGINE
        return
    with pytest.MonkeyPatch.context() as patch:
        mutant.make(patch)
        yield mutant.engine

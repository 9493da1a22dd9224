"""Deliberate defects, each of which the state machine must notice: what does not fail on them proves nothing.

`cursor_first`, `no_dedupe` and `cancel_ignored` are of the seven that the simulation must see (`tests/simulation`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.engine import Connection

from frontdesk import Decision, Event, Situation, TimerFired
from frontdesk_server.runtime import sender
from frontdesk_server.runtime.sender import Sender
from frontdesk_server.runtime.worker import Worker
from frontdesk_server.store import batch, bulk, candidates, rows
from frontdesk_server.store._types import AnyRow, padded
from frontdesk_server.store.link import execute
from frontdesk_server.store.statements import among, param
from frontdesk_server.store.tables import outbox as queue
from frontdesk_server.store.values import Entry, Lease, OutboxRow, Settled
from tests.server.runtime import test_stateful
from tests.server.runtime.scripted import SCRIPTED
from tests.server.runtime.test_stateful import Desk

EXAMPLES = 150
"""Enough for the rarest of them; the search ends with the first failure."""

Patch = pytest.MonkeyPatch


def cursor_first(patch: Patch) -> None:
    """The inbox rows go before the deciding transaction, not in it."""
    whole = Worker._batch

    async def broken(worker: Worker, leases: Sequence[Lease], entries: Sequence[Entry]) -> int:
        store = worker._store._store  # type: ignore[attr-defined]
        async with store.database.write() as link:
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


def resend_without_key(patch: Patch) -> None:
    """An interrupted send is taken for one that never began, and forgotten."""

    async def broken(_: Sender, leases: Sequence[Lease]) -> int:
        return len(leases)

    patch.setattr(Sender, "recover", broken)


def overtaking(patch: Patch) -> None:
    """A message does not wait for the one before it."""
    due = candidates.ROWS.where(
        among(queue.c.account, "accounts"),
        queue.c.status.in_(candidates.CLAIMABLE),
        queue.c.not_before <= param("now"),
    )
    newest = due.order_by(queue.c.number.desc()).limit(param("most"))

    def broken(
        connection: Connection, accounts: Sequence[str], now: datetime, *, most: int, of_one: int
    ) -> Sequence[AnyRow]:
        which = {"accounts": padded(list(accounts)), "now": now, "most": min(most, of_one)}
        return execute(connection, newest, which).all()

    patch.setattr(candidates, "oldest", broken)


def cancel_ignored(patch: Patch) -> None:
    """A cancelled timer fires all the same, and nobody looks at its version again."""

    def credulous(event: Event, situation: Situation, now: datetime) -> Decision:
        if isinstance(event, TimerFired):
            state = replace(situation.state, timers={event.name: event.version})
            situation = replace(situation, state=state)
        return SCRIPTED.decide(event, situation, now)

    patch.setattr(rows.Effects, "cancelled", property(lambda _: []))
    patch.setattr(test_stateful, "SCRIPTED", replace(SCRIPTED, decide=credulous))


def lost_is_sent(patch: Patch) -> None:
    """A send whose end was never learnt is taken for a success."""

    def broken(row: OutboxRow, *_: object, **__: object) -> Settled:
        return Settled(row.key, row.attempt, "sent")

    patch.setattr(sender, "settled", broken)


@pytest.mark.parametrize(
    "mutant", [cursor_first, no_dedupe, resend_without_key, overtaking, cancel_ignored, lost_is_sent]
)
def test_the_oracle_notices(mutant: Callable[[Patch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    found = settings(
        max_examples=EXAMPLES,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Desk, settings=found)

"""A clock that is set while work is under way: what was timed by it waits as long as before, no more and no less."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from frontdesk import Contact, MessageReceived, Settlement, conversation_id
from frontdesk_server.calling.ports import Lost
from frontdesk_server.runtime import Runtime
from frontdesk_server.runtime.tuning import GRACE
from frontdesk_server.store import OutboxStatus, Store, open_store
from frontdesk_server.store.values import Arrival, Role
from tests.databases import file_with_tables
from tests.server.runtime.house import Platform, TurnedClock, connections
from tests.server.runtime.scripted import SCRIPTED, SILENCE

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("hours", [-1, 1])]


@asynccontextmanager
async def _desk(folder: Path, clock: TurnedClock, platform: Platform) -> AsyncIterator[tuple[Store, Runtime]]:
    """A runtime that holds its partitions, whose loops do not run, with a message in its inbox."""
    store = await open_store(file_with_tables(folder / "desk.sqlite"), clock, alone=True)
    try:
        runtime = Runtime(store, SCRIPTED, connections(settled_by=Settlement.ECHO), platform)
        await runtime.renew()
        now = clock.now()
        event = MessageReceived(id="m1", contact=Contact(address="ada"), at=now, received_at=now, text="hello")
        await store.log.append([Arrival("phone", conversation_id("phone", "ada"), event)])
        yield store, runtime
    finally:
        await store.close()


async def test_a_timer_armed_before_anybody_has_noticed(tmp_path: Path, hours: int) -> None:
    clock = TurnedClock()
    async with _desk(tmp_path, clock, Platform()) as (store, runtime):
        clock.set(hours=hours)
        await runtime.worker.step(runtime._holding.of(Role.WORKER))
        await runtime._mind_the_clock()
        [timer] = await store.timers.armed()
    assert timer.due == clock.now() + SILENCE


async def test_the_end_of_a_call_that_is_not_written_down_yet(tmp_path: Path, hours: int) -> None:
    clock, platform = TurnedClock(), Platform()
    platform.turns.append(Lost("timed out"))
    async with _desk(tmp_path, clock, platform) as (store, runtime):
        await runtime.worker.step(runtime._holding.of(Role.WORKER))
        await runtime.sender.step(runtime._holding.of(Role.SENDER))
        await runtime.sender.came_back.wait()
        clock.set(hours=hours)
        await runtime._mind_the_clock()
        await runtime.sender.settle()
        [row] = await store.outbox.rows(OutboxStatus.UNKNOWN)
    assert row.not_before == clock.now() + GRACE


async def test_the_end_of_a_call_that_comes_before_anybody_has_noticed(tmp_path: Path, hours: int) -> None:
    clock, platform = TurnedClock(), Platform()
    platform.turns.append(Lost("timed out"))
    async with _desk(tmp_path, clock, platform) as (store, runtime):
        await runtime.worker.step(runtime._holding.of(Role.WORKER))
        await runtime.sender.step(runtime._holding.of(Role.SENDER))
        clock.set(hours=hours)
        await runtime.sender.came_back.wait()
        await runtime.sender.settle()
        await runtime._mind_the_clock()
        [row] = await store.outbox.rows(OutboxStatus.UNKNOWN)
    assert row.not_before - clock.now() == pytest.approx(GRACE, abs=timedelta(seconds=1))

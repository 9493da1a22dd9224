"""Accounts that move to another sender: what the one before learnt of them holds on, and of no other account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from frontdesk.calls import HttpReply
from frontdesk.model import Rate
from frontdesk_server.runtime import Connections, Runtime
from frontdesk_server.runtime.admission import FAILURES, PROBE_EVERY, Breakers, Room
from frontdesk_server.store import open_store
from frontdesk_server.store.values import AccountNote, Role
from tests.databases import file_with_tables
from tests.server.runtime.house import RECORD, START, House, Platform, TurnedClock, connections, engine, house, until
from tests.server.store.matter import next_due

pytestmark = pytest.mark.anyio

DOWN = AccountNote("phone", None, FAILURES)


def test_what_was_noted_of_an_account_holds_for_its_next_sender() -> None:
    breakers = Breakers()
    breakers.take_over({"phone": DOWN}, lambda _account: False)
    assert breakers.is_open("phone")
    assert not breakers.is_open("other")


def test_of_our_own_accounts_we_know_more_than_is_noted() -> None:
    breakers = Breakers()
    breakers.take_over({"phone": DOWN}, lambda _account: True)
    assert not breakers.is_open("phone")


def test_an_account_that_another_sender_mended_is_open_to_us() -> None:
    breakers = Breakers()
    breakers.take_over({"phone": DOWN}, lambda _account: False)
    breakers.take_over({}, lambda _account: False)
    assert breakers.closed_to(START) == []


def test_an_account_that_goes_down_and_comes_up_is_told_in_the_log_once() -> None:
    breakers = Breakers()
    with capture_logs() as log:
        for _ in range(FAILURES + 2):
            breakers.failed("phone", START)
        breakers.worked("phone", START + timedelta(minutes=1))
    assert [line["event"] for line in log] == ["account is down", "account is up again"]


@asynccontextmanager
async def _one_of_several(
    folder: Path, name: str, platform: Platform, clock: TurnedClock, wired: Connections | None = None
) -> AsyncIterator[House]:
    """A runtime that does not know whether it is the only one on its store."""
    store = await open_store(file_with_tables(folder / "desk.sqlite"), clock)
    await store.establishments.sync("test", [RECORD])
    runtime = Runtime(store, engine(), wired or connections(), platform, owner=name)
    await runtime.start()
    try:
        yield House(store, runtime, platform, clock)
    finally:
        await runtime.stop()
        await store.close()


async def test_a_breaker_that_is_open_stays_open_when_its_account_moves(tmp_path: Path) -> None:
    platform, clock = Platform(), TurnedClock()
    platform.turns.extend([HttpReply(status=503)] * FAILURES)
    async with _one_of_several(tmp_path, "first", platform, clock) as first:
        await first.take("phone", *(first.said("hello", contact=f"c{number}") for number in range(FAILURES)))
        await until(partial(_has_called, platform, FAILURES))
        await until(lambda: first.runtime._breakers.is_open("phone"))
    called = len(platform.calls)
    async with _one_of_several(tmp_path, "second", platform, clock) as second:
        assert second.runtime._breakers.is_open("phone")
        clock.turn(seconds=PROBE_EVERY.total_seconds() + 1)
        await until(partial(_has_called, platform, called + 1))


async def test_a_sender_that_gets_an_account_learns_what_the_one_before_noted(tmp_path: Path) -> None:
    async with _one_of_several(tmp_path, "second", Platform(), TurnedClock()) as second:
        await second.store.outbox.settle([], [DOWN])
        await second.runtime.renew()
        assert not second.runtime._breakers.is_open("phone")  # it has been ours: we know more than is noted
        second.runtime._holding.work_on(Role.SENDER, [])
        await second.runtime.renew()
        assert second.runtime._breakers.is_open("phone")


def _has_called(platform: Platform, times: int) -> bool:
    return len(platform.calls) >= times


async def test_a_bucket_starts_empty_where_somebody_else_may_have_emptied_it(tmp_path: Path) -> None:
    platform, clock = Platform(), TurnedClock()
    slow = connections(account_rate=Rate(per_second=0.1, burst=5))
    async with _one_of_several(tmp_path, "second", platform, clock, slow) as second:
        await second.take("phone", second.said("hello"))
        await until(partial(_is_decided, second))
        assert "phone" in second.runtime._claimer.closed_to(clock.now(), Room(()))
        assert platform.calls == []
        clock.turn(seconds=11)
        await until(partial(_has_called, platform, 1))


async def _is_decided(desk: House) -> object:
    return await desk.store.log.waiting() == 0 and await next_due(desk.store, desk.runtime._holding.of(Role.SENDER))


async def test_the_only_server_goes_on_at_once(tmp_path: Path) -> None:
    slow = connections(account_rate=Rate(per_second=0.001, burst=5))
    async with house(tmp_path, wired=slow) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(partial(_has_called, desk.platform, 1))

"""The common clock: the database's, carried on by a machine's own steady seconds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime.steps import ClockWatch
from frontdesk_server.store import open_store
from frontdesk_server.store.common_clock import CommonClock
from tests.server.runtime.house import START, TurnedClock


def test_the_common_clock_is_our_own_until_the_database_has_told_its() -> None:
    own = TurnedClock()
    assert CommonClock(own).now() == own.now()


def test_our_own_is_not_followed_where_it_was_set_until_everything_was_moved() -> None:
    own = TurnedClock()
    common, watch = CommonClock(own), ClockWatch(own)
    common.held_back_by(watch.pending)
    own.set(hours=1)
    own.turn(seconds=3)
    assert common.now() == START + timedelta(seconds=3)
    watch.follow(watch.pending())
    assert common.now() == own.now()


def test_the_common_clock_goes_on_from_what_the_database_told() -> None:
    own = TurnedClock()
    common = CommonClock(own)
    common.saw(START + timedelta(hours=5))
    own.turn(seconds=7)
    assert common.now() == START + timedelta(hours=5, seconds=7)


@pytest.mark.anyio
@pytest.mark.services
async def test_who_opens_a_shared_database_goes_by_its_clock_from_then_on(shared_url: str) -> None:
    own = TurnedClock(SystemClock().now() + timedelta(days=1))
    store = await open_store(shared_url, own, migrate=True)
    assert own.now() - store.common_clock.now() > timedelta(hours=23)
    store.database.common_clock.saw(own.now())
    await store.presence.come("me", timedelta(seconds=10))
    assert own.now() - store.common_clock.now() > timedelta(hours=23)
    await store.close()


def test_the_common_clock_does_not_follow_a_machine_whose_clock_is_set() -> None:
    own = TurnedClock()
    common = CommonClock(own)
    common.saw(START)
    own.set(hours=-1)
    assert common.now() == START

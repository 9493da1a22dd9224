"""How fast calls follow each other: so many a minute, so far apart for each host, so many at once."""

from __future__ import annotations

import asyncio

import pytest

from frontdesk import Pace
from frontdesk_server.calling.pacing import Pacing
from tests.server.calling.asking import Quick

pytestmark = pytest.mark.anyio


async def _begun(pacing: Pacing, clock: Quick, pace: Pace, hosts: list[str]) -> list[float]:
    start, begun = clock.monotonic(), []
    for host in hosts:
        await pacing.turn("parrot", pace, host)
        begun.append(clock.monotonic() - start)
    return begun


async def test_no_minute_has_more_calls_than_allowed() -> None:
    clock = Quick()
    begun = await _begun(Pacing(clock), clock, Pace(per_minute=3), ["a"] * 8)
    assert begun == pytest.approx([0, 0, 0, 60, 60, 60, 120, 120])


async def test_calls_to_one_host_lie_apart_and_those_to_others_do_not() -> None:
    clock = Quick()
    begun = await _begun(Pacing(clock), clock, Pace(apart=1.0), ["a", "b", "a", "b", "b"])
    assert begun == pytest.approx([0, 0, 1, 1, 2])


async def test_a_host_is_left_in_peace_by_all_sources_together() -> None:
    clock = Quick()
    pacing, pace = Pacing(clock), Pace(apart=2.0)
    for name in ("one", "two", "three"):
        await pacing.turn(name, pace, "a")
    assert sum(clock.waits) == pytest.approx(4.0)


async def test_a_rest_holds_for_every_call_of_the_source() -> None:
    clock = Quick()
    pacing, pace = Pacing(clock), Pace()
    pacing.rest("parrot", pace, 30)
    assert await _begun(pacing, clock, pace, ["a", "b"]) == pytest.approx([30, 30])
    await pacing.turn("other", pace, "a")
    assert sum(clock.waits) == pytest.approx(30)


async def test_no_more_calls_are_made_at_once_than_allowed() -> None:
    pacing, pace = Pacing(Quick()), Pace(at_once=2)
    inside, most = 0, 0

    async def call() -> None:
        nonlocal inside, most
        async with pacing.room("parrot", pace):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(call() for _ in range(9)))
    assert most == 2

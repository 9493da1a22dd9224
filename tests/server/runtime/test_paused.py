"""Accounts on hold: refused by their platform, they send nothing, lose nothing, and go on by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from frontdesk import HttpReply, Settlement
from frontdesk.errors import ConfigError
from frontdesk_server.calling.ports import Lost, NotSent, Refused, Unauthorised
from frontdesk_server.logs import hide
from frontdesk_server.store import OutboxStatus
from frontdesk_server.store.audit import COMMAND_LINE, Change
from frontdesk_server.store.values import Hold, Role
from tests.server.runtime.house import START, House, Platform, connections, house, until
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio

PLAIN = replace(
    SCRIPTED, decide=lambda event, situation, now: replace(SCRIPTED.decide(event, situation, now), timers=())
)
"""Without the nudge after five minutes of silence."""
REFUSED = HttpReply(status=401, body=b"Error validating access token: it has expired")
CHANGE = Change(actor=COMMAND_LINE, action="account.resumed", kind="account", subject="phone")


async def _hold_of(desk: House) -> Hold | None:
    return (await desk.store.holds.all()).get("phone")


async def _paused(desk: House, *turns: HttpReply | Exception) -> None:
    """Ada writes, and the platform refuses the account."""
    desk.platform.turns.extend(turns or [REFUSED])
    await desk.take("phone", desk.said("hello"))
    await until(partial(_hold_of, desk))


async def _calls(desk: House, number: int) -> None:
    await until(lambda: len(desk.platform.calls) == number)
    await until(partial(_settled, desk))


async def _settled(desk: House) -> bool:
    return not await desk.store.outbox.rows(OutboxStatus.SENDING)


async def _waits(desk: House, texts: Sequence[str]) -> bool:
    return [row.message.text for row in await desk.store.outbox.rows(OutboxStatus.PENDING)] == list(texts)


async def test_a_refused_account_sends_nothing_and_loses_nothing(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk)
        await desk.take("phone", desk.said("one", contact="bea"), desk.said("two", contact="cid"))
        await until(partial(_waits, desk, ["re hello", "re one", "re two"]))
        desk.clock.turn(minutes=14)
        assert await desk.runtime.sender.step(desk.runtime._holding.of(Role.SENDER)) == 0
        assert len(desk.platform.calls) == 1


async def test_the_reason_is_the_platforms_own_and_stands_in_the_journal(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk)
        held = await _hold_of(desk)
        view = await desk.store.journal.conversation(desk.conversation("phone"))
    assert held is not None
    assert (held.since, held.reason, held.problem, held.probe_at) == (
        START,
        "Error validating access token: it has expired",
        None,
        START + timedelta(minutes=15),
    )
    assert view is not None
    assert (view.messages[-1].status, view.messages[-1].detail) == ("pending", held.reason)


async def test_other_accounts_go_on(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk)
        await desk.take("site", desk.said("hello"))
        await until(desk.stream)


async def test_one_message_is_tried_every_quarter_of_an_hour(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk)
        await desk.take("phone", *(desk.said("hello", contact=f"c{number}") for number in range(5)))
        desk.platform.turns.extend([REFUSED, REFUSED])
        for calls in (2, 3):
            desk.clock.turn(minutes=15)
            await _calls(desk, calls)
        held = await _hold_of(desk)
    assert held is not None
    assert (held.since, held.probe_at) == (START, START + timedelta(minutes=45))


async def test_a_try_that_was_claimed_and_never_called_is_made_at_once_by_who_may(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk)
        asked: list[int] = []
        sender, holds = desk.runtime.sender, desk.runtime.sender._holds
        sender._holds = lambda: bool(asked.append(1))  # type: ignore[func-returns-value]  # as after a long halt
        desk.clock.turn(minutes=15)
        await until(lambda: asked)
        sender._holds = holds
        await until(partial(_settled, desk))
        assert len(desk.platform.calls) == 1
        desk.clock.turn(minutes=1)
        await _calls(desk, 2)


async def test_while_one_is_tried_no_other_goes_out(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk)
        await desk.take("phone", desk.said("one", contact="bea"), desk.said("two", contact="cid"))
        desk.platform.hold = asyncio.Event()
        desk.clock.turn(minutes=15)
        await until(lambda: len(desk.platform.calls) == 2)
        assert await desk.runtime.sender.step(desk.runtime._holding.of(Role.SENDER)) == 0
        assert len(desk.platform.calls) == 2
        desk.platform.hold.set()
        await _calls(desk, 4)


async def test_once_a_tried_message_is_sent_the_account_goes_on_in_order(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk)
        await desk.take("phone", desk.said("two"), desk.said("three"), desk.said("one", contact="bea"))
        desk.clock.turn(minutes=15)
        assert await desk.settle() == {"re hello": "sent", "re two": "sent", "re three": "sent"}
        assert desk.shown() == ["re hello", "re two", "re three"]
        assert desk.shown("bea") == ["re one"]
        assert await _hold_of(desk) is None


async def test_a_try_that_is_refused_for_the_message_alone_lets_the_account_go_on(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk)
        await desk.take("phone", desk.said("one", contact="bea"))
        desk.platform.turns.append(HttpReply(status=400))
        desk.clock.turn(minutes=15)
        assert await desk.settle() == {"re hello": "failed"}
        await until(partial(desk.shown, "bea"))


@pytest.mark.parametrize("told_nothing", [HttpReply(status=503), NotSent("no way"), Lost("cut")])
async def test_a_try_that_told_nothing_is_made_again_within_a_minute(
    tmp_path: Path, told_nothing: HttpReply | Exception
) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk)
        desk.platform.turns.append(told_nothing)
        desk.clock.turn(minutes=15)
        await _calls(desk, 2)
        desk.clock.turn(minutes=1)
        await _calls(desk, 3)
        assert await _hold_of(desk) is None


async def test_on_somebodys_word_it_is_tried_at_once(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk)
        assert await desk.store.holds.try_now("phone", CHANGE)
        assert await desk.settle() == {"re hello": "sent"}


async def test_a_hold_outlives_the_server(tmp_path: Path) -> None:
    platform = Platform()
    async with house(tmp_path, platform=platform, brain=PLAIN) as desk:
        await _paused(desk)
        clock = desk.clock
    async with house(tmp_path, platform=platform, clock=clock, brain=PLAIN) as desk:
        await desk.take("phone", desk.said("one", contact="bea", id_="later"))
        await until(partial(_waits, desk, ["re hello", "re one"]))
        assert len(platform.calls) == 1
        clock.turn(minutes=15)
        await until(partial(desk.shown, "bea"))


async def test_a_server_that_dies_while_it_tries_does_not_try_twice(tmp_path: Path) -> None:
    platform = Platform()
    wired = connections(settled_by=Settlement.NONE)
    async with house(tmp_path, platform=platform, wired=wired, brain=PLAIN) as desk:
        await _paused(desk)
        await desk.take("phone", desk.said("one", contact="bea"))
        platform.hold = asyncio.Event()
        desk.clock.turn(minutes=15)
        await until(lambda: len(platform.calls) == 2)
        desk.crashed = True
        clock = desk.clock
    platform.hold = None
    clock.turn(minutes=1)
    async with house(tmp_path, platform=platform, clock=clock, wired=wired, brain=PLAIN) as desk:
        await until(partial(_waits, desk, ["re one"]))
        assert len(platform.calls) == 2


async def test_a_greeting_whose_time_passed_meanwhile_is_dropped_and_the_next_is_tried(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await _paused(desk)
        desk.clock.turn(minutes=14)
        await desk.take("phone", desk.said("hello", contact="bea"))
        desk.clock.turn(minutes=1)
        assert await desk.settle() == {"Welcome to Lyon": "dropped"}
        await until(partial(desk.shown, "bea"))


async def test_a_message_under_way_when_the_account_was_refused_ends_no_hold(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        desk.platform.turns.extend([REFUSED, HttpReply(status=200)])
        desk.platform.hold = asyncio.Event()
        await desk.take("phone", desk.said("one", contact="bea"), desk.said("hello"))
        await until(lambda: len(desk.platform.calls) == 2)
        desk.platform.hold.set()
        await _calls(desk, 2)
        assert desk.shown() or desk.shown("bea")
        assert await _hold_of(desk) is not None


async def test_credentials_that_cannot_be_used_hold_the_account_and_say_what_to_do(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk, Unauthorised(ConfigError.of("FD759", name="store:TOKEN")))
        held = await _hold_of(desk)
        assert held is not None
        assert held.problem is not None
        assert (held.problem.id, held.problem.params) == ("FD759", {"name": "store:TOKEN"})
        await desk.store.holds.try_changed(["phone"])
        assert await desk.settle() == {"re hello": "sent"}


async def test_an_address_that_may_not_be_called_still_fails_for_good(tmp_path: Path) -> None:
    async with house(tmp_path, brain=PLAIN) as desk:
        desk.platform.turns.append(Refused("private"))
        await desk.take("phone", desk.said("hello"))
        assert await desk.settle() == {"re hello": "failed"}
        assert await _hold_of(desk) is None


async def test_no_secret_that_a_platform_repeats_is_kept(tmp_path: Path) -> None:
    hide(["7301:AAF-path_key"])
    async with house(tmp_path, brain=PLAIN) as desk:
        await _paused(desk, HttpReply(status=401, body=b"bot7301:AAF-path_key is not known"))
        held = await _hold_of(desk)
    assert held is not None
    assert held.reason.startswith("bot[masked] is not known")

"""The running house: dead letters, timers, the desk, leases and a graceful end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from frontdesk import ConfigError, Decision, Event, HttpReply, MessageReceived, Rate, Settlement, Situation
from frontdesk_server.calling.ports import Lost
from frontdesk_server.runtime import Engine
from frontdesk_server.store import OutboxStatus, open_store
from tests.server.runtime.house import RULES, Platform, TurnedClock, connections, engine, house, until
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio


def _stumbling(brain: Engine) -> Engine:
    """An engine that fails on one word."""

    def decide(event: Event, situation: Situation, now: datetime) -> Decision:
        if isinstance(event, MessageReceived) and event.text == "stumble":
            raise ZeroDivisionError("on purpose")
        return brain.decide(event, situation, now)

    return replace(brain, decide=decide)


async def test_an_event_that_cannot_be_decided_does_not_hold_up_the_others(tmp_path: Path) -> None:
    async with house(tmp_path, brain=_stumbling(SCRIPTED)) as desk:
        await desk.take("phone", desk.said("one"), desk.said("stumble"), desk.said("two"))
        assert await desk.settle() == {"re one": "sent", "re two": "sent"}
        [letter] = await desk.store.dead.list()
        assert letter.error == "ZeroDivisionError: on purpose"


async def test_a_dead_letter_is_decided_once_its_cause_is_mended(tmp_path: Path) -> None:
    async with house(tmp_path, brain=_stumbling(SCRIPTED)) as desk:
        await desk.take("phone", desk.said("stumble"))
        await until(desk.store.dead.count)
    async with house(tmp_path, brain=SCRIPTED) as desk:
        [letter] = await desk.store.dead.list()
        await desk.store.dead.replay(letter.number)
        await until(lambda: desk.shown() == ["re stumble"])


async def test_a_dead_letter_that_is_too_old_by_now_is_recorded_so_and_answered_by_nothing(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with house(tmp_path, clock=clock, brain=_stumbling(engine())) as desk:
        await desk.take("phone", desk.said("stumble"))
        await until(desk.store.dead.count)
    clock.turn(minutes=20)
    async with house(tmp_path, clock=clock, brain=engine()) as desk:
        [letter] = await desk.store.dead.list()
        await desk.store.dead.replay(letter.number)
        assert await desk.settle() == {}
        [reasons] = await desk.trace()
        assert "event_too_old" in reasons


async def test_a_timer_fires_when_it_is_due_and_not_before(tmp_path: Path) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        desk.clock.turn(minutes=4)
        await desk.settle()
        assert desk.shown() == ["re hello"]
        desk.clock.turn(minutes=2)
        await until(lambda: desk.shown() == ["re hello", "nudge 1"])


async def test_an_operators_answer_cancels_what_was_timed(tmp_path: Path) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.take("phone", desk.replied("Good morning!"))
        await desk.settle()
        desk.clock.turn(minutes=10)
        await desk.settle()
        assert desk.shown() == ["re hello", "Good morning!"]


async def test_setting_the_clock_moves_what_is_timed_along(tmp_path: Path) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        [before] = await desk.store.timers.armed()
        desk.clock.set(hours=3)

        async def moved() -> bool:
            armed = await desk.store.timers.armed()
            return [timer.due for timer in armed] == [before.due + timedelta(hours=3)]

        await until(moved)
        assert desk.shown() == ["re hello"]


async def test_setting_the_clock_back_does_not_put_off_what_waits(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(HttpReply(status=503))
    async with house(tmp_path, platform=platform, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        desk.clock.set(hours=-3)
        desk.clock.turn(seconds=2)
        await until(lambda: desk.shown() == ["re hello"])


@pytest.mark.parametrize("ahead", [{"hours": 30}, {"days": 3}, {"days": 400}])
async def test_what_was_decided_while_the_clock_was_ahead_is_known_when_it_is_put_back(
    tmp_path: Path, ahead: dict[str, float]
) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        event = desk.said("hello")
        desk.clock.set(**ahead)
        await desk.take("phone", event)
        await desk.settle()
        desk.clock.set(**{unit: -by for unit, by in ahead.items()})
        await desk.take("phone", event)
        await desk.settle()
        view = await desk.store.journal.conversation(desk.conversation("phone"))
        assert view is not None
        assert [decision.event.id for decision in view.decisions].count(event.id) == 1


async def test_setting_the_clock_forward_does_not_cut_short_the_wait_for_an_echo(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(Lost("timed out"))
    wired = connections(settled_by=Settlement.ECHO)
    async with house(tmp_path, platform=platform, wired=wired, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(lambda: desk.store.outbox.rows(OutboxStatus.UNKNOWN))
        [before] = await desk.store.outbox.rows(OutboxStatus.UNKNOWN)
        desk.clock.set(hours=3)

        async def moved() -> bool:
            rows = await desk.store.outbox.rows(OutboxStatus.UNKNOWN)
            return [row.not_before for row in rows] == [before.not_before + timedelta(hours=3)]

        await until(moved)
        assert len(platform.calls) == 1


async def test_a_second_server_on_the_same_file_is_refused(tmp_path: Path) -> None:
    async with house(tmp_path):
        with pytest.raises(ConfigError, match="FD751"):
            await open_store(f"sqlite:///{tmp_path / 'desk.sqlite'}", TurnedClock(), alone=True)


async def test_a_command_may_answer_beside_a_running_server(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.take("site", desk.opened())
        await desk.settle("site")
        beside = await open_store(f"sqlite:///{tmp_path / 'desk.sqlite'}", desk.clock)
        await beside.append_reply(desk.conversation("site"), "Hello, Zoé here.", operator="Zoé")
        await beside.close()
        await desk.settle("site")
        assert (await desk.stream())[-1]["text"] == "Hello, Zoé here."


async def test_stopping_lets_a_call_under_way_end(tmp_path: Path) -> None:
    platform = Platform(hold=asyncio.Event())
    async with house(tmp_path, platform=platform) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(lambda: platform.calls)
        assert platform.hold is not None
        asyncio.get_running_loop().call_later(0.2, platform.hold.set)
    async with house(tmp_path, platform=platform) as desk:
        assert await desk.settle() == {"Welcome to Lyon": "sent"}
        assert len(platform.calls) == 1


async def test_what_was_accepted_before_the_end_is_decided_after_the_next_start(tmp_path: Path) -> None:
    platform = Platform()
    async with house(tmp_path, platform=platform) as desk:
        await desk.take("phone", desk.said("hello"))
        desk.crashed = True
    async with house(tmp_path, platform=platform) as desk:
        await desk.settle()
        desk.clock.turn(seconds=2)
        await until(lambda: desk.shown() == ["Welcome to Lyon"])


async def test_a_new_release_is_in_force_from_the_next_event_on(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.store.releases.add({"text": RULES.replace("Welcome to", "Hello from")}, author="zoe")
        await desk.take("phone", desk.said("hello"))
        assert await desk.settle() == {"Hello from Lyon": "sent"}


async def test_a_release_that_cannot_be_compiled_leaves_the_one_before_in_force(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        await desk.store.releases.add({"text": "frontdesk: 1\nrules: [{name: x}]"}, author="zoe")
        await desk.take("phone", desk.said("hello", contact="bea"))
        assert await desk.settle(contact="bea") == {"Welcome to Lyon": "sent"}


async def test_the_desk_gives_a_stream_that_goes_on(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        entries = desk.runtime.desk.stream(desk.conversation("site"))
        await desk.take("site", desk.opened())
        first = await asyncio.wait_for(anext(entries), 10)
        await desk.take("site", desk.said("hello"))
        second = await asyncio.wait_for(anext(entries), 10)
        await entries.aclose()  # type: ignore[attr-defined]
        assert (first.number, first.body["text"]) == (1, "Welcome to Lyon")
        assert (second.number, second.body) == (2, {"said": "hello"})


async def test_the_desk_knows_what_an_establishment_offers(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        offer = await desk.runtime.desk.offer("site", "lyon", "en")
        assert (offer.name, offer.away, [s.id for s in offer.starters]) == ("Lyon", False, ["hours", "place"])
        with pytest.raises(ConfigError, match="FD767"):
            await desk.runtime.desk.offer("site", "paris", "en")


async def test_the_desk_finds_the_establishment_of_a_route(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        found = await desk.runtime.desk.establishment("site", {})
        assert found is not None
        assert found.name == "Lyon"
        assert await desk.runtime.desk.establishment("site", {"establishment": "paris"}) is None


async def test_the_desk_limits_by_key(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        rate = Rate(per_second=2, burst=2)
        waits = [await desk.runtime.desk.limit("ip", rate) for _ in range(3)]
        assert waits == [0.0, 0.0, 0.5]
        desk.clock.turn(seconds=0.5)
        assert await desk.runtime.desk.limit("ip", rate) == 0.0


async def test_the_desk_keeps_what_a_plugin_gives_it_until_it_expires(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        box = desk.runtime.desk.store("web")
        await box.put("token", {"contact": "ada"}, timedelta(days=1))
        assert await box.get("token") == {"contact": "ada"}
        assert await desk.runtime.desk.store("other").get("token") is None
        desk.clock.turn(days=2)
        assert await box.get("token") is None


async def test_a_message_that_cannot_be_sent_now_is_tried_again(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.extend([HttpReply(status=503)] * 3)
    async with house(tmp_path, platform=platform, brain=engine()) as desk:
        await desk.take("phone", desk.said("hello"))
        for _ in range(4):
            await desk.settle()
            desk.clock.turn(seconds=10)
        assert await desk.settle() == {"Welcome to Lyon": "sent"}
        assert len(platform.calls) == 4

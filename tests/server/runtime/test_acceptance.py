"""Acceptance cases that concern the runtime: A (sent twice), E (loops), J (order), K (traces)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from frontdesk import DeliveryStatus, DeliveryUpdated, HttpReply, Rate, Settlement
from frontdesk_server.calling.ports import Lost
from frontdesk_server.store.values import Role
from tests.server.runtime.house import RULES, House, Platform, connections, engine, house, until

pytestmark = pytest.mark.anyio

EACH = """
frontdesk: 1
rules:
  - name: parrot
    on: message_received
    do:
      - send: {en: "You said something."}
"""

THREE = """
frontdesk: 1
rules:
  - name: three
    on: message_received
    do:
      - send: {en: "one"}
      - send: {en: "two"}
      - send: {en: "three"}
"""


async def test_a2_a_burst_of_first_messages_is_welcomed_once(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await asyncio.gather(*(desk.take("phone", desk.said(f"hello {n}")) for n in range(5)))
        await desk.settle()
        assert desk.shown() == ["Welcome to Lyon"]


async def test_a10_one_event_id_has_one_effect(tmp_path: Path) -> None:
    async with house(tmp_path, brain=engine(EACH)) as desk:
        event = desk.said("hello")
        await desk.take("phone", event, event)
        await desk.take("phone", event)
        await desk.settle()
        assert len(desk.shown()) == 1


async def test_a11_a13_opened_joined_and_first_message_are_one_welcome(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.take("phone", desk.opened())
        await desk.take("phone", desk.opened())
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        assert desk.shown() == ["Welcome to Lyon"]


async def test_a14_a_replay_after_a_restart_has_no_effect(tmp_path: Path) -> None:
    platform = Platform()
    async with house(tmp_path, brain=engine(EACH), platform=platform) as desk:
        event = desk.said("hello")
        await desk.take("phone", event)
        await desk.settle()
    async with house(tmp_path, brain=engine(EACH), platform=platform) as desk:
        await desk.take("phone", event)
        await desk.settle()
        assert len(desk.shown()) == 1
        assert len(await desk.trace()) == 1


async def test_a16_repeats_are_known_on_every_channel(tmp_path: Path) -> None:
    async with house(tmp_path, brain=engine(EACH)) as desk:
        event = desk.said("hello")
        for account in ("site", "phone", "site", "phone"):
            await desk.take(account, event)
        await desk.settle("site")
        await desk.settle("phone")
        assert len(desk.shown()) == 1
        assert [entry for entry in await desk.stream() if "text" in entry] == [
            {"text": "You said something.", "starters": []}
        ]


async def test_a17_a_crash_between_send_and_mark_answers_once_where_the_platform_knows_our_key(tmp_path: Path) -> None:
    platform = Platform(hold=asyncio.Event())
    async with house(tmp_path, platform=platform) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(lambda: platform.calls)
        desk.crashed = True
    platform.hold = None
    async with house(tmp_path, platform=platform) as desk:
        await desk.settle()
        desk.clock.turn(seconds=5)
        await until(lambda: len(platform.calls) == 2)
        assert len({call["key"] for call in platform.calls}) == 1
        assert await desk.settle() == {"Welcome to Lyon": "sent"}


async def test_a17_a_crash_between_send_and_mark_is_left_to_a_human_where_nothing_comes_back(tmp_path: Path) -> None:
    platform = Platform(hold=asyncio.Event())
    wired = connections(settled_by=Settlement.NONE)
    async with house(tmp_path, platform=platform, wired=wired) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(lambda: platform.calls)
        desk.crashed = True
    platform.hold = None
    async with house(tmp_path, platform=platform, wired=wired) as desk:
        assert await desk.settle() == {"Welcome to Lyon": "parked"}
        assert len(platform.calls) == 1


async def test_a17_a_crash_between_send_and_mark_is_settled_by_the_echo(tmp_path: Path) -> None:
    platform = Platform(hold=asyncio.Event())
    wired = connections(settled_by=Settlement.ECHO)
    async with house(tmp_path, platform=platform, wired=wired) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(lambda: platform.calls)
        desk.crashed = True
    platform.hold = None
    async with house(tmp_path, platform=platform, wired=wired) as desk:
        await desk.take("phone", _echo(desk.said("x"), platform.calls[0]["key"]))
        assert await desk.settle() == {"Welcome to Lyon": "sent"}
        desk.clock.turn(minutes=5)
        await desk.settle()
        assert len(platform.calls) == 1


async def test_a19_a_webhook_is_answered_before_the_work_is_done(tmp_path: Path) -> None:
    platform = Platform(hold=asyncio.Event())
    async with house(tmp_path, platform=platform) as desk:
        await desk.take("phone", desk.said("hello"))
        await until(lambda: platform.calls)
        await asyncio.wait_for(desk.take("phone", desk.said("are you there?")), 5)
        assert platform.seen == []
        assert platform.hold is not None
        platform.hold.set()
        assert await desk.settle() == {"Welcome to Lyon": "sent"}


async def test_a20_a_redelivery_is_known_by_the_platforms_id_whatever_else_differs(tmp_path: Path) -> None:
    async with house(tmp_path, brain=engine(EACH)) as desk:
        event = desk.said("hello", id_="wamid.1")
        await desk.take("phone", event)
        again = replace(event, received_at=desk.clock.now(), raw={"request": "another"})
        await desk.take("phone", again)
        await desk.settle()
        assert len(desk.shown()) == 1


def _echo(event: object, key: str, status: DeliveryStatus = DeliveryStatus.SENT) -> DeliveryUpdated:
    return DeliveryUpdated(
        id=f"{key}:{status}",
        contact=event.contact,  # type: ignore[attr-defined]
        at=event.at,  # type: ignore[attr-defined]
        received_at=event.received_at,  # type: ignore[attr-defined]
        status=status,
        key=key,
    )


async def test_e1_our_own_effects_never_become_input(tmp_path: Path) -> None:
    async with house(tmp_path, brain=engine(EACH)) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        key = desk.platform.seen[0]["key"]
        for status in (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ):
            await desk.take("phone", _echo(desk.said("x"), key, status))
        assert await desk.settle() == {"You said something.": "read"}
        assert len(await desk.trace()) == 1


async def test_e2_automatic_messages_are_told_from_human_ones(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        await desk.take("phone", desk.replied("Hello, this is Zoé."))
        await desk.settle()
        view = await desk.store.journal.conversation(desk.conversation("phone"))
        assert view is not None
        assert [(m.kind, m.rule) for m in view.messages if m.direction == "out"] == [
            ("welcome", "Shops/welcome"),
            ("operator", ""),
        ]


async def test_e7_a_loop_in_a_conversation_opens_its_breaker(tmp_path: Path) -> None:
    async with house(tmp_path, brain=engine(EACH)) as desk:
        for number in range(9):
            await desk.take("phone", desk.said(f"ping {number}"))
        await desk.settle()
        assert len(desk.shown()) == 6
        assert any("breaker_opened" in lines for lines in await desk.trace())


async def test_e7_an_account_that_fails_ten_times_is_only_probed(tmp_path: Path) -> None:
    platform = Platform()
    async with house(tmp_path, platform=platform, brain=engine(EACH)) as desk:
        platform.turns.extend(HttpReply(status=503) for _ in range(30))
        for number in range(15):
            await desk.take("phone", desk.said("hello", contact=f"c{number}"))
            await _called(platform, min(number + 1, 10))
        for seconds, calls in ((10, 10), (25, 11), (31, 12)):
            desk.clock.turn(seconds=seconds)
            await _called(platform, calls)
            assert await _looked_again(desk) == 0
            assert len(platform.calls) == calls


async def _looked_again(desk: House) -> int:
    """How many messages the sender finds to send once every call has ended: a look of its own beside the loop's."""
    await until(lambda: not desk.runtime.sender._under_way)
    return await desk.runtime.sender.step(desk.runtime._holding.of(Role.SENDER))


async def _called(platform: Platform, times: int) -> None:
    await until(lambda: len(platform.calls) == times)


async def test_e8_two_messages_to_one_contact_keep_their_distance(tmp_path: Path) -> None:
    wired = connections(contact_rate=Rate(per_second=1 / 6, burst=1))
    async with house(tmp_path, wired=wired, brain=engine(THREE)) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        for shown in (1, 2, 3):
            assert len(desk.shown()) == shown
            desk.clock.turn(seconds=5)
            await desk.settle()
            assert len(desk.shown()) == shown
            desk.clock.turn(seconds=1.1)
            await desk.settle()


async def test_j1_messages_are_sent_in_the_order_in_which_they_were_decided(tmp_path: Path) -> None:
    async with house(tmp_path, brain=engine(THREE)) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        assert desk.shown() == ["one", "two", "three"]


async def test_j2_a_message_waits_for_the_end_of_the_one_before_through_retries(tmp_path: Path) -> None:
    platform = Platform()
    async with house(tmp_path, platform=platform, brain=engine(THREE)) as desk:
        platform.turns.extend((HttpReply(status=503), Lost("no answer"), HttpReply(status=503)))
        await desk.take("phone", desk.said("hello"))
        for _ in range(6):
            await desk.settle()
            desk.clock.turn(seconds=10)
        await desk.settle()
        assert [call["text"] for call in platform.calls] == ["one", "one", "one", "one", "two", "three"]


async def test_j5_equal_timestamps_keep_their_order(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        events = [desk.said(str(number)) for number in range(4)]
        assert len({event.at for event in events}) == 1
        await desk.take("site", *events)
        await desk.settle("site")
        view = await desk.store.journal.conversation(desk.conversation("site"))
        assert view is not None
        assert [m.text for m in view.messages if m.direction == "in"] == ["0", "1", "2", "3"]
        assert [e["said"] for e in await desk.stream() if "said" in e] == ["0", "1", "2", "3"]


async def test_k1_every_event_has_a_trace_also_for_nothing(tmp_path: Path) -> None:
    async with house(tmp_path, brain=engine(RULES)) as desk:
        await desk.take("phone", desk.said("hello"), desk.said("again"))
        await desk.settle()
        traces = await desk.trace()
        assert len(traces) == 2
        assert all(traces)


async def test_k2_every_message_has_the_decision_that_it_comes_from(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        view = await desk.store.journal.conversation(desk.conversation("phone"))
        assert view is not None
        assert {message.decision for message in view.messages} == {decision.number for decision in view.decisions}

"""Late sending: what waited too long is dropped with its reason, what is no longer true is made true again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from frontdesk import HttpReply
from tests.server.runtime.house import RECORD, House, Platform, connections, engine, house

pytestmark = pytest.mark.anyio

BUSY = HttpReply(status=503)

HOURS = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {en: "Call {{ establishment.phone }}"}
    absence: {en: "We are back {{ chat_hours.next_opening }}."}
"""


async def _reason(desk: House) -> str | None:
    view = await desk.store.journal.conversation(desk.conversation("phone"))
    assert view is not None
    return view.messages[-1].detail


async def test_a_welcome_that_waited_ten_minutes_is_dropped(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(BUSY)
    async with house(tmp_path, platform=platform) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        desk.clock.turn(minutes=11)
        assert await desk.settle() == {"Welcome to Lyon": "dropped"}
        assert await _reason(desk) == "deadline_passed"
        assert len(platform.calls) == 1


async def test_a_greeting_is_dropped_when_chat_hours_have_changed_sides(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(BUSY)
    async with house(tmp_path, platform=platform) as desk:
        desk.clock.turn(hours=6, minutes=57)  # 17:57 in Lyon; closes at 18:00
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        desk.clock.turn(minutes=4)
        assert await desk.settle() == {"Welcome to Lyon": "dropped"}
        assert await _reason(desk) == "hours_changed_sides"


async def test_a_message_is_dropped_when_the_service_window_has_closed(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(BUSY)
    async with house(tmp_path, platform=platform, wired=connections(window=timedelta(minutes=2))) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        desk.clock.turn(minutes=3)
        assert await desk.settle() == {"Welcome to Lyon": "dropped"}
        assert await _reason(desk) == "window_closed"


async def test_a_text_whose_data_have_changed_is_rendered_again(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(BUSY)
    async with house(tmp_path, platform=platform) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        await desk.store.establishments.sync("test", [{**RECORD, "name": "Lyon Centre"}])
        desk.clock.turn(seconds=30)
        assert await desk.settle() == {"Welcome to Lyon Centre": "sent"}
        assert desk.shown() == ["Welcome to Lyon Centre"]
        assert len({call["key"] for call in platform.calls}) == 1


async def test_edge_case_63_hours_edited_while_a_message_waits_are_told_as_they_are_then(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(BUSY)
    later = {**RECORD, "opening_hours": {"weekly": {"daily": ["10:15-18:00"]}}}
    async with house(tmp_path, platform=platform, brain=engine(HOURS)) as desk:
        desk.clock.turn(hours=8)  # closed
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        await desk.store.establishments.sync("test", [later])
        desk.clock.turn(seconds=30)
        assert await desk.settle() == {"We are back tomorrow at 10:15.": "sent"}


async def test_a_text_that_has_lost_a_value_is_dropped(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(BUSY)
    record = {**RECORD, "phone": "+33 4 00 00 00 00"}
    async with house(tmp_path, platform=platform, brain=engine(HOURS), records=[record]) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        await desk.store.establishments.sync("test", [RECORD])
        desk.clock.turn(seconds=30)
        assert set((await desk.settle()).values()) == {"dropped"}


async def test_an_operators_answer_is_sent_however_late(tmp_path: Path) -> None:
    platform = Platform()
    async with house(tmp_path, platform=platform) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        platform.turns.append(BUSY)
        await desk.take("phone", desk.replied("Good morning!"))
        await desk.settle()
        desk.clock.turn(hours=5)
        assert (await desk.settle())["Good morning!"] == "sent"


async def test_what_the_platform_refuses_for_good_is_not_tried_again(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(HttpReply(status=400))
    async with house(tmp_path, platform=platform) as desk:
        await desk.take("phone", desk.said("hello"))
        assert await desk.settle() == {"Welcome to Lyon": "failed"}
        assert await _reason(desk) == "no such contact"
        desk.clock.turn(hours=1)
        await desk.settle()
        assert len(platform.calls) == 1


async def test_an_account_that_asks_to_wait_is_left_alone_also_after_a_restart(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.append(HttpReply(status=429, headers={"retry-after": "120"}))
    async with house(tmp_path, platform=platform) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
    clock = desk.clock
    async with house(tmp_path, platform=platform, clock=clock) as desk:
        clock.turn(seconds=60)
        await desk.take("phone", desk.said("hello", contact="bea"))
        await desk.settle(contact="bea") if await desk.is_quiet() else None
        assert len(platform.calls) == 1
        clock.turn(seconds=61)
        assert await desk.settle() == {"Welcome to Lyon": "sent"}

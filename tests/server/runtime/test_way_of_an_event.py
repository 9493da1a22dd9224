"""The way of an event through a running house: in at the door, decided, sent, told in the journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.runtime.house import house

pytestmark = pytest.mark.anyio


async def test_an_opened_conversation_is_welcomed_on_the_local_channel(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.take("site", desk.opened())
        await desk.settle("site")
        assert await desk.stream() == [{"text": "Welcome to Lyon", "starters": ["hours", "place"]}]


async def test_a_first_message_is_welcomed_on_a_remote_platform(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.take("phone", desk.said("hello"))
        assert await desk.settle() == {"Welcome to Lyon": "sent"}
        assert desk.shown() == ["Welcome to Lyon"]

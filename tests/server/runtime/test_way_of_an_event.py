"""The way of an event through a running house: in at the door, decided, sent, told in the journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk import Contact, Host, Simulation, compile_rulebook, establishment_from, load_documents
from tests.server.runtime.house import RECORD, RULES, connections, house

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


async def test_k16_a_dry_run_says_and_explains_what_the_running_house_does(tmp_path: Path) -> None:
    rulebook = compile_rulebook(load_documents([("rules.yaml", RULES)]), Host.load().vocabulary)
    account = connections().accounts["phone"]
    dry = Simulation(rulebook, establishment_from(RECORD), account, contact=Contact(address="ada"))
    async with house(tmp_path) as desk:
        results = []
        for event in (
            desk.opened(),
            desk.said("hello"),
            desk.tapped("hours"),
            desk.replied("Zoé here"),
            desk.said("2"),
        ):
            results.append(dry.handle(event))
            await desk.take("phone", event)
            await desk.settle()
        called = [(call["key"], call["text"]) for call in desk.platform.calls]
        assert called == [(message.key, message.text) for result in results for message in result.messages]
        assert await desk.trace() == [[line.id for line in result.decision.trace] for result in results]

"""Who waits for a human: from the first words that no human and no starter has answered, until one does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from frontdesk import ConversationClosed
from tests.server.runtime.house import House, house

pytestmark = pytest.mark.anyio


async def _since(desk: House) -> datetime | None:
    await desk.settle()
    (line,) = await desk.store.journal.conversations()
    return line.awaiting


async def test_a_contact_waits_from_their_first_words_until_a_human_answers(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        first = desk.said("is anybody there?")
        await desk.take("phone", desk.opened())
        assert await _since(desk) is None
        await desk.take("phone", first)
        desk.clock.turn(minutes=1)
        await desk.take("phone", desk.said("hello?"))
        assert await _since(desk) == first.received_at
        await desk.take("phone", desk.replied("here I am"))
        assert await _since(desk) is None


async def test_a_tapped_starter_is_answered_by_itself_and_leaves_open_what_was_open(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.take("phone", desk.tapped("hours"))
        assert await _since(desk) is None
        said = desk.said("and on Sundays, with my dog?")
        await desk.take("phone", said)
        await desk.take("phone", desk.tapped("hours"))
        assert await _since(desk) == said.received_at


async def test_nobody_waits_in_a_closed_conversation_nor_where_a_machine_wrote(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.take("phone", replace(desk.said("out of office"), automatic="auto-reply"))
        assert await _since(desk) is None
        await desk.take("phone", desk.said("Automatic reply: we are closed until Monday."))
        assert await _since(desk) is None
        said = desk.said("hello")
        await desk.take("phone", said)
        assert await _since(desk) == said.received_at
        closed = ConversationClosed(id="end", contact=said.contact, at=said.at, received_at=said.received_at)
        await desk.take("phone", closed)
        assert await _since(desk) is None

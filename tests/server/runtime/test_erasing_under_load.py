"""A contact is erased by a command while the server answers them: nothing is half erased, and nobody else loses."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from frontdesk_server.store import open_store
from frontdesk_server.store.audit import COMMAND_LINE
from frontdesk_server.store.finding_traces import Whom
from tests.databases import file_with_tables
from tests.server.runtime.house import House, house, until
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio

EACH = 30


async def _write(desk: House, contact: str) -> None:
    for number in range(EACH):
        await desk.take("phone", desk.said(f"{number}", contact))


async def _erase(folder: Path, desk: House) -> None:
    """As the command does: beside the server, on the same file, once some of it is answered."""
    await until(lambda: len(desk.shown("ada")) > EACH // 4)
    store = await open_store(file_with_tables(folder / "desk.sqlite"), desk.clock)
    try:
        whom = Whom(account="phone", address="ada")
        await store.erasing.erase(whom, "ab" * 32, actor=COMMAND_LINE)
    finally:
        await store.close()


async def test_a_contact_who_goes_on_writing_is_erased_up_to_one_instant(tmp_path: Path) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        await asyncio.gather(_write(desk, "ada"), _write(desk, "bea"), _erase(tmp_path, desk))
        left = await desk.settle(contact="ada")
        view = await desk.store.journal.conversation(desk.conversation("phone", "ada"))
        decided = [] if view is None else [one.number for one in view.decisions]
        told = [] if view is None else [one.decision for one in view.messages if one.direction == "in"]
        assert told == decided
        assert list(left) == [f"re {number}" for number in range(EACH - len(decided), EACH)]
        assert set(left.values()) <= {"sent"}
        assert len(left) < EACH
        assert list(await desk.settle(contact="bea")) == [f"re {number}" for number in range(EACH)]
        assert desk.shown("bea") == [f"re {number}" for number in range(EACH)]
        assert len(desk.shown("ada")) == len(set(desk.shown("ada")))


async def test_a_contact_is_found_by_an_address_that_the_platform_tells_no_more(tmp_path: Path) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        told = desk.said("with a number", "FR.ada")
        await desk.take("phone", replace(told, contact=replace(told.contact, aliases=("33612345678",))))
        await desk.settle(contact="FR.ada")
        await desk.take("phone", desk.said("without it", "FR.ada"))
        await desk.settle(contact="FR.ada")
        whom = Whom(account="phone", address="33612345678")
        erased = await desk.store.erasing.erase(whom, "ab" * 32, actor=COMMAND_LINE)
        assert erased.counts["decision"] == 2
        assert await desk.store.journal.conversation(desk.conversation("phone", "FR.ada")) is None

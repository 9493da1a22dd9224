"""Contacts that somebody at the console excludes: no more answers from the next event on, until readmitted."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk_server.store.audit import Actor
from tests.server.runtime.house import RECORD, House, house

pytestmark = pytest.mark.anyio

ZOE = Actor(name="zoe")
SOURCE = {**RECORD, "excluded_contacts": ["bea"]}


async def _silent(desk: House, contact: str) -> bool:
    """Whether a message of that contact is left without an answer, because they are excluded."""
    await desk.take("phone", desk.said("hello", contact=contact))
    await desk.settle(contact=contact)
    return "contact_excluded" in (await desk.trace(contact=contact))[-1]


async def test_whom_the_console_excludes_is_not_answered_until_readmitted(tmp_path: Path) -> None:
    async with house(tmp_path, records=[RECORD]) as desk:
        assert not await _silent(desk, "ada")
        await desk.store.exclusions.add("lyon", "ada", actor=ZOE)
        assert await _silent(desk, "ada")
        assert not await _silent(desk, "bea")
        await desk.store.exclusions.remove("lyon", "ada", actor=ZOE)
        assert not await _silent(desk, "ada")


async def test_the_console_adds_to_whom_the_source_excludes(tmp_path: Path) -> None:
    async with house(tmp_path, records=[SOURCE]) as desk:
        await desk.store.exclusions.add("lyon", "ada", actor=ZOE)
        assert await _silent(desk, "ada")
        assert await _silent(desk, "bea")
        assert not await _silent(desk, "cleo")
        await desk.store.establishments.sync("test", [{**SOURCE, "name": "Lyon Centre"}])
        assert await _silent(desk, "ada")

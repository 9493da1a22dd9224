"""Damage is contained: one bad event, row, reply or account costs itself, and nothing beside it waits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from frontdesk import Contact, DeliveryStatus, DeliveryUpdated
from tests.server.runtime.house import House, house
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio


def _report(desk: House, key: str) -> DeliveryUpdated:
    now = desk.clock.now()
    return DeliveryUpdated(
        id=f"report {key}",
        contact=Contact(address="ada"),
        at=now,
        received_at=now,
        status=DeliveryStatus.SENT,
        key=key,
    )


@pytest.mark.parametrize("key", ["", "5f0c", "not hex", "F" * 32, "f" * 80, "\U0001f600" * 32])
async def test_a_report_with_a_key_that_cannot_be_ours_is_ignored(tmp_path: Path, key: str) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        await desk.take("phone", _report(desk, key), desk.said("hello"))
        assert await desk.settle() == {"re hello": "sent"}
        assert await desk.store.dead.count() == 0


async def test_an_event_that_cannot_be_written_goes_to_the_dead_letters(tmp_path: Path) -> None:
    def decide(event: object, situation: object, now: object) -> object:
        decision = SCRIPTED.decide(event, situation, now)  # type: ignore[arg-type]
        return replace(decision, summary="\ud800") if getattr(event, "text", "") == "bad" else decision

    async with house(tmp_path, brain=replace(SCRIPTED, decide=decide)) as desk:  # type: ignore[arg-type]
        await desk.take("phone", desk.said("one"), desk.said("bad"), desk.said("two"))
        assert await desk.settle() == {"re one": "sent", "re two": "sent"}
        [letter] = await desk.store.dead.list()
        assert "surrogates not allowed" in letter.error

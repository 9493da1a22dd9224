"""A backup restored: what the copy does not know to be sent is not sent again, and waits for a person instead."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from frontdesk import MessageReceived, conversation_id
from frontdesk_server.store import Store, open_store
from frontdesk_server.store.audit import COMMAND_LINE
from frontdesk_server.store.restoring import Restored
from frontdesk_server.store.values import Arrival
from tests.databases import file_with_tables
from tests.server.runtime.house import House, Platform, TurnedClock, house, until
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio


async def restored(folder: Path, clock: TurnedClock) -> Restored:
    """The copy is put in the place of the database, and told so."""
    for name in ("desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "copy.sqlite").rename(folder / "desk.sqlite")
    store = await open_store(file_with_tables(folder / "desk.sqlite"), clock)
    try:
        return await store.restoring.mark(None, actor=COMMAND_LINE)
    finally:
        await store.close()


async def parked(store: Store) -> list[str]:
    return sorted(one.row.message.to for one in await store.parked.list())


async def before_and_after_the_backup(folder: Path, clock: TurnedClock, platform: Platform) -> Mapping[str, object]:
    """`ada` is answered before the backup; `bea` is pending in it and answered after; `cyd` writes after it."""
    async with house(folder, clock=clock, platform=platform, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello", "ada"))
        await desk.settle(contact="ada")
        platform.hold = asyncio.Event()
        await desk.take("phone", desk.said("hello", "bea"))
        await until(lambda: [call for call in platform.calls if call["to"] == "bea"])
        await desk.store.database.back_up(folder / "copy.sqlite")
        platform.hold.set()
        platform.hold = None
        await desk.settle(contact="bea")
        clock.turn(minutes=2)
        late = desk.said("hello", "cyd")
        await desk.take("phone", late)
        await desk.settle(contact="cyd")
        clock.turn(minutes=1)
    return {"cyd": late}


async def test_after_a_restore_nothing_is_sent_twice_and_what_is_doubtful_is_parked(tmp_path: Path) -> None:
    clock, platform = TurnedClock(), Platform()
    events = await before_and_after_the_backup(tmp_path, clock, platform)
    sent = list(platform.calls)
    done = await restored(tmp_path, clock)
    assert (done.parked, done.waiting) == (1, 0)
    async with house(tmp_path, clock=clock, platform=platform, brain=SCRIPTED) as desk:
        repeated = events["cyd"]
        assert isinstance(repeated, MessageReceived)
        await desk.take("phone", repeated)
        await desk.settle(contact="cyd")
        assert platform.calls == sent
        assert await parked(desk.store) == ["bea", "cyd"]
        assert {one.reason for one in await desk.store.parked.list()} == {"restored"}
        await _answers_as_ever(desk)


async def _answers_as_ever(desk: House) -> None:
    desk.clock.turn(seconds=1)
    await desk.take("phone", desk.said("hello", "dan"))
    await desk.settle(contact="dan")
    assert desk.shown("dan")


async def test_without_being_told_a_copy_answers_twice(tmp_path: Path) -> None:
    """The reason for the command: what it prevents does happen without it."""
    clock, platform = TurnedClock(), Platform()
    events = await before_and_after_the_backup(tmp_path, clock, platform)
    (tmp_path / "copy.sqlite").rename(tmp_path / "desk.sqlite")
    for name in ("desk.sqlite-wal", "desk.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    async with house(tmp_path, clock=clock, platform=platform, brain=SCRIPTED) as desk:
        repeated = events["cyd"]
        assert isinstance(repeated, MessageReceived)
        await desk.take("phone", repeated)
        await desk.settle(contact="cyd")
        assert len(desk.shown("cyd")) == 2


async def test_events_that_wait_in_the_copy_are_decided_and_their_answers_parked(tmp_path: Path) -> None:
    clock, platform = TurnedClock(), Platform()
    async with house(tmp_path, clock=clock, brain=SCRIPTED) as desk:
        arrived = desk.said("hello", "eve")
    store = await open_store(file_with_tables(tmp_path / "desk.sqlite"), clock)
    await store.log.append([Arrival("phone", conversation_id("phone", "eve"), arrived)])
    await store.database.back_up(tmp_path / "copy.sqlite")
    await store.close()
    done = await restored(tmp_path, clock)
    assert (done.parked, done.waiting) == (0, 1)
    async with house(tmp_path, clock=clock, platform=platform, brain=SCRIPTED) as desk:
        statuses = await desk.settle(contact="eve")
        assert set(statuses.values()) == {"parked"}
        assert platform.calls == []


async def test_a_timer_that_was_due_before_the_restore_nudges_nobody_again(tmp_path: Path) -> None:
    clock, platform = TurnedClock(), Platform()
    async with house(tmp_path, clock=clock, platform=platform, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
        await desk.store.database.back_up(tmp_path / "copy.sqlite")
        clock.turn(minutes=6)
        await desk.settle()
        assert desk.shown() == ["re hello", "nudge 1"]
    done = await restored(tmp_path, clock)
    assert done.timers == 1
    async with house(tmp_path, clock=clock, platform=platform, brain=SCRIPTED) as desk:
        assert await desk.settle() == {"re hello": "sent", "nudge 1": "parked"}
        assert desk.shown() == ["re hello", "nudge 1"]

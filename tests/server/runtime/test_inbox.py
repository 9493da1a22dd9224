"""The inbox's door: durable before answered, in groups, and closed when it is full."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from frontdesk import ChannelError, ConfigError, Contact, MessageReceived, conversation_id
from frontdesk.errors import FrontdeskError
from frontdesk_server.runtime.bell import Bell
from frontdesk_server.runtime.inbox import MOST_WAITING, PER_COMMIT, Inbox
from frontdesk_server.runtime.ports import Lanes
from frontdesk_server.store import StoreUnavailable
from frontdesk_server.store.values import Arrival, Entry, Lease
from tests.server.runtime.house import START, TurnedClock, connections, until

pytestmark = pytest.mark.anyio

UNWRITABLE = "unwritable"


class SlowLog:
    """A log whose commits end when they are told to; one event in it cannot be written."""

    def __init__(self) -> None:
        self.commits: list[Sequence[Arrival]] = []
        self.gate = asyncio.Event()
        self.error: FrontdeskError | None = None

    async def append(self, arrivals: Sequence[Arrival]) -> None:
        self.commits.append(arrivals)
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        if any(arrival.event.id == UNWRITABLE for arrival in arrivals):
            raise UnicodeError("on purpose")

    async def read(self, leases: Sequence[Lease], limit: int) -> list[Entry]:
        return []


def _event(id_: str) -> MessageReceived:
    return MessageReceived(id=id_, contact=Contact(address="ada"), at=START, received_at=START, text="hello")


class Door:
    """An inbox before a slow log."""

    def __init__(self) -> None:
        self.log, self.clock, self.work = SlowLog(), TurnedClock(), Bell()
        self.inbox = Inbox(self.log, connections(), self.clock, self.work)
        self.running = asyncio.create_task(self.inbox.run())

    def knock(self, id_: str) -> asyncio.Task[None]:
        return asyncio.create_task(self.inbox.append("site", [_event(id_)]))

    def bring(self, name: str, events: int) -> asyncio.Task[None]:
        return asyncio.create_task(self.inbox.append("site", [_event(f"{name}{number}") for number in range(events)]))

    async def shut(self) -> None:
        self.log.gate.set()
        self.inbox.close()
        await self.running


class TwoLanes:
    """A log of two lanes, of which the second stands still until it is told to go on."""

    def __init__(self) -> None:
        self.still = asyncio.Event()
        self.error: FrontdeskError | None = None
        self.kept: list[str] = []

    def lane_of(self, conversation: str) -> int:
        return int(conversation == conversation_id("site", "bea"))

    async def append(self, arrivals: Sequence[Arrival]) -> None:
        if any(self.lane_of(arrival.conversation) for arrival in arrivals):
            await self.still.wait()
            if self.error is not None:
                raise self.error
        self.kept += [arrival.event.id for arrival in arrivals]


@asynccontextmanager
async def two_lanes() -> AsyncIterator[tuple[TwoLanes, Inbox]]:
    log = TwoLanes()
    inbox = Inbox(log, connections(), TurnedClock(), Bell(), lanes=Lanes(2, log.lane_of))
    running = asyncio.create_task(inbox.run())
    yield log, inbox
    log.still.set()
    inbox.close()
    await running
    assert inbox.waiting == 0


def _of(contact: str, id_: str) -> MessageReceived:
    return replace(_event(id_), contact=Contact(address=contact))


async def test_a_lane_that_stands_still_keeps_nobody_in_another() -> None:
    async with two_lanes() as (log, inbox):
        waiting = asyncio.create_task(inbox.append("site", [_of("bea", "b1")]))
        for number in range(3):
            await inbox.append("site", [_of("ada", f"a{number}")])
        assert (log.kept, waiting.done()) == (["a0", "a1", "a2"], False)
        log.still.set()
        await waiting


async def test_what_came_together_is_answered_once_every_lane_has_kept_it() -> None:
    async with two_lanes() as (log, inbox):
        both = asyncio.create_task(inbox.append("site", [_of("ada", "a1"), _of("bea", "b1")]))
        await until(lambda: log.kept == ["a1"])
        assert not both.done()
        log.error = StoreUnavailable.of("FD750", reason="gone")
        log.still.set()
        with pytest.raises(ChannelError):
            await both


async def test_nobody_is_answered_before_the_commit_has_ended() -> None:
    door = Door()
    knock = door.knock("m1")
    await until(lambda: door.log.commits)
    assert not knock.done()
    door.log.gate.set()
    await knock
    await door.shut()


async def test_a_commit_takes_what_came_while_the_one_before_was_written() -> None:
    door = Door()
    first = door.knock("m0")
    await until(lambda: door.log.commits)
    others = [door.knock(f"m{number}") for number in range(1, 50)]
    await until(lambda: door.inbox.waiting == 50)
    door.log.gate.set()
    await asyncio.gather(first, *others)
    assert [len(commit) for commit in door.log.commits] == [1, 49]
    await door.shut()


async def test_whoever_comes_when_it_is_full_is_sent_away_for_a_while() -> None:
    door = Door()
    before = door.bring("crowd", MOST_WAITING - 1)
    await until(lambda: door.log.commits)
    with pytest.raises(ChannelError, match="FD756") as refusal:
        await door.inbox.append("site", [_event(str(number)) for number in range(2)])
    assert refusal.value.retry_after == 1.0
    door.log.gate.set()
    await before
    await door.shut()


async def test_a_request_that_brings_more_than_may_wait_finds_room_where_few_wait() -> None:
    door = Door()
    few = door.bring("few", 10)
    await until(lambda: door.log.commits)
    many = door.bring("many", 2 * MOST_WAITING)
    await until(lambda: door.inbox.waiting == 10 + 2 * MOST_WAITING)
    door.log.gate.set()
    await asyncio.gather(few, many)
    await door.shut()


async def test_whoever_comes_when_others_wait_too_long_is_sent_away() -> None:
    door = Door()
    first = door.knock("m1")
    await until(lambda: door.log.commits)
    second = door.knock("m2")
    await until(lambda: door.inbox.waiting == 2)
    door.clock.turn(seconds=2)
    with pytest.raises(ChannelError, match="FD756"):
        await door.inbox.append("site", [_event("m3")])
    door.log.gate.set()
    await asyncio.gather(first, second)
    await door.shut()


async def test_a_commit_that_failed_is_not_answered_with_yes() -> None:
    door = Door()
    door.log.error = StoreUnavailable.of("FD750", reason="disk full")
    door.log.gate.set()
    with pytest.raises(ChannelError, match="FD750") as refusal:
        await door.inbox.append("site", [_event("m1")])
    assert refusal.value.retry_after == 1.0
    door.log.error = None
    await door.inbox.append("site", [_event("m1")])
    await door.shut()


async def test_an_event_that_cannot_be_written_harms_its_own_caller_alone() -> None:
    door = Door()
    first = door.knock("m0")
    await until(lambda: door.log.commits)
    before, bad, after = door.knock("m1"), door.knock(UNWRITABLE), door.knock("m2")
    await until(lambda: door.inbox.waiting == 4)
    door.log.gate.set()
    await asyncio.gather(first, before, after)
    with pytest.raises(UnicodeError, match="on purpose"):
        await bad
    await door.inbox.append("site", [_event("m3")])
    assert door.inbox.waiting == 0
    await door.shut()


async def test_a_caller_who_has_left_does_not_disturb_the_others() -> None:
    door = Door()
    left, stays = door.knock("m1"), door.knock("m2")
    await until(lambda: door.log.commits)
    left.cancel()
    door.log.gate.set()
    await stays
    await door.shut()


async def test_closing_writes_what_waits_and_takes_no_more() -> None:
    door = Door()
    knocks = [door.knock(f"m{number}") for number in range(3)]
    await until(lambda: door.inbox.waiting == 3)
    await door.shut()
    await asyncio.gather(*knocks)
    with pytest.raises(ChannelError):
        await door.inbox.append("site", [_event("late")])


async def test_an_account_that_is_not_configured_is_refused() -> None:
    door = Door()
    with pytest.raises(ConfigError, match="FD762"):
        await door.inbox.append("nobody", [_event("m1")])
    await door.shut()


async def test_a_commit_holds_so_many_events_and_no_more_unless_they_came_together() -> None:
    door = Door()
    first = door.knock("m0")
    await until(lambda: door.log.commits)
    others = [door.bring(f"{lane}", PER_COMMIT // 2 + 1) for lane in range(3)] + [door.bring("all", 2 * PER_COMMIT)]
    await until(lambda: door.inbox.waiting == 1 + 3 * (PER_COMMIT // 2 + 1) + 2 * PER_COMMIT)
    door.log.gate.set()
    await asyncio.gather(first, *others)
    assert [len(commit) for commit in door.log.commits] == [1, *[PER_COMMIT // 2 + 1] * 3, 2 * PER_COMMIT]
    await door.shut()


async def test_what_waits_counts_when_it_is_said_to_be_full() -> None:
    door = Door()
    others = door.bring("crowd", MOST_WAITING)
    await until(lambda: door.log.commits)
    with pytest.raises(ChannelError, match="FD756"):
        await door.inbox.append("site", [_event("one more")])
    door.log.gate.set()
    await others
    await door.shut()


async def test_the_worker_hears_of_what_was_written() -> None:
    door = Door()
    door.log.gate.set()
    await door.knock("m1")
    assert await door.work.wait(0)
    await door.shut()


async def test_nothing_is_written_for_a_request_without_events() -> None:
    door = Door()
    await door.inbox.append("site", [])
    await door.shut()
    assert door.log.commits == []


async def test_an_arrival_knows_the_conversations_of_earlier_addresses() -> None:
    door = Door()
    door.log.gate.set()
    renamed = replace(_event("m1"), contact=Contact(address="ada", aliases=("old", "older")))
    await door.inbox.append("site", [renamed])
    [[arrival]] = door.log.commits
    assert arrival.formerly == (conversation_id("site", "old"), conversation_id("site", "older"))
    await door.shut()


async def test_whoever_waits_when_the_process_ends_is_not_answered_with_yes() -> None:
    door = Door()
    knock = door.knock("m1")
    await until(lambda: door.log.commits)
    door.running.cancel()
    with pytest.raises(ChannelError, match="FD750"):
        await asyncio.wait_for(knock, 30)

"""Several processes on one database: they wake one another, share what there is, and hand it over."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from frontdesk import HttpCall, HttpReply, Settlement
from frontdesk_server.calling.ports import Lost
from frontdesk_server.runtime import Runtime, holding, service
from frontdesk_server.runtime import desk as desks
from frontdesk_server.runtime.forwarding import ForwardTo
from frontdesk_server.runtime.tuning import Tuning
from frontdesk_server.store import OutboxRow, OutboxStatus, StoreUnavailable
from frontdesk_server.store.leases import Leases
from frontdesk_server.store.values import Lease, Role
from tests.server.runtime.house import House, Platform, connections, engine, until
from tests.server.runtime.shared_house import FOREVER, member, opened, prepare

pytestmark = [pytest.mark.services, pytest.mark.anyio, pytest.mark.timeout(120)]


@pytest.fixture
async def url(shared_database: str) -> str:
    await prepare(shared_database)
    return shared_database


@pytest.fixture
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word from others nothing is looked at again."""
    monkeypatch.setattr(service, "POLL", FOREVER)
    monkeypatch.setattr(service, "LOOK_AGAIN", FOREVER)
    monkeypatch.setattr(desks, "STREAM_NET", FOREVER)
    monkeypatch.setattr(service, "LOOK_EVERY", FOREVER)


@pytest.fixture
def nobody_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a pooler: words reach nobody."""

    async def deaf(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("frontdesk_server.store.wire.Wire.run", deaf)


@asynccontextmanager
async def members(url: str, *roles: str, platform: Platform | None = None) -> AsyncIterator[list[House]]:
    async with AsyncExitStack() as stack:
        found = [await stack.enter_async_context(member(url, role, platform=platform)) for role in roles]
        for house in found:
            await until(lambda house=house: house.runtime.ready)  # type: ignore[misc]
        yield found


def hears(house: House) -> Callable[[], bool]:
    return lambda: house.runtime.hears_others


async def _all_hear(houses: list[House]) -> None:
    for house in houses:
        await until(hears(house))


@pytest.mark.usefixtures("nobody_looks")
async def test_a_word_is_enough_for_the_others_to_go_on(url: str) -> None:
    async with members(url, "ingress", "worker", "sender", platform=(platform := Platform())) as houses:
        ingress, *_ = houses
        await _all_hear(houses)
        await ingress.take("phone", ingress.opened())
        await until(lambda: len(platform.seen) == 1)


@pytest.mark.usefixtures("nobody_looks")
async def test_a_visitor_hears_of_what_another_process_published(url: str) -> None:
    async with members(url, "ingress", "worker", "sender") as houses:
        ingress, *_ = houses
        await _all_hear(houses)
        stream = ingress.runtime.desk.stream(ingress.conversation("site"))
        coming = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        await ingress.take("site", ingress.opened())
        async with asyncio.timeout(60):
            entry = await coming
        assert entry.body["starters"] == ["hours", "place"]


@pytest.mark.usefixtures("nobody_tells")
async def test_without_a_word_the_looks_find_everything(url: str) -> None:
    async with members(url, "ingress", "worker", "sender", platform=(platform := Platform())) as houses:
        ingress, *_ = houses
        await ingress.take("phone", ingress.opened())
        await ingress.take("site", ingress.opened())
        await until(lambda: len(platform.seen) == 1)
        assert (await anext(ingress.runtime.desk.stream(ingress.conversation("site")))).number == 1


@pytest.mark.parametrize("net", ["nobody_looks", "nobody_tells"])
async def test_a_worker_that_stops_hands_over_long_before_its_lease_ends(
    url: str, net: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(net)
    async with member(url, "worker") as staying:
        async with member(url, "worker") as leaving:
            if net == "nobody_looks":
                await _all_hear([staying, leaving])
                await leaving.runtime.renew()  # now it is known that there are two
                await staying.runtime.renew()
                await leaving.runtime.renew()
            await until(lambda: leaving.runtime.ready)
            assert {len(house.runtime.partitions(Role.WORKER)) for house in (staying, leaving)} == {4}
        await until(lambda: len(staying.runtime.partitions(Role.WORKER)) == 8)


@dataclass
class _Team:
    """A team's tool that does not answer until it is told to."""

    called: asyncio.Event = field(default_factory=asyncio.Event)
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        self.called.set()
        await self.answers.wait()
        return HttpReply(status=200, headers={"account": account, "url": call.url})


async def test_a_process_that_stops_hands_over_though_a_teams_tool_does_not_answer(url: str) -> None:
    team = _Team()
    wired = replace(connections(), forwards={"site": ForwardTo(url="https://team.example", secret="env:KEY")})
    async with opened(url) as store:
        leaving = Runtime(store, engine(), wired, team)
        await leaving.start()
        desk = House(store, leaving, Platform(), store.clock)  # type: ignore[arg-type]
        await desk.take("site", desk.said("hello"))
        async with asyncio.timeout(60):
            await team.called.wait()
        stopping = asyncio.create_task(leaving.stop())
        others = [store.leases(role, "other") for role in Role]

        async def are_free() -> bool:
            return all([(await one.look())[0] for one in others])

        try:
            await until(are_free, Tuning().lease.total_seconds() / 2)
            assert not stopping.done()
        finally:
            team.answers.set()
            await stopping
        assert await store.forwards.waiting() == []


async def test_a_call_under_way_keeps_its_account_and_the_others_go_at_once(url: str) -> None:
    platform = Platform(hold=asyncio.Event())
    async with member(url, "all", platform=platform) as staying:
        async with member(url, "sender", platform=platform) as joined:
            await until(lambda: joined.runtime.ready)
            await staying.take("phone", staying.opened())
            await until(lambda: len(platform.calls) == 1)
            caller, other = (staying, joined) if staying.runtime.sender.busy else (joined, staying)
            stopping = asyncio.create_task(caller.runtime.stop())
            await until(lambda: len(other.runtime.partitions(Role.SENDER)) == 7)
            assert len(await staying.store.outbox.rows(OutboxStatus.SENDING)) == 1
            platform.hold.set()  # type: ignore[union-attr]
            await stopping
            await until(lambda: len(other.runtime.partitions(Role.SENDER)) == 8)
            caller.crashed = True  # it has stopped already
        assert len(platform.seen) == 1
        assert not await staying.store.outbox.rows(OutboxStatus.UNKNOWN)


@pytest.mark.parametrize("there", ["ingress", "worker"])
async def test_an_echo_that_nobody_takes_in_or_decides_is_waited_for_anew(url: str, there: str) -> None:
    platform = Platform(turns=deque([Lost("cut")]))
    wired, grace = connections(settled_by=Settlement.ECHO), timedelta(seconds=6)
    begun = partial(member, url, platform=platform, lease=1.0, grace=grace, wired=wired)
    async with begun("sender") as sender, begun(there):
        async with begun("all") as other:
            await other.take("phone", other.opened())
            await until(partial(_in_doubt, sender))
        [before] = await _in_doubt(sender)
        await until(partial(_waits_beyond, sender, before.not_before + grace))
        assert len(platform.calls) == 1


async def _in_doubt(house: House) -> list[OutboxRow]:
    return await house.store.outbox.rows(OutboxStatus.UNKNOWN)


async def _waits_beyond(house: House, instant: datetime) -> bool:
    [row] = await _in_doubt(house)
    return row.not_before > instant


async def test_a_process_that_cannot_renew_leaves_its_work_alone_before_others_may_take_it(url: str) -> None:
    async with opened(url) as store:
        clock, held = store.clock, holding.Holding(store, "a", _short())
        leases = (await held.renew(Role.WORKER)).held
        held.work_on(Role.WORKER, leases)
        assert len(held.of(Role.WORKER)) == 8
        await clock.sleep(1.0)
        await until(lambda: not held.of(Role.WORKER))
        taken = await store.leases(Role.WORKER, "b").hold()
        assert {lease.epoch for lease in taken} <= {lease.epoch + 1 for lease in leases}


def _short() -> holding.Tuning:
    return holding.Tuning(lease=timedelta(seconds=1))


async def test_a_start_that_failed_leaves_nothing_at_work_and_may_be_made_again(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(url) as store:
        runtime = Runtime(store, engine(), connections(), Platform(), owner=None, tuning=Tuning())
        before = asyncio.all_tasks()
        with monkeypatch.context() as broken:
            broken.setattr(Leases, "hold", _gone)
            with pytest.raises(StoreUnavailable):
                await runtime.start()
        assert asyncio.all_tasks() == before
        await runtime.start()
        await until(lambda: runtime.ready and runtime.hears_others)
        await runtime.stop()
        assert asyncio.all_tasks() == before


async def _gone(*_: object) -> list[Lease]:
    raise StoreUnavailable.of("FD750", reason="gone")

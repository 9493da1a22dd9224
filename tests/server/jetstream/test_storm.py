"""A storm over the front: nodes killed and halted, leases moved, transactions that fail or whose end nobody hears."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from frontdesk_server.runtime.jetstream import JetStreamFront
from frontdesk_server.store import Store, StoreUnavailable
from frontdesk_server.store.values import Entry, Lease, Placed, Role
from frontdesk_testkit.nats_cluster import NODES, NatsCluster
from tests.server.jetstream.conftest import Opened, accepted
from tests.server.jetstream.test_front import CONTACTS, by_contact, many

pytestmark = [pytest.mark.services, pytest.mark.anyio]

PARTITIONS = 8
SECONDS = 15.0
SEED = 1
HASTE = {
    "front.MOVE_EVERY": 0.0,
    "front.TRIM_EVERY": 0.5,
    "front.PER_STEP": 11,
    "reading.LOOK_EVERY": 0.05,
    "reading.LINGER": 0.05,
    "reading.MOST_HELD": 60,
    "reading.PER_FETCH": 7,
}
"""What happens once in a while happens all the time, and little is done at once."""


@dataclass
class Storm:
    """Two that take over, of whom one may not know yet that its partitions are the other's."""

    store: Store
    fronts: dict[str, JetStreamFront]
    random: Random
    held: dict[str, Sequence[Lease]] = field(default_factory=lambda: {"a": (), "b": ()})

    async def take_over(self, name: str) -> None:
        """Take over, for ever."""
        front = self.fronts[name]
        while True:
            try:
                if not await front.take_over(self.held[name]):
                    await front.arrived.wait(0.05)
            except StoreUnavailable:
                await asyncio.sleep(0.05)

    async def move_leases(self) -> None:
        """Share the partitions out again and again; the one that loses some may hear of it late."""
        while True:
            loser, winner = self.random.sample(["a", "b"], 2)
            await self.store.leases(Role.WORKER, loser).release()
            if self.random.random() < 0.5:
                self.held[loser] = ()
            share = self.random.choice([3, 5, PARTITIONS])
            self.held[winner] = await self.store.leases(Role.WORKER, winner).hold(share)
            self.held[loser] = await self.store.leases(Role.WORKER, loser).hold(PARTITIONS - share)
            await asyncio.sleep(self.random.choice([0.1, 0.5, 2]))

    async def hurt(self, cluster: NatsCluster) -> None:
        """Kill a node or halt it, one at a time, so that a majority is there."""
        end = asyncio.get_running_loop().time() + SECONDS
        while asyncio.get_running_loop().time() < end:
            victim = self.random.randrange(NODES)
            if self.random.random() < 0.4:
                await asyncio.to_thread(cluster.kill, victim)
                await asyncio.sleep(self.random.choice([0.05, 1.5]))
                await asyncio.to_thread(cluster.start, victim)
                await asyncio.to_thread(cluster.wait_until_up)
            else:
                with cluster.paused(victim):
                    await asyncio.sleep(self.random.choice([0.05, 0.3, 1.2]))

    async def everything(self, number: int) -> list[Entry]:
        """What is in the inbox, once it is so many."""
        async with asyncio.timeout(60):
            while await self.store.log.waiting() < number:
                await self.fronts["a"].arrived.wait(0.1)
        return await self.store.log.read([Lease(part, 0, 0) for part in range(PARTITIONS)], 2 * number)


async def test_whatever_was_accepted_in_a_storm_is_there_once_and_in_order(
    store: Store, opened: Opened, cluster: NatsCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in HASTE.items():
        monkeypatch.setattr(f"frontdesk_server.runtime.jetstream.{name}", value)
    random = Random(SEED)  # noqa: S311 - chance, not a secret
    take_over = store.log.take_over

    async def shaken(leases: Sequence[Lease], waiting: Sequence[Placed]) -> frozenset[int]:
        fate = random.random()
        if fate < 0.1:
            raise StoreUnavailable.of("FD750", reason="before it began")
        held = await take_over(leases, waiting)
        if fate < 0.2:
            raise StoreUnavailable.of("FD750", reason="after it was kept")
        return held

    monkeypatch.setattr(store.log, "take_over", shaken)
    async with opened() as door, opened() as a, opened() as b:
        storm = Storm(store, {"a": a, "b": b}, random)
        working = [
            asyncio.create_task(one) for one in (storm.take_over("a"), storm.take_over("b"), storm.move_leases())
        ]
        hurting = asyncio.create_task(storm.hurt(cluster))
        rounds = 0
        while not hurting.done():
            await accepted(door, many(1, start=rounds))
            rounds += 1
        await hurting
        entries = await storm.everything(rounds * len(CONTACTS))
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
    in_order = [str(number) for number in range(rounds)]
    assert by_contact(entries) == dict.fromkeys(CONTACTS, in_order)

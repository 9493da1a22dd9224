"""The meters: what a runtime counts, each where it happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from frontdesk import ChannelError, HttpReply, Outcome
from frontdesk_server.calling.ports import Lost
from frontdesk_server.runtime.meters import MOST_ACCOUNTS, OTHER, Meters
from frontdesk_server.store.values import Arrival, Lease
from tests.server.runtime.house import House, Platform, engine, house, until

pytestmark = pytest.mark.anyio


def counted(meters: Meters) -> Mapping[tuple[str, ...], float]:
    """Each sample's value, by its name without `frontdesk_` and the values of its labels."""
    return {
        (one.name.removeprefix("frontdesk_"), *one.labels.values()): one.value
        for metric in meters.registry.collect()
        for one in metric.samples
    }


async def test_each_end_of_a_call_is_counted_by_kind_and_outcome(tmp_path: Path) -> None:
    platform = Platform()
    platform.turns.extend([HttpReply(status=503), Lost("no answer"), HttpReply(status=200)])
    async with house(tmp_path, platform=platform) as desk:
        await desk.take("phone", desk.opened())
        for seconds in (0, 2, 5):
            desk.clock.turn(seconds=seconds)
            await desk.settle()
        found = counted(desk.runtime.meters)

    assert [found["send_seconds_count", "remote", end] for end in ("retry", "unknown", "sent")] == [1, 1, 1]
    assert found["send_retries_total", "remote"] == 1
    assert found["sends_unknown_total", "remote"] == 1
    assert found["receipt_seconds_sum", "remote"] >= 7


async def test_what_this_server_shows_itself_counts_as_received(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await desk.take("site", desk.opened())
        await until(lambda: ("receipt_seconds_count", "local") in counted(desk.runtime.meters))
        found = counted(desk.runtime.meters)

    assert found["messages_published_total", "local"] == found["receipt_seconds_count", "local"]


async def test_an_event_that_cannot_be_decided_is_counted_as_dead(tmp_path: Path) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no way")

    async with house(tmp_path, brain=replace(engine(), decide=broken)) as desk:  # type: ignore[arg-type]
        await desk.take("phone", desk.opened())
        await until(desk.store.dead.count)
        await until(lambda: counted(desk.runtime.meters).get(("events_dead_total",)))


async def test_events_sent_away_are_counted_by_reason(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        desk.runtime.inbox.close()
        with pytest.raises(ChannelError):
            await desk.take("phone", desk.opened(), desk.said("hello"))
        found = counted(desk.runtime.meters)

    assert found["events_put_off_total", "stopping"] == 2


async def test_a_lost_partition_is_counted_where_its_batch_is_refused(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        await stopped(desk)
        await desk.store.log.append([arrival(desk)])
        await desk.runtime.worker.step([Lease(part, epoch=0) for part in range(16)])
        found = counted(desk.runtime.meters)

    assert found["batches_fenced_total",] == 1


async def stopped(desk: House) -> None:
    """No loop works any more."""
    await desk.runtime._loops.stop(ring=(desk.runtime._work,))


def arrival(desk: House) -> Arrival:
    return Arrival("phone", desk.conversation("phone"), desk.opened())


def test_epochs_that_change_are_counted_both_ways() -> None:
    meters = Meters()
    meters.held("worker", [], [Lease(1, 4), Lease(2, 4)])
    meters.held("worker", [Lease(1, 4), Lease(2, 4)], [Lease(1, 4), Lease(2, 6)])
    meters.held("worker", [Lease(1, 4), Lease(2, 6)], [])
    found = counted(meters)

    assert found["partitions_taken_total", "worker"] == 3
    assert found["partitions_lost_total", "worker"] == 3


def test_accounts_past_a_number_are_counted_together() -> None:
    meters = Meters()
    for number in range(MOST_ACCOUNTS + 5):
        meters.accepted({(f"account-{number}", "remote"): 1}, 0.001)
    found = counted(meters)

    assert found["events_accepted_total", OTHER, "remote"] == 5
    assert found["events_accepted_total", "account-0", "remote"] == 1


def test_two_servers_in_one_process_count_apart() -> None:
    one, other = Meters(), Meters()
    one.called("remote", Outcome.SENT, 0.1)

    assert ("send_seconds_count", "remote", "sent") not in counted(other)

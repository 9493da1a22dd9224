"""The laws of the JetStream front, on a real cluster: all that it acknowledged reaches the inbox once, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from structlog.testing import capture_logs

from frontdesk import MessageReceived, conversation_id
from frontdesk_server.runtime.jetstream import JetStreamFront, JetStreamOptions, open_jetstream
from frontdesk_server.runtime.jetstream.publishing import WITHIN
from frontdesk_server.runtime.jetstream.streams import STREAMS, stream_name, stream_of, subject
from frontdesk_server.store import Store, StoreUnavailable
from frontdesk_server.store.values import Arrival, Entry, Lease, Role, partition_of
from frontdesk_testkit.nats_cluster import NODES, NatsCluster
from tests.server.jetstream.conftest import Opened, accepted
from tests.server.store.matter import arrival, decide, leases, renamed

pytestmark = [pytest.mark.services, pytest.mark.anyio]

CONTACTS = [f"c{number}" for number in range(20)]


def many(each: int, start: int = 0) -> list[Arrival]:
    """Of every contact so many messages, in turn."""
    return [
        arrival(f"{contact}-{number}", contact=contact, text=str(number))
        for number in range(start, start + each)
        for contact in CONTACTS
    ]


async def drained(front: JetStreamFront, store: Store, held: Sequence[Lease], number: int) -> list[Entry]:
    """Take over until so many events are in the inbox; what is there then."""
    async with asyncio.timeout(60):
        while await store.log.waiting() < number:
            if not await front.take_over(held):
                await front.arrived.wait(0.05)
    return await store.log.read(held, 10_000)


def ids(entries: Sequence[Entry]) -> list[str]:
    return [entry.event.id for entry in entries]


def by_contact(entries: Sequence[Entry]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in entries:
        event = entry.event
        assert isinstance(event, MessageReceived)
        found.setdefault(event.contact.address, []).append(event.text)
    return found


async def test_events_come_in_the_order_of_each_conversation(store: Store, opened: Opened) -> None:
    held = await leases(store)
    async with opened() as front:
        await front.append(many(5))
        entries = await drained(front, store, held, 100)
    assert by_contact(entries) == {contact: ["0", "1", "2", "3", "4"] for contact in CONTACTS}


async def test_what_was_taken_over_is_not_taken_again(store: Store, opened: Opened) -> None:
    held = await leases(store)
    async with opened() as front:
        await front.append(many(1))
        await drained(front, store, held, 20)
        await front.append(many(1, start=1))
    async with opened() as after:
        entries = await drained(after, store, await leases(store), 40)
        assert await after.take_over(held) == 0
    assert sorted(ids(entries)) == sorted(one.event.id for one in many(2))


async def test_a_failed_transaction_leaves_everything_for_the_next(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await leases(store)
    async with opened() as front:
        await front.append(many(1))
        with monkeypatch.context() as broken:
            broken.setattr("frontdesk_server.store.log.advance", _away)
            with pytest.raises(StoreUnavailable):
                await drained(front, store, held, 20)
            assert await store.log.waiting() == 0
        assert len(await drained(front, store, held, 20)) == 20


async def test_a_transaction_whose_end_nobody_heard_of_is_not_made_twice(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await leases(store)
    take_over = store.log.take_over

    async def unheard(*given: Any) -> None:
        await take_over(*given)
        _away()

    async with opened() as front:
        await front.append(many(1))
        with monkeypatch.context() as broken:
            broken.setattr(store.log, "take_over", unheard)
            with pytest.raises(StoreUnavailable):
                await drained(front, store, held, 20)
        await front.append(many(1, start=1))
        entries = await drained(front, store, held, 40)
    assert sorted(ids(entries)) == sorted(one.event.id for one in many(2))


def _away(*_: object) -> None:
    raise StoreUnavailable.of("FD750", reason="gone")


async def test_only_the_leased_partitions_are_taken_over(store: Store, opened: Opened) -> None:
    held = await leases(store)
    part = int(conversation_id("site", "c1")[:16], 16) % 8
    mine = [lease for lease in held if lease.part == part]
    wanted = [one for one in many(1) if int(one.conversation[:16], 16) % 8 == part]
    async with opened() as front:
        await front.append(many(1))
        entries = await drained(front, store, mine, len(wanted))
    assert ids(entries) == [one.event.id for one in wanted]


async def test_the_next_owner_goes_on_where_the_last_one_was_and_fences_it_off(store: Store, opened: Opened) -> None:
    first = await leases(store, "first")
    async with opened() as ours, opened() as theirs:
        await ours.append(many(1))
        await drained(ours, store, first, 20)
        await store.leases(Role.WORKER, "first").release()
        second = await leases(store, "second")
        await ours.append(many(1, start=1))
        async with asyncio.timeout(60):
            while sum(len(reader.held) for reader in ours._readers) < 20:
                assert await ours.take_over(first) == 0
                await asyncio.sleep(0.01)
        assert await ours.take_over(first) == 0
        assert len(await drained(theirs, store, second, 40)) == 40


async def test_positions_of_quiet_partitions_move_along(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk_server.runtime.jetstream.front.MOVE_EVERY", 0.0)
    monkeypatch.setattr("frontdesk_server.runtime.jetstream.reading.LOOK_EVERY", 0.0)
    held = await leases(store)
    busy = [one for one in many(40) if one.event.contact.address == "c1"]
    async with opened() as front:
        await front.append(busy)
        await drained(front, store, held, 40)
        stream = int(conversation_id("site", "c1")[:16], 16) % 8 % 4
        async with asyncio.timeout(60):
            while (await store.positions.slowest(lambda part: part % 4))[stream] < 40:
                await front.take_over(held)
                await asyncio.sleep(0.05)


async def test_nothing_is_passed_over_that_one_of_the_cluster_has_not_heard_of(
    store: Store, opened: Opened, cluster: NatsCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk_server.runtime.jetstream.front.MOVE_EVERY", 0.0)
    monkeypatch.setattr("frontdesk_server.runtime.jetstream.reading.LOOK_EVERY", 0.0)
    monkeypatch.setattr("frontdesk_server.runtime.jetstream.reading.LINGER", 0.05)
    held = await leases(store)
    rounds = 16 * NODES
    async with opened() as front:
        taking = asyncio.create_task(drained(front, store, held, rounds * len(CONTACTS)))
        for number in range(rounds):
            with cluster.paused(number % NODES):
                publishing = asyncio.create_task(accepted(front, many(1, start=number)))
                await asyncio.sleep(0.1)
            await publishing
        entries = await taking
    assert sorted(ids(entries)) == sorted(one.event.id for one in many(rounds))


async def test_a_renamed_contact_goes_on_in_its_conversation(store: Store, opened: Opened) -> None:
    held = await leases(store)
    async with opened() as front:
        await decide(store, arrival("m1", contact="ada"))
        await front.append([renamed(arrival("m2", contact="countess"), "ada")])
        await front.append([arrival("m3", contact="countess")])
        entries = await drained(front, store, held, 2)
    assert {entry.conversation for entry in entries} == {conversation_id("site", "ada")}
    assert ids(entries) == ["m2", "m3"]


async def test_no_acknowledged_event_is_lost_with_the_leader_of_its_stream(
    store: Store, opened: Opened, options: JetStreamOptions, cluster: NatsCluster
) -> None:
    held = await leases(store)
    rounds = 40

    async def publish(front: JetStreamFront) -> None:
        for number in range(rounds):
            await accepted(front, many(1, start=number))

    async with opened() as front:
        publishing = asyncio.create_task(publish(front))
        for kill in range(2):
            await drained(front, store, held, 200 * (kill + 1))
            victim = await asyncio.to_thread(cluster.leader, stream_name(options, kill)) or 0
            await asyncio.to_thread(cluster.kill, victim)
            await asyncio.to_thread(cluster.start, victim)
        await publishing
        entries = await drained(front, store, held, rounds * len(CONTACTS))
    await asyncio.to_thread(cluster.wait_until_up)
    in_order = tuple(str(number) for number in range(rounds))
    found = {contact: tuple(dict.fromkeys(texts)) for contact, texts in by_contact(entries).items()}
    assert found == dict.fromkeys(CONTACTS, in_order)


async def test_without_a_majority_nothing_is_accepted(store: Store, opened: Opened, cluster: NatsCluster) -> None:
    held = await leases(store)
    async with opened() as front:
        await front.append([arrival("m1")])
        assert await front.answers()
        for number in (0, 1):
            await asyncio.to_thread(cluster.kill, number)
        try:
            with pytest.raises(StoreUnavailable, match="FD926"):
                await front.append([arrival("m2")])
            async with asyncio.timeout(60):
                while await front.answers():
                    await front.arrived.wait(0.1)
        finally:
            for number in (0, 1):
                await asyncio.to_thread(cluster.start, number)
            await asyncio.to_thread(cluster.wait_until_up)
        await accepted(front, [arrival("m3")])
        found = ids(await drained(front, store, held, 2))
    assert [one for one in found if one != "m2"] == ["m1", "m3"]


async def test_who_was_shut_out_comes_back_once_it_is_let_in_again(
    store: Store, opened: Opened, cluster: NatsCluster
) -> None:
    async with opened() as front:
        await accepted(front, [arrival("m1")])
        for number in range(NODES):
            cluster.reload(number, 'authorization { user: "somebody", password: "else" }')
        async with asyncio.timeout(60):
            while await front.answers():
                await front.arrived.wait(0.1)
        for number in range(NODES):
            cluster.reload(number)
        await accepted(front, [arrival("m2")])
        found = ids(await drained(front, store, await leases(store), 2))
    assert found == ["m1", "m2"]


async def test_a_server_starts_while_one_of_the_cluster_is_away(
    store: Store, opened: Opened, cluster: NatsCluster
) -> None:
    async with opened() as front:
        await front.append([arrival("m1")])
    await asyncio.to_thread(cluster.kill, 2)
    try:
        async with opened() as front:
            await accepted(front, [arrival("m2")])
            found = ids(await drained(front, store, await leases(store), 2))
    finally:
        await asyncio.to_thread(cluster.start, 2)
        await asyncio.to_thread(cluster.wait_until_up)
    assert found == ["m1", "m2"]


async def test_a_stream_that_was_removed_begins_again_behind_what_was_read(
    store: Store, opened: Opened, options: JetStreamOptions
) -> None:
    async with opened() as front:
        await front.append(many(1))
        await drained(front, store, await leases(store), 20)
        for number in range(STREAMS):
            await front._line.js().delete_stream(stream_name(options, number))
    async with opened() as front:
        await front.append(many(1, start=1))
        assert len(await drained(front, store, await leases(store), 40)) == 40


async def test_a_stream_that_was_removed_gives_no_number_again_that_a_reader_still_holds(
    store: Store, opened: Opened, options: JetStreamOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await leases(store)
    async with opened() as front:
        await front.append(many(1))
        await drained(front, store, held, 20)
        await front.append(many(1, start=1))
        with monkeypatch.context() as broken:
            broken.setattr("frontdesk_server.store.log.advance", _away)
            async with asyncio.timeout(60):
                while sum(len(reader.held) for reader in front._readers) < 20:
                    with suppress(StoreUnavailable):
                        await front.take_over(held)
                    await front.arrived.wait(0.05)
        for number in range(STREAMS):
            await front._line.js().delete_stream(stream_name(options, number))
        async with opened() as after:
            assert await front.take_over(held) == 20
            await after.append(many(1, start=2))
        entries = await drained(front, store, held, 60)
    assert sorted(ids(entries)) == sorted(one.event.id for one in many(3))


async def test_an_event_that_is_too_large_for_the_cluster_is_refused_at_once_and_keeps_nobody_waiting(
    store: Store, opened: Opened
) -> None:
    async with opened() as front:
        with pytest.raises(StoreUnavailable, match="FD933"):
            async with asyncio.timeout(WITHIN / 2):
                await front.append([arrival("large", text="x" * 8 * 1024**2)])
        await front.append([arrival("small")])


@pytest.mark.parametrize("strange", [b"", b"[]", b"{}", b"no event"])
async def test_a_message_that_nobody_can_read_is_not_passed_over_and_named_until_it_is_removed(
    store: Store, options: JetStreamOptions, opened: Opened, strange: bytes
) -> None:
    held = await leases(store)
    first, last = arrival("first"), arrival("last")
    part = partition_of(first.conversation, store.partitions)
    stream = stream_name(options, stream_of(part))
    async with opened() as front:
        await front.append([first])
        put = await front._line.js().publish(subject(options, part, first.conversation), strange)
        await front.append([last])
        with capture_logs() as logged:
            await drained(front, store, held, 1)
            while not (stands := [line for line in logged if line.get("sequence") == put.seq]):
                await front.take_over(held)
                await front.arrived.wait(0.05)
        assert stands[0]["stream"] == stream
        assert ids(await store.log.read(held, 10)) == ["first"]
        await front._line.js().delete_msg(stream, put.seq)
        assert ids(await drained(front, store, held, 2)) == ["first", "last"]


async def test_trimming_leaves_a_stream_alone_of_which_nothing_was_taken_over(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk_server.runtime.jetstream.front.TRIM_EVERY", 0.0)
    held = await leases(store)
    async with opened() as ours, opened() as theirs:
        await ours.append(many(1))
        for _ in range(2):
            await theirs._keep_house(held)
        assert len(await drained(ours, store, held, 20)) == 20


async def test_a_full_stream_refuses_what_is_new(store: Store, options: JetStreamOptions) -> None:
    one = arrival("x", text="x" * 200_000)
    async with open_jetstream(options, store) as front:
        with pytest.raises(StoreUnavailable, match="FD927"):
            await _fill(front, one)


async def _fill(front: JetStreamFront, one: Arrival) -> None:
    """Put more and more in, whatever the cluster says, but that it is full."""
    async with asyncio.timeout(60):
        for number in count():
            try:
                await front.append([one._replace(event=replace(one.event, id=f"m{number}"))])
            except StoreUnavailable as error:
                if error.diagnostics[0].id == "FD927":
                    raise

"""Sends whose end nobody learnt: settled by the platform's word, else sent again or parked, as the channel says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from frontdesk import Contact, DeliveryStatus, DeliveryUpdated, Event, Settlement, Unsettled
from frontdesk_server.calling.ports import Lost
from frontdesk_server.store import JournalMessage, OutboxStatus, StoreUnavailable
from frontdesk_server.store.values import Lease, Role
from tests.server.runtime.house import House, Platform, TurnedClock, connections, house, until
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio

LOST = Lost("cut")
LOST.arrived = True  # type: ignore[attr-defined]


def _told(
    desk: House, status: DeliveryStatus, *, key: str | None = None, platform_id: str | None = None, detail: str = ""
) -> Event:
    now = desk.clock.now()
    return DeliveryUpdated(
        id=f"{platform_id or key}:{status}", contact=Contact(address="ada"), at=now, received_at=now, status=status,
        key=key, platform_id=platform_id, detail=detail,
    )  # fmt: skip


async def _is(desk: House, status: OutboxStatus) -> bool:
    return bool(await desk.store.outbox.rows(status))


async def _message(desk: House) -> JournalMessage:
    view = await desk.store.journal.conversation(desk.conversation("phone"))
    assert view is not None
    return next(message for message in reversed(view.messages) if message.direction == "out")


async def _ends_as(desk: House, status: str) -> bool:
    return (await _message(desk)).status == status


async def _lost(desk: House) -> None:
    desk.platform.turns.append(LOST)
    await desk.take("phone", desk.said("hello"))
    await until(partial(_is, desk, OutboxStatus.UNKNOWN))


async def test_an_echo_within_its_time_settles_what_was_lost(tmp_path: Path) -> None:
    wired = connections(settled_by=Settlement.ECHO, unsettled=Unsettled.PARK)
    async with house(tmp_path, wired=wired, brain=SCRIPTED) as desk:
        await _lost(desk)
        desk.clock.turn(seconds=89)
        await desk.take("phone", _told(desk, DeliveryStatus.SENT, key=desk.platform.calls[0]["key"]))
        await until(partial(_ends_as, desk, "sent"))
        desk.clock.turn(seconds=60)
        await desk.settle()
    assert desk.shown() == ["re hello"]


@pytest.mark.parametrize("unsettled", [None, Unsettled.PARK])
async def test_an_echo_within_its_time_settles_what_was_lost_however_late_it_is_decided(
    tmp_path: Path, unsettled: Unsettled | None
) -> None:
    wired = connections(settled_by=Settlement.ECHO, unsettled=unsettled)
    async with house(tmp_path, wired=wired, brain=SCRIPTED) as desk:
        await _lost(desk)
        decide, free = desk.runtime.worker.step, asyncio.Event()

        async def stand_still(leases: Sequence[Lease]) -> int:
            await free.wait()
            return await decide(leases)

        desk.runtime.worker.step = stand_still  # type: ignore[method-assign]
        while await desk.runtime.sender.step(desk.runtime._holding.of(Role.SENDER)):
            continue
        await desk.take("phone", _told(desk, DeliveryStatus.SENT, key=desk.platform.calls[0]["key"]))
        desk.clock.turn(seconds=91)
        await until(partial(_waits_on, desk))
        free.set()
        await until(partial(_ends_as, desk, "sent"))
        desk.clock.turn(seconds=60)
        await desk.settle()
    assert desk.shown() == ["re hello"]


async def _waits_on(desk: House) -> bool:
    [row] = await desk.store.outbox.rows(OutboxStatus.UNKNOWN)
    return row.not_before > desk.clock.now()


async def test_an_echo_that_nobody_could_hear_is_waited_for_anew(tmp_path: Path) -> None:
    """A server that was away for longer than the grace does not send at once what its platform may still tell of."""
    wired, clock = connections(settled_by=Settlement.ECHO), TurnedClock()
    async with house(tmp_path, wired=wired, brain=SCRIPTED, clock=clock) as before:
        await _lost(before)
        key = before.platform.calls[0]["key"]
    clock.turn(seconds=300)
    async with house(tmp_path, wired=wired, brain=SCRIPTED, clock=clock) as desk:
        clock.turn(seconds=89)
        await desk.take("phone", _told(desk, DeliveryStatus.SENT, key=key))
        await until(partial(_ends_as, desk, "sent"))
        clock.turn(seconds=300)
        await desk.settle()
        assert key not in [call["key"] for call in desk.platform.calls]


async def test_an_echo_that_nobody_could_keep_is_waited_for_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is away webhooks are put off: the platform comes again, and not at once."""
    wired = connections(settled_by=Settlement.ECHO)
    async with house(tmp_path, wired=wired, brain=SCRIPTED) as desk:
        await _lost(desk)
        [row] = await desk.store.outbox.rows(OutboxStatus.UNKNOWN)
        await _away(desk, monkeypatch, seconds=200)
        desk.clock.turn(seconds=89)
        await desk.take("phone", _told(desk, DeliveryStatus.SENT, key=row.key))
        await until(partial(_ends_as, desk, "sent"))
        desk.clock.turn(seconds=300)
        await desk.settle()
        assert [call["key"] for call in desk.platform.calls].count(row.key) == 1


async def _away(desk: House, monkeypatch: pytest.MonkeyPatch, *, seconds: int) -> None:
    """The database does not answer for so long, however often it is asked."""
    sender, leases = desk.runtime.sender, desk.runtime._holding.of(Role.SENDER)

    async def unavailable(*_: object) -> None:
        raise StoreUnavailable.of("FD750", reason="no answer in time")

    with monkeypatch.context() as patched:
        patched.setattr(desk.store.outbox, "due", unavailable)
        for _ in range(seconds // 4):
            with pytest.raises(StoreUnavailable):
                await sender.step(leases)
            desk.clock.turn(seconds=4)
    await sender.step(leases)


async def test_a_message_that_nobody_tells_of_is_sent_again_once_it_could_have_been_heard(tmp_path: Path) -> None:
    wired, clock = connections(settled_by=Settlement.ECHO), TurnedClock()
    async with house(tmp_path, wired=wired, brain=SCRIPTED, clock=clock) as before:
        await _lost(before)
        key = before.platform.calls[0]["key"]
    clock.turn(seconds=300)
    async with house(tmp_path, wired=wired, brain=SCRIPTED, clock=clock) as desk:
        clock.turn(seconds=90)
        await desk.settle()
        assert [call["key"] for call in desk.platform.calls].count(key) == 1


@pytest.mark.parametrize(
    ("by", "policy"),
    [(Settlement.ECHO, None), (Settlement.ECHO, Unsettled.RESEND), (Settlement.NONE, Unsettled.RESEND)],
)
async def test_without_an_echo_it_is_sent_again_where_the_channel_says_so(
    tmp_path: Path, by: Settlement, policy: Unsettled | None
) -> None:
    async with house(tmp_path, wired=connections(settled_by=by, unsettled=policy), brain=SCRIPTED) as desk:
        await _lost(desk)
        desk.clock.turn(seconds=90)
        assert await desk.settle() == {"re hello": "sent"}
    assert desk.shown() == ["re hello", "re hello"]


async def test_without_an_echo_it_is_parked_where_the_channel_says_so_and_the_next_goes_out(tmp_path: Path) -> None:
    wired = connections(settled_by=Settlement.ECHO, unsettled=Unsettled.PARK)
    async with house(tmp_path, wired=wired, brain=SCRIPTED) as desk:
        await _lost(desk)
        await desk.take("phone", desk.said("and"))
        desk.clock.turn(seconds=90)
        assert await desk.settle() == {"re hello": "parked", "re and": "sent"}
    assert desk.shown() == ["re hello", "re and"]


async def test_an_echo_that_comes_late_settles_what_was_parked(tmp_path: Path) -> None:
    wired = connections(settled_by=Settlement.ECHO, unsettled=Unsettled.PARK)
    async with house(tmp_path, wired=wired, brain=SCRIPTED) as desk:
        await _lost(desk)
        desk.clock.turn(seconds=90)
        await until(partial(_is, desk, OutboxStatus.PARKED))
        await desk.take("phone", _told(desk, DeliveryStatus.SENT, key=desk.platform.calls[0]["key"]))
        await until(partial(_ends_as, desk, "sent"))
        assert not await desk.store.outbox.rows(OutboxStatus.PARKED)


async def test_a_key_that_the_platform_honours_is_repeated_whatever_the_policy(tmp_path: Path) -> None:
    wired = connections(settled_by=Settlement.KEY, unsettled=Unsettled.PARK)
    async with house(tmp_path, wired=wired, brain=SCRIPTED) as desk:
        await _lost(desk)
        desk.clock.turn(seconds=1)
        assert await desk.settle() == {"re hello": "sent"}


@pytest.mark.parametrize("by_key", [True, False])
async def test_a_failure_reported_after_it_was_sent_stands_in_the_journal_with_the_platforms_reason(
    tmp_path: Path, by_key: bool
) -> None:
    platform = Platform()
    async with house(tmp_path, platform=platform, brain=SCRIPTED) as desk:
        await desk.take("phone", desk.said("hello"))
        assert await desk.settle() == {"re hello": "sent"}
        named = {"key": platform.calls[0]["key"]} if by_key else {"platform_id": "p1"}
        reason = "131026 Message undeliverable"
        await desk.take("phone", _told(desk, DeliveryStatus.FAILED, detail=reason, **named))
        await until(partial(_ends_as, desk, "failed"))
        assert (await _message(desk)).detail == reason

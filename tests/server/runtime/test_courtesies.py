"""Courtesies: made once after the decision, never repeated, never in the way of an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from frontdesk import Channel, Event, HttpCall, HttpReply, MessageReceived
from frontdesk_server.calling.ports import Lost
from frontdesk_server.runtime import Connections
from frontdesk_server.runtime.admission import COURTESIES_AT_ONCE
from frontdesk_server.runtime.courtesies import PER_EVENT, WITHIN
from frontdesk_server.store import StoreUnavailable
from frontdesk_server.store.values import Hold, HoldEnded
from tests.server.runtime.house import (
    NoSettings,
    Platform,
    RemoteChannel,
    connections,
    house,
    until,
)
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio

URL = "https://platform.example/seen"


class _Polite(RemoteChannel):
    """Says of each message that it was seen; of some more often than is good, of some it breaks."""

    def courtesies(self, event: Event) -> Sequence[HttpCall]:
        if not isinstance(event, MessageReceived):
            return ()
        if event.text == "break":
            raise ZeroDivisionError("on purpose")
        times = 50 if event.text == "much" else 1
        return [HttpCall(url=URL, body=event.id.encode(), timeout=60.0)] * times


@dataclass
class _Seen(Platform):
    """The platform by script; courtesies are apart, and take their own turns."""

    def __post_init__(self) -> None:
        self.made: list[str] = []
        self.timeouts: list[float] = []
        self.fails: HttpReply | Exception | None = None
        self.stuck: asyncio.Event | None = None

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        if call.url != URL:
            return await super().call(call, account)
        self.made.append(call.body.decode())
        self.timeouts.append(call.timeout)
        if self.stuck is not None:
            await self.stuck.wait()
        if isinstance(self.fails, Exception):
            raise self.fails
        return self.fails or HttpReply(status=200)


def _wired() -> Connections:
    wired = connections()
    polite = _Polite("phone", NoSettings())
    polite.capabilities = wired.channels["phone"].capabilities
    channels: dict[str, Channel] = {**wired.channels, "phone": polite}
    return replace(wired, channels=channels)


def _open(tmp_path: Path, platform: Platform):  # type: ignore[no-untyped-def]  # noqa: ANN202 - what `house` gives
    return house(tmp_path, wired=_wired(), platform=platform, brain=SCRIPTED)


async def test_an_event_that_was_decided_gets_its_courtesy_once(tmp_path: Path) -> None:
    platform = _Seen()
    async with _open(tmp_path, platform) as desk:
        event = desk.said("hello", id_="e1")
        await desk.take("phone", event, event)
        await until(lambda: platform.made)
        await desk.take("phone", event, desk.said("again", id_="e2"))
        await until(lambda: len(platform.made) == 2)
        await desk.settle()
    assert platform.made == ["e1", "e2"]


@pytest.mark.parametrize("fails", [HttpReply(status=400), Lost("cut"), ZeroDivisionError("ours")])
async def test_a_courtesy_that_fails_is_told_once_and_not_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fails: HttpReply | Exception
) -> None:
    platform = _Seen()
    platform.fails = fails
    async with _open(tmp_path, platform) as desk:
        await desk.take("phone", desk.said("one", id_="e1"))
        await until(lambda: platform.made)
        await desk.take("phone", desk.said("two", id_="e2"))
        await until(lambda: len(platform.made) == 2)
        assert await desk.settle() == {"re one": "sent", "re two": "sent"}
    told = [line for line in capsys.readouterr().out.splitlines() if "courtesy failed" in line]
    assert [line.split("level=")[1].split()[0] for line in told] == ["'warning'", "'debug'"]
    assert platform.made == ["e1", "e2"]


async def test_a_channel_that_breaks_over_a_courtesy_costs_the_contact_nothing(tmp_path: Path) -> None:
    platform = _Seen()
    async with _open(tmp_path, platform) as desk:
        await desk.take("phone", desk.said("break"))
        assert await desk.settle() == {"re break": "sent"}
    assert platform.made == []


async def test_courtesies_without_end_delay_no_answer_and_are_bounded(tmp_path: Path) -> None:
    platform = _Seen()
    platform.stuck = asyncio.Event()
    async with _open(tmp_path, platform) as desk:
        await desk.take("phone", *(desk.said("hello", contact=f"c{number}") for number in range(100)))
        await until(lambda: len(platform.seen) == 100)
        assert 0 < len(platform.made) <= COURTESIES_AT_ONCE
    assert max(platform.timeouts) == WITHIN


async def test_an_event_gets_so_many_and_no_more(tmp_path: Path) -> None:
    platform = _Seen()
    async with _open(tmp_path, platform) as desk:
        await desk.take("phone", desk.said("much"))
        await desk.settle()
        await until(lambda: platform.made)
    assert len(platform.made) == PER_EVENT


async def test_an_account_on_hold_gets_none(tmp_path: Path) -> None:
    platform = _Seen()
    async with _open(tmp_path, platform) as desk:
        now = desk.clock.now()
        held = Hold("phone", now, "expired", None, now + timedelta(minutes=15))
        await desk.store.outbox.settle([], [], [held])
        await desk.take("phone", desk.said("one", id_="e1"))
        await until(desk.trace)
        await until(lambda: not desk.runtime._courtesies._beginning)
        await desk.store.outbox.settle([], [], [HoldEnded("phone")])
        await desk.take("phone", desk.said("two", id_="e2"))
        await until(lambda: platform.made)
    assert platform.made == ["e2"]


async def test_an_event_that_waited_long_for_us_gets_none(tmp_path: Path) -> None:
    platform = _Seen()
    async with _open(tmp_path, platform) as desk:
        late = desk.said("late", id_="e1")
        desk.clock.turn(seconds=61)
        await desk.take("phone", late, desk.said("now", id_="e2"))
        await until(lambda: platform.made)
        await desk.settle()
    assert platform.made == ["e2"]


async def test_a_store_that_does_not_answer_costs_courtesies_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone() -> None:
        raise StoreUnavailable.of("FD750", reason="gone")

    platform = _Seen()
    async with _open(tmp_path, platform) as desk:
        monkeypatch.setattr(desk.store.holds, "all", gone)
        await desk.take("phone", desk.said("hello"))
        assert await desk.settle() == {"re hello": "sent"}
    assert platform.made == []

"""The intake: an account that brings too much, and a disk that is full, are told to come again; others are not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from frontdesk import ChannelError, Contact, Event, MessageReceived, WebhookRequest
from frontdesk_server.api.readiness import Readiness
from frontdesk_server.api.streams import Stopping
from frontdesk_server.api.webhooks import Webhooks
from frontdesk_server.runtime.intake import AT_ONCE, PLENTY, Disk, Intake
from tests.server.runtime.house import House, LocalChannel, NoSettings, house

pytestmark = pytest.mark.anyio


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


GIB = 1024**3
ROOMY = _Usage(100 * GIB, 50 * GIB, 50 * GIB)
LARGE_AND_NEARLY_FULL = _Usage(2000 * GIB, 1900 * GIB, 100 * GIB)
SMALL_AND_HALF_FULL = _Usage(2 * GIB, GIB, GIB)
FULL = _Usage(20 * GIB, 19 * GIB, PLENTY // 4)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as running:
        yield running


def _intake(desk: House, rate: float = 10.0, disk: Disk | None = None) -> Intake:
    return Intake(desk.runtime.inbox, disk or desk.runtime.disk, rate, desk.clock)


async def _bring(intake: Intake, desk: House, account: str, number: int) -> None:
    await intake.append(account, [desk.said("hello", contact=f"c{each}") for each in range(number)])


async def test_an_account_may_bring_a_burst_and_no_more_than_its_share_after_that(desk: House) -> None:
    intake = _intake(desk, rate=2.0)
    await _bring(intake, desk, "phone", 2 * AT_ONCE)
    with pytest.raises(ChannelError, match="FD869") as refused:
        await _bring(intake, desk, "phone", 1)
    assert refused.value.retry_after == 0.5
    desk.clock.turn(seconds=0.5)
    await _bring(intake, desk, "phone", 1)


async def test_what_one_account_brings_is_not_counted_against_another(desk: House) -> None:
    intake = _intake(desk, rate=1.0)
    await _bring(intake, desk, "phone", AT_ONCE)
    await _bring(intake, desk, "site", AT_ONCE)


async def test_one_request_with_more_than_a_burst_is_taken_and_counted(desk: House) -> None:
    intake = _intake(desk, rate=1.0)
    await _bring(intake, desk, "phone", 3 * AT_ONCE)
    desk.clock.turn(seconds=AT_ONCE)
    with pytest.raises(ChannelError, match="FD869"):
        await _bring(intake, desk, "phone", 1)


@pytest.mark.parametrize(
    ("usage", "full"), [(ROOMY, False), (LARGE_AND_NEARLY_FULL, False), (SMALL_AND_HALF_FULL, False), (FULL, True)]
)
async def test_a_disk_is_full_where_little_is_free_of_it_and_in_all(tmp_path: Path, usage: _Usage, full: bool) -> None:
    disk = Disk(tmp_path / "desk.sqlite", lambda _folder: usage)
    await disk.look()
    assert disk.is_full is full


async def test_nothing_is_taken_in_while_the_disk_is_full(desk: House, tmp_path: Path) -> None:
    usage = [FULL, ROOMY]
    disk = Disk(tmp_path / "desk.sqlite", lambda _folder: usage.pop(0))
    await disk.look()
    intake = _intake(desk, disk=disk)
    with pytest.raises(ChannelError, match="FD868"):
        await _bring(intake, desk, "phone", 1)
    await disk.look()
    await _bring(intake, desk, "phone", 1)


async def test_a_server_whose_disk_is_full_is_not_ready(desk: House) -> None:
    ready = Readiness(desk.store, desk.runtime, Stopping())
    assert (await ready())["disk"] is True
    desk.runtime.disk.is_full = True
    assert (await ready())["disk"] is False


async def test_the_disk_of_a_running_house_is_looked_at(desk: House) -> None:
    assert desk.runtime.disk.is_watched
    assert "disk" in {name for name, _ in desk.runtime._steps()}


class _Said(LocalChannel):
    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        now = request.received_at
        return [MessageReceived(id="m1", contact=Contact(address="ada"), at=now, received_at=now, text="hello")]


@pytest.mark.parametrize(("id_", "status", "told"), [("FD869", 429, "FD869"), ("FD868", 503, "FD728")])
async def test_a_platform_is_told_when_to_come_again(desk: House, id_: str, status: int, told: str) -> None:
    async def refuses(account: str, events: Sequence[Event]) -> None:
        error = ChannelError.of(id_, "", account=account, most="10", free="10")
        error.retry_after = 7.2
        raise error

    app: Any = Webhooks({"site": _Said("site", NoSettings())}, refuses, desk.clock)
    answer = TestClient(app).post("/site", content=b"{}")
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["id"]) == (status, "7", told)

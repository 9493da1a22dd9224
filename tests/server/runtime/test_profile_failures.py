"""Profiles on platforms that fail, refuse or wait, and with adapters that are mistaken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from frontdesk import (
    Difference,
    HttpCall,
    HttpReply,
    Profile,
    ProfilePlan,
)
from frontdesk_server.calling.ports import Lost
from frontdesk_server.runtime.profiles.keeping import WAITS
from frontdesk_server.store.profiles import ProfileState
from frontdesk_server.store.values import Hold
from tests.server.runtime.house import NoSettings
from tests.server.runtime.street import (
    ASKED,
    SHOWN,
    URL,
    Page,
    Window,
    WindowChannel,
    street,
)

pytestmark = pytest.mark.anyio


async def test_a_platform_that_fails_is_tried_again_later_and_later(tmp_path: Path) -> None:
    async with street(tmp_path, window=Window(turns=[Lost("reset")] * 3)) as here:
        assert await here.step() == ["GET"]
        kept = await here.kept()
        assert (kept.state, kept.problem) == (ProfileState.FAILED, "reset")
        for wait in WAITS[:2]:
            short = wait - timedelta(seconds=1)
            assert await here.step(seconds=short.total_seconds()) == []
            assert await here.step(seconds=2) == ["GET"]
        assert await here.step(seconds=WAITS[2].total_seconds()) == ["GET", "PUT", "GET"]
        assert (await here.kept()).attempts == 0


async def test_a_platform_that_asks_to_wait_is_left_alone_for_as_long(tmp_path: Path) -> None:
    busy = HttpReply(status=429, headers={"retry-after": "90"}, body=b"slow down")
    async with street(tmp_path, window=Window(turns=[busy])) as here:
        await here.step()
        assert (await here.kept()).problem == "status 429: slow down"
        assert await here.step(seconds=88) == []
        assert await here.step(seconds=3) == ["GET", "PUT", "GET"]


async def test_a_write_that_is_refused_is_told_in_the_platforms_words(tmp_path: Path) -> None:
    fine, refused = HttpReply(status=200, body=b"{}"), HttpReply(status=400, body=b"too many prompts")
    async with street(tmp_path, window=Window(turns=[fine, refused])) as here:
        assert await here.step() == ["GET", "PUT"]
        kept = await here.kept()
        assert (kept.state, kept.problem, kept.digest) == (ProfileState.FAILED, "status 400: too many prompts", None)


async def test_an_account_that_somebody_mends_is_tried_at_once(tmp_path: Path) -> None:
    denied = HttpReply(status=401)
    async with street(tmp_path, window=Window(turns=[denied])) as here:
        await here.step()
        assert (await here.kept()).problem == "refused with 401"
        here.connections.channels["page"] = WindowChannel("page", NoSettings())  # type: ignore[index]
        assert await here.step(seconds=1) == ["GET", "PUT", "GET"]


async def test_an_adapter_that_fails_costs_its_account_the_profile_and_nothing_else(tmp_path: Path) -> None:
    async with street(tmp_path, window=Window(turns=[HttpReply(status=200, body=b"no json")])) as here:
        await here.step()
        assert "JSONDecodeError" in (await here.kept()).problem


async def test_an_adapter_that_sees_a_difference_and_knows_no_call_is_not_asked_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ProfilePlan(differences=(Difference(field="commands", wanted="a", found="b"),))
    monkeypatch.setattr(WindowChannel, "plan_profile", lambda *_: told)
    async with street(tmp_path) as here:
        assert await here.step() == ["GET"]
        assert (await here.kept()).state is ProfileState.DIFFERS
        assert await here.step(seconds=5) == []


@pytest.mark.parametrize("mistake", ["read_profile", "call"])
async def test_a_mistake_in_an_adapter_or_a_call_is_told_and_waited_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mistake: str
) -> None:
    def fails(self: object, wanted: Profile | None = None, account: str = "") -> list[HttpCall]:
        if wanted == Profile():
            return [HttpCall(url=URL)]
        raise ZeroDivisionError

    monkeypatch.setattr(WindowChannel if mistake == "read_profile" else Window, mistake, fails)
    async with street(tmp_path) as here:
        await here.step()
        assert (await here.kept()).problem == "ZeroDivisionError: "
        assert await here.step(seconds=5) == []


async def test_one_deals_with_an_account_at_a_time(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        claimed = await here.store.profiles.claim("page", here.clock.now() + timedelta(minutes=5))
        assert claimed is not None
        assert await here.step() == []
        assert await here.step(minutes=6) == ["GET", "PUT", "GET"]


async def test_an_account_that_comes_to_name_another_page_is_written_there(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        await here.step()
        here.window.shows = {}
        here.connections.channels["page"] = WindowChannel("page", Page(page="another"))  # type: ignore[index]
        assert await here.step() == ["GET", "PUT", "GET"]
        assert here.window.shows == SHOWN


async def test_an_account_on_hold_is_left_alone_until_somebody_asks(tmp_path: Path) -> None:
    async with street(tmp_path) as here:
        now = here.clock.now()
        await here.store.outbox.settle([], [], [Hold("page", now, "401 expired", None, now + timedelta(hours=1))])
        assert await here.step() == []
        await here.store.profiles.ask("page", "write", ASKED)
        assert await here.step() == ["GET", "PUT", "GET"]

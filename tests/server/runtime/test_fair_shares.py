"""Fair shares: however slow one platform is, the others' messages go out at once. Over real HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from frontdesk import Account, Channel, HttpCall, Message, Route
from frontdesk_server.calling import HttpTransport
from frontdesk_server.runtime import Connections
from frontdesk_server.runtime.admission import Room
from frontdesk_server.secrets import Secrets
from frontdesk_testkit.fake_platform import FakePlatform
from frontdesk_testkit.turns import Turn
from tests.server.runtime.house import PLAIN, House, LocalChannel, NoSettings, RemoteChannel, TurnedClock, house, until
from tests.server.runtime.scripted import SCRIPTED

pytestmark = pytest.mark.anyio

NEVER = 600.0
"""Seconds that the slow platform takes: longer than any test."""
CROWD = 200
"""Messages that wait for it: more than calls may be under way, and more than one look of the sender takes in."""


class _Posting(RemoteChannel):
    """The remote channel, with a platform that is really there."""

    url = ""

    def compose(self, message: Message) -> HttpCall:
        body = {"id": message.key, "to": message.to, "text": message.text}
        return HttpCall(url=self.url, body=json.dumps(body).encode(), timeout=NEVER)


def _posting(account: str, platform: FakePlatform) -> Channel:
    channel = _Posting(account, NoSettings())
    channel.url = platform.url
    return channel


def _wired(**platforms: FakePlatform) -> Connections:
    """One account for each of these platforms by its name, and `site` on this very server."""
    channels = {id_: _posting(id_, platform) for id_, platform in platforms.items()}
    channels["site"] = LocalChannel("site", NoSettings())
    route = Route(default="lyon")
    accounts = {
        id_: Account(id=id_, channel=channel.kind, capabilities=PLAIN, route=route) for id_, channel in channels.items()
    }
    return Connections(accounts=accounts, channels=channels)


@asynccontextmanager
async def _crowded(tmp_path: Path, slow: FakePlatform, **others: FakePlatform) -> AsyncIterator[House]:
    """A house with a slow account on which no more calls may begin; it ends as a killed process does."""
    transport = HttpTransport(Secrets({}), TurnedClock(), private=["slow", *others])
    try:
        async with house(tmp_path, wired=_wired(slow=slow, **others), transport=transport, brain=SCRIPTED) as desk:
            desk.crashed = True
            await desk.take("slow", *(desk.said("hello", contact=f"c{number}") for number in range(CROWD)))
            await until(lambda: len(slow.attempts) >= 64)
            yield desk
    finally:
        await transport.close()


async def test_other_accounts_do_not_wait_for_a_slow_one(tmp_path: Path) -> None:
    with FakePlatform(turns=[Turn(wait=NEVER)] * CROWD) as slow, FakePlatform() as fast:
        async with _crowded(tmp_path, slow, fast=fast) as desk:
            await desk.take("fast", *(desk.said("hello", contact=f"f{number}") for number in range(20)))
            await until(lambda: len(fast.seen) == 20)


async def test_visitors_of_our_own_site_do_not_wait_for_a_slow_platform(tmp_path: Path) -> None:
    with FakePlatform(turns=[Turn(wait=NEVER)] * CROWD) as slow:
        async with _crowded(tmp_path, slow) as desk:
            await desk.take("site", desk.said("hello"))
            await until(partial(_answered, desk))


async def _answered(desk: House) -> bool:
    return any(entry.get("text") == "re hello" for entry in await desk.stream())


def test_each_account_may_have_as_many_calls_as_stay_free_for_the_others() -> None:
    room = Room([], at_once=12)
    assert sum(room.take("a") for _ in range(20)) == 6
    assert room.crowded() == ["a"]
    assert sum(room.take("b") for _ in range(20)) == 3
    assert room.take("c")
    assert not Room(["a"] * 6, at_once=12).take("a")
    assert Room(["a"] * 6, at_once=12).take("b")

"""Fair shares: however slow one platform is, the others' messages go out at once. Over real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from frontdesk import Account, Channel, HttpCall, Message, Route
from frontdesk_server.calling import HttpTransport
from frontdesk_server.runtime import Connections
from frontdesk_server.runtime.admission import OF_ONE_ACCOUNT, Room
from frontdesk_server.runtime.claiming import Claimer
from frontdesk_server.secrets import Secrets
from frontdesk_server.store.outbox import Claiming, Outbox
from frontdesk_server.store.values import Lease, OutboxRow
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


async def test_calls_that_end_while_the_database_is_asked_leave_their_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a claim begins half of what may be under way, and a sender that has fallen behind stays behind."""
    begun: list[int] = []
    look, claim = Claiming.candidates, Claimer.claim
    async with house(tmp_path, brain=SCRIPTED) as desk:
        calls, desk.platform.hold = desk.platform.calls, (held := asyncio.Event())
        await desk.take("phone", *(desk.said("hello", contact=f"a{number}") for number in range(32)))
        await until(lambda: len(calls) == 32)

        async def all_end_meanwhile(claiming: Claiming, *how: Any, **named: Any) -> Sequence[OutboxRow]:
            found = await look(claiming, *how, **named)
            held.set()
            await until(lambda: desk.runtime.sender.under_way == 0)
            return found

        async def counted(claimer: Claimer, claiming: Claiming, under_way: Collection[str]) -> Any:
            claims, ready = await claim(claimer, claiming, under_way)
            begun.append(len(ready))
            return claims, ready

        monkeypatch.setattr(Claiming, "candidates", all_end_meanwhile)
        monkeypatch.setattr(Claimer, "claim", counted)
        await desk.take("phone", *(desk.said("hello", contact=f"b{number}") for number in range(CROWD)))
        await until(lambda: len(calls) == 32 + CROWD)
    assert begun[0] == OF_ONE_ACCOUNT


async def test_accounts_of_other_leases_wait_for_no_more_than_one_claim_of_a_crowd(tmp_path: Path) -> None:
    async with house(tmp_path, brain=SCRIPTED) as desk:
        await desk.take("phone", *(desk.said("hello", contact=f"c{number}") for number in range(3 * CROWD)))
        await until(lambda: len(desk.platform.calls) > 0)
        await desk.take("site", desk.said("hello"))
        await until(partial(_answered, desk))
        assert len(desk.platform.calls) < 3 * CROWD


async def test_where_a_claim_was_full_the_next_one_does_not_wait_for_a_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    look, claim = Outbox.due, Claimer.claim

    async def looked(outbox: Outbox, *how: Any) -> Sequence[Lease]:
        done.append("look")
        return await look(outbox, *how)

    async def claimed(claimer: Claimer, *how: Any) -> Any:
        done.append("claim")
        return await claim(claimer, *how)

    monkeypatch.setattr(Outbox, "due", looked)
    monkeypatch.setattr(Claimer, "claim", claimed)
    async with house(tmp_path, brain=SCRIPTED) as desk:
        await desk.take("phone", *(desk.said("hello", contact=f"c{number}") for number in range(CROWD)))
        await until(lambda: len(desk.platform.calls) == CROWD)
    assert ("claim", "claim") in pairwise(done)


def test_each_account_may_have_as_many_calls_as_stay_free_for_the_others() -> None:
    room = Room([], at_once=12)
    assert sum(room.take("a") for _ in range(20)) == 6
    assert room.crowded() == ["a"]
    assert sum(room.take("b") for _ in range(20)) == 3
    assert room.take("c")
    assert not Room(["a"] * 6, at_once=12).take("a")
    assert Room(["a"] * 6, at_once=12).take("b")

"""Forwarding: what contacts and operators say reaches the team that answers elsewhere: in order, and signed."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from frontdesk import Host, HttpCall, HttpReply, WebhookRequest
from frontdesk.errors import ConfigError
from frontdesk_server.calling import HttpTransport
from frontdesk_server.calling.ports import NotSent
from frontdesk_server.project import build_accounts, load_project
from frontdesk_server.runtime import Connections
from frontdesk_server.runtime.forwarding import GIVEN_UP_AFTER, ForwardTo
from frontdesk_server.secrets import Secrets
from frontdesk_webhook.signing import check
from tests.server.runtime.house import House, TurnedClock, connections, house, until

pytestmark = pytest.mark.anyio

TARGET = ForwardTo(url="https://team.example/frontdesk", secret="env:TEAM_SECRET")


def wired(target: ForwardTo = TARGET) -> Connections:
    return replace(connections(), forwards={"phone": target})


@dataclass
class Team:
    """Where everything goes: the platform takes all, the team by turns."""

    turns: deque[int | Exception] = field(default_factory=deque)
    told: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    slow: tuple[str, asyncio.Event] = ("", asyncio.Event())
    """An account whose calls are not answered before this happens."""

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        if call.url != TARGET.url:
            return HttpReply(status=200, headers={"id": "p"})
        turn = self.turns.popleft() if self.turns else 200
        self.keys.append(call.headers["idempotency-key"])
        if account == self.slow[0]:
            await self.slow[1].wait()
        if isinstance(turn, Exception):
            raise turn
        if turn == 200:
            self.told.append(json.loads(call.body) | {"of": account})
        return HttpReply(status=turn)

    @property
    def texts(self) -> list[str]:
        return [one["text"] for one in self.told]


async def behind(desk: House) -> int:
    return sum([one.count for one in await desk.store.forwards.waiting()])


async def test_what_contacts_and_operators_say_is_forwarded_in_order(tmp_path: Path) -> None:
    team = Team()
    async with house(tmp_path, wired=wired(), transport=team) as desk:
        await desk.take("phone", desk.opened(), desk.said("hello"), desk.tapped("hours"), desk.replied("Zoé here"))
        await until(lambda: len(team.told) == 3)
        assert [one["text"] or one["starter"] for one in team.told] == ["hello", "hours", "Zoé here"]
        assert [one["type"] for one in team.told] == ["message", "starter_tap", "operator_reply"]
        first = team.told[0]
        assert (first["account"], first["establishment"], first["contact"]["id"]) == ("phone", "lyon", "ada")
        assert first["conversation"] == desk.conversation("phone")
        while await behind(desk):  # noqa: ASYNC110 - what has arrived leaves the queue
            await asyncio.sleep(0.005)


async def test_an_account_that_does_not_forward_queues_nothing(tmp_path: Path) -> None:
    team = Team()
    async with house(tmp_path, wired=wired(), transport=team) as desk:
        await desk.take("site", desk.said("hello"))
        await desk.settle("site")
        assert await behind(desk) == 0
        assert team.told == []


async def test_what_did_not_arrive_comes_again_under_its_key_and_nothing_overtakes_it(tmp_path: Path) -> None:
    team, clock = Team(turns=deque([500, NotSent("no connection")])), TurnedClock()
    async with house(tmp_path, wired=wired(), transport=team, clock=clock) as desk:
        await desk.take("phone", desk.said("one"), desk.said("two"))
        await until(lambda: len(team.keys) == 1)
        assert team.told == []
        for attempts in (2, 3):
            clock.turn(minutes=1)
            await until(lambda so_far=attempts: len(team.keys) >= so_far)  # type: ignore[misc]
        await until(lambda: len(team.told) == 2)
        assert team.texts == ["one", "two"]
        assert len(set(team.keys[:3])) == 1
        assert team.keys[3] != team.keys[0]


async def test_a_repeated_event_is_forwarded_once(tmp_path: Path) -> None:
    team = Team()
    async with house(tmp_path, wired=wired(), transport=team) as desk:
        event = desk.said("hello", id_="m1")
        await desk.take("phone", event, event)
        await desk.take("phone", event)
        await desk.take("phone", desk.said("last"))
        await until(lambda: "last" in team.texts)
        assert team.texts == ["hello", "last"]


async def test_what_waits_outlives_the_server(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with house(tmp_path, wired=wired(), transport=Team(turns=deque([503] * 99)), clock=clock) as desk:
        await desk.take("phone", desk.said("hello"))
        await desk.settle()
    clock.turn(hours=1)
    team = Team()
    async with house(tmp_path, wired=wired(), transport=team, clock=clock):
        await until(lambda: team.texts == ["hello"])


async def test_after_three_days_what_is_behind_goes_on_without_it(tmp_path: Path) -> None:
    team, clock = Team(turns=deque([503])), TurnedClock()
    async with house(tmp_path, wired=wired(), transport=team, clock=clock) as desk:
        await desk.take("phone", desk.said("old"))
        await until(lambda: len(team.keys) == 1)
        team.turns.append(503)
        clock.turn(days=GIVEN_UP_AFTER.days, hours=1)
        await until(lambda: len(team.keys) == 2)
        await desk.take("phone", desk.said("new"))
        await until(lambda: team.texts == ["new"])


async def test_a_call_that_breaks_off_in_any_way_costs_its_account_alone(tmp_path: Path) -> None:
    team = Team(turns=deque([ValueError("a line break in a header")]))
    both = replace(wired(), forwards={"phone": TARGET, "site": TARGET})
    async with house(tmp_path, wired=both, transport=team) as desk:
        await desk.take("phone", desk.said("one"))
        await until(lambda: len(team.keys) == 1)
        await desk.take("site", desk.said("two"))
        await until(lambda: team.texts == ["two"])
        assert desk.runtime.conditions()["loops"]
        desk.clock.turn(minutes=1)
        await until(lambda: team.texts == ["two", "one"])


async def test_a_team_that_is_slow_to_answer_keeps_no_other_account_waiting(tmp_path: Path) -> None:
    team = Team(slow=("phone", asyncio.Event()))
    both = replace(wired(), forwards={"phone": TARGET, "site": TARGET})
    async with house(tmp_path, wired=both, transport=team) as desk:
        await desk.take("phone", desk.said("one"), desk.said("two"))
        await until(lambda: team.keys)
        for text in ("three", "four"):
            await desk.take("site", desk.said(text))
            await until(lambda so_far=text: so_far in team.texts)  # type: ignore[misc]
        assert len(team.keys) == 3
        team.slow[1].set()
        await until(lambda: team.texts == ["three", "four", "one", "two"])


@pytest.mark.parametrize("days", [-1, 4])
async def test_what_waits_is_forwarded_all_the_same_and_as_soon_where_the_clock_is_set(
    tmp_path: Path, days: int
) -> None:
    team, clock = Team(turns=deque([503, 503])), TurnedClock()
    async with house(tmp_path, wired=wired(), transport=team, clock=clock) as desk:
        await desk.take("phone", desk.said("one"), desk.said("two"))
        await until(lambda: len(team.keys) == 1)
        clock.set(days=days)
        for attempts in (2, 3):
            clock.turn(minutes=1)
            await until(lambda so_far=attempts: len(team.keys) >= so_far)  # type: ignore[misc]
        await until(lambda: team.texts == ["one", "two"])


class _Receiver(BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.received.append((headers, body))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def receiver() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    server.received = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/in", server.received  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("private", [{"phone"}, set()])
async def test_calls_are_signed_and_go_to_private_addresses_only_where_that_is_allowed(
    tmp_path: Path, private: set[str]
) -> None:
    clock = TurnedClock()
    transport = HttpTransport(Secrets({"TEAM_SECRET": "the-secret"}), clock, private=private)
    with receiver() as (url, received):
        async with house(tmp_path, wired=wired(replace(TARGET, url=url)), transport=transport, clock=clock) as desk:
            await desk.take("phone", desk.said("hello"))
            if private:
                await until(lambda: received)
                headers, body = received[0]
                request = WebhookRequest(headers=headers, body=body, received_at=clock.now())
                check(request, [b"the-secret"])
                assert json.loads(body)["text"] == "hello"
            else:
                while not (waiting := await desk.store.forwards.waiting()) or not waiting[0].detail:
                    await desk.is_quiet()
                assert "private" in waiting[0].detail or "127.0.0.1" in waiting[0].detail
                assert received == []
    await transport.close()


PROJECT = """
frontdesk: 1
name: Test
accounts:
  - id: site
    channel: web
    route: {default: lyon}
    forward: {url: "URL", secret: "SECRET"}
    settings: {key: pk_test, origins: ["https://shop.example"]}
"""


def project(folder: Path, url: str, secret: str) -> Any:
    (folder / "frontdesk.yaml").write_text(PROJECT.replace("URL", url).replace("SECRET", secret))
    return load_project(folder, Host.load())


def test_a_project_names_where_to_forward_and_a_secret_by_reference(tmp_path: Path) -> None:
    found = project(tmp_path, "https://team.example/in", "env:TEAM_SECRET")
    assert found.accounts[0].forward.url == "https://team.example/in"
    with pytest.raises(ConfigError, match="env:TEAM_SECRET"):
        build_accounts(found.accounts, {}.get)


@pytest.mark.parametrize(
    ("url", "secret", "place"),
    [
        ("https://team.example/in", "hunter2", "accounts[0].forward.secret"),
        ("ftp://team.example", "env:TEAM_SECRET", "accounts[0].forward.url"),
        ("team", "env:TEAM_SECRET", "accounts[0].forward.url"),
    ],
)
def test_a_forwarding_that_cannot_work_is_refused_at_its_place(
    tmp_path: Path, url: str, secret: str, place: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        project(tmp_path, url, secret)
    assert [found.path for found in refused.value.diagnostics] == [place]
    assert "hunter2" not in str(refused.value)

"""Handing over: people are told once, after the contact has read it, and nothing said meanwhile waits for it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from frontdesk import Auth, Channel, ConfigError, Handover, HmacSignature, Host, HttpCall, HttpReply
from frontdesk_server.calling.ports import Lost, NotSent
from frontdesk_server.project import build_accounts, load_project
from frontdesk_server.runtime import Connections
from frontdesk_server.runtime.forwarding import ForwardTo
from frontdesk_server.runtime.settling import TOLD_FOR
from tests.server.runtime.house import NoSettings, RemoteChannel, TurnedClock, connections, engine, house, until

pytestmark = pytest.mark.anyio

RULES = """
frontdesk: 1
rules:
  - name: orders
    on: message_received
    do:
      - send: {en: "I am handing you over."}
      - handover: {team: orders, note: "Hurry"}
      - label: [vip]
"""
TEAM = ForwardTo(url="https://team.example/handovers", secret="env:TEAM_SECRET")
DESK_CALLS = ["https://platform.example/open", "https://platform.example/labels"]


class DeskChannel(RemoteChannel):
    """A platform on which people answer too."""

    def hand_over(self, handover: Handover) -> Sequence[HttpCall]:
        body = json.dumps({"labels": handover.labels, "to": handover.contact.address}).encode()
        return [HttpCall(url=url, body=body) for url in DESK_CALLS]


class BrokenChannel(RemoteChannel):
    """An adapter with a mistake: it takes the first look, and fails at the second."""

    looks = 0

    def hand_over(self, handover: Handover) -> Sequence[HttpCall]:
        self.looks += 1
        if self.looks > 1:
            raise ZeroDivisionError(handover.key)
        return [HttpCall(url=DESK_CALLS[0])]


@dataclass
class World:
    """Everything that is called: the platform takes all, by the address each has its turns."""

    turns: dict[str, deque[int | Exception]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    auth: list[Auth | None] = field(default_factory=list)

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        self.calls.append((call.url, json.loads(call.body or b"{}"), call.headers.get("idempotency-key", "")))
        self.auth.append(call.auth)
        waiting = self.turns.get(call.url)
        turn = waiting.popleft() if waiting else 200
        if isinstance(turn, Exception):
            raise turn
        return HttpReply(status=turn, headers={"id": account}, body=b"busy" if turn != 200 else b"")

    @property
    def order(self) -> list[str]:
        return [body.get("text") or url.rpartition("/")[2] for url, body, _ in self.calls]


def wired(channel: type[Channel] = RemoteChannel, *, team: bool = True) -> Connections:
    found = connections()
    remote = channel("phone", NoSettings())
    remote.capabilities = found.channels["phone"].capabilities
    return replace(
        found, channels={**found.channels, "phone": remote}, teams={"phone": TEAM, "site": TEAM} if team else {}
    )


async def test_the_contact_reads_it_first_and_then_the_team_is_told_once_and_signed(tmp_path: Path) -> None:
    world = World()
    async with house(tmp_path, wired=wired(), transport=world, brain=engine(RULES)) as desk:
        event = desk.said("My order?", id_="m1")
        await desk.take("phone", event, event)
        await until(lambda: len(world.calls) == 2)
        await desk.take("phone", event, desk.said("Hello?"))
        await desk.settle()
        assert world.order == ["I am handing you over.", "handovers"]
        _, told, key = world.calls[1]
        assert told["id"] == key
        assert isinstance(world.auth[1], HmacSignature)
        assert world.auth[1].ref == TEAM.secret
        shown = {name: told[name] for name in ("type", "account", "team", "note", "labels", "establishment")}
        assert shown == {
            "type": "handover", "account": "phone", "team": "orders", "note": "Hurry", "labels": ["vip"],
            "establishment": "lyon",
        }  # fmt: skip
        assert told["contact"]["id"] == "ada"


async def test_later_events_are_recorded_with_the_reason_and_the_contact_waits_for_a_human(tmp_path: Path) -> None:
    async with house(tmp_path, wired=wired(), brain=engine(RULES)) as desk:
        await desk.take("phone", desk.said("My order?"), desk.said("Hello?"))
        await desk.settle()
        assert "silenced_for" in (await desk.trace())[1]
        [line] = await desk.store.journal.conversations(limit=10, awaiting=True)
        assert line.awaiting is not None


async def test_on_a_platform_with_people_its_own_calls_are_made_in_order_and_again_where_one_fails(
    tmp_path: Path,
) -> None:
    world, clock = World(turns={DESK_CALLS[1]: deque([503])}), TurnedClock()
    async with house(
        tmp_path, wired=wired(DeskChannel, team=False), transport=world, clock=clock, brain=engine(RULES)
    ) as desk:
        await desk.take("phone", desk.said("My order?"))
        await until(lambda: len(world.calls) == 3)
        clock.turn(minutes=1)
        await until(lambda: len(world.calls) == 5)
        assert world.order == ["I am handing you over.", "open", "labels", "open", "labels"]
        assert world.calls[1][1] == {"labels": ["vip"], "to": "ada"}
        await desk.settle()
        view = await desk.store.journal.conversation(desk.conversation("phone"))
        assert view is not None
        assert [(m.kind, m.status) for m in view.messages if m.kind == "handover"] == [("handover", "sent")]


async def test_a_team_that_cannot_be_reached_holds_nobody_up_and_hears_it_later_under_the_same_key(
    tmp_path: Path,
) -> None:
    turns: deque[int | Exception] = deque([NotSent("no connection"), Lost("broke off"), 500, RuntimeError("odd")])
    world, clock = World(turns={TEAM.url: turns}), TurnedClock()
    async with house(tmp_path, wired=wired(), transport=world, clock=clock, brain=engine(RULES)) as desk:
        await desk.take("phone", desk.said("My order?"))
        await until(lambda: "handovers" in world.order)
        await desk.take("phone", desk.replied("Zoé here"))
        await until(lambda: "Zoé here" in world.order)
        for attempts in (2, 3, 4, 5):
            clock.turn(minutes=15)
            await until(lambda so_far=attempts: world.order.count("handovers") >= so_far)  # type: ignore[misc]
        await desk.settle()
        assert len({key for url, _, key in world.calls if url == TEAM.url}) == 1
        await desk.take("phone", desk.replied("Still here"))
        await until(lambda: "Still here" in world.order)
        assert world.order.count("handovers") == 5


async def test_an_unreachable_team_puts_no_account_to_rest(tmp_path: Path) -> None:
    world, clock = World(turns={TEAM.url: deque([503] * 99)}), TurnedClock()
    async with house(tmp_path, wired=wired(), transport=world, clock=clock, brain=engine(RULES)) as desk:
        for number in range(12):
            await desk.take("phone", desk.said("My order?", f"c-{number}"))
        await until(lambda: world.order.count("handovers") == 12)
        await desk.take("phone", desk.said("My order?", "late"))
        await until(lambda: world.order.count("I am handing you over.") == 13)


async def test_what_nobody_heard_in_three_days_is_given_up_visibly(tmp_path: Path) -> None:
    world, clock = World(turns={TEAM.url: deque([503] * 99)}), TurnedClock()
    async with house(tmp_path, wired=wired(), transport=world, clock=clock, brain=engine(RULES)) as desk:
        await desk.take("phone", desk.said("My order?"))
        await until(lambda: "handovers" in world.order)
        clock.turn(hours=TOLD_FOR.total_seconds() / 3600 + 1)
        await until(lambda: world.order.count("handovers") == 2)
        assert (await desk.settle())["Hurry"] == "failed"


async def test_a_clock_that_is_set_gives_up_nothing_that_is_still_to_be_told(tmp_path: Path) -> None:
    world, clock = World(turns={TEAM.url: deque([503, 503])}), TurnedClock()
    async with house(tmp_path, wired=wired(), transport=world, brain=engine(RULES), clock=clock) as desk:
        await desk.take("phone", desk.said("My order?"))
        await until(lambda: len(world.calls) == 2)
        clock.set(days=TOLD_FOR.days + 1)
        for calls in (3, 4):
            clock.turn(minutes=1)
            await until(lambda so_far=calls: len(world.calls) == so_far)  # type: ignore[misc]
        assert (await desk.settle())["Hurry"] == "sent"


async def test_what_is_still_to_be_told_outlives_the_server(tmp_path: Path) -> None:
    clock = TurnedClock()
    busy = World(turns={TEAM.url: deque([503] * 99)})
    async with house(tmp_path, wired=wired(), transport=busy, clock=clock, brain=engine(RULES)) as desk:
        await desk.take("phone", desk.said("My order?"))
        await until(lambda: "handovers" in busy.order)
        desk.crashed = True
    clock.turn(hours=1)
    world = World()
    async with house(tmp_path, wired=wired(), transport=world, clock=clock, brain=engine(RULES)):
        clock.turn(minutes=1)  # what was interrupted is told again as what failed is: after a while
        await until(lambda: world.order == ["handovers"])
    assert world.calls[0][2] == busy.calls[-1][2]


async def test_on_a_channel_that_is_this_server_the_team_is_told_after_the_stream_shows_it(tmp_path: Path) -> None:
    world = World()
    async with house(tmp_path, wired=wired(), transport=world, brain=engine(RULES)) as desk:
        await desk.take("site", desk.said("My order?"))
        await until(lambda: world.order == ["handovers"])
        assert [entry.get("text") or entry["said"] for entry in await desk.stream()] == [
            "My order?",
            "I am handing you over.",
        ]


async def test_where_nobody_can_be_told_nothing_is_queued(tmp_path: Path) -> None:
    world = World()
    async with house(tmp_path, wired=wired(team=False), transport=world, brain=engine(RULES)) as desk:
        await desk.take("phone", desk.said("My order?"))
        assert await desk.settle() == {"I am handing you over.": "sent"}
        assert world.order == ["I am handing you over."]


async def test_an_adapter_s_mistake_costs_its_own_call_and_the_team_is_told_all_the_same(tmp_path: Path) -> None:
    world = World()
    async with house(tmp_path, wired=wired(BrokenChannel), transport=world, brain=engine(RULES)) as desk:
        await desk.take("phone", desk.said("My order?"))
        await until(lambda: "handovers" in world.order)
        await desk.settle()
        view = await desk.store.journal.conversation(desk.conversation("phone"))
        assert view is not None
        assert sorted(m.status for m in view.messages if m.kind == "handover") == ["failed", "sent"]


async def test_given_back_by_a_person_automation_speaks_and_nobody_waits(tmp_path: Path) -> None:
    world = World()
    async with house(tmp_path, wired=wired(), transport=world, brain=engine(RULES)) as desk:
        await desk.take("phone", desk.said("My order?"))
        await desk.settle()
        await desk.store.append_giving_back(desk.conversation("phone"), id_="x")
        await desk.store.append_giving_back(desk.conversation("phone"), id_="x")
        await desk.settle()
        assert not await desk.store.journal.conversations(limit=10, awaiting=True)
        await desk.take("phone", desk.said("My other order?"))
        await until(lambda: world.order.count("handovers") == 2)


PROJECT = """
frontdesk: 1
name: Shops
accounts:
  - id: hook
    channel: webhook
    route: {default: lyon}
    settings: {target_url: "https://example.org/in", secrets: ["env:HOOK_SECRET"]}
    handover: {url: "https://team.example/handovers", secret: SECRET}
"""


def test_an_account_names_its_team_and_the_secret_only_by_reference(tmp_path: Path) -> None:
    (tmp_path / "frontdesk.yaml").write_text(PROJECT.replace("SECRET}", "env:TEAM_SECRET}"))
    [spec] = load_project(tmp_path, Host.load()).accounts
    assert spec.handover is not None
    assert spec.handover.url == TEAM.url
    with pytest.raises(ConfigError, match="TEAM_SECRET"):
        build_accounts([spec], {"env:HOOK_SECRET": b"x"}.get)
    (tmp_path / "frontdesk.yaml").write_text(PROJECT.replace("SECRET}", "hunter2}"))
    with pytest.raises(ConfigError) as caught:
        load_project(tmp_path, Host.load())
    assert [(found.id, found.path) for found in caught.value.diagnostics] == [("FD709", "accounts[0].handover.secret")]

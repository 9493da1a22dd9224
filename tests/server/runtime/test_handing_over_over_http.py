"""Handing over, with everything real but the platform: a help desk over HTTP, and a team that checks signatures."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from frontdesk import Account, Channel, Host, Route, WebhookRequest
from frontdesk_server.calling import HttpTransport
from frontdesk_server.runtime import Connections
from frontdesk_server.runtime.forwarding import ForwardTo
from frontdesk_server.secrets import Secrets
from frontdesk_testkit import FakePlatform, PlatformReply, PlatformRequest, WebhookDialect, dialect_of
from frontdesk_webhook.signing import check
from tests.server.runtime.house import House, TurnedClock, engine, house, until

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
TEAM_KEY = b"the key of the team"
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


@dataclass
class Desk:
    """A running house with an account on a platform."""

    house: House
    channel: Channel
    platform: FakePlatform

    async def hear(self, text: str, number: int) -> None:
        """A contact writes on the platform: signed, verified, parsed, taken in."""
        dialect = self.platform.dialect
        posting = dialect.post(NOW, dialect.message(number, dialect.contact(1), text, NOW))
        headers = {name.lower(): value for name, value in posting.headers.items()}
        request = WebhookRequest(headers=headers, body=posting.body, received_at=NOW)
        self.channel.verify(request)
        await self.house.take("desk", *self.channel.parse(request))


@asynccontextmanager
async def desk_on(
    folder: Path, kind: str, platform: FakePlatform, team: FakePlatform | None = None
) -> AsyncIterator[Desk]:
    dialect, clock = platform.dialect, TurnedClock(NOW)
    channel_type = Host.load().channels[kind]
    secrets = dict(dialect.secrets(platform.root))
    channel = channel_type("desk", channel_type.Settings.model_validate(dialect.settings(platform.root)), secrets)
    account = Account(id="desk", channel=kind, capabilities=channel.capabilities, route=Route(default="lyon"))
    teams = {} if team is None else {"desk": ForwardTo(url=team.url, secret="env:TEAM_KEY")}
    environ = {ref.removeprefix("env:"): value.decode() for ref, value in secrets.items()}
    environ["TEAM_KEY"] = TEAM_KEY.decode()
    transport = HttpTransport(Secrets(environ), clock, private=["desk"])
    wired = Connections(accounts={"desk": account}, channels={"desk": channel}, teams=teams)
    try:
        async with house(folder, wired=wired, transport=transport, clock=clock, brain=engine(RULES)) as running:
            yield Desk(running, channel, platform)
    finally:
        await transport.close()


async def test_on_a_help_desk_the_conversation_is_opened_and_labelled_once_the_contact_has_read_it(
    tmp_path: Path,
) -> None:
    with FakePlatform(dialect=dialect_of("chatwoot")) as chatwoot:
        async with desk_on(tmp_path, "chatwoot", chatwoot) as desk:
            await desk.hear("My order?", 1)
            dialect: Any = chatwoot.dialect
            await until(lambda: bool(dialect.notes))
            await desk.hear("Hello?", 2)
            await until(desk.house.is_quiet)
    (conversation,) = dialect.statuses
    assert dialect.statuses[conversation] == "open"
    assert dialect.labels[conversation] == ["vip"]
    assert len(dialect.notes[conversation]) == 1
    assert "Hurry" in dialect.notes[conversation][0]
    assert [seen.text for seen in chatwoot.seen] == ["I am handing you over."]


async def test_elsewhere_the_team_is_called_signed_and_once(tmp_path: Path) -> None:
    with (
        FakePlatform(dialect=dialect_of("telegram")) as telegram,
        FakePlatform(dialect=_Team()) as team,
    ):
        async with desk_on(tmp_path, "telegram", telegram, team) as desk:
            await desk.hear("My order?", 1)
            await until(lambda: bool(team.calls))
            await desk.hear("Hello?", 2)
            await until(desk.house.is_quiet)
    (call,) = team.calls
    told = json.loads(call.body)
    assert (told["type"], told["team"], told["note"], told["labels"]) == ("handover", "orders", "Hurry", ["vip"])
    assert call.headers["idempotency-key"] == told["id"]
    check(WebhookRequest(headers=call.headers, body=call.body, received_at=NOW), [TEAM_KEY])
    assert [seen.text for seen in telegram.seen] == ["I am handing you over."]


class _Team(WebhookDialect):
    """A receiver of handovers: it takes whatever comes."""

    def serve(self, request: PlatformRequest) -> PlatformReply:
        return PlatformReply(body=b"{}")

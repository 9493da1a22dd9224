"""A shop on a real channel: the adapter and its platform over HTTP, around the runtime as it is shipped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl

from frontdesk import Channel, Event, Host, Route, WebhookRequest
from frontdesk_server.calling import HttpTransport
from frontdesk_server.project.accounts import AccountSpec
from frontdesk_server.runtime import Connections
from frontdesk_server.secrets import Secrets
from frontdesk_server.store.journal_lines import ConversationView
from frontdesk_testkit.dialect import Dialect, Posting
from frontdesk_testkit.fake_platform import FakePlatform
from frontdesk_testkit.platforms import dialect_of
from tests.server.runtime.house import RULES, House, TurnedClock, engine, house

ACCOUNT = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A running house whose one account is on a platform."""

    desk: House
    platform: FakePlatform
    channel: Channel
    heard: list[Event] = field(default_factory=list)

    @property
    def contact(self) -> str:
        """Somebody, as this platform is written to."""
        return self.platform.dialect.contact(1)

    async def says(self, number: int, text: str, contact: str | None = None) -> Sequence[Event]:
        """A contact writes."""
        return await self.hears(self.platform.dialect.message(number, contact or self.contact, text, self._now))

    async def operator_says(self, number: int, text: str) -> Sequence[Event]:
        """A human of the business writes on the platform."""
        event = self.platform.dialect.operator(number, self.contact, text, self._now)
        assert event is not None
        return await self.hears(event)

    async def hears_itself(self) -> Sequence[Event]:
        """The platform tells of each message that it has shown."""
        echoes = (self.platform.dialect.echo(seen.sent, seen.platform_id, self._now) for seen in self.platform.seen)
        return [event for echo in list(echoes) if echo is not None for event in await self.hears(echo)]

    async def hears(self, *told: Mapping[str, object]) -> Sequence[Event]:
        """A request of the platform's, signed: verified, parsed and taken in."""
        request = self._request(self.platform.dialect.post(self._now, *told))
        self.channel.verify(request)
        events = self.channel.parse(request)
        self.heard.extend(events)
        await self.desk.take(ACCOUNT, *events)
        return events

    async def settle(self) -> list[str]:
        """Wait until nothing is under way; what the contact has read."""
        await self.desk.settle(ACCOUNT, self.contact)
        return [seen.text for seen in self.platform.seen]

    async def passes(self, seconds: float) -> list[str]:
        """Let time pass, a second at a time as the sender would see it; what the contact has read then."""
        for _ in range(int(seconds)):
            self.desk.clock.turn(seconds=1)
            await self.settle()
        return [seen.text for seen in self.platform.seen]

    async def reasons(self) -> list[str]:
        """The reasons of every decision, in order."""
        view = await self.story()
        return [line.id for decision in (view.decisions if view else ()) for line in decision.trace]

    async def story(self) -> ConversationView | None:
        """The conversation that was last heard of; its contact may have another name there than the one written to."""
        contact = self.heard[-1].contact.address
        return await self.desk.store.journal.conversation(self.desk.conversation(ACCOUNT, contact))

    def _request(self, posting: Posting) -> WebhookRequest:
        return WebhookRequest(
            method=posting.method,
            query=dict(parse_qsl(posting.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in posting.headers.items()},
            body=posting.body,
            received_at=self._now,
        )

    @property
    def _now(self) -> datetime:
        return self.desk.clock.now()


@asynccontextmanager
async def shop(folder: Path, kind: str, rules: str = RULES, *, dialect: Dialect | None = None) -> AsyncIterator[Shop]:
    """A shop on a platform of this kind."""
    clock = TurnedClock()
    with FakePlatform(dialect=dialect or dialect_of(kind), now=clock.now) as platform:
        secrets = platform.dialect.secrets(platform.root)
        class_ = Host.load().channels[kind]
        settings = class_.Settings.model_validate(platform.dialect.settings(platform.root))
        channel = class_(ACCOUNT, settings, secrets)
        spec = AccountSpec(id=ACCOUNT, channel=class_, route=Route(default="lyon"), settings=settings)
        wired = Connections(accounts={ACCOUNT: spec.account(channel)}, channels={ACCOUNT: channel})
        environ = {name.removeprefix("env:"): value.decode() for name, value in secrets.items()}
        transport = HttpTransport(Secrets(environ), clock, private=[ACCOUNT])
        try:
            async with house(folder, wired=wired, transport=transport, clock=clock, brain=engine(rules)) as desk:
                yield Shop(desk=desk, platform=platform, channel=channel)
        finally:
            await transport.close()

"""A small house for the tests of the runtime: a clock to turn, two channels, a platform by script, a store on disk."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel
from sqlalchemy import select

from frontdesk import (
    Account,
    Capabilities,
    Carrier,
    CarrierStyle,
    Channel,
    Contact,
    ConversationOpened,
    Event,
    Host,
    HttpCall,
    HttpReply,
    Limit,
    Message,
    MessageReceived,
    OperatorReplied,
    Outcome,
    Publish,
    Receipt,
    Route,
    Settlement,
    StarterTapped,
    WebhookRequest,
    compile_rulebook,
    load_documents,
)
from frontdesk_server.calling.ports import Transport
from frontdesk_server.runtime import Connections, Engine, Runtime, standard_engine
from frontdesk_server.store import Release, Store, open_store
from frontdesk_server.store.tables import outbox
from tests.databases import file_with_tables

START = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
"""A Wednesday morning; the shop of `RECORD` is open."""

RULES = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {en: "Welcome to {{ establishment.name }}"}
    absence: {en: "We are away."}
    starters:
      - {id: hours, title: {en: "Your hours?"}, answer: {en: "{{ hours.week }}"}}
      - {id: place, title: {en: "Where are you?"}, answer: {en: "Lyon"}}
"""

RECORD: Mapping[str, object] = {
    "id": "lyon",
    "name": "Lyon",
    "timezone": "Europe/Paris",
    "locale": "en",
    "opening_hours": {"weekly": {"mon-fri": ["09:00-18:00"]}},
}

BUTTONS = Carrier(style=CarrierStyle.BUTTONS, count=5, title=Limit(most=80))
PLAIN = Capabilities(text=Limit(most=4000), carriers=(BUTTONS,))


class TurnedClock:
    """A clock that moves only when it is turned; waiting gives way to other tasks."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._steady = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._steady

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0.005)

    def turn(self, **by: float) -> None:
        """Let time pass."""
        self._now += timedelta(**by)
        self._steady += timedelta(**by).total_seconds()

    def set(self, **by: float) -> None:
        """Set the wall clock, as a person or a time server does; no time passes."""
        self._now += timedelta(**by)


class NoSettings(BaseModel):
    """Nothing to set."""


class _Testing(Channel):
    """What both test channels share: JSON in."""

    Settings: ClassVar[type[BaseModel]] = NoSettings
    capabilities = PLAIN

    def verify(self, request: WebhookRequest) -> None:
        return

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        return ()

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        return _READ[reply.status](reply)


def _accepted(reply: HttpReply) -> Receipt:
    return Receipt(outcome=Outcome.SENT, platform_id=reply.headers.get("id"))


def _later(reply: HttpReply) -> Receipt:
    after = reply.headers.get("retry-after")
    return Receipt(
        outcome=Outcome.RETRY,
        retry_after=float(after) if after else None,
        only_contact="pair" in reply.headers,
        detail=str(reply.status),
    )


def _never(reply: HttpReply) -> Receipt:
    return Receipt(outcome=Outcome.FAILED, detail="no such contact")


def _refused(reply: HttpReply) -> Receipt:
    return Receipt(outcome=Outcome.PAUSED, detail=reply.body.decode() or "the token has expired")


_READ: Mapping[int, Callable[[HttpReply], Receipt]] = {
    200: _accepted,
    429: _later,
    503: _later,
    400: _never,
    401: _refused,
}


class LocalChannel(_Testing):
    """A platform that is this very server."""

    kind = "local"

    def compose(self, message: Message) -> Publish:
        return Publish(body={"text": message.text, "starters": [s.id for s in message.suggestions]})

    def publish_incoming(self, event: Event) -> Publish | None:
        return Publish(body={"said": event.text}) if isinstance(event, MessageReceived) else None


class RemoteChannel(_Testing):
    """A platform somewhere else."""

    kind = "remote"

    def compose(self, message: Message) -> HttpCall:
        body = {"key": message.key, "to": message.to, "text": message.text}
        return HttpCall(url="https://platform.example/messages", body=json.dumps(body).encode())


@dataclass
class Platform:
    """`Transport` by script: each call takes the next turn, a reply or an exception; without one it is accepted."""

    turns: deque[HttpReply | Exception] = field(default_factory=deque)
    calls: list[dict[str, str]] = field(default_factory=list)
    seen: list[dict[str, str]] = field(default_factory=list)
    """What contacts saw: accepted calls, and those lost on the way back."""
    hold: asyncio.Event | None = None
    """While it is set to an event, calls wait for that event."""

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        said = json.loads(call.body) | {"account": account}
        self.calls.append(said)
        turn = self.turns.popleft() if self.turns else HttpReply(status=200)
        if self.hold is not None:
            await self.hold.wait()
        if isinstance(turn, Exception):
            if getattr(turn, "arrived", False):
                self.seen.append(said)
            raise turn
        if turn.status == 200:
            self.seen.append(said)
        return replace(turn, headers={**turn.headers, "id": f"p{len(self.calls)}"})


def engine(rules: str = RULES) -> Engine:
    """The engine as it is shipped; a release's document is `{"text": ...}`, without one it is `rules`."""
    vocabulary = Host.load().vocabulary

    def compiled(release: Release | None) -> object:
        text = str(release.document["text"]) if release else rules
        return compile_rulebook(
            load_documents([("rules.yaml", text)]), vocabulary, release=release.number if release else 0
        )

    return standard_engine(compiled)  # type: ignore[arg-type]


def connections(*, settled_by: Settlement = Settlement.KEY, **capabilities: object) -> Connections:
    """Two accounts: `site` on the local channel, `phone` on the remote one."""
    remote = RemoteChannel("phone", NoSettings())
    remote.capabilities = replace(PLAIN, settled_by=settled_by, **capabilities)  # type: ignore[arg-type]
    channels: dict[str, Channel] = {"site": LocalChannel("site", NoSettings()), "phone": remote}
    route = Route(attribute="establishment", default="lyon")
    accounts = {
        id_: Account(id=id_, channel=channel.kind, capabilities=channel.capabilities, route=route)
        for id_, channel in channels.items()
    }
    return Connections(accounts=accounts, channels=channels)


class House:
    """A runtime over a store on disk, and the hands to use it."""

    def __init__(self, store: Store, runtime: Runtime, platform: Platform, clock: TurnedClock) -> None:
        self.store = store
        self.runtime = runtime
        self.platform = platform
        self.clock = clock
        self._count = 0
        self.crashed = False
        """Set it, and the house ends as a killed process does: nothing is finished, nothing is given back."""

    def _common(self, contact: str, id_: str | None, at: datetime | None) -> dict[str, object]:
        self._count += 1
        now = self.clock.now()
        return {
            "id": id_ or f"e{self._count}-{now.timestamp():.0f}",
            "contact": Contact(address=contact),
            "at": at or now,
            "received_at": now,
        }

    def opened(self, contact: str = "ada", *, id_: str | None = None) -> ConversationOpened:
        return ConversationOpened(**self._common(contact, id_, None))  # type: ignore[arg-type]

    def said(
        self, text: str, contact: str = "ada", *, id_: str | None = None, at: datetime | None = None
    ) -> MessageReceived:
        return MessageReceived(**self._common(contact, id_, at), text=text)  # type: ignore[arg-type]

    def tapped(self, starter: str, contact: str = "ada") -> StarterTapped:
        return StarterTapped(**self._common(contact, None, None), starter=starter)  # type: ignore[arg-type]

    def replied(self, text: str, contact: str = "ada") -> OperatorReplied:
        return OperatorReplied(**self._common(contact, None, None), text=text, relay=True)  # type: ignore[arg-type]

    async def take(self, account: str, *events: Event) -> None:
        """A webhook with these events."""
        await self.runtime.inbox.append(account, events)

    def conversation(self, account: str, contact: str = "ada", **attributes: str) -> str:
        return self.runtime.desk.conversation(account, contact, attributes)

    async def stream(self, contact: str = "ada") -> list[Mapping[str, object]]:
        """What the contact reads on the local channel."""
        return [entry.body for entry in await self.store.streams.history(self.conversation("site", contact))]

    def shown(self, contact: str = "ada") -> list[str]:
        """What the contact saw on the remote platform."""
        return [said["text"] for said in self.platform.seen if said["to"] == contact]

    async def trace(self, account: str = "phone", contact: str = "ada", **attributes: str) -> list[list[str]]:
        """The reasons of every decision of a conversation."""
        view = await self.store.journal.conversation(self.conversation(account, contact, **attributes))
        return [[line.id for line in decision.trace] for decision in view.decisions] if view else []

    async def settle(self, account: str = "phone", contact: str = "ada") -> Mapping[str, str]:
        """Wait until nothing is under way, and give the outward messages' texts with their status."""
        await until(self.is_quiet)
        view = await self.store.journal.conversation(self.conversation(account, contact))
        return {m.text: m.status for m in view.messages if m.direction == "out"} if view else {}

    async def is_quiet(self) -> bool:
        """Whether everything that can be done at this instant is done."""
        # In the order in which work flows: what has left one place by then is found in the next.
        now = self.clock.now()
        if any(timer.due <= now for timer in await self.store.timers.armed()) or await self.store.log.waiting():
            return False
        return not await self._claimable(now)

    async def _claimable(self, now: datetime) -> bool:
        """Whether a message is under way or may be sent, in one look."""
        async with self.store.database.read() as link:
            rows = (await link.execute(select(outbox).order_by(outbox.c.number))).all()
        first = {row.conversation: row for row in reversed([row for row in rows if row.status != "parked"])}
        return any(row.status == "sending" or row.not_before <= now for row in first.values())


async def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for a condition, by looking; fail when it does not come true."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = condition()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not so within {seconds} s: {condition}")
        await asyncio.sleep(0.005)


@asynccontextmanager
async def house(
    folder: Path,
    *,
    wired: Connections | None = None,
    platform: Platform | None = None,
    transport: Transport | None = None,
    clock: TurnedClock | None = None,
    brain: Engine | None = None,
    records: Iterable[Mapping[str, object]] = (RECORD,),
) -> AsyncIterator[House]:
    """A running house over `folder/desk.sqlite`; what was there before is there again.

    With a `transport` calls are made by it, and `platform` sees nothing.
    """
    clock, platform = clock or TurnedClock(), platform or Platform()
    others = asyncio.all_tasks()
    store = await open_store(file_with_tables(folder / "desk.sqlite"), clock, alone=True)
    try:
        await store.establishments.sync("test", records)
        runtime = Runtime(store, brain or engine(), wired or connections(), transport or platform)
        await runtime.start()
        desk = House(store, runtime, platform, clock)
        try:
            yield desk
        finally:
            if desk.crashed:
                await _end(asyncio.all_tasks() - others)
            else:
                await runtime.stop()
    finally:
        await store.close()


async def _end(tasks: set[asyncio.Task[object]]) -> None:
    """Let tasks vanish where they stand, as a killed process does."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

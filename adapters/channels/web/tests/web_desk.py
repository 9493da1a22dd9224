"""A desk in memory: what the host gives to the web channel, real enough to serve a browser.

It keeps every promise of `Desk`: repeats are harmless, streams follow, entries expire, buckets refill. Instead of rules
it greets whoever opens the chat, answers the starters of a literal table, and lets a test speak as an operator.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from frontdesk import (
    CarrierStyle,
    Channel,
    ChannelError,
    ConversationOpened,
    Establishment,
    Event,
    FrontdeskError,
    Kind,
    Message,
    Offer,
    Publish,
    Rate,
    StarterTapped,
    StreamEntry,
    Suggestion,
    conversation_id,
)
from frontdesk_web import WebChannel, WebSettings

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
BAKERY = Establishment(id="b-1", name="Boulangerie Lumière", version="1", locale="fr", timezone="Europe/Paris")
SALON = Establishment(id="s-2", name="Salon Sud", version="1", locale="fr", timezone="Europe/Paris")
STARTERS = (
    Suggestion(id="hours", title="Vos horaires ?"),
    Suggestion(id="address", title="Où êtes-vous ?"),
    Suggestion(id="gluten", title="Avez-vous du pain sans gluten le week-end ?"),
)
WELCOME = "Bonjour, ici la Boulangerie Lumière. Comment pouvons-nous vous aider ?"
ANSWERS = {
    "hours": "Lundi : 9 h - 18 h\nMardi : 9 h - 18 h\nDimanche : fermé",
    "address": "12 rue des Lilas, 59000 Lille. Plan : https://example.com/plan.",
    "gluten": "Oui, le samedi matin.",
}


@dataclass
class MemoryStore:
    """An `ExpiringStore` on the desk's clock."""

    desk: MemoryDesk
    kept: dict[str, tuple[Mapping[str, object], datetime]] = field(default_factory=dict)

    async def get(self, key: str) -> Mapping[str, object] | None:
        if self.desk.down:
            raise FrontdeskError.of("FD750", reason="as a test wants it")
        value, until = self.kept.get(key, ({}, self.desk.instant))
        return value if until > self.desk.instant else None

    async def put(self, key: str, value: Mapping[str, object], expires: timedelta) -> None:
        self.kept[key] = (value, self.desk.instant + expires)

    async def delete(self, key: str) -> None:
        self.kept.pop(key, None)


@dataclass
class MemoryDesk:
    """The host, in memory. `instant` stands still until a test moves it."""

    settings: WebSettings
    instant: datetime = NOON
    away: bool = False
    full: bool = False
    down: bool = False
    """The store does not answer."""
    establishments: dict[str, Establishment] = field(default_factory=lambda: {"b-1": BAKERY, "s-2": SALON})
    events: list[Event] = field(default_factory=list)
    entries: dict[str, list[StreamEntry]] = field(default_factory=lambda: defaultdict(list))
    readers: int = 0
    """How many live streams are being read."""
    left: threading.Event = field(default_factory=threading.Event)
    """A reader has left its stream."""

    def __post_init__(self) -> None:
        self.channel = WebChannel("web-1", self.settings)
        self.visitors = MemoryStore(self)
        self._changed: asyncio.Condition | None = None
        self._buckets: dict[str, tuple[float, datetime]] = {}

    def now(self) -> datetime:
        return self.instant

    def channels(self, kind: str) -> Mapping[str, Channel]:
        return {"web-1": self.channel} if kind == "web" else {}

    def conversation(self, account: str, contact: str, attributes: Mapping[str, str]) -> str:
        return conversation_id(account, contact, attributes.get("establishment"))

    async def establishment(self, account: str, attributes: Mapping[str, str]) -> Establishment | None:
        return self.establishments.get(attributes.get("establishment", "b-1")) if account == "web-1" else None

    async def offer(self, account: str, establishment: str, locale: str | None) -> Offer:
        name = self.establishments[establishment].name
        return Offer(name=name, away=self.away, starters=STARTERS, locale=locale or "fr", languages=("fr", "en"))

    def store(self, namespace: str) -> MemoryStore:
        assert namespace == "web"
        return self.visitors

    async def limit(self, key: str, rate: Rate) -> float:
        held, since = self._buckets.get(key, (float(rate.burst), self.instant))
        held = min(rate.burst, held + (self.instant - since).total_seconds() * rate.per_second)
        allowed = held >= 1
        self._buckets[key] = (held - allowed, self.instant)
        return 0.0 if allowed else (1 - held) / rate.per_second

    async def append(self, account: str, events: Sequence[Event]) -> None:
        if self.full:
            raise ChannelError.of("FD537", seconds=2)
        assert account == "web-1"
        for event in events:
            if all(known.id != event.id for known in self.events):
                self.events.append(event)
                await self._decide(event)

    async def _decide(self, event: Event) -> None:
        conversation = self.conversation("web-1", event.contact.address, event.attributes)
        incoming = self.channel.publish_incoming(event)
        if incoming:
            await self._publish(conversation, event.id, incoming)
        if isinstance(event, ConversationOpened):
            await self.say(conversation, WELCOME, kind=Kind.WELCOME, suggestions=STARTERS)
        if isinstance(event, StarterTapped) and event.starter in ANSWERS:
            await self.say(conversation, ANSWERS[event.starter], kind=Kind.ANSWER)

    async def say(
        self,
        conversation: str,
        text: str,
        *,
        kind: Kind = Kind.OPERATOR,
        operator: str | None = None,
        suggestions: tuple[Suggestion, ...] = (),
    ) -> None:
        """Send a message the way the outbox does: through `compose`, once by its key."""
        key = f"{conversation[:16]}{len(self.entries[conversation]):016x}"
        message = Message(key=key, kind=kind, text=text, to="", conversation=conversation, locale="fr")
        message = replace(message, operator=operator, suggestions=suggestions)
        message = replace(message, carrier=CarrierStyle.BUTTONS if suggestions else None)
        await self._publish(conversation, key, self.channel.compose(message))

    async def _publish(self, conversation: str, key: str, publish: Publish) -> None:
        entries = self.entries[conversation]
        entries.append(StreamEntry(number=len(entries) + 1, key=key, at=self.instant, body=publish.body))
        async with self._condition():
            self._condition().notify_all()

    def _condition(self) -> asyncio.Condition:
        self._changed = self._changed or asyncio.Condition()
        return self._changed

    async def history(self, conversation: str, *, after: int = 0, limit: int = 200) -> Sequence[StreamEntry]:
        return self.entries[conversation][after : after + limit]

    async def stream(self, conversation: str, *, after: int = 0) -> AsyncIterator[StreamEntry]:
        self.readers += 1
        try:
            while True:
                for entry in self.entries[conversation][after:]:
                    after = entry.number
                    yield entry
                async with self._condition():
                    while len(self.entries[conversation]) <= after:
                        await self._condition().wait()
        finally:
            self.readers -= 1
            self.left.set()

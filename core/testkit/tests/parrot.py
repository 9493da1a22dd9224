"""A small channel that keeps every law, and the platform that it speaks to: matter for the tests of the contract."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import ClassVar

from pydantic import BaseModel

from frontdesk import (
    Bearer,
    Capabilities,
    Carrier,
    CarrierStyle,
    Channel,
    Contact,
    ConversationOpened,
    DeliveryStatus,
    DeliveryUpdated,
    Difference,
    Event,
    HttpCall,
    HttpReply,
    Limit,
    Message,
    MessageReceived,
    Outcome,
    Profile,
    ProfilePlan,
    Receipt,
    Settlement,
    StarterTapped,
    WebhookRejected,
    WebhookRequest,
    WebhookResponse,
    check_secret,
    check_signature,
    happened_at,
    read_object,
    unknown,
)
from frontdesk_testkit import Dialect, PlatformReply, PlatformRequest, Posting, Refused, Sent

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
SECRET = b"parrot secret"
WORD = b"parrot word"
URL = "https://platform.example"


def mac(at: str, body: bytes) -> str:
    """The parrot's signature."""
    return hmac.new(SECRET, at.encode() + body, sha256).hexdigest()


def signed_headers(at: datetime, body: bytes) -> dict[str, str]:
    """What goes with a body at an instant."""
    stamp = str(int(at.timestamp()))
    return {"x-at": stamp, "x-mac": mac(stamp, body)}


class Nothing(BaseModel):
    """No settings."""


class Parrot(Channel):
    """A channel that says back what it hears: a list of items, each with id, from, and what was said or done."""

    kind: ClassVar[str] = "parrot"
    Settings: ClassVar[type[BaseModel]] = Nothing
    largest_request = 200_000
    capabilities = Capabilities(
        text=Limit(most=200),
        carriers=(Carrier(style=CarrierStyle.BUTTONS, count=3, title=Limit(most=20)),),
        start_signal=True,
        native_starters=Carrier(style=CarrierStyle.BUTTONS, count=2, title=Limit(most=40)),
        native_greeting=Limit(most=80),
        native_locales=True,
        settled_by=Settlement.KEY,
    )

    def verify(self, request: WebhookRequest) -> None:
        """Signed, with a time; a handshake says the word."""
        if request.method == "GET":
            check_secret(request.query.get("word", ""), [self.secrets["word"]], what="word")
            return
        at = request.headers.get("x-at", "")
        check_signature(request, "X-Mac", [mac(at, request.body)])
        if not (at.isascii() and at.isdigit()) or abs(request.received_at.timestamp() - int(at)) > 300:
            raise WebhookRejected.of("FD503", age=0, most=300)

    def acknowledge(self, request: WebhookRequest) -> WebhookResponse:
        """A handshake wants its word back."""
        return WebhookResponse(body=request.query.get("say", "").encode())

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """The items of the request."""
        if request.method == "GET":
            return []
        document = read_object(request.body)
        items = document.get("items") if document is not None else None
        if not isinstance(items, list) or not items:
            return [unknown(request.body, request.received_at, "no items")]
        return [self.item(item, request.received_at) for item in items]

    def item(self, item: object, now: datetime) -> Event:
        """The event of an item, whatever it is."""
        raw = item if isinstance(item, dict) else {"item": item}
        try:
            return self.read(raw, now)
        except (KeyError, TypeError):
            return unknown(raw, now, "not an item of the parrot's")

    def read(self, raw: Mapping[str, object], now: datetime) -> Event:
        """The event of an item that is as it should be."""
        if not (isinstance(raw["id"], str) and raw["id"] and isinstance(raw["text"], str)):
            raise TypeError("not the parrot's")
        return self.named(raw, str(raw["text"]), now)

    def named(self, raw: Mapping[str, object], text: str, now: datetime) -> Event:
        """By what it says besides."""
        base: dict[str, object] = {
            "id": raw["id"],
            "contact": Contact(address=str(raw["from"])),
            "at": happened_at(raw.get("at", ""), now),
            "received_at": now,
            "raw": raw,
        }
        if "key" in raw:
            return DeliveryUpdated(**base, status=DeliveryStatus.SENT, key=str(raw["key"]))  # type: ignore[arg-type]
        if "tap" in raw:
            return StarterTapped(**base, starter=str(raw["tap"]), title=text)  # type: ignore[arg-type]
        if "opened" in raw:
            return ConversationOpened(**base)  # type: ignore[arg-type]
        return MessageReceived(**base, text=text)  # type: ignore[arg-type]

    def compose(self, message: Message) -> HttpCall:
        """Text, titles, ids and key."""
        starters = [{"id": item.id, "title": item.title} for item in message.suggestions]
        body = json.dumps({"to": message.to, "text": message.text, "key": message.key, "starters": starters})
        return HttpCall(url=f"{URL}/say", body=body.encode(), auth=Bearer("token"))

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        """By status."""
        wait = reply.headers.get("retry-after", "")
        return Receipt(
            outcome=_meaning(reply.status),
            retry_after=float(wait[:9]) if wait.isdigit() else None,
            detail=str(reply.status),
        )

    def read_profile(self, wanted: Profile) -> Sequence[HttpCall]:
        """All of it at once."""
        return [HttpCall(url=f"{URL}/profile", method="GET", auth=Bearer("token"))]

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
        """All of it anew where anything differs."""
        there = read_object(found[0].body) if found[0].status == 200 else None
        if there is None:
            return ProfilePlan(problem=f"status {found[0].status}")
        mine = {
            texts.locale: {"greeting": texts.greeting, "starters": [item.title for item in texts.starters]}
            for texts in wanted.texts
        }
        if there == mine:
            return ProfilePlan()
        call = HttpCall(url=f"{URL}/profile", method="PUT", body=json.dumps(mine).encode(), auth=Bearer("token"))
        return ProfilePlan(calls=(call,), differences=(Difference(field="starters"),))


def _meaning(status: int) -> Outcome:
    if status < 300:
        return Outcome.SENT
    if status in {401, 403}:
        return Outcome.PAUSED
    return Outcome.RETRY if status == 429 or status >= 500 else Outcome.FAILED


class ParrotDialect(Dialect):
    """The parrot's platform."""

    honours_keys: ClassVar[bool] = True

    def __init__(self) -> None:
        self.profile: dict[str, object] = {}

    def settings(self, root: str) -> Mapping[str, object]:
        """None."""
        return {}

    def secrets(self, root: str) -> Mapping[str, bytes]:
        """What the parrot sends with."""
        return {"token": b"parrot token", "word": WORD}

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        """A message, or the profile."""
        if request.headers.get("authorization") != "Bearer parrot token":
            raise Refused(PlatformReply(status=401, body=b'{"error": "who are you?"}'))
        if request.path == "/profile":
            return self.profiled(request)
        asked = request.json()
        starters = asked["starters"]
        if not isinstance(starters, list) or len(str(asked["text"])) > 200 or len(starters) > 3:
            raise Refused(PlatformReply(status=400, body=b'{"error": "too much"}'))
        return Sent(
            key=str(asked["key"]),
            to=str(asked["to"]),
            text=str(asked["text"]),
            suggestions=tuple(item["title"] for item in starters),
            payloads=tuple(item["id"] for item in starters),
            signed=True,
        )

    def profiled(self, request: PlatformRequest) -> PlatformReply:
        """Read or replaced."""
        if request.method == "PUT":
            self.profile = request.json()
        return PlatformReply(body=json.dumps(self.profile).encode())

    def accept(self, sent: Sent, platform_id: str) -> PlatformReply:
        """Nothing but a yes."""
        return PlatformReply()

    def post(self, at: datetime, *events: Mapping[str, object]) -> Posting:
        """Items, signed."""
        return self.sign(at, json.dumps({"items": events}).encode())

    def sign(self, at: datetime, body: bytes) -> Posting:
        """Over time and body."""
        return Posting(body=body, headers=signed_headers(at, body))

    def message(self, number: int, contact: str, text: str, at: datetime) -> Mapping[str, object]:
        """Words."""
        return {"id": f"m-{number}", "from": contact, "text": text, "at": at.timestamp()}

    def tap(self, number: int, contact: str, payload: str, title: str, at: datetime) -> Mapping[str, object]:
        """A tap."""
        return {**self.message(number, contact, title, at), "tap": payload}

    def opened(self, number: int, contact: str, at: datetime) -> Mapping[str, object]:
        """A start."""
        return {**self.message(number, contact, "", at), "opened": True}

    def echo(self, sent: Sent, platform_id: str, at: datetime) -> Mapping[str, object]:
        """Our words back."""
        return {"id": platform_id, "from": sent.to, "text": sent.text, "key": sent.key}

"""Channels that break one law of the contract each: what each law must see."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.testkit.tests.parrot import SECRET, Parrot
from frontdesk import (
    Carrier,
    CarrierStyle,
    Event,
    HttpCall,
    HttpReply,
    Limit,
    Message,
    Outcome,
    Profile,
    ProfilePlan,
    Receipt,
    WebhookRequest,
    WebhookResponse,
    unknown,
)


class Trusting(Parrot):
    """Takes a request without a signature."""

    def verify(self, request: WebhookRequest) -> None:
        if "x-mac" in request.headers and "x-at" in request.headers:
            super().verify(request)


class Lenient(Parrot):
    """Compares what JSON means, not the bytes."""

    def verify(self, request: WebhookRequest) -> None:
        super().verify(replace(request, body=request.body.strip()))


class Timeless(Parrot):
    """Takes requests of any age."""

    def verify(self, request: WebhookRequest) -> None:
        at = request.headers.get("x-at", "0")
        super().verify(replace(request, received_at=datetime.fromtimestamp(int(at) if at.isdigit() else 0, UTC)))


class Crashing(Parrot):
    """Raises what is no rejection."""

    def verify(self, request: WebhookRequest) -> None:
        if request.method == "POST":
            json.loads(request.body)
        super().verify(request)


class Echoing(Parrot):
    """Hears itself."""

    def read(self, raw: Mapping[str, object], now: datetime) -> Event:
        return super().read({name: value for name, value in raw.items() if name != "key"}, now)


class Forgetful(Parrot):
    """Makes ids of the hour of receipt."""

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        return [replace(event, id=f"{event.id}-{request.received_at.hour}") for event in super().parse(request)]


class Tidying(Parrot):
    """Trims and lowers what people write."""

    def read(self, raw: Mapping[str, object], now: datetime) -> Event:
        return super().read({**raw, "text": str(raw["text"]).lower()}, now)


class Brittle(Parrot):
    """Falls over what it does not know."""

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        return [self.read(raw, request.received_at) for raw in json.loads(request.body)["items"]]


class Futurist(Parrot):
    """Believes a platform's clock."""

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        return [replace(event, at=event.at + timedelta(hours=1)) for event in super().parse(request)]


class Escaping(Parrot):
    """Escapes the text as for HTML."""

    def compose(self, message: Message) -> HttpCall:
        return super().compose(replace(message, text=message.text.replace("<", "&lt;").replace("é", "e")))


class Keyless(Parrot):
    """Claims to be settled by a key that it does not send."""

    def compose(self, message: Message) -> HttpCall:
        return super().compose(replace(message, key=""))


class Leaking(Parrot):
    """Puts the secret itself into the call."""

    def compose(self, message: Message) -> HttpCall:
        return replace(super().compose(message), headers={"authorization": f"Bearer {SECRET.decode()}"})


class Dropping(Parrot):
    """Sends no more than two starters, whatever it declared."""

    def compose(self, message: Message) -> HttpCall:
        return super().compose(replace(message, suggestions=message.suggestions[:2]))


class Cutting(Parrot):
    """Cuts texts that are shorter than declared."""

    def compose(self, message: Message) -> HttpCall:
        return super().compose(replace(message, text=message.text[:150]))


class Hasty(Parrot):
    """Gives up at the first trouble."""

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        found = super().read_reply(message, reply)
        return replace(found, outcome=Outcome.FAILED) if found.outcome is Outcome.RETRY else found


class Believing(Parrot):
    """Shakes every hand."""

    def verify(self, request: WebhookRequest) -> None:
        if request.method == "POST":
            super().verify(request)


class Mute(Parrot):
    """Answers no handshake."""

    def acknowledge(self, request: WebhookRequest) -> WebhookResponse:
        return WebhookResponse()


class AllOrNothing(Parrot):
    """Loses a batch for one item of it."""

    def item(self, item: object, now: datetime) -> Event:
        return self.read(item, now)  # type: ignore[arg-type]

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        try:
            return super().parse(request)
        except (KeyError, TypeError):
            return [unknown(request.body, request.received_at, "no")]


class Slender(Parrot):
    """Reads no more than a hundred items, and no large request."""

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        return super().parse(request)[:100] if len(request.body) < 100_000 else []


class Timeworn(Parrot):
    """Takes its own time for the platform's."""

    def named(self, raw: Mapping[str, object], text: str, now: datetime) -> Event:
        return super().named({**raw, "at": None}, text, now)


class Naive(Parrot):
    """Keeps halves of letters."""

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        return [self.item(raw, request.received_at) for raw in json.loads(request.body)["items"]]


class Boastful(Parrot):
    """Declares more than its platform takes."""

    capabilities = replace(
        Parrot.capabilities,
        text=Limit(most=250),
        carriers=(Carrier(style=CarrierStyle.BUTTONS, count=4, title=Limit(most=20)),),
    )


class Modest(Parrot):
    """Declares less than its platform takes."""

    capabilities = replace(
        Parrot.capabilities,
        text=Limit(most=150),
        carriers=(Carrier(style=CarrierStyle.BUTTONS, count=2, title=Limit(most=20)),),
    )


class Careless(Parrot):
    """Gives a message up when it is the account that is refused."""

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        found = super().read_reply(message, reply)
        return replace(found, outcome=Outcome.FAILED) if found.outcome is Outcome.PAUSED else found


class Deaf(Parrot):
    """Takes taps and starts for words."""

    def named(self, raw: Mapping[str, object], text: str, now: datetime) -> Event:
        return super().named({name: raw[name] for name in raw if name not in ("tap", "opened")}, text, now)


class Restless(Parrot):
    """Writes the profile again each time."""

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
        return (
            super().plan_profile(wanted, [replace(found[0], body=b'{"x": 1}')])
            if found[0].status == 200
            else ProfilePlan(problem="no")
        )


class Guessing(Parrot):
    """Takes a profile that cannot be read for an empty one."""

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
        return super().plan_profile(wanted, [replace(found[0], status=200, body=b"{}")])


class Stubborn(Parrot):
    """Never gives up."""

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        found = super().read_reply(message, reply)
        return replace(found, outcome=Outcome.RETRY) if found.outcome is Outcome.FAILED else found

"""The contracts can fail: a small channel that keeps every law, and what each law says of one that breaks it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import ClassVar

import pytest
from pydantic import BaseModel

from frontdesk import (
    Bearer,
    Capabilities,
    Carrier,
    CarrierStyle,
    Channel,
    Contact,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    HttpCall,
    HttpReply,
    Limit,
    Message,
    MessageReceived,
    Outcome,
    Receipt,
    Settlement,
    Unknown,
    WebhookRejected,
    WebhookRequest,
)
from frontdesk_testkit import ChannelContract, Level, Sample, expect
from frontdesk_testkit.laws import Verdict, is_replaced, quality

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
SECRET = b"parrot secret"


def mac(at: str, body: bytes) -> str:
    """The parrot's signature."""
    return hmac.new(SECRET, at.encode() + body, sha256).hexdigest()


class Nothing(BaseModel):
    """No settings."""


class Parrot(Channel):
    """A channel that says back what it hears."""

    kind: ClassVar[str] = "parrot"
    Settings: ClassVar[type[BaseModel]] = Nothing
    capabilities = Capabilities(
        text=Limit(most=200),
        carriers=(Carrier(style=CarrierStyle.BUTTONS, count=3, title=Limit(most=20)),),
        settled_by=Settlement.KEY,
    )

    def verify(self, request: WebhookRequest) -> None:
        """Signed, with a time."""
        at, given = request.headers.get("x-at", ""), request.headers.get("x-mac", "")
        if not hmac.compare_digest(given.encode(), mac(at, request.body).encode()):
            raise WebhookRejected.of("FD501", keys=1)
        if not (at.isascii() and at.isdigit()) or abs(request.received_at.timestamp() - int(at)) > 300:
            raise WebhookRejected.of("FD503", age=0, most=300)

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """One event, from JSON with id, from, text and perhaps our key."""
        try:
            raw = json.loads(request.body)
            return [self.read(raw, request.received_at)]
        except (ValueError, TypeError, KeyError, RecursionError):
            return [self.unknown(request)]

    def read(self, raw: Mapping[str, object], now: datetime) -> Event:
        """The event of a payload."""
        if not (isinstance(raw["id"], str) and raw["id"] and isinstance(raw["text"], str)):
            raise TypeError("not the parrot's")
        text, who = raw["text"], Contact(address=str(raw["from"]))
        if "key" in raw:
            return DeliveryUpdated(
                id=raw["id"],
                contact=who,
                at=now,
                received_at=now,
                raw=raw,
                status=DeliveryStatus.SENT,
                key=str(raw["key"]),
            )
        return MessageReceived(id=raw["id"], contact=who, at=now, received_at=now, raw=raw, text=text)

    def unknown(self, request: WebhookRequest) -> Event:
        """What is not the parrot's."""
        return Unknown(
            id=sha256(request.body).hexdigest(),
            contact=Contact(address=""),
            at=request.received_at,
            received_at=request.received_at,
            raw={"body": repr(request.body)},
        )

    def compose(self, message: Message) -> HttpCall:
        """Text, titles, ids and key."""
        starters = [{"id": item.id, "title": item.title} for item in message.suggestions]
        body = json.dumps({"to": message.to, "text": message.text, "key": message.key, "starters": starters})
        return HttpCall(url="https://parrot.example/", body=body.encode(), auth=Bearer("token"))

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        """By status."""
        if reply.status < 300:
            return Receipt(outcome=Outcome.SENT)
        retry = reply.status == 429 or reply.status >= 500
        wait = reply.headers.get("retry-after", "")
        return Receipt(
            outcome=Outcome.RETRY if retry else Outcome.FAILED,
            retry_after=float(wait[:9]) if wait.isdigit() else None,
            detail=str(reply.status),
        )


class TestParrot(ChannelContract):
    """The small channel keeps every law."""

    now = NOW
    signature_headers = ("x-mac", "x-at")
    fuzz = 40

    @pytest.fixture
    def channel(self) -> Channel:
        """The parrot."""
        return Parrot("parrot", Nothing(), {"key": SECRET})

    def samples(self) -> Sequence[Sample]:
        """What it hears, and its own echo."""
        echo = payload(id="p-2", text="Hello", key="k-1")
        return [
            Sample(name="message", request=payload(id="p-1", text="Hi"), events=[expect(MessageReceived, text="Hi")]),
            Sample(name="echo", request=echo, events=[expect(DeliveryUpdated, key="k-1", contact="c")], echo=True),
        ]

    def incoming(self, text: str, id: str) -> WebhookRequest:  # noqa: A002 - the contract's word
        """A message."""
        return payload(id=id, text=text)

    def sign(self, request: WebhookRequest) -> WebhookRequest:
        """With the parrot's key."""
        at = str(int(request.received_at.timestamp()))
        return replace(request, headers={"x-at": at, "x-mac": mac(at, request.body)})

    def accepted(self, message: Message) -> HttpReply:
        """Nothing but a yes."""
        return HttpReply(status=200)


def payload(**fields: str) -> WebhookRequest:
    """A request of the parrot's."""
    return WebhookRequest(body=json.dumps({"from": "c", **fields}).encode(), received_at=NOW)


# Channels that break one law each


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
        return [self.read(json.loads(request.body), request.received_at)]


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


class Stubborn(Parrot):
    """Never gives up."""

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:
        found = super().read_reply(message, reply)
        return replace(found, outcome=Outcome.RETRY) if found.outcome is Outcome.FAILED else found


BROKEN: Sequence[tuple[type[Parrot], str, Mapping[str, object]]] = [
    (Trusting, "test_verify_rejects_a_missing_signature", {}),
    (Lenient, "test_verify_covers_the_raw_bytes", {}),
    (Timeless, "test_verify_rejects_a_stale_request", {}),
    (Crashing, "test_verify_raises_nothing_but_a_rejection", {}),
    (Echoing, "test_parse_never_takes_an_echo_for_input", {}),
    (Echoing, "test_parse_gives_the_expected_events", {}),
    (Forgetful, "test_parse_gives_a_repeat_the_same_ids", {}),
    (Tidying, "test_parse_keeps_text_as_it_was_written", {"script": "accents"}),
    (Brittle, "test_parse_makes_garbage_unknown", {"body": b"{"}),
    (Brittle, "test_parse_survives_damaged_requests", {}),
    (Futurist, "test_parse_keeps_what_every_event_needs", {}),
    (Escaping, "test_compose_carries_every_script", {"script": "markup"}),
    (Keyless, "test_compose_carries_our_key_where_it_settles_a_send", {}),
    (Leaking, "test_compose_holds_no_secret", {}),
    (Dropping, "test_compose_carries_as_many_suggestions_as_declared", {}),
    (Cutting, "test_compose_carries_text_at_its_limit_in_one_message", {}),
    (Hasty, "test_read_reply_waits_as_long_as_it_is_told", {}),
    (Hasty, "test_read_reply_never_gives_up_on_a_platform_that_is_down", {"status": 503}),
    (Stubborn, "test_read_reply_gives_up_on_a_refusal", {"status": 404}),
]


@pytest.mark.parametrize(("parrot", "law", "arguments"), BROKEN, ids=lambda value: getattr(value, "__name__", None))
def test_a_broken_law_is_seen(parrot: type[Parrot], law: str, arguments: Mapping[str, object]) -> None:
    test: Callable[..., None] = partial(getattr(TestParrot(), law), **arguments)
    test(channel=Parrot("parrot", Nothing(), {"key": SECRET}))
    with pytest.raises((AssertionError, ValueError, TypeError, KeyError, pytest.fail.Exception)):
        test(channel=parrot("parrot", Nothing(), {"key": SECRET}))


# Leaving laws out


def contract(**body: object) -> type[ChannelContract]:
    """A contract with something of its own."""
    return type("TestOther", (TestParrot,), body)


def test_a_law_that_is_replaced_in_silence_is_seen() -> None:
    def nothing(self: object) -> None:
        """Proves nothing."""

    for body in ({"test_compose_is_pure": nothing}, {"test_compose_is_pure": None}):
        with pytest.raises(AssertionError, match="test_compose_is_pure"):
            contract(**body)().test_no_law_is_left_out_in_silence()


def test_a_law_may_be_left_out_with_a_reason() -> None:
    @pytest.mark.xfail(reason="the platform signs no time")
    def left_out(self: object) -> None:
        """Cannot hold."""

    own = contract(test_verify_rejects_a_stale_request=left_out)
    own().test_no_law_is_left_out_in_silence()
    assert is_replaced(own, "test_verify_rejects_a_stale_request")


def test_an_xfail_without_a_reason_is_silence() -> None:
    @pytest.mark.xfail
    def left_out(self: object) -> None:
        """Says nothing."""

    with pytest.raises(AssertionError, match="stale"):
        contract(test_verify_rejects_a_stale_request=left_out)().test_no_law_is_left_out_in_silence()


def test_tests_of_ones_own_are_no_laws() -> None:
    own = contract(test_something_else=lambda self: None)
    assert "test_something_else" not in own.laws()
    assert own.laws() == TestParrot.laws()


@pytest.mark.parametrize(
    ("lost", "level"),
    [
        (None, Level.GOLD),
        (Level.GOLD, Level.SILVER),
        (Level.SILVER, Level.BRONZE),
        (Level.BRONZE, Level.NONE),
    ],
)
@pytest.mark.parametrize("verdict", [Verdict.BROKEN, Verdict.LEFT_OUT, None])
def test_level_is_the_highest_without_a_gap(lost: Level | None, level: Level, verdict: Verdict | None) -> None:
    laws = {f"{name}-{number}": name for name in (Level.BRONZE, Level.SILVER, Level.GOLD) for number in range(2)}
    verdicts = dict.fromkeys(laws, Verdict.KEPT)
    if lost is not None:
        verdicts.pop(f"{lost}-1")
        verdicts |= {} if verdict is None else {f"{lost}-1": verdict}
    assert quality(laws, verdicts) is level

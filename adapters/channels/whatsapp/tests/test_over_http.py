"""The channel and its platform over real HTTP, in both directions: what the port gives, done as a host does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from frontdesk import (
    Bearer,
    DeliveryUpdated,
    Event,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    OperatorReplied,
    Outcome,
    Profile,
    ProfileTexts,
    Publish,
    Receipt,
    StarterTapped,
    Suggestion,
    WebhookRejected,
    WebhookRequest,
    WebhookResponse,
)
from frontdesk_testkit import Answer, Echo, FakePlatform, Posting, Turn, dialect_of
from frontdesk_whatsapp import WhatsAppChannel

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
ANA, BO = "16505551234", "US.13491208655302741918"
TITLES = ("Vos horaires ?", "Où êtes-vous ?", "Livrez-vous ?", "Le parking ?", "Vos prix ?")


@dataclass(slots=True)
class Receiver:
    """What a host does with requests: verify, parse, keep each id once, acknowledge."""

    channel: WhatsAppChannel | None = None
    events: dict[str, Event] = field(default_factory=dict)

    def take(self, request: WebhookRequest) -> WebhookResponse:
        """The answer to one request."""
        assert self.channel is not None
        try:
            self.channel.verify(request)
        except WebhookRejected as rejection:
            return WebhookResponse(status=rejection.status)
        for event in self.channel.parse(request):
            self.events.setdefault(event.id, event)
        return self.channel.acknowledge(request)


def handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    """Requests of HTTP as the port has them."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            answer = receiver.take(
                WebhookRequest(
                    method=self.command,
                    path=parts.path,
                    query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                    headers={name.lower(): value for name, value in self.headers.items()},
                    body=self.rfile.read(int(self.headers.get("content-length", 0))),
                    received_at=NOW,
                )
            )
            self.send_response(answer.status)
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST  # noqa: N815 - the base class's names

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Handler


@contextmanager
def connected(*turns: Turn) -> Iterator[tuple[FakePlatform, Receiver, WhatsAppChannel]]:
    """A platform and a host that know each other's address."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(receiver))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/webhooks/shop"
    try:
        with FakePlatform(dialect=dialect_of("whatsapp"), webhook_url=url, turns=turns) as platform:
            receiver.channel = account(platform)
            yield platform, receiver, receiver.channel
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def account(platform: FakePlatform, **settings: object) -> WhatsAppChannel:
    """An account on that platform."""
    given = WhatsAppChannel.Settings.model_validate({**platform.dialect.settings(platform.root), **settings})
    return WhatsAppChannel("shop", given, platform.dialect.secrets(platform.root))


def perform(channel: WhatsAppChannel, call: HttpCall | Publish) -> HttpReply | None:
    """What a host does with a call; None where the connection broke and nobody knows what happened."""
    assert isinstance(call, HttpCall)
    assert isinstance(call.auth, Bearer)
    headers = {**call.headers, "authorization": f"Bearer {channel.secrets[call.auth.ref].decode()}"}
    try:
        reply = httpx2.request(call.method, call.url, content=call.body, headers=headers, timeout=5.0)
    except httpx2.TransportError:
        return None
    return HttpReply(
        status=reply.status_code,
        headers={name.lower(): value for name, value in reply.headers.items()},
        body=reply.content,
    )


def attempt(channel: WhatsAppChannel, message: Message) -> Receipt:
    """One attempt, from message to receipt."""
    reply = perform(channel, channel.compose(message))
    return Receipt(outcome=Outcome.UNKNOWN) if reply is None else channel.read_reply(message, reply)


def message(count: int = 0, to: str = ANA, **fields: object) -> Message:
    """A welcome with so many starters; its carrier is as `fit` has it."""
    shown = tuple(Suggestion(id=f"s{number}", title=title) for number, title in enumerate(TITLES[:count]))
    carriers = WhatsAppChannel.capabilities.carriers
    style = next((carrier.style for carrier in carriers if count <= carrier.count), None) if count else None
    plain = Message(key=f"{count:032x}", kind=Kind.WELCOME, text="Bonjour é", to=to, suggestions=shown, carrier=style)
    return replace(plain, **fields)  # type: ignore[arg-type]


def only(receiver: Receiver) -> Event:
    """The one event that came."""
    (event,) = receiver.events.values()
    return event


def test_hands_are_shaken_with_the_platforms_challenge() -> None:
    with connected() as (platform, receiver, _):
        assert platform.shake_hands() == (200, b"1158201444")
        assert not receiver.events


def test_a_wrong_word_in_the_handshake_is_refused() -> None:
    with connected() as (platform, _, _):
        query = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=guessed"
        assert platform.post(Posting(method="GET", query=query)) == 403


@pytest.mark.parametrize("count", [0, 3, 5])
def test_a_message_arrives_with_its_key_and_its_starters(count: int) -> None:
    with connected() as (platform, _, channel):
        receipt = attempt(channel, message(count))
    (seen,) = platform.seen
    assert (receipt.outcome, receipt.platform_id) == (Outcome.SENT, seen.platform_id)
    assert (seen.key, seen.text, seen.sent.to) == (f"{count:032x}", "Bonjour é", ANA)
    assert seen.sent.suggestions == TITLES[:count]


def test_a_contact_without_a_phone_number_is_written_to() -> None:
    with connected() as (platform, _, channel):
        assert attempt(channel, message(3, to=BO)).outcome is Outcome.SENT
    assert [seen.sent.to for seen in platform.seen] == [BO]


def test_a_contact_whose_phone_number_is_known_is_answered_there() -> None:
    with connected() as (platform, receiver, channel):
        assert platform.say("Bonjour", ANA) == [200]
        asked = only(receiver)
        attempt(channel, message(to=asked.contact.address, reply_context=asked.reply_context))
    assert asked.contact.address.startswith("US.")
    assert [seen.sent.to for seen in platform.seen] == [ANA]


def test_an_operators_own_words_find_the_same_person_by_the_user_id() -> None:
    with connected() as (platform, receiver, channel):
        platform.say("Bonjour", ANA)
        attempt(channel, message(to=only(receiver).contact.address))
    assert [seen.sent.to for seen in platform.seen] == [ANA]


@pytest.mark.parametrize("contact", [ANA, BO])
@pytest.mark.parametrize("count", [3, 5])
def test_each_starter_comes_back_when_it_is_tapped(count: int, contact: str) -> None:
    with connected() as (platform, receiver, channel):
        attempt(channel, message(count, to=contact))
        for title in TITLES[:count]:
            assert platform.tap(title, contact) == [200]
    taps = [event for event in receiver.events.values() if isinstance(event, StarterTapped)]
    assert [(tap.starter, tap.title) for tap in taps] == [(f"s{n}", title) for n, title in enumerate(TITLES[:count])]


def test_a14_a_repeat_is_acknowledged_and_known_by_its_id() -> None:
    with connected() as (platform, receiver, _):
        assert platform.say("Bonjour", ANA, times=3) == [200, 200, 200]
        assert isinstance(only(receiver), MessageReceived)


def test_a_posting_that_was_changed_is_refused() -> None:
    with connected() as (platform, receiver, _):
        posting = platform.dialect.post(NOW, platform.dialect.message(1, ANA, "Bonjour", NOW))
        assert platform.post(replace(posting, body=posting.body + b" ")) == 401
        assert platform.post(replace(posting, headers={})) == 401
        assert not receiver.events


def test_what_the_business_writes_on_its_phone_is_an_operators() -> None:
    with connected() as (platform, receiver, _):
        assert platform.answer("Oui.", ANA) == [200]
    operator = only(receiver)
    assert isinstance(operator, OperatorReplied)
    assert operator.text == "Oui."


def test_a_send_whose_answer_was_lost_is_settled_by_its_status() -> None:
    lost = Turn(answer=Answer.ACCEPT_THEN_DROP, echo=Echo.TWICE)
    with connected(lost) as (platform, receiver, channel):
        assert attempt(channel, message(3)).outcome is Outcome.UNKNOWN
        platform.wait_until(lambda: bool(receiver.events))
        (seen,) = platform.seen
    update = only(receiver)
    assert isinstance(update, DeliveryUpdated)
    assert (update.key, update.platform_id) == (seen.key, seen.platform_id)


@pytest.mark.parametrize(
    ("turn", "receipt"),
    [
        (Turn(answer=Answer.TOO_MANY, retry_after=9), (Outcome.RETRY, 9.0)),
        (Turn(answer=Answer.TOO_MANY), (Outcome.RETRY, None)),
        (Turn(answer=Answer.ERROR, status=503, retry_after=2), (Outcome.RETRY, 2.0)),
        (Turn(answer=Answer.ERROR, status=500), (Outcome.RETRY, None)),
        (Turn(answer=Answer.ERROR, status=502), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.REFUSE), (Outcome.FAILED, None)),
        (Turn(answer=Answer.GARBAGE), (Outcome.SENT, None)),
        (Turn(answer=Answer.ACCEPT_THEN_DROP), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.RESET_MID_BODY), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.DROP), (Outcome.UNKNOWN, None)),
    ],
)
def test_each_answer_has_its_receipt(turn: Turn, receipt: tuple[Outcome, float | None]) -> None:
    with connected(turn) as (_, _, channel):
        found = attempt(channel, message())
    assert (found.outcome, found.retry_after) == receipt


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "x" * 4097}, 131009),
        ({"text": ""}, 131009),
        ({"suggestions": (Suggestion(id="a", title="Same"), Suggestion(id="b", title="Same"))}, 131009),
    ],
)
def test_what_the_platform_refuses_fails_for_good(fields: Mapping[str, object], code: int) -> None:
    with connected() as (platform, _, channel):
        found = attempt(channel, message(3, **fields) if "suggestions" in fields else message(**fields))  # type: ignore[arg-type]
    assert (found.outcome, str(code) in found.detail) == (Outcome.FAILED, True)
    assert not platform.seen


@pytest.mark.parametrize("settings", [{"access_token": "env:FAKE_WHATSAPP_APP_SECRET"}, {"phone_number_id": "42"}])
def test_an_account_that_may_not_send_is_paused(settings: Mapping[str, object]) -> None:
    with connected() as (platform, _, _):
        found = attempt(account(platform, **settings), message())
    assert found.outcome is Outcome.PAUSED
    assert found.detail


def test_ice_breakers_are_written_read_back_and_withdrawn_with_no_call_too_many() -> None:
    starters = tuple(Suggestion(id=f"s{number}", title=title) for number, title in enumerate(TITLES[:4]))
    wanted = Profile(texts=(ProfileTexts(locale="fr", starters=starters),))
    with connected() as (platform, _, channel):
        calls = [settle(channel, profile) for profile in (wanted, wanted, Profile(), Profile())]
        written = [call for call in platform.calls if call.method == "POST"]
    assert calls == [1, 0, 1, 0]
    assert [call.json() for call in written] == [{"prompts": list(TITLES[:4])}, {"prompts": []}]


def settle(channel: WhatsAppChannel, wanted: Profile) -> int:
    """Read, plan and write; how many calls the plan had."""
    found = [perform(channel, call) for call in channel.read_profile(wanted)]
    plan = channel.plan_profile(wanted, [reply for reply in found if reply is not None])
    for call in plan.calls:
        reply = perform(channel, call)
        assert reply is not None
        assert reply.status == 200
    return len(plan.calls)

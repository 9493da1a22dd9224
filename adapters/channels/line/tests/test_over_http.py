"""LINE's adapter against its fake platform, over real HTTP in both directions, done as a host does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx2
import pytest

from frontdesk import (
    Bearer,
    CarrierStyle,
    ConversationOpened,
    Event,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    Outcome,
    Receipt,
    StarterTapped,
    Suggestion,
    WebhookRejected,
    WebhookRequest,
)
from frontdesk_line import LineChannel, LineSettings
from frontdesk_testkit import Answer, FakePlatform, Posting, Turn
from frontdesk_testkit.platforms.line import LineDialect

ANA = LineDialect().contact(1)
STARTERS = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="where", title="Où êtes-vous ?"))


def account_on(platform: FakePlatform, **settings: object) -> LineChannel:
    """An account whose platform is the fake one."""
    given = {**platform.dialect.settings(platform.root), **settings}
    return LineChannel("shop", LineSettings.model_validate(given), platform.dialect.secrets(platform.root))


def message(number: int = 0, context: Mapping[str, str] | None = None) -> Message:
    """One message with its starters."""
    return Message(
        key=f"{number:032x}",
        kind=Kind.WELCOME,
        text=f"Bonjour {number} é",
        to=ANA,
        suggestions=STARTERS,
        carrier=CarrierStyle.BUTTONS,
        reply_context=context or {},
    )


def attempt(account: LineChannel, sent: Message) -> Receipt:
    """One attempt, from message to receipt."""
    reply = perform(account, account.compose(sent))
    return Receipt(outcome=Outcome.UNKNOWN) if reply is None else account.read_reply(sent, reply)


def perform(account: LineChannel, call: HttpCall) -> HttpReply | None:
    """What a host does with a call; None where the connection broke and nobody knows what happened."""
    assert isinstance(call.auth, Bearer)
    headers = {**call.headers, "authorization": f"Bearer {account.secrets[call.auth.ref].decode()}"}
    try:
        reply = httpx2.request(call.method, call.url, content=call.body, headers=headers, timeout=5.0)
    except httpx2.TransportError:
        return None
    told = {name.lower(): value for name, value in reply.headers.items()}
    return HttpReply(status=reply.status_code, headers=told, body=reply.content)


class _Desk(BaseHTTPRequestHandler):
    """Where LINE posts to: verify, parse, and 200 once the events are kept."""

    account: LineChannel
    events: list[Event]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        now = datetime.now(UTC)  # noqa: TID251 - the fake platform's clock is the real one
        request = WebhookRequest(path=self.path, headers=headers, body=body, received_at=now)
        try:
            self.account.verify(request)
            self.events.extend(self.account.parse(request))
            answer = self.account.acknowledge(request)
            status, said = answer.status, answer.body
        except WebhookRejected as rejected:
            status, said = rejected.status, b""
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    """The LINE Platform."""
    with FakePlatform(dialect=LineDialect()) as fake:
        yield fake


@pytest.fixture
def events(platform: FakePlatform) -> Iterator[list[Event]]:
    """What Frontdesk understood of what the platform posted."""
    heard: list[Event] = []
    handler = type("Desk", (_Desk,), {"account": account_on(platform), "events": heard})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        platform.webhook_url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/shop"
        yield heard
        server.shutdown()
        thread.join()


def test_message_arrives_with_its_quick_replies(platform: FakePlatform) -> None:
    receipt = attempt(account_on(platform), message(7))
    (seen,) = platform.seen
    assert (receipt.outcome, receipt.platform_id) == (Outcome.SENT, seen.platform_id)
    assert (seen.text, seen.sent.to, seen.sent.signed) == ("Bonjour 7 é", ANA, True)
    assert seen.sent.suggestions == ("Vos horaires ?", "Où êtes-vous ?")
    assert seen.key.replace("-", "") == f"{7:032x}"


def test_follow_word_and_tap_are_understood(platform: FakePlatform, events: list[Event]) -> None:
    assert platform.open(ANA) == [200]
    attempt(account_on(platform), message())
    assert platform.say("Merci", ANA) == [200]
    assert platform.tap("Où êtes-vous ?", ANA) == [200]
    opened, said, tapped = events
    assert isinstance(opened, ConversationOpened)
    assert isinstance(said, MessageReceived)
    assert isinstance(tapped, StarterTapped)
    assert tapped.starter == "where"
    assert {event.contact.address for event in events} == {ANA}


def test_check_of_the_address_is_answered_with_200(platform: FakePlatform, events: list[Event]) -> None:
    assert platform.shake_hands() == (200, b"")
    assert events == []


def test_repeats_keep_their_ids(platform: FakePlatform, events: list[Event]) -> None:
    assert platform.say("Bonjour", ANA, times=3) == [200, 200, 200]
    assert len({event.id for event in events}) == 1


def test_stranger_is_refused(platform: FakePlatform, events: list[Event]) -> None:
    real = platform.dialect.post(platform.now(), platform.dialect.message(1, ANA, "Bonjour", platform.now()))
    other = platform.dialect.post(platform.now(), platform.dialect.message(2, ANA, "Bonjour", platform.now()))
    assert platform.post(Posting(body=real.body, headers=other.headers)) == 401
    assert platform.post(Posting(body=real.body, headers={"Content-Type": "application/json"})) == 401
    assert platform.post(Posting(body=real.body + b" ", headers=real.headers)) == 401
    assert events == []


def test_reply_takes_the_token_of_its_event_once(platform: FakePlatform, events: list[Event]) -> None:
    account = account_on(platform, prefer_reply=True)
    platform.say("Bonjour", ANA)
    answer = message(1, events[0].reply_context)
    assert attempt(account, answer).outcome is Outcome.SENT
    (seen,) = platform.seen
    assert (seen.sent.to, seen.key) == (ANA, "")
    other = message(2, events[0].reply_context)
    refused = attempt(account, other)
    assert (refused.outcome, refused.detail) == (Outcome.RETRY, "400 Invalid reply token")
    assert attempt(account, replace(other, attempt=1)).outcome is Outcome.SENT
    assert [seen.text for seen in platform.seen] == ["Bonjour 1 é", "Bonjour 2 é"]
    assert platform.seen[1].key


@pytest.mark.parametrize(
    ("turn", "pushed", "replied"),
    [
        (Turn(answer=Answer.TOO_MANY), Outcome.RETRY, Outcome.RETRY),
        (Turn(answer=Answer.ERROR), Outcome.RETRY, Outcome.UNKNOWN),
        (Turn(answer=Answer.ERROR, status=502), Outcome.RETRY, Outcome.UNKNOWN),
        (Turn(answer=Answer.REFUSE), Outcome.FAILED, Outcome.FAILED),
        (Turn(answer=Answer.GARBAGE), Outcome.RETRY, Outcome.UNKNOWN),
        (Turn(answer=Answer.ACCEPT_THEN_DROP), Outcome.UNKNOWN, Outcome.UNKNOWN),
        (Turn(answer=Answer.DROP), Outcome.UNKNOWN, Outcome.UNKNOWN),
    ],
)
def test_each_answer_has_its_receipt(
    platform: FakePlatform, events: list[Event], turn: Turn, pushed: Outcome, replied: Outcome
) -> None:
    platform.say("Bonjour", ANA)
    platform.script(turn, turn)
    account = account_on(platform, prefer_reply=True)
    assert attempt(account, message(1)).outcome is pushed
    assert attempt(account, message(2, events[0].reply_context)).outcome is replied


def test_wrong_token_makes_the_account_wait(platform: FakePlatform) -> None:
    account = account_on(platform)
    account.secrets = {**account.secrets, "env:LINE_ACCESS_TOKEN": b"expired"}
    receipt = attempt(account, message())
    assert receipt.outcome is Outcome.PAUSED
    assert receipt.detail.startswith("401 Authentication failed")
    assert platform.seen == ()


def test_used_up_month_makes_the_account_wait(platform: FakePlatform) -> None:
    assert isinstance(platform.dialect, LineDialect)
    platform.dialect.quota_left = 1
    account = account_on(platform)
    assert [attempt(account, message(number)).outcome for number in (1, 2)] == [Outcome.SENT, Outcome.PAUSED]
    platform.dialect.quota_left = None
    assert attempt(account, message(2)).outcome is Outcome.SENT


@pytest.mark.parametrize("seed", range(3))
def test_j1_contact_sees_each_push_once_and_in_order_in_any_weather(seed: int) -> None:
    with FakePlatform(dialect=LineDialect(), seed=seed, trouble=0.6) as platform:
        account = account_on(platform)
        for number in range(15):
            while attempt(account, message(number)).outcome in {Outcome.RETRY, Outcome.UNKNOWN}:
                pass  # settled by key: sending again is harmless, and each turn of the weather ends
    assert [seen.text for seen in platform.seen] == [f"Bonjour {number} é" for number in range(15)]
    assert len(platform.attempts) > 15


@pytest.mark.parametrize("seed", range(3))
def test_contact_sees_no_reply_twice_in_any_weather(seed: int) -> None:
    dialect = LineDialect()
    with FakePlatform(dialect=dialect, seed=seed, trouble=0.6) as platform:
        account = account_on(platform, prefer_reply=True)
        for number in range(15):
            token = f"token-{number}"
            dialect.reply_tokens[token] = ANA
            sent, outcome = message(number, {"reply_token": token}), Outcome.RETRY
            while outcome is Outcome.RETRY:
                outcome = attempt(account, sent).outcome
                sent = replace(sent, attempt=sent.attempt + 1)
            assert outcome in {Outcome.SENT, Outcome.UNKNOWN}
    texts = [seen.text for seen in platform.seen]
    assert len(set(texts)) == len(texts)


def test_longest_text_with_thirteen_questions_is_taken(platform: FakePlatform) -> None:
    offered = tuple(Suggestion(id=f"s{number}", title=f"{number:02} Question à vous ?") for number in range(13))
    full = replace(message(), text="🍎" * 2500, suggestions=offered)
    assert attempt(account_on(platform), full).outcome is Outcome.SENT
    past = replace(full, key="f" * 32, text=full.text + "x")
    assert attempt(account_on(platform), past).detail.startswith(
        "400 The request body has 1 error(s) (messages[0].text"
    )

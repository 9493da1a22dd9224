"""Telegram's adapter against its fake platform, over real HTTP in both directions, done as a host does it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx2
import pytest

from frontdesk import (
    CarrierStyle,
    ConversationOpened,
    Event,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    OperatorReplied,
    Outcome,
    PathKey,
    Profile,
    ProfileTexts,
    Receipt,
    StarterTapped,
    Suggestion,
    WebhookRejected,
    WebhookRequest,
)
from frontdesk_telegram import TelegramChannel, TelegramSettings
from frontdesk_testkit import Answer, FakePlatform, Posting, Turn
from frontdesk_testkit.platforms.telegram import TelegramDialect

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
STARTERS = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="where", title="Où êtes-vous ?"))


def bot(platform: FakePlatform) -> TelegramChannel:
    """An account whose platform is the fake one."""
    settings = TelegramSettings.model_validate(platform.dialect.settings(platform.root))
    return TelegramChannel("shop", settings, platform.dialect.secrets(platform.root))


def message(number: int = 0) -> Message:
    """One message with its starters."""
    return Message(
        key=f"{number:032x}",
        kind=Kind.WELCOME,
        text=f"Bonjour {number} é",
        to="5001",
        suggestions=STARTERS,
        carrier=CarrierStyle.BUTTONS,
    )


def perform(account: TelegramChannel, call: HttpCall) -> HttpReply | None:
    """What a host does with a call; None where the connection broke and nobody knows what happened."""
    assert isinstance(call.auth, PathKey)
    url = call.url.replace("{secret}", account.secrets[call.auth.ref].decode())
    try:
        reply = httpx2.request(call.method, url, content=call.body, headers=dict(call.headers), timeout=5.0)
    except httpx2.TransportError:
        return None
    headers = {name.lower(): value for name, value in reply.headers.items()}
    return HttpReply(status=reply.status_code, headers=headers, body=reply.content)


def attempt(account: TelegramChannel, sent: Message) -> Receipt:
    """One attempt, from message to receipt."""
    reply = perform(account, account.compose(sent))
    return Receipt(outcome=Outcome.UNKNOWN) if reply is None else account.read_reply(sent, reply)


class _Desk(BaseHTTPRequestHandler):
    """Where Telegram posts to: verify, parse, and 200 once the events are kept."""

    account: TelegramChannel
    events: list[Event]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = WebhookRequest(path=self.path, headers=headers, body=body, received_at=NOW)
        try:
            self.account.verify(request)
            self.events.extend(self.account.parse(request))
            status = 200
        except WebhookRejected as rejected:
            status = rejected.status
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    """The Bot API."""
    with FakePlatform(dialect=TelegramDialect()) as fake:
        yield fake


@pytest.fixture
def events(platform: FakePlatform) -> Iterator[list[Event]]:
    """What Frontdesk understood of what the platform posted."""
    heard: list[Event] = []
    handler = type("Desk", (_Desk,), {"account": bot(platform), "events": heard})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        platform.webhook_url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/shop"
        yield heard
        server.shutdown()
        thread.join()


def test_message_arrives_with_its_buttons(platform: FakePlatform) -> None:
    receipt = attempt(bot(platform), message(7))
    (seen,) = platform.seen
    assert (receipt.outcome, receipt.platform_id) == (Outcome.SENT, "5001:0")
    assert (seen.text, seen.sent.to, seen.sent.signed) == ("Bonjour 7 é", "5001", True)
    assert seen.sent.suggestions == ("Vos horaires ?", "Où êtes-vous ?")


def test_d4_start_word_tap_and_operator_are_told_apart(platform: FakePlatform, events: list[Event]) -> None:
    account = bot(platform)
    assert platform.open("5001") == [200]
    attempt(account, message())
    assert platform.say("Merci", "5001") == [200]
    assert platform.tap("Où êtes-vous ?", "5001") == [200]
    assert platform.answer("Je regarde.", "5001") == [200]
    opened, said, tapped, operator = events
    assert isinstance(opened, ConversationOpened)
    assert isinstance(said, MessageReceived)
    assert isinstance(tapped, StarterTapped)
    assert (tapped.starter, tapped.title) == ("where", "Où êtes-vous ?")
    assert isinstance(operator, OperatorReplied)
    assert {event.contact.address for event in events} == {"5001"}


def test_tap_is_answered(platform: FakePlatform, events: list[Event]) -> None:
    account = bot(platform)
    attempt(account, message())
    platform.tap("Vos horaires ?", "5001")
    (call,) = account.courtesies(events[0])
    reply = perform(account, call)
    assert reply is not None
    assert reply.status == 200
    assert isinstance(platform.dialect, TelegramDialect)
    assert platform.dialect.answered == ["1"]


def test_repeats_keep_their_ids(platform: FakePlatform, events: list[Event]) -> None:
    assert platform.say("Bonjour", "5001", times=3) == [200, 200, 200]
    assert len({event.id for event in events}) == 1


@pytest.mark.parametrize(("secret", "status"), [("another", 401), ("", 401)])
def test_stranger_is_refused(platform: FakePlatform, events: list[Event], secret: str, status: int) -> None:
    real = platform.dialect.post(NOW, platform.dialect.message(1, "5001", "Bonjour", NOW))
    headers = {**real.headers, "X-Telegram-Bot-Api-Secret-Token": secret}
    assert platform.post(Posting(body=real.body, headers=headers)) == status
    assert events == []


@pytest.mark.parametrize(
    ("turn", "receipt"),
    [
        (Turn(answer=Answer.TOO_MANY, retry_after=9), (Outcome.RETRY, 9.0)),
        (Turn(answer=Answer.TOO_MANY), (Outcome.RETRY, None)),
        (Turn(answer=Answer.ERROR), (Outcome.RETRY, None)),
        (Turn(answer=Answer.ERROR, status=502), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.REFUSE), (Outcome.FAILED, None)),
        (Turn(answer=Answer.GARBAGE), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.ACCEPT_THEN_DROP), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.RESET_MID_BODY), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.DROP), (Outcome.UNKNOWN, None)),
    ],
)
def test_each_answer_has_its_receipt(platform: FakePlatform, turn: Turn, receipt: tuple[Outcome, float | None]) -> None:
    platform.script(turn)
    found = attempt(bot(platform), message())
    assert (found.outcome, found.retry_after) == receipt


def test_wrong_token_makes_the_account_wait(platform: FakePlatform) -> None:
    account = bot(platform)
    account.secrets = {**account.secrets, "env:TELEGRAM_TOKEN": b"1:revoked"}
    receipt = attempt(account, message())
    assert (receipt.outcome, receipt.detail) == (Outcome.PAUSED, "401 Unauthorized")
    assert platform.seen == ()


@pytest.mark.parametrize("seed", range(3))
def test_contact_sees_no_message_twice_in_any_weather(seed: int) -> None:
    with FakePlatform(dialect=TelegramDialect(), seed=seed, trouble=0.6) as platform:
        account = bot(platform)
        outcomes = []
        for number in range(15):
            outcome = Outcome.RETRY
            while outcome is Outcome.RETRY:
                outcome = attempt(account, message(number)).outcome
            outcomes.append(outcome)
        texts = [seen.text for seen in platform.seen]
    assert len(set(texts)) == len(texts)
    assert set(outcomes) <= {Outcome.SENT, Outcome.UNKNOWN}
    assert {f"Bonjour {number} é" for number, it in enumerate(outcomes) if it is Outcome.SENT} <= set(texts)


def test_h1_profile_is_written_read_back_and_withdrawn(platform: FakePlatform) -> None:
    account = bot(platform)
    english = (Suggestion(id="hours", title="Your hours?"),)
    wanted = Profile(texts=(ProfileTexts(locale="fr", starters=STARTERS), ProfileTexts(locale="en", starters=english)))
    assert isinstance(platform.dialect, TelegramDialect)
    assert mend(account, wanted) == 2
    assert [entry["command"] for entry in platform.dialect.commands[""]] == ["hours", "where"]
    assert platform.dialect.commands["en"] == [{"command": "hours", "description": "Your hours?"}]
    assert mend(account, wanted) == 0
    assert mend(account, Profile()) == 2
    assert platform.dialect.commands == {}


def mend(account: TelegramChannel, wanted: Profile) -> int:
    """Read, plan and write; how many calls were needed."""
    found = [perform(account, call) for call in account.read_profile(wanted)]
    plan = account.plan_profile(wanted, [reply for reply in found if reply is not None])
    assert not plan.problem
    for call in plan.calls:
        reply = perform(account, call)
        assert reply is not None
        assert reply.status == 200, reply.body
    return len(plan.calls)

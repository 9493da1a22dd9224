"""The Twilio channel against Twilio as the fake platform plays it, over real HTTP, done as a host does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from twilio_shop import NOW

from frontdesk import (
    Basic,
    DeliveryUpdated,
    Draft,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    Outcome,
    Receipt,
    Suggestion,
    Unknown,
    WebhookRejected,
    WebhookRequest,
    fit,
)
from frontdesk_testkit import Answer, Echo, FakePlatform, Turn
from frontdesk_testkit.platforms.twilio_sms import TwilioSmsDialect
from frontdesk_twilio_sms import TwilioSmsChannel

ANA = "+33639000007"
STARTERS = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="where", title="Où êtes-vous ?"))


class Inbox(HTTPServer):
    """Where Frontdesk would listen: what comes in is verified and parsed by the account, and answered as it says."""

    account: TwilioSmsChannel
    events: list[object]
    statuses: list[int]


class _Hook(BaseHTTPRequestHandler):
    server: Inbox

    def do_POST(self) -> None:
        """Verify, parse, acknowledge."""
        parts = urlsplit(self.path)
        request = WebhookRequest(
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers["Content-Length"])),
            received_at=NOW,
        )
        try:
            self.server.account.verify(request)
        except WebhookRejected as rejection:
            self._answer(rejection.status, b"")
            return
        self.server.events.extend(self.server.account.parse(request))
        self._answer(200, self.server.account.acknowledge(request).body)

    def _answer(self, status: int, body: bytes) -> None:
        self.server.statuses.append(status)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """An inbox that listens; its account is set by `connected`."""
    with Inbox(("127.0.0.1", 0), _Hook) as server:
        server.events, server.statuses = [], []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def connected(inbox: Inbox, *turns: Turn) -> FakePlatform:
    """Twilio, which calls the inbox and treats the next messages like this."""
    url = f"http://127.0.0.1:{inbox.server_address[1]}/webhooks/sms"
    return FakePlatform(dialect=TwilioSmsDialect(), webhook_url=url, turns=turns)


def channel(twilio: FakePlatform, inbox: Inbox) -> TwilioSmsChannel:
    """An account on it, to which the inbox belongs."""
    settings = TwilioSmsChannel.Settings.model_validate(twilio.dialect.settings(twilio.root))
    inbox.account = TwilioSmsChannel("sms", settings, twilio.dialect.secrets(twilio.root))
    return inbox.account


def perform(account: TwilioSmsChannel, call: HttpCall) -> HttpReply | None:
    """What a host does with a call; None where the connection broke and nobody knows what happened."""
    assert isinstance(call.auth, Basic)
    auth = httpx2.BasicAuth(call.auth.user, account.secrets[call.auth.ref].decode())
    try:
        reply = httpx2.request(call.method, call.url, content=call.body, headers=call.headers, auth=auth, timeout=5.0)
    except httpx2.TransportError:
        return None
    named: Mapping[str, str] = {name.lower(): value for name, value in reply.headers.items()}
    return HttpReply(status=reply.status_code, headers=named, body=reply.content)


def attempt(account: TwilioSmsChannel, message: Message) -> Receipt:
    """One attempt, from message to receipt."""
    reply = perform(account, account.compose(message))
    return Receipt(outcome=Outcome.UNKNOWN) if reply is None else account.read_reply(message, reply)


def welcome(account: TwilioSmsChannel, to: str = ANA) -> Message:
    """The welcome, as it fits into a text message."""
    draft = Draft(key="5f0c" * 8, kind=Kind.WELCOME, text="Bonjour, ici Lyon.", locale="fr", suggestions=STARTERS)
    (message,) = fit(draft, account.capabilities, to=to)
    return message


def test_a_contact_writes_reads_a_numbered_menu_and_our_key_comes_back(inbox: Inbox) -> None:
    with connected(inbox, Turn(echo=Echo.TWICE)) as twilio:
        account = channel(twilio, inbox)
        assert twilio.say("Bonjour", contact=ANA, times=2) == [200, 200]
        receipt = attempt(account, welcome(account))
        twilio.wait_until(lambda: len(inbox.events) == 4)
    (seen,) = twilio.seen
    assert (seen.sent.to, seen.text) == (ANA, "Bonjour, ici Lyon.\n\n1. Vos horaires ?\n2. Où êtes-vous ?")
    first, again, delivered, repeated = inbox.events
    assert isinstance(first, MessageReceived)
    assert isinstance(again, MessageReceived)
    assert first.id == again.id
    assert isinstance(delivered, DeliveryUpdated)
    assert (delivered.key, delivered.platform_id, delivered.contact.address) == ("5f0c" * 8, receipt.platform_id, ANA)
    assert repeated == delivered


def test_a_reply_by_number_is_text_for_the_engine_to_recognise(inbox: Inbox) -> None:
    with connected(inbox) as twilio:
        channel(twilio, inbox)
        twilio.say("2", contact=ANA)
    (event,) = inbox.events
    assert isinstance(event, MessageReceived)
    assert event.text == "2"


def test_who_sent_stop_is_heard_by_no_rule_and_written_to_no_more(inbox: Inbox) -> None:
    with connected(inbox) as twilio:
        account = channel(twilio, inbox)
        twilio.say("STOP", contact=ANA)
        refused = attempt(account, welcome(account))
        twilio.say("START", contact=ANA)
        assert attempt(account, welcome(account)).outcome is Outcome.SENT
    assert (refused.outcome, refused.detail) == (Outcome.FAILED, "400 21610 Attempt to send to unsubscribed recipient")
    assert [type(event) for event in inbox.events] == [Unknown, Unknown]


def test_what_is_signed_for_another_address_is_refused(inbox: Inbox) -> None:
    with connected(inbox) as twilio:
        channel(twilio, inbox)
        posting = twilio.dialect.post(NOW, twilio.dialect.message(1, ANA, "Bonjour", NOW))
        assert twilio.post(replace(posting, query="more=1")) == 401
        assert twilio.post(replace(posting, headers={"Content-Type": "application/x-www-form-urlencoded"})) == 401
        assert twilio.post(replace(posting, body=posting.body.replace(b"Bonjour", b"Bonsoir"))) == 401
        assert twilio.post(posting) == 200
    assert len(inbox.events) == 1


@pytest.mark.parametrize(
    ("turn", "receipt"),
    [
        (Turn(answer=Answer.TOO_MANY, retry_after=9), (Outcome.RETRY, 9.0)),
        (Turn(answer=Answer.ERROR), (Outcome.RETRY, None)),
        (Turn(answer=Answer.REFUSE), (Outcome.FAILED, None)),
        (Turn(answer=Answer.GARBAGE), (Outcome.SENT, None)),
        (Turn(answer=Answer.ACCEPT_THEN_DROP), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.RESET_MID_BODY), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.DROP), (Outcome.UNKNOWN, None)),
    ],
)
def test_each_answer_has_its_receipt(inbox: Inbox, turn: Turn, receipt: tuple[Outcome, float | None]) -> None:
    with connected(inbox, turn) as twilio:
        account = channel(twilio, inbox)
        found = attempt(account, welcome(account))
    assert (found.outcome, found.retry_after) == receipt


def test_a_wrong_token_pauses_the_account(inbox: Inbox) -> None:
    with connected(inbox) as twilio:
        right = channel(twilio, inbox)
        wrong = TwilioSmsChannel("sms", right.settings, dict.fromkeys(right.secrets, b"wrong"))
        found = attempt(wrong, welcome(wrong))
    assert (found.outcome, found.detail) == (Outcome.PAUSED, "401 20003 Authenticate")
    assert not twilio.seen

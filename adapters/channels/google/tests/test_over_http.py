"""Both channels against their fake platforms, over real HTTP in both directions, done as a host does it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from frontdesk import (
    CarrierStyle,
    Channel,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    GoogleServiceAccount,
    Host,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    Outcome,
    Profile,
    ProfileTexts,
    Receipt,
    StarterTapped,
    Suggestion,
    WebhookRejected,
    WebhookRequest,
)
from frontdesk_testkit import Answer, Echo, FakePlatform, Posting, Turn, dialect_of
from frontdesk_testkit.platforms.google import BusinessMessagesDialect, GoogleDialect, RcsDialect

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
KINDS = ("rcs", "google_business_messages")
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
STARTERS = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="where", title="Où êtes-vous ?"))


def account_on(platform: FakePlatform, kind: str) -> Channel:
    """An account whose platform is the fake one."""
    channel = Host.load().channels[kind]
    settings = channel.Settings.model_validate(platform.dialect.settings(platform.root))
    return channel("shop", settings, platform.dialect.secrets(platform.root))


def message(platform: FakePlatform, number: int = 0) -> Message:
    """One message with its starters."""
    return Message(
        key=f"{number:032x}",
        kind=Kind.WELCOME,
        text=f"Bonjour {number} é",
        to=platform.dialect.contact(1),
        suggestions=STARTERS,
        carrier=CarrierStyle.BUTTONS,
    )


def assertion(key_file: Mapping[str, str], scopes: Sequence[str], **claims: object) -> str:
    """What a host signs with the account's key."""
    at = int(NOW.timestamp())
    said = {"iss": key_file["client_email"], "aud": key_file["token_uri"], "scope": " ".join(scopes)}
    parts = [{"alg": "RS256", "typ": "JWT"}, {**said, "iat": at, "exp": at + 3600, **claims}]
    signed = ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    signature = loaded(key_file["private_key"]).sign(signed.encode(), PKCS1v15(), SHA256())
    return f"{signed}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


@cache
def loaded(pem: str) -> RSAPrivateKey:
    """The key of a file; reading one takes a while."""
    key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key


def ask(key_file: Mapping[str, str], form: Mapping[str, str]) -> httpx2.Response:
    """A post to the address that the key file names."""
    return httpx2.post(key_file["token_uri"], data=dict(form), timeout=5.0)


def token_of(account: Channel, auth: GoogleServiceAccount) -> str:
    """A token, as a host fetches it."""
    key_file = json.loads(account.secrets[auth.ref])
    reply = ask(key_file, {"grant_type": GRANT, "assertion": assertion(key_file, auth.scopes)})
    assert reply.status_code == 200, reply.text
    token: str = reply.json()["access_token"]
    return token


def perform(account: Channel, call: HttpCall, token: str | None = None) -> HttpReply | None:
    """What a host does with a call; None where the connection broke and nobody knows what happened."""
    assert isinstance(call.auth, GoogleServiceAccount)
    headers = {**call.headers, "authorization": f"Bearer {token or token_of(account, call.auth)}"}
    try:
        reply = httpx2.request(call.method, call.url, content=call.body, headers=headers, timeout=5.0)
    except httpx2.TransportError:
        return None
    told = {name.lower(): value for name, value in reply.headers.items()}
    return HttpReply(status=reply.status_code, headers=told, body=reply.content)


def attempt(account: Channel, sent: Message, token: str | None = None) -> Receipt:
    """One attempt, from message to receipt."""
    call = account.compose(sent)
    assert isinstance(call, HttpCall)
    reply = perform(account, call, token)
    return Receipt(outcome=Outcome.UNKNOWN) if reply is None else account.read_reply(sent, reply)


class _Desk(BaseHTTPRequestHandler):
    """Where Google posts to: verify, parse, and what the channel answers once the events are kept."""

    account: Channel
    events: list[Event]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = WebhookRequest(path=self.path, headers=headers, body=body, received_at=datetime.now(UTC))  # noqa: TID251 - the platform's time is real
        try:
            self.account.verify(request)
            self.events.extend(self.account.parse(request))
            answer = self.account.acknowledge(request)
            status, said = answer.status, answer.body
        except WebhookRejected as rejection:
            status, said = rejection.status, b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """One of the two."""
    found: str = request.param
    return found


@pytest.fixture
def platform(kind: str) -> Iterator[FakePlatform]:
    """Its platform, in fair weather."""
    with FakePlatform(dialect=dialect_of(kind)) as found:
        yield found


@pytest.fixture
def events(platform: FakePlatform, kind: str) -> Iterator[list[Event]]:
    """What reached us: the platform is told where we listen."""
    heard: list[Event] = []
    desk = type("Desk", (_Desk,), {"account": account_on(platform, kind), "events": heard})
    with ThreadingHTTPServer(("127.0.0.1", 0), desk) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        platform.webhook_url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/shop"
        yield heard
        server.shutdown()
        thread.join()


# Sending


def test_message_arrives_with_its_starters_by_a_token_of_the_key_file(platform: FakePlatform, kind: str) -> None:
    receipt = attempt(account_on(platform, kind), message(platform, 7))
    (seen,) = platform.seen
    assert (receipt.outcome, receipt.platform_id) == (Outcome.SENT, seen.key)
    assert (seen.text, seen.sent.to) == ("Bonjour 7 é", platform.dialect.contact(1))
    assert seen.sent.suggestions == ("Vos horaires ?", "Où êtes-vous ?")


@pytest.mark.parametrize(
    ("turn", "receipt"),
    [
        (Turn(answer=Answer.TOO_MANY, retry_after=9), (Outcome.RETRY, 9.0)),
        (Turn(answer=Answer.TOO_MANY), (Outcome.RETRY, None)),
        (Turn(answer=Answer.ERROR, status=503, retry_after=2), (Outcome.RETRY, 2.0)),
        (Turn(answer=Answer.ERROR, status=500), (Outcome.RETRY, None)),
        (Turn(answer=Answer.ERROR, status=502), (Outcome.RETRY, None)),
        (Turn(answer=Answer.REFUSE), (Outcome.FAILED, None)),
        (Turn(answer=Answer.GARBAGE), (Outcome.SENT, None)),
        (Turn(answer=Answer.ACCEPT_THEN_DROP), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.RESET_MID_BODY), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.DROP), (Outcome.UNKNOWN, None)),
    ],
)
def test_each_answer_has_its_receipt(
    platform: FakePlatform, kind: str, turn: Turn, receipt: tuple[Outcome, float | None]
) -> None:
    platform.script(turn)
    found = attempt(account_on(platform, kind), message(platform))
    assert (found.outcome, found.retry_after) == receipt


@pytest.mark.parametrize("seed", range(2))
def test_contact_sees_each_message_once_and_in_order_in_any_weather(kind: str, seed: int) -> None:
    with FakePlatform(dialect=dialect_of(kind), seed=seed, trouble=0.6) as platform:
        account = account_on(platform, kind)
        call = account.compose(message(platform))
        assert isinstance(call, HttpCall)
        assert isinstance(call.auth, GoogleServiceAccount)
        token = token_of(account, call.auth)
        for number in range(12):
            while attempt(account, message(platform, number), token).outcome in {Outcome.RETRY, Outcome.UNKNOWN}:
                pass  # settled by key: sending again is harmless, and each turn of the weather ends
    assert [seen.text for seen in platform.seen] == [f"Bonjour {number} é" for number in range(12)]
    assert len(platform.attempts) > 12


def test_account_waits_when_its_tokens_are_worth_nothing(platform: FakePlatform, kind: str) -> None:
    account = account_on(platform, kind)
    assert isinstance(platform.dialect, GoogleDialect)
    stale = platform.dialect.tokens.issue(("https://www.googleapis.com/auth/rcsbusinessmessaging",))
    platform.dialect.tokens.revoke()
    receipt = attempt(account, message(platform), stale)
    assert (receipt.outcome, platform.seen) == (Outcome.PAUSED, ())
    assert "UNAUTHENTICATED" in receipt.detail


def test_account_waits_when_its_token_is_for_something_else(platform: FakePlatform, kind: str) -> None:
    assert isinstance(platform.dialect, GoogleDialect)
    other = platform.dialect.tokens.issue(("https://www.googleapis.com/auth/drive",))
    assert attempt(account_on(platform, kind), message(platform), other).outcome is Outcome.PAUSED


def test_phone_without_rcs_is_given_up_and_told() -> None:
    dialect = RcsDialect()
    with FakePlatform(dialect=dialect) as platform:
        dialect.unreachable.add(dialect.contact(1))
        receipt = attempt(account_on(platform, "rcs"), message(platform))
    assert receipt.outcome is Outcome.FAILED
    assert receipt.detail.startswith("404 NOT_FOUND")


def test_conversation_of_another_agent_is_given_up_and_told() -> None:
    dialect = BusinessMessagesDialect()
    with FakePlatform(dialect=dialect) as platform:
        dialect.foreign.add(dialect.contact(1))
        receipt = attempt(account_on(platform, "google_business_messages"), message(platform))
    assert receipt.outcome is Outcome.FAILED
    assert receipt.detail.startswith("403 PERMISSION_DENIED")


def test_greeting_of_rcs_has_its_time_to_live() -> None:
    with FakePlatform(dialect=RcsDialect()) as platform:
        account = account_on(platform, "rcs")
        attempt(account, message(platform, 1))
        attempt(account, replace(message(platform, 2), kind=Kind.ANSWER))
    assert [dict(seen.sent.context) for seen in platform.seen] == [{"ttl": "3600s"}, {}]


def test_read_mark_of_rcs_is_taken() -> None:
    with FakePlatform(dialect=RcsDialect()) as platform:
        account = account_on(platform, "rcs")
        account.settings = account.settings.model_copy(update={"typing": True})
        event = platform.dialect.message(1, platform.dialect.contact(1), "Bonjour", NOW)
        chatty = type(account)("shop", account.settings, account.secrets)
        (heard,) = chatty.parse(received(platform.dialect.post(NOW, event)))
        replies = [perform(chatty, call) for call in chatty.courtesies(heard)]
    assert [reply.status if reply else None for reply in replies] == [200, 200]
    assert [call.path.rpartition("/")[2] for call in platform.calls] == ["token", "agentEvents"] * 2


def received(posting: Posting) -> WebhookRequest:
    """A posting of the platform as it reaches us."""
    headers = {name.lower(): value for name, value in posting.headers.items()}
    return WebhookRequest(headers=headers, body=posting.body, received_at=NOW)


# Receiving


def test_webhook_is_set_up_by_the_handshake(platform: FakePlatform, events: list[Event]) -> None:
    assert platform.shake_hands() == (200, b"1234567890")
    wrong = Posting(body=b'{"clientToken": "another", "secret": "1234567890"}')
    assert (platform.post(wrong), events) == (403, [])


def test_contact_is_heard_and_its_tap_known(platform: FakePlatform, kind: str, events: list[Event]) -> None:
    contact = platform.dialect.contact(1)
    attempt(account_on(platform, kind), message(platform))
    assert platform.say("Où êtes-vous ?", contact) == [200]
    assert platform.tap("Vos horaires ?", contact) == [200]
    written, tapped = events
    assert isinstance(written, MessageReceived)
    assert (written.text, written.contact.address) == ("Où êtes-vous ?", contact)
    assert isinstance(tapped, StarterTapped)
    assert (tapped.starter, tapped.title) == ("hours", "Vos horaires ?")


def test_repeats_are_known_by_their_ids(platform: FakePlatform, events: list[Event]) -> None:
    assert platform.say("Bonjour", platform.dialect.contact(1), times=3) == [200, 200, 200]
    assert len({event.id for event in events}) == 1


def test_nobody_but_google_is_listened_to(platform: FakePlatform, events: list[Event]) -> None:
    posting = platform.dialect.post(NOW, platform.dialect.message(1, platform.dialect.contact(1), "Bonjour", NOW))
    unsigned = replace(posting, headers={})
    forged = replace(posting, headers={"X-Goog-Signature": "A" * 86 + "=="})
    assert [platform.post(one) for one in (unsigned, forged)] == [401, 401]
    assert events == []


def test_delivery_is_told_by_the_id_that_the_message_was_sent_under(
    platform: FakePlatform, kind: str, events: list[Event]
) -> None:
    platform.script(Turn(echo=Echo.TWICE))
    receipt = attempt(account_on(platform, kind), message(platform, 3))
    platform.wait_until(lambda: len(events) == 2)
    for event in events:
        assert isinstance(event, DeliveryUpdated)
        assert (event.status, event.platform_id) == (DeliveryStatus.DELIVERED, receipt.platform_id)
    assert events[0].id == events[1].id


# Profile


@pytest.mark.parametrize("of_location", [False, True])
def test_profile_is_written_read_back_and_withdrawn(of_location: bool) -> None:
    wanted = Profile(
        texts=(
            ProfileTexts(locale="fr", greeting="Bonjour", absence="Absents", starters=STARTERS),
            ProfileTexts(locale="en", greeting="Hello"),
        )
    )
    dialect = BusinessMessagesDialect(location=of_location)
    with FakePlatform(dialect=dialect) as platform:
        account = account_on(platform, "google_business_messages")
        shown = dialect.places[next(name for name in dialect.places if ("locations" in name) is of_location)]
        assert [written(account, wanted), written(account, wanted)] == [1, 0]
        assert (set(shown.settings), shown.default) == ({"fr", "en"}, "fr")
        assert [written(account, Profile()), written(account, Profile())] == [1, 0]
        assert shown.settings == {}
    assert sum(not place.settings for place in dialect.places.values()) == 2


@pytest.mark.parametrize(("staffed", "greeting"), [(True, "Bonjour"), (False, "Absents")])
def test_google_greets_by_itself_with_what_was_written(*, staffed: bool, greeting: str) -> None:
    wanted = Profile(texts=(ProfileTexts(locale="fr", greeting="Bonjour", absence="Absents", starters=STARTERS),))
    dialect = BusinessMessagesDialect()
    dialect.staffed = staffed
    with FakePlatform(dialect=dialect, webhook_url="http://127.0.0.1:9/") as platform:
        account = account_on(platform, "google_business_messages")
        platform.say("Bonjour ?", "c-1")
        written(account, wanted)
        for word in ("Bonjour ?", "Encore"):
            platform.say(word, "c-2")
        platform.tap("Où êtes-vous ?", "c-2")
    assert [(seen.sent.to, seen.text) for seen in platform.seen] == [("c-2", greeting)]
    assert platform.seen[0].sent.payloads == ("fd1:hours", "fd1:where")


def written(account: Channel, wanted: Profile) -> int:
    """How many calls it took."""
    found = [perform(account, call) for call in account.read_profile(wanted)]
    plan = account.plan_profile(wanted, [reply for reply in found if reply is not None])
    assert not plan.problem
    for call in plan.calls:
        reply = perform(account, call)
        assert reply is not None
        assert reply.status == 200, reply.body
    return len(plan.calls)

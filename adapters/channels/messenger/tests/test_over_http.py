"""The adapter against the fake platform over real HTTP: sending, settling, hearing, the handshake, and the profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import httpx2
import pytest

from frontdesk import (
    Bearer,
    CarrierStyle,
    Channel,
    ConversationOpened,
    DeliveryUpdated,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    OperatorReplied,
    Outcome,
    Profile,
    ProfileTexts,
    Receipt,
    StarterTapped,
    Suggestion,
    WebhookRejected,
    WebhookRequest,
)
from frontdesk_messenger import InstagramChannel, MessengerChannel
from frontdesk_testkit import Answer, FakePlatform, Posting, Turn
from frontdesk_testkit.platforms.messenger import GraphDialect, InstagramDialect, MessengerDialect

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
KINDS: Mapping[str, tuple[type[Channel], type[GraphDialect]]] = {
    "messenger": (MessengerChannel, MessengerDialect),
    "instagram": (InstagramChannel, InstagramDialect),
}


class Pair:
    """An account, and the platform that it speaks with."""

    def __init__(self, kind: str, **more: object) -> None:
        self._made, speaks = KINDS[kind]
        self._more = more
        self.dialect = speaks()
        self.platform = FakePlatform(dialect=self.dialect)

    def account(self) -> Channel:
        """With the settings that the platform's own page would give, and more."""
        root = self.platform.root
        settings = self._made.Settings.model_validate({**self.dialect.settings(root), **self._more})
        return self._made("acc", settings, self.dialect.secrets(root))

    def perform(self, call: HttpCall, token: bytes | None = None) -> HttpReply | None:
        """What a host does with a call; None where the connection broke and nobody knows what happened."""
        assert isinstance(call.auth, Bearer)
        secret = self.dialect.secrets(self.platform.root)[call.auth.ref] if token is None else token
        headers = {**call.headers, "authorization": f"Bearer {secret.decode()}"}
        try:
            reply = httpx2.request(call.method, call.url, content=call.body, headers=headers, timeout=5.0)
        except httpx2.TransportError:
            return None
        told = {name.lower(): value for name, value in reply.headers.items()}
        return HttpReply(status=reply.status_code, headers=told, body=reply.content)

    def attempt(self, sent: Message) -> Receipt:
        """One attempt, from message to receipt."""
        call = self.account().compose(sent)
        assert isinstance(call, HttpCall)
        reply = self.perform(call)
        return Receipt(outcome=Outcome.UNKNOWN) if reply is None else self.account().read_reply(sent, reply)

    def heard(self, posting: Posting) -> list[object]:
        """What the account makes of a request of the platform's."""
        received = as_received(posting)
        self.account().verify(received)
        return list(self.account().parse(received))


def as_received(posting: Posting) -> WebhookRequest:
    """A posting as it reaches us."""
    query = dict(part.split("=") for part in posting.query.split("&")) if posting.query else {}
    headers = {name.lower(): value for name, value in posting.headers.items()}
    return WebhookRequest(method=posting.method, query=query, headers=headers, body=posting.body, received_at=NOW)


def message(number: int = 0, text: str = "Bonjour é 👋") -> Message:
    """One message with two starters."""
    starters = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="parking", title="Où se garer ?"))
    return Message(
        key=f"{number:032x}",
        kind=Kind.WELCOME,
        text=text,
        to="6512",
        suggestions=starters,
        carrier=CarrierStyle.BUTTONS,
    )


@pytest.fixture(params=sorted(KINDS))
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Each kind with its platform, running."""
    made = Pair(request.param)
    with made.platform:
        yield made


def test_a_message_arrives_with_its_key_and_its_starters(pair: Pair) -> None:
    receipt = pair.attempt(message(7))

    (seen,) = pair.platform.seen
    assert (receipt.outcome, receipt.platform_id) == (Outcome.SENT, f"m_{seen.platform_id}")
    assert (seen.key, seen.text, seen.sent.to) == (f"{7:032x}", "Bonjour é 👋", "6512")
    assert seen.sent.suggestions == ("Vos horaires ?", "Où se garer ?")
    assert seen.sent.payloads == ("fd1:hours", "fd1:parking")


@pytest.mark.parametrize(
    ("turn", "outcome", "wait"),
    [
        (Turn(answer=Answer.TOO_MANY, retry_after=9), Outcome.RETRY, 9.0),
        (Turn(answer=Answer.ERROR), Outcome.RETRY, None),
        (Turn(answer=Answer.ERROR, status=503), Outcome.RETRY, None),
        (Turn(answer=Answer.ERROR, status=502), Outcome.UNKNOWN, None),
        (Turn(answer=Answer.REFUSE), Outcome.FAILED, None),
        (Turn(answer=Answer.GARBAGE), Outcome.SENT, None),
        (Turn(answer=Answer.ACCEPT_THEN_DROP), Outcome.UNKNOWN, None),
        (Turn(answer=Answer.DROP), Outcome.UNKNOWN, None),
    ],
)
def test_each_answer_has_its_receipt(pair: Pair, turn: Turn, outcome: Outcome, wait: float | None) -> None:
    pair.platform.script(turn)

    receipt = pair.attempt(message())

    assert (receipt.outcome, receipt.retry_after) == (outcome, wait)


def test_a_wrong_token_pauses_the_account(pair: Pair) -> None:
    call = pair.account().compose(message())
    assert isinstance(call, HttpCall)
    reply = pair.perform(call, token=b"expired")
    assert reply is not None

    assert pair.account().read_reply(message(), reply).outcome is Outcome.PAUSED
    assert not pair.platform.seen


@pytest.mark.parametrize("text", ["x" * 2001, "é" * 1001])
def test_one_past_the_limit_is_refused_as_the_platform_refuses_it(pair: Pair, text: str) -> None:
    limit = pair.account().capabilities.text.most
    past = text if len(text) > limit else text + "x" * limit

    assert pair.attempt(message(text=past)).outcome is Outcome.FAILED


def test_a_lost_send_is_settled_by_its_echo(pair: Pair) -> None:
    pair.platform.script(Turn(answer=Answer.ACCEPT_THEN_DROP))
    assert pair.attempt(message(3)).outcome is Outcome.UNKNOWN

    (seen,) = pair.platform.seen
    echo = pair.dialect.echo(seen.sent, seen.platform_id, NOW)
    (update,) = pair.heard(pair.dialect.post(NOW, echo))
    assert isinstance(update, DeliveryUpdated)
    assert (update.key, update.contact.address) == (f"{3:032x}", "6512")


def test_what_the_platform_tells_is_understood(pair: Pair) -> None:
    pair.attempt(message())
    (seen,) = pair.platform.seen
    dialect, sent = pair.dialect, seen.sent
    posting = dialect.post(
        NOW,
        dialect.message(1, "6512", "Où êtes-vous ?", NOW),
        dialect.tap(2, "6512", sent.payloads[1], sent.suggestions[1], NOW),
        dialect.ice_breaker(3, "6512", "fd1:hours", "Vos horaires ?", NOW),
        dialect.referral("6512", "shop-42", NOW),
        dialect.operator(4, "6512", "J'arrive.", NOW) or {},
    )

    written, tapped, asked, opened, answered = pair.heard(posting)

    assert isinstance(written, MessageReceived)
    assert written.text == "Où êtes-vous ?"
    assert isinstance(tapped, StarterTapped)
    assert (tapped.starter, tapped.title) == ("parking", "Où se garer ?")
    assert isinstance(asked, StarterTapped)
    assert asked.starter == "hours"
    assert isinstance(opened, ConversationOpened)
    assert opened.attributes["ref"] == "shop-42"
    assert isinstance(answered, OperatorReplied)
    assert answered.text == "J'arrive."


def test_the_handshake_is_answered_with_the_challenge(pair: Pair) -> None:
    posting = pair.dialect.handshake()
    asked = as_received(posting)

    pair.account().verify(asked)

    assert pair.account().acknowledge(asked).body == b"1158201444"
    with pytest.raises(WebhookRejected):
        pair.account().verify(replace(asked, query={**asked.query, "hub.verify_token": "guess"}))


def test_a_wrong_signature_is_refused(pair: Pair) -> None:
    posting = pair.dialect.post(NOW, pair.dialect.message(1, "6512", "Hi", NOW))

    with pytest.raises(WebhookRejected):
        pair.heard(replace(posting, body=posting.body.replace(b"Hi", b"Ho")))


def test_a_replay_brings_the_same_ids_and_so_nothing_new(pair: Pair) -> None:
    posting = pair.dialect.post(
        NOW, pair.dialect.message(1, "6512", "Hi", NOW), pair.dialect.referral("6512", "x", NOW)
    )

    first, again = pair.heard(posting), pair.heard(posting)

    assert [getattr(event, "id", "") for event in first] == [getattr(event, "id", "") for event in again]


def test_h1_the_profile_is_written_read_back_and_withdrawn(pair: Pair) -> None:
    wanted = Profile(
        texts=(
            ProfileTexts(locale="fr", starters=(Suggestion(id="hours", title="Vos horaires ?"),)),
            ProfileTexts(locale="en", starters=(Suggestion(id="hours", title="Opening hours?"),)),
        )
    )
    for profile, breakers in ((wanted, True), (Profile(), False)):
        mend(pair, profile)
        assert ("ice_breakers" in pair.dialect.profile.kept) is breakers
    assert len(pair.platform.calls) <= 6, "the platform takes ten calls in ten minutes"


def test_the_get_started_button_opens_the_conversation_once_it_is_written() -> None:
    pair = Pair("messenger")
    with pair.platform:
        mend(pair, Profile())
        opened = pair.dialect.opened(1, "6512", NOW)
        (event,) = pair.heard(pair.dialect.post(NOW, opened or {}))

    assert isinstance(event, ConversationOpened)
    assert event.raw["postback"] == {"mid": "m_1", "title": "Get Started", "payload": "FD_START"}


@pytest.mark.parametrize(("length", "kept"), [(160, True), (161, False)])
def test_a_greeting_is_taken_at_its_limit_and_not_one_past_it(length: int, kept: bool) -> None:
    pair = Pair("messenger", native_greeting=True)
    wanted = Profile(texts=(ProfileTexts(locale="fr", greeting="é" * length),))
    with pair.platform:
        (call,) = pair.account().plan_profile(wanted, read(pair, wanted)).calls
        reply = pair.perform(call)

    assert reply is not None
    assert (reply.status == 200) is kept
    assert ("greeting" in pair.dialect.profile.kept) is kept


def mend(pair: Pair, wanted: Profile) -> None:
    """Read, write what differs, read back: then nothing differs."""
    made = pair.account().plan_profile(wanted, read(pair, wanted))
    assert not made.problem, made.problem
    for call in made.calls:
        reply = pair.perform(call)
        assert reply is not None
        assert reply.status == 200, reply.body
    assert not pair.account().plan_profile(wanted, read(pair, wanted)).calls


def read(pair: Pair, wanted: Profile) -> list[HttpReply]:
    """What the platform shows."""
    replies = [pair.perform(call) for call in pair.account().read_profile(wanted)]
    return [reply for reply in replies if reply is not None]

"""The Chatwoot channel against Chatwoot as the fake platform plays it, over real HTTP, done as a host does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import httpx2
import pytest
from chatwoot_shop import NOW

from frontdesk import (
    CarrierStyle,
    Contact,
    DeliveryUpdated,
    Event,
    Handover,
    HeaderKey,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    OperatorReplied,
    Outcome,
    Profile,
    Receipt,
    StarterTapped,
    Suggestion,
    WebhookRejected,
    WebhookRequest,
)
from frontdesk_chatwoot import ChatwootChannel
from frontdesk_testkit import Answer, FakePlatform, Posting, Turn
from frontdesk_testkit.platforms.chatwoot import ChatwootDialect

STARTERS = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="where", title="Où êtes-vous ?"))


def platform(*turns: Turn) -> FakePlatform:
    """Chatwoot, which treats the next messages like this."""
    return FakePlatform(dialect=ChatwootDialect(), turns=turns)


def channel(chatwoot: FakePlatform) -> ChatwootChannel:
    """An account on it."""
    settings = ChatwootChannel.Settings.model_validate(chatwoot.dialect.settings(chatwoot.root))
    return ChatwootChannel("shop", settings, chatwoot.dialect.secrets(chatwoot.root))


def perform(account: ChatwootChannel, call: HttpCall) -> HttpReply | None:
    """What a host does with a call; None where the connection broke and nobody knows what happened."""
    assert isinstance(call.auth, HeaderKey)
    headers = {**call.headers, call.auth.header: account.secrets[call.auth.ref].decode()}
    try:
        reply = httpx2.request(call.method, call.url, content=call.body, headers=headers, timeout=5.0)
    except httpx2.TransportError:
        return None
    named = {name.lower(): value for name, value in reply.headers.items()}
    return HttpReply(status=reply.status_code, headers=named, body=reply.content)


def welcome(event: Event) -> Message:
    """The answer to an event, where it came from."""
    return Message(
        key="5f0c6e5cf1a34d5f8a0a3ce1a6c2d7b9",
        kind=Kind.WELCOME,
        text="Bonjour, ici Lyon.",
        to=event.contact.address,
        suggestions=STARTERS,
        carrier=CarrierStyle.BUTTONS,
        reply_context=event.reply_context,
    )


def attempt(account: ChatwootChannel, message: Message) -> Receipt:
    """One attempt, from message to receipt."""
    reply = perform(account, account.compose(message))
    return Receipt(outcome=Outcome.UNKNOWN) if reply is None else account.read_reply(message, reply)


def received(posting: Posting) -> WebhookRequest:
    """A posting of the platform as it reaches us."""
    headers: Mapping[str, str] = {name.lower(): value for name, value in posting.headers.items()}
    return WebhookRequest(headers=headers, body=posting.body, received_at=NOW)


def hear(account: ChatwootChannel, chatwoot: FakePlatform, event: Mapping[str, object] | None) -> Event:
    """What the channel makes of what the platform posts."""
    assert event is not None
    request = received(chatwoot.dialect.post(NOW, event))
    account.verify(request)
    (heard,) = account.parse(request)
    return heard


def test_a_visitor_writes_is_welcomed_taps_and_our_words_come_back() -> None:
    with platform() as chatwoot:
        account, dialect = channel(chatwoot), chatwoot.dialect
        first = hear(account, chatwoot, dialect.message(1, "7", "Bonjour", NOW))
        assert isinstance(first, MessageReceived)
        receipt = attempt(account, welcome(first))
        (seen,) = chatwoot.seen
        assert receipt.outcome is Outcome.SENT
        assert (seen.sent.to, seen.text, seen.sent.suggestions) == ("7", "Bonjour, ici Lyon.", ("Vos horaires ?", "Où êtes-vous ?"))  # fmt: skip  # noqa: E501
        tapped = hear(account, chatwoot, dialect.tap(1, "7", seen.sent.payloads[1], "Où êtes-vous ?", NOW))
        assert isinstance(tapped, StarterTapped)
        assert (tapped.starter, tapped.contact, tapped.reply_context) == ("where", first.contact, first.reply_context)
        echo = hear(account, chatwoot, dialect.echo(seen.sent, seen.platform_id, NOW))
        assert isinstance(echo, DeliveryUpdated)
        assert (echo.key, echo.platform_id) == (seen.key, receipt.platform_id)


def test_a_human_of_the_business_is_heard_as_one() -> None:
    with platform() as chatwoot:
        event = hear(channel(chatwoot), chatwoot, chatwoot.dialect.operator(4, "7", "Je regarde.", NOW))
    assert isinstance(event, OperatorReplied)
    assert (event.contact.address, event.operator) == ("7", "Luc")


@pytest.mark.parametrize(
    ("turn", "receipt"),
    [
        (Turn(answer=Answer.TOO_MANY, retry_after=9), (Outcome.RETRY, 9.0)),
        (Turn(answer=Answer.ERROR, status=503), (Outcome.RETRY, None)),
        (Turn(answer=Answer.ERROR, status=504), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.REFUSE, status=422), (Outcome.FAILED, None)),
        (Turn(answer=Answer.GARBAGE), (Outcome.SENT, None)),
        (Turn(answer=Answer.ACCEPT_THEN_DROP), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.DROP), (Outcome.UNKNOWN, None)),
    ],
)
def test_each_answer_has_its_receipt(turn: Turn, receipt: tuple[Outcome, float | None]) -> None:
    with platform(turn) as chatwoot:
        account = channel(chatwoot)
        found = attempt(account, welcome(hear(account, chatwoot, chatwoot.dialect.message(1, "7", "Bonjour", NOW))))
    assert (found.outcome, found.retry_after) == receipt


def test_a_message_to_no_conversation_fails_in_chatwoots_own_words() -> None:
    with platform() as chatwoot:
        account = channel(chatwoot)
        event = hear(account, chatwoot, chatwoot.dialect.message(1, "7", "Bonjour", NOW))
        found = attempt(account, replace(welcome(event), reply_context={}))
    assert (found.outcome, found.detail) == (Outcome.FAILED, "404 Resource could not be found")


def test_d5_the_inboxs_own_greeting_is_seen_and_left_alone() -> None:
    dialect = ChatwootDialect()
    dialect.inbox |= {"greeting_enabled": True, "greeting_message": "Welcome!"}
    with FakePlatform(dialect=dialect) as chatwoot:
        account = channel(chatwoot)
        replies = [perform(account, call) for call in account.read_profile(Profile())]
        plan = account.plan_profile(Profile(), [reply for reply in replies if reply is not None])
    assert [told.text for told in plan.foreign_automations] == ["Welcome!"]
    assert not plan.calls
    assert [call.method for call in chatwoot.calls] == ["GET"]


def test_handing_over_leaves_the_conversation_open_labelled_and_annotated_and_repeats_to_the_same_state() -> None:
    dialect = ChatwootDialect()
    with FakePlatform(dialect=dialect) as chatwoot:
        account = channel(chatwoot)
        event = hear(account, chatwoot, dialect.message(1, "7", "Bonjour", NOW))
        handover = Handover(
            key="5f0c",
            conversation="0d4b",
            contact=Contact(address="7"),
            labels=("orders",),
            note="Bread",
            reply_context=event.reply_context,
        )
        for call in (*account.hand_over(handover), *account.hand_over(replace(handover, note=""))):
            reply = perform(account, call)
            assert reply is not None
            assert account.read_handover(handover, reply).outcome is Outcome.SENT
        assert not chatwoot.seen, "the contact read what was meant for the team"
    assert (dialect.statuses, dialect.labels, dialect.notes) == ({1007: "open"}, {1007: ["orders"]}, {1007: ["Bread"]})


def test_a_bot_of_an_older_release_may_set_no_labels() -> None:
    with platform() as chatwoot:
        account = channel(chatwoot)
        bare = account.settings.model_copy(update={"staff_token": None, "inboxes": []})
        unstaffed = ChatwootChannel("shop", bare, account.secrets)
        labelled = Handover(
            key="5f0c",
            conversation="0d4b",
            contact=Contact(address="7"),
            hands_over=False,
            labels=("x",),
            reply_context={"conversation": "1007"},
        )
        (call,) = unstaffed.hand_over(labelled)
        reply = perform(account, call)
    assert reply is not None
    assert account.read_handover(labelled, reply).outcome is Outcome.FAILED


@pytest.mark.parametrize("spoil", [lambda body: body + b" ", lambda body: body.replace(b"Bonjour", b"Bonsoir")])
def test_what_was_signed_otherwise_is_refused(spoil: object) -> None:
    assert callable(spoil)
    dialect = ChatwootDialect()
    with FakePlatform(dialect=dialect) as chatwoot:
        account = channel(chatwoot)
        posting = dialect.post(NOW, dialect.message(1, "7", "Bonjour", NOW))
    with pytest.raises(WebhookRejected) as caught:
        account.verify(received(replace(posting, body=spoil(posting.body))))
    assert caught.value.status == 401

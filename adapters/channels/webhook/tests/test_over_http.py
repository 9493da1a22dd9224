"""The webhook channel against a real HTTP server that misbehaves: what the port gives, done as a host does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from frontdesk import (
    DeliveryUpdated,
    HmacSignature,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    Outcome,
    Receipt,
    Suggestion,
    WebhookRequest,
)
from frontdesk_testkit import Answer, FakePlatform, Posting, Turn, WebhookDialect
from frontdesk_webhook import WebhookChannel, sign

KEY = b"fake-platform"
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def channel(platform: FakePlatform, **settings: object) -> WebhookChannel:
    """An account whose messages go to the fake platform."""
    checked = WebhookChannel.Settings.model_validate({"target_url": platform.url, "secrets": "key", **settings})
    return WebhookChannel("shop", checked, {"key": KEY})


def message(number: int = 0) -> Message:
    """One message with a starter."""
    starters = (Suggestion(id="hours", title="Vos horaires ?"),)
    return Message(key=f"{number:032x}", kind=Kind.WELCOME, text=f"Bonjour {number} é", to="c-1", suggestions=starters)


def perform(call: HttpCall) -> HttpReply | None:
    """What a host does with a call; None where the connection broke and nobody knows what happened."""
    assert isinstance(call.auth, HmacSignature)
    timestamp = str(int(NOW.timestamp()))
    headers = {
        **call.headers,
        call.auth.timestamp_header: timestamp,
        call.auth.header: sign(KEY, timestamp, call.body),
    }
    try:
        reply = httpx2.request(call.method, call.url, content=call.body, headers=headers, timeout=5.0)
    except httpx2.TransportError:
        return None
    return HttpReply(
        status=reply.status_code,
        headers={name.lower(): value for name, value in reply.headers.items()},
        body=reply.content,
    )


def attempt(account: WebhookChannel, sent: Message) -> Receipt:
    """One attempt, from message to receipt."""
    reply = perform(account.compose(sent))
    return Receipt(outcome=Outcome.UNKNOWN) if reply is None else account.read_reply(sent, reply)


def test_message_arrives_signed_with_its_key_and_starters() -> None:
    with FakePlatform(dialect=WebhookDialect(KEY)) as platform:
        receipt = attempt(channel(platform), message(7))
    (seen,) = platform.seen
    assert (receipt.outcome, receipt.platform_id) == (Outcome.SENT, seen.platform_id)
    assert (seen.key, seen.text, seen.sent.to) == (f"{7:032x}", "Bonjour 7 é", "c-1")
    assert seen.sent.suggestions == ("Vos horaires ?",)
    assert seen.sent.signed


@pytest.mark.parametrize(
    ("turn", "receipt"),
    [
        (Turn(answer=Answer.TOO_MANY, retry_after=9), (Outcome.RETRY, 9.0)),
        (Turn(answer=Answer.TOO_MANY), (Outcome.RETRY, None)),
        (Turn(answer=Answer.ERROR, status=503, retry_after=2), (Outcome.RETRY, 2.0)),
        (Turn(answer=Answer.ERROR, status=500), (Outcome.RETRY, None)),
        (Turn(answer=Answer.ERROR, status=502), (Outcome.RETRY, None)),
        (Turn(answer=Answer.REFUSE, status=410), (Outcome.FAILED, None)),
        (Turn(answer=Answer.GARBAGE), (Outcome.SENT, None)),
        (Turn(answer=Answer.ACCEPT_THEN_DROP), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.RESET_MID_BODY), (Outcome.UNKNOWN, None)),
        (Turn(answer=Answer.DROP), (Outcome.UNKNOWN, None)),
    ],
)
def test_each_answer_has_its_receipt(turn: Turn, receipt: tuple[Outcome, float | None]) -> None:
    with FakePlatform(turns=[turn]) as platform:
        found = attempt(channel(platform), message())
    assert (found.outcome, found.retry_after) == receipt


@pytest.mark.parametrize("seed", range(3))
def test_contact_sees_each_message_once_and_in_order_in_any_weather(seed: int) -> None:
    with FakePlatform(seed=seed, trouble=0.6) as platform:
        account = channel(platform)
        for number in range(15):
            while attempt(account, message(number)).outcome in {Outcome.RETRY, Outcome.UNKNOWN}:
                pass  # settled by key: sending again is harmless, and each turn of the weather ends
    assert [seen.key for seen in platform.seen] == [f"{number:032x}" for number in range(15)]
    assert len(platform.attempts) > 15


def received(posting: Posting) -> WebhookRequest:
    """A posting of the platform as it reaches us."""
    headers: Mapping[str, str] = {name.lower(): value for name, value in posting.headers.items()}
    return WebhookRequest(headers=headers, body=posting.body, received_at=NOW + timedelta(seconds=1))


def test_what_the_platform_posts_is_understood() -> None:
    dialect = WebhookDialect(KEY)
    with FakePlatform(dialect=dialect) as platform:
        account = channel(platform)
        attempt(account, message())
    (seen,) = platform.seen
    posting = dialect.post(
        NOW, dialect.message(1, "c-1", "Bonjour", NOW), dialect.echo(seen.sent, seen.platform_id, NOW)
    )
    account.verify(received(posting))
    first, second = account.parse(received(posting))
    assert isinstance(first, MessageReceived)
    assert first.text == "Bonjour"
    assert isinstance(second, DeliveryUpdated)
    assert (second.key, second.platform_id) == (seen.key, seen.platform_id)

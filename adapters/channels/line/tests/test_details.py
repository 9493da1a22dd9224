"""What the shared contract does not ask: odd events, when a reply takes the place of a push, what each answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from frontdesk import (
    Bearer,
    CarrierStyle,
    Event,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    Outcome,
    Profile,
    Settlement,
    Suggestion,
    Unknown,
    WebhookRejected,
    WebhookRequest,
    secret_refs,
)
from frontdesk_line import LineChannel, LineSettings

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
ANA = "U4af4980629d1a9b5f4e8b2c7d6a3f001"
KEY = "5f0c6e5cf1a34d5f8a0a3ce1a6c2d7b9"
STARTERS = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="where", title="Où êtes-vous ?"))
TOKEN = {"reply_token": "38ef843bde154d9b91c21320ffd17a0f"}


def line(**settings: object) -> LineChannel:
    """An official account."""
    given = {"channel_secret": "env:SECRET", "access_token": "env:TOKEN", **settings}
    return LineChannel("shop", LineSettings.model_validate(given), {"env:SECRET": b"secret", "env:TOKEN": b"token"})


def message(kind: Kind = Kind.WELCOME, context: Mapping[str, str] | None = None, text: str = "Bonjour") -> Message:
    """One message with its starters."""
    return Message(
        key=KEY,
        kind=kind,
        text=text,
        to=ANA,
        suggestions=STARTERS,
        carrier=CarrierStyle.BUTTONS,
        reply_context=context or {},
    )


def event(**changed: object) -> dict[str, object]:
    """A message event, changed."""
    return {
        "type": "message",
        "mode": "active",
        "timestamp": int(NOW.timestamp() * 1000),
        "source": {"type": "user", "userId": ANA},
        "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "r",
        "message": {"id": "1", "type": "text", "text": "x"},
        **changed,
    }


def parsed(*events: object) -> Sequence[Event]:
    """What is made of them."""
    body = json.dumps({"destination": "Ub", "events": events}).encode()
    return line().parse(WebhookRequest(body=body, received_at=NOW))


def document(call: object) -> Mapping[str, object]:
    """The body of a call."""
    assert isinstance(call, HttpCall)
    read: Mapping[str, object] = json.loads(call.body)
    return read


# Who may speak


@pytest.mark.parametrize(
    ("headers", "known", "refused"),
    [
        # https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ , by secret `secret` over `{}`
        (
            {"x-line-signature": "2c8acCIeFRlKfe4PSVtZjwF5w58RzYAkYoLWr02FtXM="},
            {"env:SECRET": b"secret"},
            ("FD511", 401),
        ),
        ({}, {"env:SECRET": b"secret"}, ("FD510", 401)),
        ({"x-line-signature": "x"}, {}, ("FD506", 503)),
    ],
)
def test_only_the_channel_secret_signs(
    headers: Mapping[str, str], known: Mapping[str, bytes], refused: tuple[str, int]
) -> None:
    account = LineChannel("shop", line().settings, known)
    with pytest.raises(WebhookRejected) as caught:
        account.verify(WebhookRequest(headers=headers, body=b"{}", received_at=NOW))
    assert (caught.value.id, caught.value.status) == refused


def test_signature_is_base64_of_the_raw_bytes() -> None:
    """Made once by `printf '{"destination":"U0","events":[]}' | openssl dgst -sha256 -hmac secret -binary | base64`."""
    body = b'{"destination":"U0","events":[]}'
    headers = {"x-line-signature": "KDbazXazGW43gmHESKGC6IsDxXtKu8HznYZdC60ZZh8="}
    line().verify(WebhookRequest(headers=headers, body=body, received_at=NOW))


def test_settings_name_their_secrets() -> None:
    assert secret_refs(line().settings) == {"env:SECRET", "env:TOKEN"}


@pytest.mark.parametrize(
    "settings",
    [{"channel_secret": ""}, {"access_token": ""}, {"api_url": "line.me"}, {"timeout": 61}, {"prefer_replies": True}],
)
def test_settings_that_cannot_work_are_refused(settings: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError):
        line(**settings)


# What comes in


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"message": []}, "message"),
        ({"message": {"type": "text", "text": 7}}, "message.text"),
        ({"mode": "asleep"}, "mode"),
        ({"source": {"type": "user", "userId": 7}}, "source.userId"),
        ({"deliveryContext": {"isRedelivery": "no"}}, "deliveryContext.isRedelivery"),
        ({"replyToken": 7}, "replyToken"),
        ({"type": "postback", "postback": {}}, "postback.data"),
    ],
)
def test_a_known_field_of_another_type_says_which(changed: Mapping[str, object], place: str) -> None:
    (found,) = parsed(event(**changed))
    assert isinstance(found, Unknown)
    assert found.id == "01FZ74A0TDDPYRVKNK77XKC3ZR"
    assert found.reason.startswith(f"{place}: ")


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, {"type": None}, {"type": ["message"]}])
def test_an_odd_event_costs_itself_alone(odd: object) -> None:
    first, second, third = parsed(event(webhookEventId="a"), odd, event(webhookEventId="b"))
    assert (first.id, third.id) == ("a", "b")
    assert isinstance(second, Unknown)


@pytest.mark.parametrize("given", [None, 7, ""])
def test_an_event_without_its_id_is_known_by_its_content(given: object) -> None:
    one, again, other = parsed(
        event(webhookEventId=given), event(webhookEventId=given), event(webhookEventId=given, x=1)
    )
    assert isinstance(one, MessageReceived)
    assert one.id == again.id != other.id
    assert len(one.id) == 32


@pytest.mark.parametrize(
    ("changed", "usable"),
    [
        ({}, True),
        ({"timestamp": int((NOW - timedelta(seconds=30)).timestamp() * 1000)}, True),
        ({"timestamp": int((NOW - timedelta(seconds=31)).timestamp() * 1000)}, False),
        ({"deliveryContext": {"isRedelivery": True}}, False),
        ({"replyToken": None}, False),
        ({"replyToken": ""}, False),
    ],
)
def test_reply_token_is_kept_only_while_it_can_be_used(changed: Mapping[str, object], usable: bool) -> None:
    (found,) = parsed(event(**changed))
    assert found.reply_context == ({"reply_token": "r"} if usable else {})


def test_each_event_keeps_its_own_item_and_not_the_batch() -> None:
    first, second = parsed(event(webhookEventId="a"), event(webhookEventId="b"))
    assert (first.raw["webhookEventId"], second.raw["webhookEventId"]) == ("a", "b")
    assert "events" not in first.raw


# What goes out


def test_push_stands_in_the_call_with_its_retry_key() -> None:
    call = line().compose(message())
    assert call.url == "https://api.line.me/v2/bot/message/push"
    assert call.auth == Bearer("env:TOKEN")
    assert call.headers["X-Line-Retry-Key"] == "5f0c6e5c-f1a3-4d5f-8a0a-3ce1a6c2d7b9"
    actions = [
        {"type": "postback", "label": "Vos horaires ?", "data": "fd1:hours", "displayText": "Vos horaires ?"},
        {"type": "postback", "label": "Où êtes-vous ?", "data": "fd1:where", "displayText": "Où êtes-vous ?"},
    ]
    items = [{"type": "action", "action": action} for action in actions]
    assert document(call) == {
        "to": ANA,
        "messages": [{"type": "text", "text": "Bonjour", "quickReply": {"items": items}}],
    }


def test_key_of_another_form_still_makes_one_and_the_same_uuid() -> None:
    odd = Message(key="k-1", kind=Kind.WELCOME, text="x", to=ANA)
    keys = [line().compose(odd).headers["X-Line-Retry-Key"] for _ in range(2)]
    assert keys[0] == keys[1]
    assert len(keys[0]) == 36


def test_numbered_starters_need_no_quick_replies() -> None:
    numbered = Message(key=KEY, kind=Kind.WELCOME, text="1. Vos horaires ?", to=ANA, suggestions=STARTERS)
    assert document(line().compose(numbered))["messages"] == [{"type": "text", "text": "1. Vos horaires ?"}]


@pytest.mark.parametrize("kind", [Kind.WELCOME, Kind.ABSENCE, Kind.ANSWER])
def test_reply_takes_the_place_of_a_push_where_settings_prefer_it(kind: Kind) -> None:
    call = line(prefer_reply=True).compose(message(kind, TOKEN))
    assert call.url == "https://api.line.me/v2/bot/message/reply"
    assert document(call)["replyToken"] == TOKEN["reply_token"]
    assert "to" not in document(call)
    assert "X-Line-Retry-Key" not in call.headers


@pytest.mark.parametrize(
    ("settings", "pushed"),
    [
        ({}, message(context=TOKEN)),
        ({"prefer_reply": True}, message()),
        ({"prefer_reply": True}, message(Kind.PRIVACY, TOKEN)),
        ({"prefer_reply": True}, message(Kind.MESSAGE, TOKEN)),
        ({"prefer_reply": True}, message(Kind.OPERATOR, TOKEN)),
        ({"prefer_reply": True}, replace(message(context=TOKEN), attempt=1)),
    ],
)
def test_everything_else_is_pushed(settings: Mapping[str, object], pushed: Message) -> None:
    assert line(**settings).compose(pushed).url.endswith("/push")


def test_account_that_replies_cannot_settle_what_was_lost() -> None:
    assert line().capabilities.settled_by is Settlement.KEY
    assert line(prefer_reply=True).capabilities.settled_by is Settlement.NONE
    assert LineChannel.capabilities.settled_by is Settlement.KEY


@pytest.mark.parametrize(
    ("status", "body", "pushed", "replied"),
    [
        (200, b'{"sentMessages": [{"id": "46"}]}', Outcome.SENT, Outcome.SENT),
        (200, b"{}", Outcome.SENT, Outcome.SENT),
        (200, b"<html>OK", Outcome.RETRY, Outcome.UNKNOWN),
        (400, b'{"message": "Invalid reply token"}', Outcome.RETRY, Outcome.RETRY),
        (400, b'{"message": "The request body has 1 error(s)"}', Outcome.FAILED, Outcome.FAILED),
        (400, b'{"message": "Failed to send messages"}', Outcome.FAILED, Outcome.FAILED),
        (401, b'{"message": "Authentication failed."}', Outcome.PAUSED, Outcome.PAUSED),
        (403, b'{"message": "Access to this API is not available for your account"}', Outcome.PAUSED, Outcome.PAUSED),
        (404, b'{"message": "Not found"}', Outcome.PAUSED, Outcome.PAUSED),
        (408, b"", Outcome.RETRY, Outcome.RETRY),
        (409, b'{"message": "The retry key is already accepted"}', Outcome.SENT, Outcome.SENT),
        (413, b"", Outcome.FAILED, Outcome.FAILED),
        (429, b'{"message": "The API rate limit has been exceeded. Try again later."}', Outcome.RETRY, Outcome.RETRY),
        (429, b'{"message": "You have reached your monthly limit."}', Outcome.PAUSED, Outcome.PAUSED),
        (425, b"", Outcome.RETRY, Outcome.RETRY),
        (429, b"", Outcome.RETRY, Outcome.RETRY),
        (500, b'{"message": "Internal server error"}', Outcome.RETRY, Outcome.UNKNOWN),
        (502, b"", Outcome.RETRY, Outcome.UNKNOWN),
        (504, b"", Outcome.RETRY, Outcome.UNKNOWN),
        (302, b"", Outcome.FAILED, Outcome.FAILED),
    ],
)
def test_each_answer_has_its_meaning(status: int, body: bytes, pushed: Outcome, replied: Outcome) -> None:
    reply = HttpReply(status=status, body=body)
    assert line().read_reply(message(), reply).outcome is pushed
    assert line(prefer_reply=True).read_reply(message(context=TOKEN), reply).outcome is replied
    assert line(prefer_reply=True).read_reply(message(Kind.PRIVACY, TOKEN), reply).outcome is pushed


@pytest.mark.parametrize("status", [200, 409])
def test_sent_message_is_known_by_its_id(status: int) -> None:
    body = b'{"message": "x", "sentMessages": [{"id": "461230966842064897", "quoteToken": "q"}]}'
    assert line().read_reply(message(), HttpReply(status=status, body=body)).platform_id == "461230966842064897"


def test_refusal_names_the_property_that_is_wrong() -> None:
    details = [{"message": "May not be empty", "property": "messages[0].text"}, 7]
    body = json.dumps({"message": "The request body has 1 error(s)", "details": details}).encode()
    receipt = line().read_reply(message(), HttpReply(status=400, body=body))
    assert receipt.detail == "400 The request body has 1 error(s) (messages[0].text: May not be empty)"


# The profile


def test_d5_lines_own_greeting_and_auto_response_are_told_as_perhaps_on() -> None:
    (call,) = line().read_profile(Profile())
    assert (call.method, call.url, call.auth) == ("GET", "https://api.line.me/v2/bot/info", Bearer("env:TOKEN"))
    plan = line().plan_profile(Profile(), [HttpReply(status=200, body=b'{"userId": "Ub", "chatMode": "bot"}')])
    assert (plan.calls, plan.differences) == ((), ())
    assert [(found.kind, found.enabled) for found in plan.foreign_automations] == [
        ("greeting", None),
        ("absence", None),
    ]


def test_refused_token_is_told_in_lines_words() -> None:
    body = b'{"message": "Authentication failed."}'
    assert line().plan_profile(Profile(), [HttpReply(status=401, body=body)]).problem == "401 Authentication failed."

"""Platforms that the kit plays refuse what the real ones refuse: one payload past each limit, and one within it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest

from frontdesk_testkit.calling import serve
from frontdesk_testkit.dialect import Dialect, PlatformRequest
from frontdesk_testkit.platforms.chatwoot import BOT_TOKEN, STAFF_TOKEN, ChatwootDialect
from frontdesk_testkit.platforms.line import LineDialect
from frontdesk_testkit.platforms.telegram import TelegramDialect
from frontdesk_testkit.platforms.twilio_sms import ACCOUNT, NUMBER, SERVICE, TOKEN, TwilioSmsDialect

ANA = "U" + "a" * 32
KEY = "5f0c6e5c-f1a3-4d5f-8a0a-3ce1a6c2d7b9"
FAMILY = "👩‍👩‍👧"


def answer(dialect: Dialect, path: str, document: object, method: str = "POST", **headers: str) -> int:
    """The status with which a platform answers a call."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    _, reply = serve(dialect, PlatformRequest(method=method, path=path, headers=named, body=body))
    return reply.status


# Telegram


def telegram(method: str, document: object) -> int:
    """Its answer to a method."""
    return answer(TelegramDialect(), f"/bot{TelegramDialect.token}/{method}", document)


def keyboard(*rows: list[tuple[str, str]]) -> dict[str, object]:
    """An inline keyboard with rows of text and data."""
    return {"inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row] for row in rows]}


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ({"chat_id": 1, "text": "x" * 4096}, 200),
        ({"chat_id": 1, "text": "x" * 4097}, 400),
        ({"chat_id": 1, "text": " \n"}, 400),
        ({"chat_id": 1}, 400),
        ({"chat_id": "ana", "text": "x"}, 400),
        ({"chat_id": 1, "text": "x", "reply_markup": keyboard(*[[("a", "d")]] * 100)}, 200),
        ({"chat_id": 1, "text": "x", "reply_markup": keyboard(*[[("a", "d")]] * 101)}, 400),
        ({"chat_id": 1, "text": "x", "reply_markup": keyboard([("a", "d")] * 9)}, 400),
        ({"chat_id": 1, "text": "x", "reply_markup": keyboard([("a", "é" * 32)])}, 200),
        ({"chat_id": 1, "text": "x", "reply_markup": keyboard([("a", "é" * 33)])}, 400),
        ({"chat_id": 1, "text": "x", "reply_markup": keyboard([("a", "")])}, 400),
        ({"chat_id": 1, "text": "x", "reply_markup": keyboard([(" ", "d")])}, 400),
    ],
)
def test_telegram_takes_a_message_within_its_limits(document: object, status: int) -> None:
    assert telegram("sendMessage", document) == status


@pytest.mark.parametrize(
    ("method", "document", "status"),
    [
        ("setMyCommands", {"commands": [{"command": "a", "description": "d"}] * 100}, 200),
        ("setMyCommands", {"commands": [{"command": "a", "description": "d"}] * 101}, 400),
        ("setMyCommands", {"commands": [{"command": "a" * 32, "description": "d" * 256}]}, 200),
        ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "d"}]}, 400),
        ("setMyCommands", {"commands": [{"command": "a-b", "description": "d"}]}, 400),
        ("setMyCommands", {"commands": [{"command": "a", "description": "d" * 257}]}, 400),
        ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, 400),
        ("setMyCommands", {"commands": [], "language_code": "pt-br"}, 400),
        ("getMyCommands", {"language_code": "french"}, 400),
        ("deleteMyCommands", {"language_code": "FR"}, 400),
        ("setMyDescription", {"description": "d" * 512, "language_code": "fr"}, 200),
        ("setMyDescription", {"description": "d" * 513}, 400),
        ("setMyDescription", {"description": "d", "language_code": "f"}, 400),
        ("sendMessages", {}, 404),
    ],
)
def test_telegram_takes_a_profile_within_its_limits(method: str, document: object, status: int) -> None:
    assert telegram(method, document) == status


def test_telegram_knows_its_token() -> None:
    assert answer(TelegramDialect(), "/bot1:A/getMe", {}) == 401
    assert answer(TelegramDialect(), "/getMe", {}) == 404


# LINE


def text_message(text: str = "x", items: list[dict[str, str]] | None = None) -> dict[str, object]:
    """A text message with quick replies."""
    shown = [
        {"type": "action", "action": {"type": "postback", "label": "a", "data": "d", **item}} for item in items or []
    ]
    return {"type": "text", "text": text, **({} if items is None else {"quickReply": {"items": shown}})}


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (text_message("x" * 5000), 200),
        (text_message("x" * 5001), 400),
        (text_message("👍" * 2500), 200),
        (text_message("👍" * 2501), 400),
        (text_message(""), 400),
        (text_message(items=[{}] * 13), 200),
        (text_message(items=[{}] * 14), 400),
        (text_message(items=[]), 400),
        (text_message(items=[{"label": FAMILY * 20}]), 200),
        (text_message(items=[{"label": "a" * 21}]), 400),
        (text_message(items=[{"label": ""}]), 400),
        (text_message(items=[{"data": "d" * 300}]), 200),
        (text_message(items=[{"data": "d" * 301}]), 400),
        (text_message(items=[{"displayText": FAMILY * 300}]), 200),
        (text_message(items=[{"displayText": "x" * 301}]), 400),
        ({"type": "picture"}, 400),
    ],
)
def test_line_takes_a_message_within_its_limits(message: object, status: int) -> None:
    assert push(LineDialect(), {"to": ANA, "messages": [message]}) == status


def push(line: LineDialect, document: object, **headers: str) -> int:
    """Its answer to a push."""
    return answer(line, "/v2/bot/message/push", document, authorization=f"Bearer {line.token}", **headers)


@pytest.mark.parametrize(
    ("document", "headers", "status"),
    [
        ({"to": ANA, "messages": [text_message()] * 5}, {}, 200),
        ({"to": ANA, "messages": [text_message()] * 6}, {}, 400),
        ({"to": ANA, "messages": []}, {}, 400),
        ({"to": "ana", "messages": [text_message()]}, {}, 400),
        ({"messages": [text_message()]}, {}, 400),
        ({"to": ANA, "messages": [text_message()]}, {"x_line_retry_key": KEY}, 200),
        ({"to": ANA, "messages": [text_message()]}, {"x_line_retry_key": KEY.replace("-", "")}, 400),
        ({"to": ANA, "messages": [text_message()]}, {"x_line_retry_key": "again"}, 400),
        ({"to": ANA, "messages": [text_message()]}, {"authorization": "Bearer no"}, 401),
    ],
)
def test_line_takes_a_push_as_it_is_documented(document: object, headers: Mapping[str, str], status: int) -> None:
    line = LineDialect()
    named = {"authorization": f"Bearer {line.token}"} | dict(headers)
    assert answer(line, "/v2/bot/message/push", document, **named) == status


def test_line_takes_a_reply_once_and_without_a_key() -> None:
    """https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ : of no other endpoint."""
    line = LineDialect()
    line.reply_tokens["r"] = ANA
    bearer, document = f"Bearer {line.token}", {"replyToken": "r", "messages": [text_message()]}
    found = [
        answer(line, "/v2/bot/message/reply", document, authorization=bearer, **headers)
        for headers in ({"x_line_retry_key": KEY}, {}, {})
    ]
    assert found == [400, 200, 400]


def test_line_counts_what_it_takes_against_the_month_and_no_repeat_of_it() -> None:
    line = LineDialect()
    line.quota_left = 1
    document = {"to": ANA, "messages": [text_message()]}
    other = KEY.replace("5", "6")
    assert [push(line, document, x_line_retry_key=key) for key in (KEY, KEY, other, other)] == [
        200, 200, 429, 429,
    ]  # fmt: skip


# Chatwoot


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ({"content": "x" * 150_000}, 200),
        ({"content": "x" * 150_001}, 422),
        ({"content": "x", "content_type": "input_select"}, 422),
        ({"content": "x", "content_type": "input_select", "content_attributes": {"items": [{"title": "a"}]}}, 422),
        (
            {
                "content": "x",
                "content_type": "input_select",
                "content_attributes": {"items": [{"title": "a", "value": "v", "colour": "red"}]},
            },
            422,
        ),
        (
            {
                "content": "x",
                "content_type": "input_select",
                "content_attributes": {"items": [{"title": "a", "value": "v"}], "frontdesk_key": "k"},
            },
            200,
        ),
        ({"content": "x", "content_type": "poem"}, 422),
        ({"content": "x", "message_type": "shout"}, 422),
        ({"content": "x", "message_type": "incoming"}, 422),
    ],
)
def test_chatwoot_takes_a_message_within_its_limits(document: object, status: int) -> None:
    assert chatwoot("1007/messages", document) == status


def chatwoot(what: str, document: object, token: str = BOT_TOKEN) -> int:
    """Its answer about a conversation."""
    request = PlatformRequest(
        method="POST",
        path=f"/api/v1/accounts/1/conversations/{what}",
        headers={"api_access_token": token},
        body=json.dumps(document).encode(),
    )
    return serve(ChatwootDialect(), request)[1].status


@pytest.mark.parametrize(
    ("what", "document", "token", "status"),
    [
        ("1007/toggle_status", {"status": "open"}, BOT_TOKEN, 200),
        ("1007/assignments", {"team_id": 6}, BOT_TOKEN, 200),
        ("1007/labels", {"labels": ["vip"]}, BOT_TOKEN, 401),
        ("1007/labels", {"labels": ["vip"]}, STAFF_TOKEN, 200),
        ("0/messages", {"content": "x"}, BOT_TOKEN, 404),
        ("1007/messages", {"content": "x"}, "no", 401),
    ],
)
def test_chatwoot_changes_a_conversation_as_its_people_would(
    what: str, document: object, token: str, status: int
) -> None:
    assert chatwoot(what, document, token) == status


# Twilio

BASIC = "Basic " + b64encode(ACCOUNT.encode() + b":" + TOKEN).decode()
SENT = {"To": "+33639000007", "From": NUMBER, "Body": "x"}


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({}, 201, None),
        ({"Body": "x" * 1600}, 201, None),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"Body": ""}, 400, 21602),
        ({"To": "0639000007"}, 400, 21211),
        ({"To": "+33063"}, 400, 21211),
        ({"To": "+٣٣٦٣٩٠٠٠٠٠٧"}, 400, 21211),
        ({"From": "+33757000009"}, 400, 21606),
        ({"From": ""}, 400, 21603),
        ({"From": "", "MessagingServiceSid": SERVICE}, 201, None),
        ({"From": "", "MessagingServiceSid": "MG" + "f" * 32}, 400, 21701),
        ({"StatusCallback": "shop/sms"}, 400, 21609),
        ({"StatusCallback": "https://shop.example/sms?key=1"}, 201, None),
    ],
)
def test_twilio_takes_a_message_within_its_limits(changed: Mapping[str, str], status: int, code: int | None) -> None:
    form = {name: value for name, value in {**SENT, **changed}.items() if value or name == "Body"}
    twilio = TwilioSmsDialect()
    request = PlatformRequest(
        method="POST",
        path=f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        headers={"authorization": BASIC},
        body=urlencode(form).encode(),
    )
    _, reply = serve(twilio, request)
    assert (reply.status, json.loads(reply.body).get("code")) == (status, code)

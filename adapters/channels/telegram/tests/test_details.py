"""What the shared contract does not ask: odd updates, what a call holds, and what each answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from pydantic import ValidationError
from telegram_bot import ANA, NOW, PRIVATE, STARTERS, document, method, parsed, said, telegram

from frontdesk import (
    CarrierStyle,
    Contact,
    DeliveryUpdated,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    Outcome,
    PathKey,
    Profile,
    Suggestion,
    Unknown,
    WebhookRejected,
    WebhookRequest,
    secret_refs,
)
from frontdesk_telegram import TelegramChannel, TelegramSettings

HEADER = "x-telegram-bot-api-secret-token"
MESSAGE = Message(
    key="5f0c", kind=Kind.WELCOME, text="Bonjour *vous*", to="5001", suggestions=STARTERS, carrier=CarrierStyle.BUTTONS
)


# Who may speak


@pytest.mark.parametrize(
    ("headers", "known", "refused"),
    [
        ({HEADER: "word"}, {"env:SECRET": b"word"}, None),
        ({}, {"env:SECRET": b"word"}, ("FD510", 401)),
        ({HEADER: "Word"}, {"env:SECRET": b"word"}, ("FD511", 401)),
        ({HEADER: "word"}, {}, ("FD506", 503)),
        ({HEADER: ""}, {"env:SECRET": b""}, ("FD506", 503)),
    ],
)
def test_only_the_constant_header_opens(
    headers: Mapping[str, str], known: Mapping[str, bytes], refused: tuple[str, int] | None
) -> None:
    account = TelegramChannel("shop", telegram().settings, known)
    request = WebhookRequest(headers=headers, body=b"{}", received_at=NOW)
    if refused is None:
        account.verify(request)
        return
    with pytest.raises(WebhookRejected) as caught:
        account.verify(request)
    assert (caught.value.id, caught.value.status) == refused


def test_settings_name_their_secrets() -> None:
    assert secret_refs(telegram().settings) == {"env:TOKEN", "env:SECRET"}


@pytest.mark.parametrize(
    "settings",
    [
        {"token": ""},
        {"api_url": "ftp://x/"},
        {"languages": ["fr-FR"]},
        {"languages": ["FR"]},
        {"timeout": 0},
        {"tokn": "x"},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError):
        telegram(**settings)


# What comes in


@pytest.mark.parametrize(
    "body",
    [
        {"update_id": True, "message": {}},
        {"update_id": -1, "message": {}},
        {"update_id": "7", "message": {}},
        {"update_id": 2**63, "message": {}},
        b'{"update_id": 1' + b"0" * 400 + b', "message": {}}',
        b'{"update_id": NaN}',
        {"message": {"text": "no number"}},
    ],
)
def test_an_update_without_its_number_is_known_by_its_content(body: object) -> None:
    event, again = parsed(body), parsed(body)
    assert isinstance(event, Unknown)
    assert event.id == again.id
    assert len(event.id) == 32


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"message": None}, "message."),
        ({"message": []}, "message."),
        ({"message": {"message_id": 1, "from": ANA, "chat": {"id": "5001"}, "text": "x"}}, "message.chat.id"),
        ({"message": {"message_id": 1, "from": {"id": 1.5}, "chat": PRIVATE, "text": "x"}}, "message.from.id"),
        ({"message": {"message_id": 1, "from": ANA, "chat": PRIVATE, "text": ["x"]}}, "message.text"),
        ({"callback_query": {"id": 7, "from": ANA, "data": "x"}}, "callback_query.id"),
        ({"my_chat_member": {"chat": PRIVATE, "from": ANA}}, "my_chat_member.new_chat_member"),
    ],
)
def test_a_known_field_of_another_type_says_which(part: Mapping[str, object], place: str) -> None:
    event = parsed({"update_id": 7, **part})
    assert isinstance(event, Unknown)
    assert event.id == "7"
    assert event.reason.startswith(place)


@pytest.mark.parametrize("date", [None, "soon", 10**30, -(10**30), True, 9_999_999_999, {}])
def test_a_date_that_is_none_is_the_time_of_receipt(date: object) -> None:
    event = parsed(
        {"update_id": 1, "message": {"message_id": 1, "from": ANA, "chat": PRIVATE, "date": date, "text": "x"}}
    )
    assert isinstance(event, MessageReceived)
    assert event.at == NOW


@pytest.mark.parametrize("payload", ["a b", "café", "x" * 65, "a.b"])
def test_what_no_deep_link_can_carry_is_no_payload(payload: str) -> None:
    assert said(f"/start {payload}").attributes == {}


def test_person_is_told_with_name_and_language() -> None:
    event = parsed(
        {
            "update_id": 1,
            "message": {
                "message_id": 1,
                "from": {**ANA, "last_name": "Lopes", "language_code": "pt-br"},
                "chat": PRIVATE,
                "date": 1,
                "text": "x",
            },
        }
    )
    assert event.contact == Contact(address="5001", full_name="Ana Lopes", first_name="Ana", locale="pt-br")


def test_e10_what_we_said_in_a_business_chat_settles_and_is_no_input() -> None:
    owner = {"id": 900, "is_bot": False, "first_name": "Luc"}
    bot = {"id": 1, "is_bot": True, "first_name": "Shop"}
    ours = {"message_id": 4, "from": owner, "chat": PRIVATE, "date": 1, "text": "Bonjour", "sender_business_bot": bot}
    event = parsed({"update_id": 1, "business_message": {**ours, "business_connection_id": "Xyz-1"}})
    body = json.dumps({"ok": True, "result": {**ours, "business_connection_id": "Xyz-1"}}).encode()
    receipt = telegram().read_reply(MESSAGE, HttpReply(status=200, body=body))
    assert isinstance(event, DeliveryUpdated)
    assert event.platform_id == receipt.platform_id == "5001:4"


@pytest.mark.parametrize("from_offline", [True, False])
def test_what_a_contacts_own_away_message_says_is_a_machines(from_offline: bool) -> None:
    part = {
        "message_id": 4,
        "from": ANA,
        "chat": PRIVATE,
        "date": 1,
        "text": "Ana is away",
        "is_from_offline": from_offline,
    }
    event = parsed({"update_id": 1, "business_message": {**part, "business_connection_id": "Xyz-1"}})
    assert isinstance(event, MessageReceived)
    assert (event.automatic is not None) is from_offline


# What goes out


def test_message_stands_in_the_call_with_the_token_left_to_the_host() -> None:
    call = telegram().compose(MESSAGE)
    assert call.url == "https://api.telegram.org/bot{secret}/sendMessage"
    assert call.auth == PathKey(ref="env:TOKEN")
    assert document(call) == {
        "chat_id": "5001",
        "text": "Bonjour *vous*",
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "Vos horaires ?", "callback_data": "fd1:hours"}],
                [{"text": "Où êtes-vous ?", "callback_data": "fd1:where"}],
            ]
        },
    }


def test_answer_in_a_business_chat_names_its_account() -> None:
    message = Message(
        key="5f0c", kind=Kind.ANSWER, text="9-19", to="5001", reply_context={"business_connection_id": "Xyz-1"}
    )
    assert document(telegram().compose(message)) == {
        "chat_id": "5001",
        "text": "9-19",
        "business_connection_id": "Xyz-1",
    }


def test_numbered_starters_need_no_keyboard() -> None:
    message = Message(key="5f0c", kind=Kind.WELCOME, text="1. Vos horaires ?", to="5001", suggestions=STARTERS)
    assert "reply_markup" not in document(telegram().compose(message))


def test_api_of_ones_own_is_called_without_a_double_slash() -> None:
    assert (
        telegram(api_url="http://127.0.0.1:8081/").compose(MESSAGE).url
        == "http://127.0.0.1:8081/bot{secret}/sendMessage"
    )


def test_longest_id_fits_into_a_button() -> None:
    starter = Suggestion(id="x" * 40, title="?")
    message = Message(
        key="5f0c", kind=Kind.WELCOME, text="Hi", to="1", suggestions=(starter,), carrier=CarrierStyle.BUTTONS
    )
    assert len(f"fd1:{starter.id}".encode()) <= 64
    assert f"fd1:{starter.id}" in telegram().compose(message).body.decode()


def test_tap_is_answered_so_that_its_button_rests() -> None:
    event = parsed({"update_id": 1, "callback_query": {"id": "99", "from": ANA, "data": "fd1:hours"}})
    (call,) = telegram().courtesies(event)
    assert method(call) == "answerCallbackQuery"
    assert document(call) == {"callback_query_id": "99"}
    assert call.auth == PathKey(ref="env:TOKEN")


@pytest.mark.parametrize("text", ["/hours", "Bonjour", "/start"])
def test_nothing_else_is_answered_out_of_courtesy(text: str) -> None:
    assert telegram().courtesies(said(text)) == ()


@pytest.mark.parametrize(
    ("status", "description", "outcome"),
    [
        (400, "Bad Request: chat not found", Outcome.FAILED),
        (400, "Bad Request: message is too long", Outcome.FAILED),
        (400, "Bad Request: message text is empty", Outcome.FAILED),
        (400, "Bad Request: BUTTON_DATA_INVALID", Outcome.FAILED),
        (400, "Bad Request: reply markup is too long", Outcome.FAILED),
        (400, "Bad Request: BUSINESS_PEER_USAGE_MISSING", Outcome.FAILED),
        (400, "Bad Request: BUSINESS_CONNECTION_INVALID", Outcome.FAILED),
        (400, "Logged out", Outcome.PAUSED),
        (400, "Bad Request: FROZEN_METHOD_INVALID", Outcome.PAUSED),
        (401, "Unauthorized", Outcome.PAUSED),
        (403, "Forbidden: bot was blocked by the user", Outcome.FAILED),
        (403, "Forbidden: user is deactivated", Outcome.FAILED),
        (403, "Forbidden: bot can't initiate conversation with a user", Outcome.FAILED),
        (404, "Not Found", Outcome.PAUSED),
        (408, "Request Timeout", Outcome.RETRY),
        (409, "Conflict", Outcome.FAILED),
        (413, "Request Entity Too Large", Outcome.FAILED),
        (425, "Too Early", Outcome.RETRY),
        (429, "Too Many Requests: retry after 7", Outcome.RETRY),
        (500, "Internal Server Error", Outcome.RETRY),
        (500, "Internal Server Error: restart", Outcome.UNKNOWN),
        (500, "Internal Server Error: Request aborted", Outcome.UNKNOWN),
        (500, "Internal Server Error: sent message was immediately deleted and can't be returned", Outcome.UNKNOWN),
        (502, "Bad Gateway", Outcome.UNKNOWN),
        (503, "Service Unavailable", Outcome.RETRY),
        (504, "Gateway Timeout", Outcome.UNKNOWN),
        (520, "", Outcome.UNKNOWN),
        (302, "", Outcome.FAILED),
    ],
)
def test_each_refusal_has_its_meaning(status: int, description: str, outcome: Outcome) -> None:
    body = json.dumps({"ok": False, "error_code": status, "description": description}).encode()
    receipt = telegram().read_reply(MESSAGE, HttpReply(status=status, body=body))
    assert receipt.outcome is outcome
    assert description in receipt.detail


@pytest.mark.parametrize(
    ("parameters", "header", "seconds"),
    [
        ({"retry_after": 7}, None, 7.0),
        ({"retry_after": 7}, "90", 7.0),
        ({"retry_after": 0}, None, 0.0),
        ({}, "90", 90.0),
        ({"retry_after": -1}, None, None),
        ({"retry_after": "7"}, None, None),
        ({"retry_after": True}, None, None),
        ({"retry_after": 10**300}, None, 10.0**9),
        ([], "soon", None),
    ],
)
def test_too_many_waits_exactly_as_long_as_telegram_says(
    parameters: object, header: str | None, seconds: float | None
) -> None:
    body = json.dumps({"ok": False, "error_code": 429, "description": "x", "parameters": parameters}).encode()
    headers = {} if header is None else {"retry-after": header}
    assert telegram().read_reply(MESSAGE, HttpReply(status=429, headers=headers, body=body)).retry_after == seconds


@pytest.mark.parametrize("colon", [":", "%3A", "%3a"])
@pytest.mark.parametrize("padding", range(440, 500, 6))
def test_what_a_proxy_says_of_the_address_holds_no_token(colon: str, padding: int) -> None:
    """Error pages quote the path, and the token stands in Telegram's; cut anywhere, no part of it is left."""
    page = b"x" * padding + f"/bot110201543{colon}AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage not found".encode()
    reply = HttpReply(status=404, body=page)
    told = telegram().read_reply(MESSAGE, reply).detail + telegram().plan_profile(Profile(), [reply]).problem
    assert "110201543" not in told
    assert "AAHdq" not in told


def test_moved_chat_is_told_with_its_new_number() -> None:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    body = json.dumps({"ok": False, "description": words, "parameters": {"migrate_to_chat_id": -1001}}).encode()
    receipt = telegram().read_reply(MESSAGE, HttpReply(status=400, body=body))
    assert (receipt.outcome, receipt.detail) == (Outcome.FAILED, f"400 {words} (now chat -1001)")


def test_sent_message_is_known_by_chat_and_number() -> None:
    body = b'{"ok": true, "result": {"message_id": 31, "chat": {"id": 5001}}}'
    receipt = telegram().read_reply(MESSAGE, HttpReply(status=200, body=body))
    assert (receipt.outcome, receipt.platform_id) == (Outcome.SENT, "5001:31")


@pytest.mark.parametrize("body", [b"<html>OK", b"", b"[]", b'{"ok": "yes"}', b'{"ok": false}'])
def test_yes_that_is_not_telegrams_is_unknown(body: bytes) -> None:
    receipt = telegram().read_reply(MESSAGE, HttpReply(status=200, body=body))
    assert receipt.outcome is Outcome.UNKNOWN


def test_e4_a_bot_knows_its_own_number_by_its_token_alone() -> None:
    settings = TelegramSettings.model_validate({"token": "env:TOKEN", "secret_token": "env:SECRET"})

    assert telegram().addresses == {"1"}
    assert TelegramChannel("shop", settings).addresses == frozenset()
    assert TelegramChannel("shop", settings, {"env:TOKEN": b"\xff:A"}).addresses == frozenset()

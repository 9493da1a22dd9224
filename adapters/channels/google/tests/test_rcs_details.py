"""What the contract cannot know of RCS: settings, calls, answers, courtesies, and damaged events within an envelope."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import pytest
from google_matter import AGENT, FIXTURES, KEY, NOW, PHONE, data_of, enveloped, fixture, handshake, plain, rcs, signed
from pydantic import ValidationError

from frontdesk import (
    ConversationClosed,
    Event,
    GoogleServiceAccount,
    HttpCall,
    HttpReply,
    Kind,
    Message,
    MessageReceived,
    Outcome,
    Suggestion,
    Unknown,
    WebhookRejected,
    secret_refs,
)
from frontdesk_google import RcsSettings
from frontdesk_google.rcs.sending import message_id
from frontdesk_testkit.matter import mutations

MESSAGE = Message(key=KEY, kind=Kind.WELCOME, text="Bonjour", to=PHONE)
SETTINGS = {"agent_id": AGENT, "client_token": "env:TOKEN", "service_account": "env:ACCOUNT"}


def composed(message: Message, **settings: object) -> HttpCall:
    """The call of a message."""
    call = rcs(**settings).compose(message)
    assert isinstance(call, HttpCall)
    return call


def body_of(call: HttpCall) -> dict[str, object]:
    """Its JSON."""
    document: dict[str, object] = json.loads(call.body)
    return document


# Settings


def test_settings_name_their_secrets() -> None:
    assert secret_refs(RcsSettings.model_validate(SETTINGS)) == {"env:TOKEN", "env:ACCOUNT"}


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "https://rcsbusinessmessaging.googleapis.com"),
        ({"region": "europe"}, "https://europe-rcsbusinessmessaging.googleapis.com"),
        ({"region": "us"}, "https://us-rcsbusinessmessaging.googleapis.com"),
        ({"region": "asia"}, "https://asia-rcsbusinessmessaging.googleapis.com"),
        ({"region": "asia", "api_url": "http://127.0.0.1:4000/"}, "http://127.0.0.1:4000"),
    ],
)
def test_region_has_its_own_address(settings: Mapping[str, object], address: str) -> None:
    assert composed(MESSAGE, **settings).url.startswith(f"{address}/v1/phones/")


@pytest.mark.parametrize(
    "settings",
    [
        {"agent_id": "an agent"},
        {"agent_id": "agent@elsewhere.example"},
        {"region": "mars"},
        {"greeting_ttl": "PT9S"},
        {"greeting_ttl": "P16D"},
        {"api_url": "ftp://x/"},
        {"clienttoken": "x"},
        {"client_token": ""},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError):
        RcsSettings.model_validate({**SETTINGS, **settings})


@pytest.mark.parametrize("spelling", [AGENT, AGENT.partition("@")[0]])
def test_agent_is_known_with_and_without_its_domain(spelling: str) -> None:
    for name in ("message__text", "message__text_with_an_event_id"):
        (event,) = rcs(agent_id=spelling).parse(fixture("rcs", name))
        assert isinstance(event, MessageReceived)


# Sending


def test_message_is_addressed_as_google_asks() -> None:
    call = composed(MESSAGE)
    parts = urlsplit(call.url)
    assert unquote(parts.path) == f"/v1/phones/{PHONE}/agentMessages"
    assert parse_qs(parts.query) == {"messageId": [message_id(KEY)], "agentId": [AGENT]}
    scopes = ("https://www.googleapis.com/auth/rcsbusinessmessaging",)
    assert call.auth == GoogleServiceAccount(ref="account", scopes=scopes)


def test_message_id_is_one_uuid_for_one_key() -> None:
    assert message_id(KEY) == message_id(KEY) != message_id(KEY[::-1])
    assert UUID(message_id(KEY)).version == 5


def test_message_carries_text_suggestions_and_its_traffic_type() -> None:
    starters = (Suggestion(id="hours", title="Vos horaires ?"), Suggestion(id="parking", title="Où se garer ?"))
    message = Message(key=KEY, kind=Kind.ANSWER, text="9 h à 19 h", to=PHONE, suggestions=starters)
    assert body_of(composed(message)) == {
        "contentMessage": {
            "text": "9 h à 19 h",
            "suggestions": [
                {"reply": {"text": "Vos horaires ?", "postbackData": "fd1:hours"}},
                {"reply": {"text": "Où se garer ?", "postbackData": "fd1:parking"}},
            ],
        },
        "messageTrafficType": "SERVICEREQUEST",
    }


@pytest.mark.parametrize(
    ("kind", "settings", "ttl"),
    [
        (Kind.WELCOME, {}, "3600s"),
        (Kind.ABSENCE, {"greeting_ttl": "PT90S"}, "90s"),
        (Kind.WELCOME, {"greeting_ttl": timedelta(seconds=10.5)}, "10.5s"),
        (Kind.WELCOME, {"greeting_ttl": "P15D"}, "1296000s"),
        (Kind.WELCOME, {"greeting_ttl": None}, None),
        (Kind.ANSWER, {}, None),
        (Kind.OPERATOR, {}, None),
        (Kind.PRIVACY, {}, None),
    ],
)
def test_only_greetings_are_revoked_when_they_come_too_late(
    kind: Kind, settings: Mapping[str, object], ttl: str | None
) -> None:
    message = Message(key=KEY, kind=kind, text="Bonjour", to=PHONE)
    assert body_of(composed(message, **settings)).get("ttl") == ttl


def test_a_phone_that_is_none_cannot_lead_elsewhere() -> None:
    message = Message(key=KEY, kind=Kind.ANSWER, text="x", to="../../v1/files?x=#")
    parts = urlsplit(composed(message).url)
    assert parts.path.count("/") == 4
    assert set(parse_qs(parts.query)) == {"messageId", "agentId"}


# Courtesies


def events_of(name: str, **settings: object) -> list[tuple[str, dict[str, object]]]:
    """The agent events that an event deserves: their ids and bodies."""
    account = rcs(**settings)
    calls = [call for event in account.parse(fixture("rcs", name)) for call in account.courtesies(event)]
    assert all(unquote(urlsplit(call.url).path) == f"/v1/phones/{PHONE}/agentEvents" for call in calls)
    return [(parse_qs(urlsplit(call.url).query)["eventId"][0], body_of(call)) for call in calls]


@pytest.mark.parametrize("name", ["message__text", "tap__reply", "message__file"])
def test_what_a_contact_says_is_marked_as_read(name: str) -> None:
    (read,) = events_of(name)
    assert read[1] == {"eventType": "READ", "messageId": json.loads(data_of(fixture("rcs", name)))["messageId"]}


def test_writing_is_shown_where_the_account_wishes() -> None:
    read, typing = events_of("message__text", typing=True)
    assert typing[1] == {"eventType": "IS_TYPING"}
    assert UUID(read[0]).version == UUID(typing[0]).version == 5
    assert read[0] != typing[0]
    assert events_of("message__text", read_marks=False) == []


def test_a_message_without_an_id_of_its_own_cannot_be_marked() -> None:
    assert events_of("message__text_with_an_event_id") == []


@pytest.mark.parametrize(
    "name", ["status__delivered", "opened__subscribe", "closed__unsubscribe", "ignored__another_agent"]
)
def test_nothing_else_is_marked(name: str) -> None:
    assert events_of(name, typing=True) == []


# Answers


def google(status: int, name: str, *, reason: str = "", message: str = "No.") -> HttpReply:
    """An answer in Google's words."""
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}] if reason else []
    error = {"code": status, "message": message, "status": name, "details": details}
    return HttpReply(status=status, body=json.dumps({"error": error}).encode())


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (google(400, "INVALID_ARGUMENT"), "failed"),
        (google(400, "FAILED_PRECONDITION"), "failed"),
        (google(401, "UNAUTHENTICATED"), "paused"),
        (google(403, "PERMISSION_DENIED"), "failed"),
        (google(403, "PERMISSION_DENIED", reason="SERVICE_DISABLED"), "paused"),
        (google(403, "PERMISSION_DENIED", reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "paused"),
        (google(403, "PERMISSION_DENIED", reason="CONSUMER_SUSPENDED"), "paused"),
        (google(403, "PERMISSION_DENIED", reason="SOMETHING_OF_TOMORROW"), "failed"),
        (google(404, "NOT_FOUND"), "failed"),
        (google(409, "ALREADY_EXISTS"), "sent"),
        (google(409, "ABORTED"), "retry"),
        (google(429, "RESOURCE_EXHAUSTED"), "retry"),
        (google(499, "CANCELLED"), "retry"),
        (google(500, "INTERNAL"), "retry"),
        (google(500, "UNKNOWN"), "retry"),
        (google(501, "UNIMPLEMENTED"), "failed"),
        (google(503, "UNAVAILABLE"), "retry"),
        (google(504, "DEADLINE_EXCEEDED"), "retry"),
        (HttpReply(status=200, body=b"{}"), "sent"),
        (HttpReply(status=200, body=b"<html>"), "sent"),
        (HttpReply(status=301), "failed"),
        (HttpReply(status=408), "retry"),
        (HttpReply(status=409), "retry"),
        (HttpReply(status=413), "failed"),
        (HttpReply(status=502, body=b"<html>"), "retry"),
    ],
)
def test_each_answer_has_its_outcome(reply: HttpReply, outcome: str) -> None:
    assert rcs().read_reply(MESSAGE, reply).outcome is Outcome(outcome)


def test_what_was_sent_is_known_by_its_id_whatever_the_answer_says() -> None:
    for reply in (HttpReply(status=200, body=b"{}"), google(409, "ALREADY_EXISTS")):
        assert rcs().read_reply(MESSAGE, reply).platform_id == message_id(KEY)
    assert rcs().read_reply(MESSAGE, google(404, "NOT_FOUND")).platform_id is None


def test_refusal_is_told_in_google_s_own_words() -> None:
    reply = google(404, "NOT_FOUND", message="Requested entity was not found.")
    assert rcs().read_reply(MESSAGE, reply).detail == "404 NOT_FOUND Requested entity was not found."


# Requests


@pytest.mark.parametrize("data", [None, 17, "", "not base64", "ey", {"text": "Hi"}])
def test_envelope_without_an_event_is_kept_as_it_came(data: object) -> None:
    request = plain({"message": {"data": data, "messageId": "7"}})
    account = rcs()
    account.verify(signed(request, data_of(request)))
    (event,) = account.parse(request)
    assert isinstance(event, Unknown)


@pytest.mark.parametrize("name", sorted(file.stem for file in (FIXTURES / "rcs").iterdir()))
def test_events_damaged_within_their_envelope_become_whole_events_or_unknown(name: str) -> None:
    account = rcs()
    for damaged in mutations(data_of(fixture("rcs", name)), seed=3, count=400):
        for event in account.parse(enveloped(damaged)):
            assert isinstance(event, Event)
            assert event.id
            assert event.at <= event.received_at == NOW
            assert all(isinstance(call, HttpCall) for call in account.courtesies(event))


def test_the_envelope_can_say_nothing_that_was_not_signed() -> None:
    request = fixture("rcs", "message__text")
    envelope = json.loads(request.body)
    envelope["message"] |= {"attributes": {"type": "agent_launch_event"}, "messageId": "another", "text": "evil"}
    assert rcs().parse(plain(envelope)) == rcs().parse(request)


def test_unsigned_words_cannot_ride_on_a_handshake() -> None:
    data = b64encode(json.dumps({"senderPhoneNumber": PHONE, "messageId": "M", "text": "x"}).encode()).decode()
    account = rcs()
    request = handshake(message={"data": data})
    account.verify(request)
    assert account.parse(request) == ()


@pytest.mark.parametrize("secrets", [{}, {"env:TOKEN": b""}])
def test_account_without_its_client_token_believes_nobody(secrets: Mapping[str, bytes]) -> None:
    account = type(rcs())("shop", RcsSettings.model_validate(SETTINGS), secrets)
    request = fixture("rcs", "message__text")
    with pytest.raises(WebhookRejected):
        account.verify(handshake(clientToken=""))
    with pytest.raises(WebhookRejected):
        account.verify(signed(request, data_of(request), b""))


def test_whoever_unsubscribes_ends_the_conversation() -> None:
    (event,) = rcs().parse(fixture("rcs", "closed__unsubscribe"))
    assert isinstance(event, ConversationClosed)

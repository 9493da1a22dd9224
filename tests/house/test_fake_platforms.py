"""Fake platforms answer whatever is sent to them: a crash would look like a bad day of the platform, not of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from frontdesk import Channel, Draft, Event, Host, HttpCall, Kind, Suggestion, WebhookRequest, fit
from frontdesk_testkit.calling import request_of, serve
from frontdesk_testkit.dialect import Dialect, PlatformRequest
from frontdesk_testkit.platforms import PLATFORMS, dialect_of

ROOT = "http://127.0.0.1:4000"
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
ODD: tuple[object, ...] = (None, [], {}, [[]], [{}], 7, True, "", "x" * 10_000)


def heard(kind: str, dialect: Dialect) -> tuple[Channel, Event]:
    """An account of the platform, and what its first contact says."""
    channel_type = Host.load().channels[kind]
    channel = channel_type("shop", channel_type.Settings.model_validate(dialect.settings(ROOT)), dialect.secrets(ROOT))
    posting = dialect.post(NOW, dialect.message(1, dialect.contact(1), "Hi", NOW))
    headers = {name.lower(): value for name, value in posting.headers.items()}
    (event,) = channel.parse(WebhookRequest(headers=headers, body=posting.body, received_at=NOW))
    return channel, event


def sent(kind: str, dialect: Dialect) -> Iterator[PlatformRequest]:
    """A plain message and one with starters, as the adapter writes them and the host sends them."""
    channel, event = heard(kind, dialect)
    for starters in ((), (Suggestion(id="s1", title="Hours?"), Suggestion(id="s2", title="Where?"))):
        draft = Draft(key="0" * 32, kind=Kind.WELCOME, text="Bonjour", locale="fr", suggestions=starters)
        answer = replace(draft, reply_context=event.reply_context)
        call = channel.compose(fit(answer, channel.capabilities, to=event.contact.address)[-1])
        assert isinstance(call, HttpCall)
        yield request_of(call, dialect, dialect.secrets(ROOT), NOW)


def spoilt(value: object) -> Iterator[object]:
    """The value with one of its parts, at any depth, replaced by something odd, or left out."""
    yield from ODD
    if isinstance(value, dict):
        for name, item in value.items():
            yield {other: value[other] for other in value if other != name}
            yield from ({**value, name: odd} for odd in spoilt(item))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from ([*value[:number], odd, *value[number + 1 :]] for odd in spoilt(item))


def bodies(body: bytes) -> Iterator[bytes]:
    """What is no JSON at all; and where it was some, each way to spoil it."""
    yield from (b"", b"{", b"[]", b"\xff", b"7")
    try:
        document = json.loads(body)
    except ValueError:
        return
    yield from (json.dumps(odd).encode() for odd in spoilt(document))


def merged(value: Mapping[str, object], other: Mapping[str, object]) -> dict[str, object]:
    """One object over another, at every depth."""
    deeper = {
        name: merged(here, item)
        for name, item in other.items()
        if isinstance(item, dict) and isinstance(here := value.get(name), dict)
    }
    return {**value, **other, **deeper}


@pytest.mark.parametrize("kind", sorted(PLATFORMS))
def test_a_call_that_is_spoilt_is_answered_and_never_by_a_crash(kind: str) -> None:
    dialect = dialect_of(kind)

    for request in sent(kind, dialect):
        assert serve(dialect, request)[0], "what the adapter writes is a message"
        for body in bodies(request.body):
            _, reply = serve(dialect, replace(request, body=body))
            assert reply.status < 500, body


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("whatsapp", {"recipient_type": "group"}),
        ("whatsapp", {"biz_opaque_callback_data": "x" * 513}),
        ("whatsapp", {"interactive": {"header": {"type": "text", "text": "x" * 61}}}),
        ("whatsapp", {"interactive": {"footer": {"text": "x" * 61}}}),
        ("whatsapp", {"interactive": {"action": {"buttons": [{"reply": {"id": "a", "title": "A"}}]}}}),
        ("messenger", {"message": {"text": " "}}),
        ("messenger", {"message": {"quick_replies": [{"title": "A", "payload": "a"}]}}),
        ("messenger", {"message": {"quick_replies": [{"content_type": "text", "title": "A"}]}}),
    ],
    ids=str,
)
def test_a_call_that_the_real_platform_refuses_is_refused(kind: str, spoil: Mapping[str, object]) -> None:
    dialect = dialect_of(kind)
    *_, request = sent(kind, dialect)

    shown, reply = serve(dialect, replace(request, body=json.dumps(merged(json.loads(request.body), spoil)).encode()))
    assert (shown, reply.status) == (None, 400)


@pytest.mark.parametrize("prompt", ["Hours \u2b50", "1\ufe0f\u20e3 Hours", "\u23f0 Hours", "Hours \U0001f600"])
def test_whatsapp_takes_no_emoji_in_an_ice_breaker(prompt: str) -> None:
    dialect = dialect_of("whatsapp")
    *_, request = sent("whatsapp", dialect)
    path = request.path.replace("/messages", "/conversational_automation")

    _, reply = serve(dialect, replace(request, path=path, body=json.dumps({"prompts": [prompt]}).encode()))
    assert reply.status == 400


def test_messenger_shows_no_questions_in_a_locale_that_has_an_empty_list_of_them() -> None:
    dialect = dialect_of("messenger")
    *_, request = sent("messenger", dialect)
    questions = [{"question": "Hours?", "payload": "fd1:s1"}]
    told = [{"locale": "default", "call_to_actions": questions}, {"locale": "fr_FR", "call_to_actions": []}]
    path = request.path.replace("/messages", "/messenger_profile")

    _, reply = serve(dialect, replace(request, path=path, body=json.dumps({"ice_breakers": told}).encode()))
    assert reply.status == 200

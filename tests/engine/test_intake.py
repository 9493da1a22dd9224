"""What every channel does with what a platform says, before its own reading of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from frontdesk import (
    Contact,
    ConversationOpened,
    Event,
    EventBase,
    HttpReply,
    MessageReceived,
    StarterTapped,
    object_at,
    reply_detail,
    retry_after,
    text_at,
)

DOCUMENT = {"error": {"code": 7, "text": "no", "deeper": {"text": "nor here"}}, "list": [{"text": "x"}], "text": "top"}
MONDAY, TUESDAY = "Mon, 02 Nov 2026 10:00:00 GMT", "Tue, 03 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("text",), "top"),
        (("error", "text"), "no"),
        (("error", "deeper", "text"), "nor here"),
        (("error", "code"), ""),
        (("error",), ""),
        (("list", "text"), ""),
        (("text", "text"), ""),
        (("nowhere", "text"), ""),
    ],
)
def test_text_at_a_place_is_the_text_there_or_empty(path: tuple[str, ...], text: str) -> None:
    assert text_at(DOCUMENT, *path) == text


@pytest.mark.parametrize("path", [("text",), ("list",), ("error", "code"), ("nowhere", "deeper")])
def test_object_at_a_place_without_one_is_empty(path: tuple[str, ...]) -> None:
    assert object_at(DOCUMENT, *path) == {}


def test_object_at_a_place_is_the_object_there() -> None:
    assert object_at(DOCUMENT, "error", "deeper") == {"text": "nor here"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "9"}, 9.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"retry-after": "9" * 400}, 999_999_999.0),
        ({"retry-after": TUESDAY, "date": MONDAY}, 86_400.0),
        ({"retry-after": MONDAY, "date": TUESDAY}, 0.0),
        ({"retry-after": TUESDAY}, None),
        ({"retry-after": "Mon, 02 Nov 2026 10:00:00", "date": MONDAY}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "\u00b2"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_retry_after_is_seconds_or_nothing(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(HttpReply(status=429, headers=headers)) == seconds


@pytest.mark.parametrize(
    ("reply", "words", "detail"),
    [
        (HttpReply(status=400, body=b'{"code": 7}'), (7, "Too long", "", None), "400 7 Too long"),
        (HttpReply(status=400, body=b"<html>"), ("", None), "400 <html>"),
        (HttpReply(status=502, body=b"\xff"), (), "502 \ufffd"),
        (HttpReply(status=500), (), "500"),
    ],
)
def test_reply_detail_is_the_status_with_the_words_or_else_the_body(
    reply: HttpReply, words: tuple[object, ...], detail: str
) -> None:
    assert reply_detail(reply, *words) == detail


def test_reply_detail_is_cut_at_five_hundred_characters() -> None:
    reply = HttpReply(status=500, body=b"x" * 10_000)

    assert [len(reply_detail(reply)), len(reply_detail(reply, "y" * 10_000))] == [500, 500]


@pytest.mark.parametrize("kind", [ConversationOpened, StarterTapped, MessageReceived])
def test_event_base_has_what_every_event_has(kind: type[Event]) -> None:
    at = datetime(2026, 11, 2, 10, tzinfo=UTC)
    base = EventBase(id="m", contact=Contact(address="c"), at=at, received_at=at, raw={"id": "m"})

    event = kind(**base._asdict(), **({"text": "Hi"} if kind is MessageReceived else {}))  # type: ignore[arg-type]
    assert (event.id, event.contact.address, event.at, event.raw, event.attributes) == ("m", "c", at, {"id": "m"}, {})
    assert set(base._fields) == set(Event.__dataclass_fields__)

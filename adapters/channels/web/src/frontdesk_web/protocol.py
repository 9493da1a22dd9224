"""The widget's protocol in one place: what a browser may post, and what it reads in the stream.

A stream entry, as `GET messages` lists it and as the `data` of a stream event (`id` = `number`)::

    {"number": 7, "at": "2026-12-01T09:30:00+00:00", "kind": "message", "id": "5f0c...",
     "sender": "desk", "text": "Bonjour !", "locale": "fr", "operator": null,
     "suggestions": [{"id": "hours", "title": "Vos horaires ?"}]}

`sender` is `contact` (the visitor; `id` is then the id that the browser posted), `desk` (an automatic message) or
`operator` (a human, named in `operator` when the name is known). A reader ignores kinds and fields it does not know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import from_json

from frontdesk import Kind, Message, MessageReceived, StarterTapped, StreamEntry, WebhookRejected
from frontdesk_web.text import clean, clean_line

BODY_LIMIT = 32_000
"""Bytes of a posted body."""
TEXT_LIMIT = 4_000
"""Characters (Unicode code points) of a text, once cleaned."""

_LOCALE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_ZONE = re.compile(r"(?=.{1,64}\Z)[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")

Posted = TypeVar("Posted", bound=BaseModel)


def _line(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else value


def _line_or_none(value: object) -> object:
    """A name without a visible character is none: templates would leave a hole for it."""
    return clean_line(value) or None if isinstance(value, str) else value


def _text(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


def known_locale(value: object) -> str | None:
    """A language tag, or none: a browser's odd locale is no reason to refuse a visitor."""
    return value if isinstance(value, str) and _LOCALE.fullmatch(value) else None


def known_zone(value: object) -> str | None:
    """The name of a time zone by its form, or none; whether there is such a zone, the engine knows."""
    return value if isinstance(value, str) and _ZONE.fullmatch(value) else None


Locale = Annotated[str | None, BeforeValidator(known_locale)]
Zone = Annotated[str | None, BeforeValidator(known_zone)]
Name = Annotated[Annotated[str, Field(max_length=80)] | None, BeforeValidator(_line_or_none)]
Line = Annotated[Annotated[str, Field(max_length=200)] | None, BeforeValidator(_line)]
Page = Annotated[Annotated[str, Field(max_length=2000)] | None, BeforeValidator(_line)]


class SessionRequest(BaseModel):
    """The body of `POST sessions`: who opens the chat, and where."""

    model_config = ConfigDict(extra="forbid")

    establishment: Line = None
    locale: Locale = None
    timezone: Zone = None
    """The IANA name of the browser's time zone."""
    page: Page = None
    name: Name = None
    """What the page says the visitor is called. It is not verified."""


class VisitorPost(BaseModel):
    """The body of `POST messages`: a text or a starter, with the id that the browser gave it."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    text: Annotated[str | None, BeforeValidator(_text)] = None
    starter: Annotated[Annotated[str, Field(min_length=1, max_length=200)] | None, BeforeValidator(_line)] = None
    title: Line = None
    """The starter's title as the visitor saw it."""
    page: Page = None

    @model_validator(mode="after")
    def _one_of_two(self) -> VisitorPost:
        if (self.text is None) == (self.starter is None):
            raise ValueError("either 'text' or 'starter', and not both")
        return self


def read_session(body: bytes) -> SessionRequest:
    """The body of `POST sessions`; raises `WebhookRejected` where it is not one."""
    return _read(SessionRequest, body or b"{}")


def read_post(body: bytes) -> VisitorPost:
    """The body of `POST messages`, its text cleaned; raises `WebhookRejected` where it is not one."""
    post = _read(VisitorPost, body)
    if post.text == "":
        raise WebhookRejected.of("FD523").with_status(422)
    if post.text and len(post.text) > TEXT_LIMIT:
        raise WebhookRejected.of("FD522", length=len(post.text), most=TEXT_LIMIT).with_status(422)
    return post


def _read(shape: type[Posted], body: bytes) -> Posted:
    if len(body) > BODY_LIMIT:
        raise WebhookRejected.of("FD521", most=BODY_LIMIT).with_status(413)
    try:
        document = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise WebhookRejected.of("FD520", problem=str(error)).with_status(400) from error
    try:
        return shape.model_validate(document)
    except ValidationError as error:
        raise _shape_rejection(error) from error


def _shape_rejection(error: ValidationError) -> WebhookRejected:
    first = error.errors(include_url=False, include_input=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    return WebhookRejected.of("FD524", path, problem=first["msg"]).with_status(422)


def message_body(message: Message) -> Mapping[str, object]:
    """What the stream holds of a message of ours. Its text stands in it verbatim."""
    return {
        "kind": "message",
        "id": message.key,
        "sender": "operator" if message.kind is Kind.OPERATOR else "desk",
        "text": message.text,
        "locale": message.locale,
        "operator": message.operator,
        "suggestions": [{"id": each.id, "title": each.title} for each in message.suggestions if message.carrier],
    }


def contact_body(event: MessageReceived | StarterTapped) -> Mapping[str, object]:
    """What the stream holds of the visitor's own message, under the id that the browser gave it."""
    text = event.text if isinstance(event, MessageReceived) else event.title or event.starter or ""
    return {
        "kind": "message",
        "id": str(event.raw.get("id", event.id)),
        "sender": "contact",
        "text": text,
        "locale": None,
        "operator": None,
        "suggestions": [],
    }


def entry_document(entry: StreamEntry) -> dict[str, object]:
    """A stream entry as the browser reads it."""
    return {"number": entry.number, "at": entry.at.isoformat(), **entry.body}


def event_frame(entry: StreamEntry) -> bytes:
    """A stream entry as one server-sent event."""
    data = json.dumps(entry_document(entry), ensure_ascii=False, separators=(",", ":"))
    return f"id: {entry.number}\ndata: {data}\n\n".encode()

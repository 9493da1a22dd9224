"""Events, states and drafts as stored text: JSON with a version, read by any release that knows it.

A release writes version 1 and reads version 1; a later one reads the version before its own too.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from typing import Any, Final, Generic, TypeVar, cast

from pydantic import TypeAdapter
from pydantic_core import from_json

from frontdesk.errors import ConfigError
from frontdesk.model import (
    Contact,
    ConversationClosed,
    ConversationOpened,
    ConversationState,
    DeliveryUpdated,
    Draft,
    Event,
    HandedBack,
    Message,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    Suggestion,
    TimerFired,
    TraceLine,
    Unknown,
)
from frontdesk.model.decision import TraceRow
from frontdesk_server.store.values import Origin

VERSION: Final = 1
_HEAD: Final = f'{{"v":{VERSION},'

T = TypeVar("T")

EVENT_TYPES: Final[dict[str, type[Event]]] = {
    kind.__name__: kind
    for kind in (
        ConversationOpened,
        MessageReceived,
        StarterTapped,
        OperatorReplied,
        ConversationClosed,
        HandedBack,
        DeliveryUpdated,
        TimerFired,
        Unknown,
    )
}


class _Form(Generic[T]):
    """One type's stored form: `{"v": 1, "is": ...}`; what it holds is checked when it is read."""

    def __init__(self, kind: type[T]) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)

    def dump(self, value: T) -> str:
        """To text."""
        return f'{_HEAD}"is":{self._adapter.dump_json(value).decode()}}}'

    def load(self, text: str) -> T:
        """From text. Raises `ConfigError` (FD757) when a later release wrote it."""
        return self._adapter.validate_python(_opened(text)["is"])


def _opened(text: str) -> dict[str, Any]:
    envelope = cast("dict[str, Any]", from_json(text))
    if envelope["v"] != VERSION:
        raise ConfigError.of("FD757", found=envelope["v"], known=VERSION)
    return envelope


_EVENTS: Final[dict[type[Event], TypeAdapter[Event]]] = {kind: TypeAdapter(kind) for kind in EVENT_TYPES.values()}
_NAMES: Final[dict[type, tuple[str, ...]]] = {
    kind: tuple(one.name for one in fields(kind)) for kind in (*EVENT_TYPES.values(), Contact)
}


_NUL: Final = re.compile(r"((?<!\\)(?:\\\\)*)\\u0000")
"""Its escape in JSON, and not the six characters that look like it behind an escaped backslash."""


_DEEPEST: Final = 190
"""Levels that `from_json` reads, with room to spare for the envelope."""


def check_event(event: Event) -> None:
    """Raise `ValueError` for what an adapter calls an event and is none: a null for a text can be kept, and not read.

    To be asked before it is kept: a row that cannot be read stops every partition that is read with it.
    """
    _EVENTS[type(event)].validate_python(_held(event) | {"contact": _held(event.contact)})


def _held(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


def dump_event(event: Event) -> str:
    """An event as stored text, without what would stop the worker for good.

    That is the NUL, which PostgreSQL has in no text, and a payload so deep that nobody could read the event again.
    """
    kind = type(event)
    body = _EVENTS[kind].dump_json(event).decode()
    if body.count("{") + body.count("[") > _DEEPEST and not _can_be_read(body):
        body = _EVENTS[kind].dump_json(replace(event, raw={})).decode()
    if "\\u0000" in body:
        body = _NUL.sub(r"\1", body)
    return f'{_HEAD}"type":"{kind.__name__}","is":{body}}}'


def _can_be_read(body: str) -> bool:
    try:
        from_json(f"[{body}]")
    except ValueError:
        return False
    return True


def load_event(text: str) -> Event:
    """The event of a stored text."""
    envelope = _opened(text)
    return _EVENTS[EVENT_TYPES[envelope["type"]]].validate_python(envelope["is"])


_STATE: Final = _Form[ConversationState](ConversationState)
_ORIGIN: Final = _Form[Origin](Origin)
_OUTGOING: Final = _Form[tuple[Draft, Message]](tuple[Draft, Message])
_SUGGESTIONS: Final = TypeAdapter[tuple[Suggestion, ...]](tuple[Suggestion, ...])

dump_state, load_state = _STATE.dump, _STATE.load
dump_origin, load_origin = _ORIGIN.dump, _ORIGIN.load
dump_outgoing, load_outgoing = _OUTGOING.dump, _OUTGOING.load


def dump_trace(rows: tuple[TraceRow, ...]) -> str:
    """A trace as stored text: its plain rows."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def load_trace(text: str) -> tuple[TraceLine, ...]:
    """The trace of a stored text."""
    return tuple(TraceLine(id=reason, path=path, params=params) for reason, path, params in json.loads(text))


def dump_suggestions(suggestions: tuple[Suggestion, ...]) -> str:
    """Suggestions as stored text."""
    return _SUGGESTIONS.dump_json(suggestions).decode() if suggestions else "[]"


def load_suggestions(text: str) -> tuple[Suggestion, ...]:
    """The suggestions of a stored text."""
    return _SUGGESTIONS.validate_json(text) if text != "[]" else ()

"""What the platform says that it shows: its answer, in any of the forms that its documents give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from frontdesk import read_object, starter_of
from frontdesk_messenger.items import START
from frontdesk_messenger.locales import DEFAULT

_ENTRY: Final = "call_to_actions"


class Question(NamedTuple):
    """One ice breaker."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stands there now, by the platform's locales."""

    start: str = ""
    """The payload of the Get Started button; empty = there is none."""
    greetings: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)
    flat: bool = False
    """The questions are in the form of before April 2022, which knew no languages."""

    @property
    def start_is_ours(self) -> bool:
        """By its payload."""
        return self.start == START

    @property
    def questions_are_ours(self) -> bool:
        """One is enough: the platform holds one list, and who wrote it wrote all of it."""
        return any(starter_of(one.payload) is not None for told in self.questions.values() for one in told)


def read_found(body: bytes) -> Found | None:
    """None = the answer is not what the documents say."""
    document = read_object(body)
    data = document.get("data") if document is not None else None
    if not isinstance(data, list):
        return None
    parts = [part for part in data if isinstance(part, Mapping)]
    breakers = list(_breakers(parts))
    return Found(
        start=next((payload for part in parts if (payload := _payload(part.get("get_started")))), ""),
        greetings={locale: text for part in parts for locale, text in _greetings(part.get("greeting"))},
        questions=_by_locale(breakers),
        flat=any(_ENTRY not in breaker for breaker in breakers),
    )


def _breakers(parts: Sequence[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
    """Below their name, or without it as the data itself: the documents show both."""
    for part in parts:
        named = part.get("ice_breakers")
        listed = named if isinstance(named, list) else [part] if _ENTRY in part or "question" in part else []
        yield from (one for one in listed if isinstance(one, Mapping))


def _by_locale(breakers: Sequence[Mapping[str, object]]) -> dict[str, tuple[Question, ...]]:
    found: dict[str, tuple[Question, ...]] = {}
    for breaker in breakers:
        actions = breaker.get(_ENTRY, [breaker])
        locale = _text(breaker.get("locale")) or DEFAULT
        found[locale] = (*found.get(locale, ()), *_questions(actions))
    return {locale: questions for locale, questions in found.items() if questions}


def _questions(actions: object) -> Iterator[Question]:
    for action in actions if isinstance(actions, list) else []:
        if isinstance(action, Mapping):
            yield Question(_text(action.get("question")), _text(action.get("payload")))


def _greetings(value: object) -> Iterator[tuple[str, str]]:
    for one in value if isinstance(value, list) else []:
        if isinstance(one, Mapping) and _text(one.get("text")):
            yield _text(one.get("locale")) or DEFAULT, _text(one.get("text"))


def _payload(value: object) -> str:
    return _text(value.get("payload")) if isinstance(value, Mapping) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

"""What the platform shows before any message: read, compared with what is wanted, and the calls that mend it.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/messenger-profile-api and
.../instagram-messaging/features/ice-breakers. Ten calls in ten minutes for a page: one that reads, one that writes all
that differs, one that takes away all that is to go.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from frontdesk import (
    Bearer,
    Difference,
    ForeignAutomation,
    HttpCall,
    HttpReply,
    Profile,
    ProfilePlan,
    starter_of,
    starter_payload,
)
from frontdesk_messenger.locales import DEFAULT, by_locale
from frontdesk_messenger.replies import words
from frontdesk_messenger.sending import JSON
from frontdesk_messenger.settings import GraphSettings
from frontdesk_messenger.showing import Found, Question, read_found

_BUTTON: Final = "[Get Started]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the platform has places for, and which of them Frontdesk fills."""

    platform: str | None = None
    """Named in each call where it is not Messenger."""
    has_start: bool = False
    start: str | None = None
    """The payload that our Get Started button has; None = there is to be none of ours."""
    has_greeting: bool = False
    writes_greeting: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """By the platform's names."""
        told = {"get_started": self.has_start, "greeting": self.has_greeting, "ice_breakers": True}
        return tuple(name for name, has in told.items() if has)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One field that is to be written (`value`), or taken away (None), and the differences that this mends."""

    field: str
    value: object = None
    differences: tuple[Difference, ...] = ()


def read(shown: Shown, settings: GraphSettings) -> HttpCall:
    """Everything in one call."""
    query = {"fields": ",".join(shown.fields)}
    return _call("GET", shown, settings, query=query)


def plan(shown: Shown, settings: GraphSettings, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
    """The differences, what is not of our making, and the calls that mend it; the same twice has none."""
    held = read_found(found[0].body) if len(found) == 1 and found[0].status == 200 else None  # noqa: PLR2004 - HTTP
    if held is None:
        return ProfilePlan(problem=words(found[0]) if found else "the platform's answer is missing")
    changes = [*_start(shown, held), *_greeting(shown, wanted, held), *_ice_breakers(wanted, held)]
    return ProfilePlan(
        calls=tuple(_calls(shown, settings, changes)),
        differences=tuple(difference for change in changes for difference in change.differences),
        foreign_automations=tuple(_foreign(shown, held)),
    )


# The calls


def _calls(shown: Shown, settings: GraphSettings, changes: Sequence[_Change]) -> Iterator[HttpCall]:
    written = {change.field: change.value for change in changes if change.value is not None}
    gone = [change.field for change in changes if change.value is None]
    if written:
        yield _call("POST", shown, settings, body=written)
    if gone:
        yield _call("DELETE", shown, settings, body={"fields": gone})


def _call(
    method: str,
    shown: Shown,
    settings: GraphSettings,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, object] | None = None,
) -> HttpCall:
    """Instagram wants its name in the address, and in what is written as well."""
    platform = {"platform": shown.platform} if shown.platform else {}
    address, asked = settings.url("messenger_profile", node="me"), {**(query or {}), **platform}
    return HttpCall(
        method=method,
        url=f"{address}?{urlencode(asked)}" if asked else address,
        headers=JSON if body else {},
        body=json.dumps({**platform, **body}).encode() if body else b"",
        auth=Bearer(ref=settings.access_token),
        timeout=settings.timeout,
    )


# Field by field


def _start(shown: Shown, held: Found) -> Iterator[_Change]:
    """A button of ours is taken away where none is wanted; another's only gives way to ours."""
    told = Difference(
        field="starters", wanted=_BUTTON if shown.start else "", found=held.start and f"{_BUTTON} {held.start}"
    )
    if shown.start is not None and held.start != shown.start:
        yield _Change(field="get_started", value={"payload": shown.start}, differences=(told,))
    elif shown.start is None and held.start_is_ours:
        yield _Change(field="get_started", differences=(told,))


def _greeting(shown: Shown, wanted: Profile, held: Found) -> Iterator[_Change]:
    """Nothing in a greeting says whose it is: with `native_greeting` it is ours, without it is not."""
    if not shown.writes_greeting:
        return
    texts = by_locale((text.locale, text.greeting) for text in wanted.texts if text.greeting)
    if texts != held.greetings:
        value = [{"locale": locale, "text": text} for locale, text in texts.items()] or None
        yield _Change(field="greeting", value=value, differences=tuple(_told_greetings(texts, held.greetings)))


def _told_greetings(wanted: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Difference]:
    for locale in {**wanted, **found}:
        if wanted.get(locale) != found.get(locale):
            yield Difference(
                field="greeting", locale=locale, wanted=wanted.get(locale, ""), found=found.get(locale, "")
            )


def _ice_breakers(wanted: Profile, held: Found) -> Iterator[_Change]:
    """Another's questions give way only to ours; the old flat form is never mixed with the new, but replaced."""
    ours = by_locale(
        (text.locale, tuple(Question(item.title, starter_payload(item.id)) for item in text.starters))
        for text in wanted.texts
        if text.starters
    )
    differences = tuple(_told_questions(ours, held))
    if ours and differences:
        yield _Change(field="ice_breakers", value=[_entry(*item) for item in ours.items()], differences=differences)
    elif not ours and held.questions_are_ours:
        yield _Change(field="ice_breakers", differences=differences)


def _entry(locale: str, questions: Sequence[Question]) -> dict[str, object]:
    actions = [{"question": question.title, "payload": question.payload} for question in questions]
    return {"locale": locale, "call_to_actions": actions}


def _told_questions(wanted: Mapping[str, Sequence[Question]], held: Found) -> Iterator[Difference]:
    for locale in {**wanted, **held.questions}:
        new, old = wanted.get(locale, ()), held.questions.get(locale, ())
        if new != old or (held.flat and locale == DEFAULT):
            yield Difference(field="starters", locale=locale, wanted=_titles(new), found=_titles(old))


def _titles(questions: Sequence[Question]) -> str:
    return " | ".join(question.title for question in questions)


# What is not of our making


def _foreign(shown: Shown, held: Found) -> Iterator[ForeignAutomation]:
    strangers = [
        question
        for questions in held.questions.values()
        for question in questions
        if starter_of(question.payload) is None
    ]
    if strangers:
        yield ForeignAutomation(kind="starters", text=_titles(list(dict.fromkeys(strangers))))
    if held.start and not held.start_is_ours:
        yield ForeignAutomation(kind="other", text=f"{_BUTTON} {held.start}")
    if held.greetings and not shown.writes_greeting:
        yield ForeignAutomation(
            kind="greeting", text=held.greetings.get(DEFAULT) or next(iter(held.greetings.values()))
        )

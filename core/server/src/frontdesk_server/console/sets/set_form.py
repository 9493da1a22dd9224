"""A message set as the editor's form has it: read from a document or from sent fields, and given as either.

Field names are the document's paths (`welcome.fr`, `starters[0].title.fr`); the order of topics and languages, and what
the form does not show, travel in hidden fields, so that a form says the whole set by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from frontdesk.rules.starters import starter_ids
from frontdesk.rules.texts import variants
from frontdesk_server.console.forms import Form
from frontdesk_server.console.hours.form import HoursForm, of_document, of_fields
from frontdesk_server.console.sets.manner_form import TAGS, MannerForm, manner_from, manner_of
from frontdesk_server.console.sets.selection_part import selection_from
from frontdesk_server.console.sets.values import listed, mapping
from frontdesk_server.console.sets.values import text as plain

TEXTS: Final = ("privacy", "welcome", "absence", "fallback")
POLICY: Final[Mapping[str, object]] = {
    "greet_once": "episode",
    "absence_repeat": "start",
    "starters_outside_hours": True,
    "episode_idle": "24h",
}
"""Its keys with their defaults, which a document need not say."""
HOURS: Final = "chat_hours"
MOST_LANGUAGES: Final = 40
MOST_TOPICS: Final = 50
"""That are read of what was sent: five are right, and more are told and kept."""
_SHOWN: Final = frozenset(
    {
        "name",
        "establishments",
        "channels",
        "language",
        "from",
        "until",
        "chat_hours",
        "starters",
        "policy",
        TAGS,
        *TEXTS,
    }
)
_OF_TOPIC: Final = frozenset({"id", "title", "answer", "enabled"})
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_TOPIC_FIELD: Final = re.compile(r"starters\[(\d{1,6})\]\.")
_LONGEST_KEPT: Final = 100_000

Document = Mapping[str, object]
Texts = Mapping[str, str]
Fields = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A conversation starter as the form has it."""

    id: str = ""
    title: Texts = field(default_factory=dict)
    answer: Texts = field(default_factory=dict)
    enabled: bool = True
    kept: Document = field(default_factory=dict)
    """What the form does not show: what it was called formerly, a fallback of its own."""

    @property
    def shown_title(self) -> str:
        """Its first title; empty where it has none yet."""
        return next((text for text in self.title.values() if text.strip()), "")

    def document(self) -> dict[str, object]:
        """As a message set holds it."""
        texts = {key: text for key in ("title", "answer") if (text := written(getattr(self, key)))}
        return (
            ({"id": self.id} if self.id else {})
            | texts
            | dict(self.kept)
            | ({} if self.enabled else {"enabled": False})
        )

    def fields(self, prefix: str) -> Fields:
        """As a form sends it."""
        yield f"{prefix}.id", self.id
        yield f"{prefix}.kept", kept_text(self.kept)
        yield f"{prefix}.enabled", "on" if self.enabled else ""
        for key in ("title", "answer"):
            yield from ((f"{prefix}.{key}.{language}", text) for language, text in getattr(self, key).items())


@dataclass(frozen=True, slots=True, kw_only=True)
class SetForm:
    """The whole form."""

    name: str = ""
    languages: tuple[str, ...] = ()
    """In their order: the first one that a text is written in is said to whom none other fits."""
    texts: Mapping[str, Texts] = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    establishments: object = None
    """As the document has them; None = nobody is chosen yet."""
    channels: tuple[str, ...] | None = None
    """None = all."""
    since: str = ""
    until: str = ""
    hours: HoursForm = field(default_factory=lambda: of_document("auto"))
    policy: Document = field(default_factory=lambda: dict(POLICY))
    manner: MannerForm = field(default_factory=MannerForm)
    """How tags are told."""
    kept: Document = field(default_factory=dict)
    """What the form does not show."""

    def text(self, part: str, language: str) -> str:
        """One text in one language; empty where it is not written."""
        return self.texts.get(part, {}).get(language, "")

    def document(self) -> dict[str, object]:
        """The message set that it says. What is empty is left out; half of it may be missing."""
        policy = {key: value for key, value in self.policy.items() if POLICY.get(key) != value}
        texts = {part: text for part in TEXTS if (text := written(self.texts.get(part, {})))}
        parts: dict[str, object] = {
            "name": self.name,
            "establishments": self.establishments,
            "channels": "all" if self.channels is None else list(self.channels),
            "from": self.since,
            "until": self.until,
            "chat_hours": self.hours.document,
            **texts,
            "starters": [topic.document() for topic in self.topics],
            "policy": policy,
            TAGS: self.manner.document(),
        }
        needed = {"name", "channels", "chat_hours"}
        said = {key: value for key, value in parts.items() if key in needed or value not in (None, "", [], {})}
        return said | dict(self.kept)

    def fields(self) -> Fields:
        """The fields that a browser would send of it; those of establishments and hours are their own forms'."""
        yield "name", self.name
        yield "kept", kept_text(self.kept)
        yield from (("languages", language) for language in self.languages)
        yield "channels", "all" if self.channels is None else "some"
        yield from (("channels.chosen", channel) for channel in self.channels or ())
        yield from (("from", self.since), ("until", self.until))
        for part, text in self.texts.items():
            yield from ((f"{part}.{language}", words) for language, words in text.items())
        for at, topic in enumerate(self.topics):
            yield from topic.fields(f"starters[{at}]")
        yield from ((f"policy.{key}", _policy_word(value)) for key, value in self.policy.items())
        yield from self.manner.fields()


def written(texts: Texts) -> dict[str, str]:
    """The languages in which there is something."""
    return {language: text for language, text in texts.items() if text.strip()}


# From a document


def form_of(document: Document, *, language: str, live: Document | None = None) -> SetForm:
    """The form of a document, however it came to be: what is not as it should be is left out.

    `language` is that of the person: it comes first in an empty set. `live` is the set as it is in force: its topics
    keep their ids, whatever they are called from now on.
    """
    languages = _languages(document, language)
    return SetForm(
        name=plain(document.get("name")),
        languages=languages,
        texts={part: _in_languages(document.get(part), languages) for part in TEXTS if document.get(part)},
        topics=tuple(_topics(document, languages, live or {})),
        establishments=document.get("establishments"),
        channels=_channels(document.get("channels", "all")),
        since=plain(document.get("from")),
        until=plain(document.get("until")),
        hours=of_document(document.get("chat_hours", "auto")),
        policy=dict(POLICY) | mapping(document.get("policy")),
        manner=manner_of(document.get(TAGS)),
        kept={key: value for key, value in document.items() if key not in _SHOWN},
    )


def _topics(document: Document, languages: tuple[str, ...], live: Document) -> Iterator[Topic]:
    raws = listed(document.get("starters"))
    pinned = _ids(live)
    for raw, id_ in zip(raws, _ids(document), strict=True):
        topic = mapping(raw)
        own = topic.get("id")
        yield Topic(
            id=plain(own) if own is not None else id_ if id_ in pinned else "",
            title=_in_languages(topic.get("title"), languages),
            answer=_in_languages(topic.get("answer"), languages),
            enabled=topic.get("enabled") is not False,
            kept={key: value for key, value in topic.items() if key not in _OF_TOPIC},
        )


def _ids(document: Document) -> tuple[str, ...]:
    said = document.get("language")
    return starter_ids(listed(document.get("starters")), said if isinstance(said, str) else None)


def _languages(document: Document, own: str) -> tuple[str, ...]:
    """The set's own language, those of its texts, and the two that are always offered."""
    said = document.get("language")
    topics = [mapping(raw) for raw in listed(document.get("starters"))]
    texts = [document.get(part) for part in ("welcome", "absence", "privacy", "fallback")]
    texts += [topic.get(key) for topic in topics for key in ("title", "answer")]
    found = [said if isinstance(said, str) else "", *(key for text in texts for key in variants(text))]
    return known_languages((*found, own, "fr", "en"))


def known_languages(words: Iterable[str]) -> tuple[str, ...]:
    """Those that are codes of languages, each once."""
    return tuple(dict.fromkeys(word for word in words if is_language(word)))[:MOST_LANGUAGES]


def is_language(word: str) -> bool:
    """Whether this is the code of a language, by its form."""
    return _LANGUAGE.fullmatch(word) is not None


def _in_languages(raw: object, languages: tuple[str, ...]) -> dict[str, str]:
    """A text by language; a plain one is in the first of them."""
    found = {(language or languages[0]): text for language, text in variants(raw).items()}
    return {language: plain(found[language]) for language in languages if language in found}


def _channels(raw: object) -> tuple[str, ...] | None:
    if raw == "all":
        return None
    return tuple(map(plain, raw)) if isinstance(raw, list) else (plain(raw),)


# From what was sent


def form_from(form: Form) -> SetForm:
    """What was sent, as it was sent: nothing is corrected, and nothing that is missing or forged is an error."""
    languages = known_languages(form.all("languages")) or ("fr", "en")
    return SetForm(
        name=form.get("name").strip(),
        languages=languages,
        texts={part: sent for part in TEXTS if (sent := _sent(form, part, languages))},
        topics=tuple(_sent_topics(form, languages)),
        establishments=selection_from(form),
        channels=tuple(form.all("channels.chosen")) if form.get("channels") == "some" else None,
        since=form.get("from").strip(),
        until=form.get("until").strip(),
        hours=of_fields(form, HOURS),
        policy={key: _sent_policy(form, key) for key in POLICY},
        manner=manner_from(form),
        kept=kept_from(form.get("kept"), _SHOWN),
    )


def _sent(form: Form, name: str, languages: tuple[str, ...]) -> dict[str, str]:
    return {language: text for language in languages if (text := form.get(f"{name}.{language}"))}


def _sent_topics(form: Form, languages: tuple[str, ...]) -> Iterator[Topic]:
    for prefix in (f"starters[{key}]" for key in topic_keys(form)):
        yield Topic(
            id=form.get(f"{prefix}.id"),
            title=_sent(form, f"{prefix}.title", languages),
            answer=_sent(form, f"{prefix}.answer", languages),
            enabled=form.get(f"{prefix}.enabled", "on") != "",
            kept=kept_from(form.get(f"{prefix}.kept"), _OF_TOPIC),
        )


def topic_keys(form: Form) -> list[int]:
    """The numbers of the topics that were sent, in order."""
    found = {int(key[1]) for name in form.fields if (key := _TOPIC_FIELD.match(name))}
    return sorted(found)[:MOST_TOPICS]


def _sent_policy(form: Form, key: str) -> object:
    name, default = f"policy.{key}", POLICY[key]
    if isinstance(default, bool):
        return form.get(name) == "on" if name in form else default
    return form.get(name).strip() or default


# Small pieces


def kept_text(kept: Document) -> str:
    """What a hidden field holds of what the form does not show."""
    return json.dumps(dict(kept)) if kept else ""


def kept_from(text: str, shown: Iterable[str]) -> dict[str, object]:
    """What a hidden field held; what the form shows cannot be slipped in by it, and damage counts as nothing."""
    try:
        found = json.loads(text) if text and len(text) <= _LONGEST_KEPT else {}
    except (ValueError, RecursionError):
        return {}
    return {key: value for key, value in mapping(found).items() if key not in frozenset(shown)}


def _policy_word(value: object) -> str:
    return ("on" if value else "") if isinstance(value, bool) else plain(value)

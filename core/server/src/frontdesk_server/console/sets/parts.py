"""The parts of a message set that two people may have written differently, and how one is taken from either."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from frontdesk.rules.starters import slug
from frontdesk_server.console.sets.choices import language_name
from frontdesk_server.console.sets.manner_words import own_manners, said_manner
from frontdesk_server.console.sets.selection_part import is_everybody, selection_lists
from frontdesk_server.console.sets.set_form import TEXTS, SetForm, Topic
from frontdesk_server.console.words import N_, _, ngettext

_MOST_NAMES: Final = 20
Take = Callable[[SetForm, SetForm], SetForm]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: what it is called, what each form says there, and the form that takes it from another."""

    key: str
    label: str
    shown: Callable[[SetForm], str]
    take: Take
    """(into, source) -> the form `into` with this part of `source`."""


TEXT_NAMES: Final = {
    "privacy": N_("Privacy notice"),
    "welcome": N_("Welcome message"),
    "absence": N_("Absence message"),
    "fallback": N_("Fallback text"),
}


def parts(one: SetForm, other: SetForm) -> Iterator[Part]:
    """Every part of either form, in the form's order."""
    languages = tuple(dict.fromkeys((*one.languages, *other.languages)))
    yield _plain("name", _("Name"), ("name",), lambda form: form.name)
    yield _plain(
        "establishments", _("Establishments"), ("establishments",), lambda form: said_selection(form.establishments)
    )
    yield _plain("channels", _("Channels"), ("channels",), _said_channels)
    yield _plain("dates", _("Dates"), ("since", "until"), _said_dates)
    for text in TEXTS:
        yield from (_text(text, language) for language in languages)
    yield from _topics(one, other, languages)
    yield _plain("chat_hours", _("Chat hours"), ("hours",), lambda form: _said_document(form.hours.document))
    yield _plain("policy", _("Options"), ("policy",), lambda form: _said_document(dict(form.policy)))
    yield _plain(
        "tags", _("How tags are told"), ("manner",), lambda form: "\n".join(said_manner(form.manner.document()))
    )
    yield _plain("order", _("Languages"), ("languages",), lambda form: ", ".join(map(language_name, form.languages)))
    yield _plain("kept", _("Everything else"), ("kept",), lambda form: _said_document(dict(form.kept)))


def _plain(key: str, label: str, fields: tuple[str, ...], shown: Callable[[SetForm], str]) -> Part:
    def take(into: SetForm, source: SetForm) -> SetForm:
        return replace(into, **{field: getattr(source, field) for field in fields})

    return Part(key=key, label=label, shown=shown, take=take)


def _text(text: str, language: str) -> Part:
    def take(into: SetForm, source: SetForm) -> SetForm:
        told = {**into.texts.get(text, {}), language: source.text(text, language)}
        return replace(into, texts={**into.texts, text: told}, languages=_with(into.languages, language))

    label = f"{_(TEXT_NAMES[text])}, {language_name(language)}"
    return Part(key=f"{text}.{language}", label=label, shown=lambda form: form.text(text, language), take=take)


def _with(languages: tuple[str, ...], language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*languages, language)))


# Topics: one by one where both have the same ones in the same order, else as a whole


def _topics(one: SetForm, other: SetForm, languages: tuple[str, ...]) -> Iterator[Part]:
    if [_identity(topic) for topic in one.topics] == [_identity(topic) for topic in other.topics]:
        for at in range(len(one.topics)):
            yield _topic(at, languages)
    else:
        yield _plain("starters", _("Questions"), ("topics", "languages"), _said_topics)


def _identity(topic: Topic) -> str:
    return topic.id or slug(topic.shown_title)


def _topic(at: int, languages: tuple[str, ...]) -> Part:
    def take(into: SetForm, source: SetForm) -> SetForm:
        topics = (*into.topics[:at], source.topics[at], *into.topics[at + 1 :])
        return replace(into, topics=topics, languages=tuple(dict.fromkeys((*into.languages, *languages))))

    label = _("Question %(number)s") % {"number": at + 1}
    return Part(key=f"starters[{at}]", label=label, shown=lambda form: said_topic(form.topics[at]), take=take)


def said_topic(topic: Topic) -> str:
    """A topic as plain lines."""
    lines = [] if topic.enabled else [_("Switched off")]
    for language in dict.fromkeys((*topic.title, *topic.answer)):
        title, answer = topic.title.get(language, ""), topic.answer.get(language, "")
        if title.strip() or answer.strip():
            lines.append(f"{language_name(language)}: {title}\n{answer}")
    if told := said_manner(topic.kept.get("tags")):
        lines.append(f"{_('How tags are told')}\n" + "\n".join(told))
    return "\n".join(lines)


def _said_topics(form: SetForm) -> str:
    return "\n\n".join(f"{at}. {said_topic(topic)}" for at, topic in enumerate(form.topics, 1))


# The rest in words


def said_selection(raw: object) -> str:
    """Which establishments are chosen, in a line or two."""
    lists = selection_lists(raw)
    names = [_("All establishments")] if is_everybody(raw) else []
    labels = {"groups": _("Groups: %(names)s"), "ids": _("Single ones: %(names)s"), "except": _("Except: %(names)s")}
    names += [label % {"names": _listed(lists[key])} for key, label in labels.items() if lists.get(key)]
    return "\n".join(names)


def _listed(names: Sequence[str]) -> str:
    """Names, as many as one can read; of the others how many there are."""
    rest, shown = len(names) - _MOST_NAMES, ", ".join(names[:_MOST_NAMES])
    if rest <= 0:
        return shown
    return ngettext("%(names)s and %(num)s more", "%(names)s and %(num)s more", rest) % {"names": shown, "num": rest}


def _said_channels(form: SetForm) -> str:
    return _("All channels") if form.channels is None else ", ".join(form.channels)


def _said_dates(form: SetForm) -> str:
    return f"{form.since or '…'} → {form.until or '…'}" if form.since or form.until else ""


def _said_document(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) if value else ""


def said(form: SetForm) -> dict[str, object]:
    """The whole form in words, for somebody who reads it."""
    return {
        "establishments": said_selection(form.establishments),
        "channels": _said_channels(form),
        "texts": [(text, _(name)) for text, name in TEXT_NAMES.items() if form.texts.get(text)],
        "languages": [(code, language_name(code)) for code in form.languages],
        "hours": _said_document(form.hours.document),
        "tags": said_manner(form.manner.document()),
        "own_tags": own_manners(form.topics),
    }

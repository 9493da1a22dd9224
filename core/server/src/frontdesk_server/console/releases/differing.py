"""Differences in words: fields by the names that forms give them, selections by what was added and taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frontdesk_server.console.sets.manner_words import said_manner
from frontdesk_server.console.words import LANGUAGES, N_, _, ngettext, number
from frontdesk_server.publishing.audience import Audience
from frontdesk_server.publishing.semantic import SelectionChange, SetDifference, SettingChange, StarterMove, TextChange

FIELDS: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "establishments": N_("Establishments"),
    "privacy": N_("Privacy notice"),
    "welcome": N_("Welcome message"),
    "absence": N_("Absence message"),
    "fallback": N_("Fallback text"),
    "channels": N_("Channels"),
    "from": N_("First day"),
    "until": N_("Last day"),
    "chat_hours": N_("Chat hours"),
    "language": N_("Language of plain texts"),
    "takes_over": N_("Takes over"),
    "starters": N_("Order of the questions"),
    "policy.greet_once": N_("Greet once"),
    "policy.absence_repeat": N_("Repeat the absence message"),
    "policy.starters_outside_hours": N_("Questions outside chat hours"),
    "policy.episode_idle": N_("A conversation ends after"),
    "tags": N_("How tags are told"),
}
_STARTER: Final = re.compile(r"starters\[(\d+)\](?:\.(\w+))?")
_OF_STARTER: Final[Mapping[str, str]] = {
    "title": N_("Question %(number)s: title"),
    "answer": N_("Question %(number)s: answer"),
    "fallback": N_("Question %(number)s: fallback text"),
    "tags": N_("Question %(number)s: how tags are told"),
}
_VALUES: Final[Mapping[str, str]] = {
    "all": N_("all"),
    "auto": N_("Chat hours of each establishment"),
    "opening_hours": N_("Opening hours"),
    "episode": N_("In each conversation"),
    "day": N_("Once a day"),
    "contact": N_("Once only, ever"),
    "start": N_("At the start of a conversation only"),
    "each_closed_period": N_("Also once in each closed period"),
}
"""Words of the rule language, as the set editor says them."""
_MOST: Final = 5
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldText:
    """A text before and after."""

    field: str
    language: str
    """Its code; empty where it has none."""
    speech: str
    """The language's name."""
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSetting:
    """Any other field before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All differences of one set."""

    texts: Sequence[ToldText]
    settings: Sequence[ToldSetting]
    selection: Sequence[str]
    """What became of the chosen establishments, in sentences."""

    @property
    def fields(self) -> list[str]:
        """The names of everything that differs, each once."""
        chosen = [_("Establishments")] if self.selection else []
        return list(dict.fromkeys([*chosen, *(one.field for one in self.texts), *(one.field for one in self.settings)]))


def told_parts(parts: Sequence[SetDifference], audience: Audience) -> Told:
    """Differences in the language that is spoken."""
    return Told(
        texts=[_text(part) for part in parts if isinstance(part, TextChange)],
        settings=[_setting(part) for part in parts if isinstance(part, SettingChange | StarterMove)],
        selection=[line for part in parts if isinstance(part, SelectionChange) for line in _selection(part, audience)],
    )


def field_name(path: str) -> str:
    """What a form calls the field of that path, or the field that it lies beneath."""
    found = _STARTER.match(path)
    if found:
        place = {"number": int(found[1]) + 1}
        return _(_OF_STARTER.get(found[2] or "", N_("Question %(number)s"))) % place
    path = path if path in FIELDS else re.split(r"[.\[]", path)[0]
    return _(FIELDS[path]) if path in FIELDS else path


def _text(part: TextChange) -> ToldText:
    speech = LANGUAGES.get(part.language, part.language)  # type: ignore[call-overload]
    return ToldText(
        field=field_name(part.path), language=part.language, speech=speech, before=part.before, after=part.after
    )


def _setting(part: SettingChange | StarterMove) -> ToldSetting:
    if isinstance(part, StarterMove):
        return ToldSetting(
            field=_("Order of the questions"), before=" · ".join(part.before), after=" · ".join(part.after)
        )
    told = _manner if part.path.rpartition(".")[2] == "tags" else _value
    return ToldSetting(field=field_name(part.path), before=told(part.before), after=told(part.after))


def _manner(value: object) -> str:
    """How tags are told; what is not said is as usual."""
    return " · ".join(said_manner(value)) if value else _("as usual")


def _value(value: object) -> str:
    """A setting's value as people read it."""
    if value is None:
        return "\N{EN DASH}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_value(inner)}" for key, inner in value.items())[:_LONGEST]
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))[:_LONGEST]
    text = str(value)
    return _(_VALUES[text]) if text in _VALUES else text[:_LONGEST]


def _selection(part: SelectionChange, audience: Audience) -> Iterator[str]:
    before = audience.count(part.before) if part.before else 0
    after = audience.count(part.after) if part.after else 0
    was, is_ = part.everyone
    if is_ and not was:
        yield _("All establishments, those to come too.")
    if was and not is_:
        yield _("No longer all establishments.")
    for names, words in (
        (part.groups[0], _("Group added: %(names)s")),
        (part.groups[1], _("Group taken out: %(names)s")),
    ):
        if names:
            yield words % {"names": _names(names)}
    yield from _counted(part)
    yield _("%(before)s establishments before, %(after)s from now on.") % {
        "before": number(before),
        "after": number(after),
    }


def _counted(part: SelectionChange) -> Iterator[str]:
    new, gone = part.ids
    if new:
        yield ngettext(
            "%(num)s establishment added one by one", "%(num)s establishments added one by one", len(new)
        ) % {"num": number(len(new))}
    if gone:
        yield ngettext("%(num)s establishment taken out", "%(num)s establishments taken out", len(gone)) % {
            "num": number(len(gone))
        }
    more, fewer = part.excepted
    if more:
        yield ngettext("%(num)s more exception", "%(num)s more exceptions", len(more)) % {"num": number(len(more))}
    if fewer:
        yield ngettext("%(num)s exception fewer", "%(num)s exceptions fewer", len(fewer)) % {"num": number(len(fewer))}


def _names(names: frozenset[str]) -> str:
    ordered = sorted(names)
    rest = len(ordered) - _MOST
    return ", ".join(ordered[:_MOST]) + (", …" if rest > 0 else "")

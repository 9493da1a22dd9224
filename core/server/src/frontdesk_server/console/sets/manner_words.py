"""How tags are told, in words: what a set or a question of it says under `tags`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic_core import PydanticCustomError

from frontdesk.rules.period import read_duration
from frontdesk.templating import Dash
from frontdesk_server.console.sets.manner_form import MannerForm, manner_of
from frontdesk_server.console.sets.set_form import Topic
from frontdesk_server.console.sets.values import mapping
from frontdesk_server.console.words import N_, _, duration

DASHES: Final[Mapping[str, str]] = {
    Dash.HYPHEN: N_("Hyphen: 09:00-12:00"),
    Dash.EN: N_("En dash: 09:00 \N{EN DASH} 12:00"),
}


def said_manner(raw: object) -> list[str]:
    """Each thing that `tags` says, in a line; defaults only where they are written."""
    tags, manner = mapping(raw), manner_of(raw)
    return [*_ages(manner), *([_dash(manner.dash)] if "dash" in tags else []), *_zone(tags.get("name_zone"))]


def _ages(manner: MannerForm) -> Iterator[str]:
    if manner.every:
        yield _("Data are told up to an age of %(age)s") % {"age": _spoken(manner.every)}
    for one in manner.ages:
        yield _("%(tag)s: up to an age of %(age)s") % {"tag": one.name, "age": _spoken(one.age)}


def _dash(dash: str) -> str:
    return _(DASHES[dash]) if dash in DASHES else dash


def _zone(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield (
            _("Hours name their clock to readers who live by another") if value else _("Hours do not name their clock")
        )


def _spoken(text: str) -> str:
    """`7d` as `7 days`; what cannot be read stays as it is."""
    try:
        return duration(read_duration(text))
    except PydanticCustomError:
        return text


def own_manners(topics: tuple[Topic, ...]) -> list[tuple[str, list[str]]]:
    """The questions that say something of their own, by title, with what they say."""
    found = [(_title(at, topic), said_manner(topic.kept.get("tags"))) for at, topic in enumerate(topics, 1)]
    return [(title, lines) for title, lines in found if lines]


def _title(at: int, topic: Topic) -> str:
    return topic.shown_title or _("Question %(number)s") % {"number": at}

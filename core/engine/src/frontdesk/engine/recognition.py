"""Recognising a starter: by its id, else by its title in any language, retired ones included, or by its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from frontdesk.engine.emoji import without_emoji
from frontdesk.engine.lengths import ELLIPSIS
from frontdesk.matching import LONGEST_TITLE, title_key
from frontdesk.model import Event, MessageReceived, StarterTapped
from frontdesk.vocabulary import Starter

_Fill = Callable[[Starter, str], "str | None"]

_SHORTEST_START: Final = 8
"""Characters before an ellipsis that can mean a title: people end a few words with one themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A starter that was tapped or typed, and by what it was recognised: `id`, `title` or `number`."""

    starter: str
    by: str


def recognise(event: Event, starters: Sequence[Starter], offered: Sequence[str], fill: _Fill) -> Recognised | None:
    """The starter that this event means, or None. `offered` are the ids last offered, in order: what "2" means.

    `fill` fills in the tags of a title in one of its languages: people type what they see. Some platforms send the
    title that they show as a message: it may have been cut there, or shown without its emoji.
    """
    if isinstance(event, StarterTapped):
        id_ = event.starter or ""
        return named(id_, starters) or _begun(id_, starters) or _by_title(event.title, starters, fill)
    if isinstance(event, MessageReceived) and len(event.text) <= LONGEST_TITLE:
        return _by_title(event.text, starters, fill) or _numbered(event.text, starters, offered)
    return None


def _by_title(text: str, starters: Sequence[Starter], fill: _Fill) -> Recognised | None:
    return _titled(text, starters) or _filled(text, starters, fill) or _shortened(text, starters, fill)


def named(id: str, starters: Sequence[Starter]) -> Recognised | None:  # noqa: A002 - the glossary's word
    """The starter of this id, one it has now or had formerly; or None."""
    for starter in starters:
        if id and (id == starter.id or id in starter.formerly):
            return Recognised(starter=starter.id, by="id")
    return None


def _begun(id: str, starters: Sequence[Starter]) -> Recognised | None:  # noqa: A002 - the glossary's word
    """The one starter whose id begins with what stands before an ellipsis: where there is no room for all of it."""
    start, ellipsis, after = id.rpartition(ELLIPSIS)
    if not ellipsis or after or len(start) < _SHORTEST_START:
        return None
    meant = [starter for starter in starters if starter.id.startswith(start)]
    return Recognised(starter=meant[0].id, by="id") if len(meant) == 1 else None


def _titled(text: str, starters: Sequence[Starter]) -> Recognised | None:
    key = title_key(text)
    if not key or not starters:
        return None
    return _known(starters).keys.get(key)


def _filled(text: str, starters: Sequence[Starter], fill: _Fill) -> Recognised | None:
    key = title_key(text)
    for starter in _known(starters).tagged if key and starters else ():
        if key in _filled_keys(starter, fill):
            return Recognised(starter=starter.id, by="title")
    return None


def _filled_keys(starter: Starter, fill: _Fill) -> set[str]:
    """What its title is compared by in each language, with its tags filled in, and without its emoji."""
    return _forms(fill(starter, language) or "" for language in starter.title.languages)


def _forms(titles: Iterable[str]) -> set[str]:
    return {title_key(form) for title in titles for form in (title, without_emoji(title)) if form}


def _shortened(text: str, starters: Sequence[Starter], fill: _Fill) -> Recognised | None:
    """The one starter of which a title, else a retired one, begins with what stands before an ellipsis."""
    start, ellipsis, after = text.rstrip().rpartition(ELLIPSIS)
    if not ellipsis or after or len(key := title_key(start)) < _SHORTEST_START:
        return None
    meant = [s for s in starters if _begins(_filled_keys(s, fill), key)]
    meant = meant or [s for s in starters if _begins(_forms(s.formerly), key)]
    return Recognised(starter=meant[0].id, by="title") if len(meant) == 1 else None


def _begins(titles: set[str], key: str) -> bool:
    return any(full.startswith(key) for full in titles)


def _numbered(text: str, starters: Sequence[Starter], offered: Sequence[str]) -> Recognised | None:
    digit = title_key(text)
    if not (len(digit) == 1 and digit.isdecimal()):  # of any script: keyboards have their own
        return None
    place = int(digit) - 1
    if not 0 <= place < len(offered):
        return None
    return Recognised(starter=offered[place], by="number") if any(s.id == offered[place] for s in starters) else None


class _Titles:
    """A starter as a key of the cache: by identity, for starters live as long as their release."""

    __slots__ = ("starter",)

    def __init__(self, starter: Starter) -> None:
        self.starter = starter

    def __hash__(self) -> int:
        return id(self.starter)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Titles) and other.starter is self.starter


class _Known(NamedTuple):
    """What is known of some starters for as long as they live."""

    keys: Mapping[str, Recognised]
    """Every text that means one of them, however its tags are filled in."""
    tagged: tuple[Starter, ...]
    """Those whose titles have tags."""


def _known(starters: Sequence[Starter]) -> _Known:
    return _learnt(tuple(map(_Titles, starters)))


@lru_cache(maxsize=4096)
def _learnt(titles: tuple[_Titles, ...]) -> _Known:
    starters = tuple(title.starter for title in titles)
    return _Known(_keys(starters), tuple(starter for starter in starters if starter.title.tags))


def _keys(starters: Sequence[Starter]) -> Mapping[str, Recognised]:
    """Current titles win over ids, both over retired ones, and all over those without their emoji."""
    keys: dict[str, Recognised] = {}
    for id_, title in _sources(starters):
        keys.setdefault(title_key(title), Recognised(starter=id_, by="title"))
    for starter in starters:
        keys.setdefault(title_key(starter.id), Recognised(starter=starter.id, by="id"))
    retired = [(starter.id, text) for starter in starters for text in starter.formerly]
    bare = [(id_, without_emoji(title)) for id_, title in (*_sources(starters), *retired)]
    for id_, title in (*retired, *bare):
        keys.setdefault(title_key(title), Recognised(starter=id_, by="title"))
    return keys


def _sources(starters: Sequence[Starter]) -> list[tuple[str, str]]:
    """(id, title) of each title as it was written."""
    return [
        (starter.id, starter.title.source(language)) for starter in starters for language in starter.title.languages
    ]

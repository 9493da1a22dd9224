"""Recognising a starter: by its id, else by its title in any language, retired ones included, or by its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from frontdesk.matching import LONGEST_TITLE, title_key
from frontdesk.model import Event, MessageReceived, StarterTapped
from frontdesk.templating import Wording
from frontdesk.vocabulary import Starter


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A starter that was tapped or typed, and by what it was recognised: `id`, `title` or `number`."""

    starter: str
    by: str


def recognise(
    event: Event, starters: Sequence[Starter], offered: Sequence[str], fill: Callable[[Wording, str], str | None]
) -> Recognised | None:
    """The starter that this event means, or None. `offered` are the ids last offered, in order: what "2" means.

    `fill` fills in the tags of a title in one of its languages: people type what they see.
    """
    if isinstance(event, StarterTapped):
        found = named(event.starter or "", starters) or _titled(event.title, starters)
        return found or _filled(event.title, starters, fill)
    if isinstance(event, MessageReceived) and len(event.text) <= LONGEST_TITLE:
        found = _titled(event.text, starters) or _filled(event.text, starters, fill)
        return found or _numbered(event.text, starters, offered)
    return None


def named(id: str, starters: Sequence[Starter]) -> Recognised | None:  # noqa: A002 - the glossary's word
    """The starter of this id, one it has now or had formerly; or None."""
    for starter in starters:
        if id and (id == starter.id or id in starter.formerly):
            return Recognised(starter=starter.id, by="id")
    return None


def _titled(text: str, starters: Sequence[Starter]) -> Recognised | None:
    key = title_key(text)
    if not key or not starters:
        return None
    return _keys(tuple(_Titles(starter) for starter in starters)).get(key)


def _filled(text: str, starters: Sequence[Starter], fill: Callable[[Wording, str], str | None]) -> Recognised | None:
    key = title_key(text)
    tagged = ((starter, language) for starter in starters if starter.title.tags for language in starter.title.languages)
    for starter, language in tagged:
        if key and title_key(fill(starter.title, language) or "") == key:
            return Recognised(starter=starter.id, by="title")
    return None


def _numbered(text: str, starters: Sequence[Starter], offered: Sequence[str]) -> Recognised | None:
    digits = title_key(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) == 1):
        return None
    place = int(digits) - 1
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


@lru_cache(maxsize=4096)
def _keys(titles: tuple[_Titles, ...]) -> Mapping[str, Recognised]:
    """Every text that means one of these starters. Current titles win over ids, and both over retired ones."""
    starters = [title.starter for title in titles]
    keys: dict[str, Recognised] = {}
    for starter in starters:
        for language in starter.title.languages:
            keys.setdefault(title_key(starter.title.source(language)), Recognised(starter=starter.id, by="title"))
    for starter in starters:
        keys.setdefault(title_key(starter.id), Recognised(starter=starter.id, by="id"))
    for starter in starters:
        for text in starter.formerly:
            keys.setdefault(title_key(text), Recognised(starter=starter.id, by="title"))
    return keys

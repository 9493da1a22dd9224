"""Tags as data: what may stand in a text, and how each finds its value."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from typing import Literal

from frontdesk.errors import PluginError
from frontdesk.templating.context import TagContext

MissingPolicy = Literal["block", "fallback", "drop"]
"""What to advise where the value is missing: nothing (the text is not sent), a default, an optional segment."""

Validity = Literal["data", "day", "moment", "instant"]
"""How long a value stays true while no data change: always, today, until the hours change sides, only now."""

Resolve = Callable[[TagContext], str | None]


@dataclass(frozen=True, slots=True)
class Tag:
    """One thing a text may hold, `{{ name }}`.

    A name that ends in `.*` is a family: `member(context, key)` gives the value of `{{ name.key }}`; a key that
    `accepts` refuses makes an unknown tag.
    `otherwise` gives words of the tag's own ("hours not available") where its value is missing and the text catches
    it neither by `default(...)` nor by an optional segment.
    """

    name: str
    labels: Mapping[str, str]
    """What people call it, by language; `en` and `fr` at least."""
    missing: MissingPolicy
    resolve: Resolve
    validity: Validity = "data"
    otherwise: Resolve | None = None
    member: Callable[[TagContext, str], str | None] | None = None
    accepts: Callable[[str], bool] = bool
    by_zone: bool = False
    """The keys of this family are time zones; a member's value goes by that zone's clock and calendar."""
    whole: Callable[[str], Tag | None] | None = None
    """Of a family whose members differ in more than their value: the member of this key; None = there is none."""
    zone: str | None = None
    """Whose calendar the value goes by; None = the establishment's."""

    @property
    def namespace(self) -> str:
        """The part before the first dot."""
        return self.name.partition(".")[0]

    @property
    def is_family(self) -> bool:
        """Whether it stands for many tags."""
        return self.name.endswith(".*")

    def has(self, key: str) -> bool:
        """Whether a family has a member of this key."""
        return self.whole(key) is not None if self.whole is not None else self.accepts(key)

    def of(self, key: str) -> Tag:
        """One member of a family, as a tag of its own."""
        if self.whole is not None and (found := self.whole(key)) is not None:
            return found
        if self.member is None:
            raise LookupError(f"tag {self.name!r} is no family")
        name = self.name.removesuffix("*") + key
        zone = key if self.by_zone else None
        return replace(self, name=name, resolve=partial(_member, self.member, key), member=None, zone=zone)


def _member(member: Callable[[TagContext, str], str | None], key: str, context: TagContext) -> str | None:
    return member(context, key)


FRENCH_ALIASES = {
    "etablissement.nom": "establishment.name",
    "etablissement.adresse": "establishment.address",
    "etablissement.telephone": "establishment.phone",
    "etablissement.site": "establishment.website",
    "horaires.semaine": "hours.week",
    "horaires.aujourdhui": "hours.today",
    "horaires.demain": "hours.tomorrow",
    "horaires.statut": "hours.status",
    "horaires.prochaine_ouverture": "hours.next_opening",
    "horaires.prochaine_fermeture": "hours.next_closing",
    "horaires.exceptionnels": "hours.exceptional",
    "horaires_chat.semaine": "chat_hours.week",
    "horaires_chat.prochaine_ouverture": "chat_hours.next_opening",
}
"""French names accepted on input, with or without their accents."""


class TagTable:
    """Every tag that texts may use, looked up by name. Compared by identity: make one for each set of plugins."""

    def __init__(self, tags: Iterable[Tag]) -> None:
        self._tags: dict[str, Tag] = {}
        for tag in tags:
            if tag.name in self._tags:
                raise PluginError.of("FD219", name=tag.name)
            self._tags[tag.name] = tag
        self._by_namespace: dict[str, list[str]] = {}
        for name in (*self._tags, *FRENCH_ALIASES):
            self._by_namespace.setdefault(name.partition(".")[0], []).append(name)
        self._families = {name.removesuffix("*"): tag for name, tag in self._tags.items() if tag.is_family}

    def __iter__(self) -> Iterator[Tag]:
        return iter(self._tags.values())

    def __len__(self) -> int:
        return len(self._tags)

    def lookup(self, name: str) -> Tag | None:
        """The tag of this name, by its own name or a French one, itself or as a member of a family."""
        if name.endswith("*"):
            return None
        return self._named(name) or self._named(_in_english(name))

    def zone_asked(self, name: str) -> str | None:
        """What stands in this name where a family takes a time zone; None = it takes none."""
        english = _in_english(name)
        zoned = (prefix for prefix, family in self._families.items() if family.by_zone and english.startswith(prefix))
        return next((english.removeprefix(prefix) for prefix in zoned), None)

    def suggestions(self, name: str) -> tuple[str, ...]:
        """What somebody who wrote `name` may have meant, likeliest first; never empty for a table with tags."""
        bare = _bare(name)
        namespace, _, key = bare.partition(".")
        near = get_close_matches(namespace, self._by_namespace, n=2)
        candidates = [tag for one in near for tag in self._by_namespace[one]]
        same_key = [tag for tag in self._tags if tag.endswith(f".{key or namespace}")]
        close = dict.fromkeys((*get_close_matches(bare, candidates, n=3), *same_key))
        return tuple(close or candidates or self._one_of_each())[:8]

    def _one_of_each(self) -> list[str]:
        """The first tag of each namespace."""
        return [names[0] for names in self._by_namespace.values() if names[0] in self._tags]

    def _named(self, name: str) -> Tag | None:
        return self._tags.get(name) or self._member_of_family(name)

    def _member_of_family(self, name: str) -> Tag | None:
        families = ((family, name.removeprefix(prefix)) for prefix, family in self._families.items())
        return next((family.of(key) for family, key in families if key != name and family.has(key)), None)


def _in_english(name: str) -> str:
    """The name with its first two words put into English, if they are a French alias."""
    parts = name.split(".", 2)
    first = ".".join(parts[:2])
    return ".".join((FRENCH_ALIASES.get(_bare(first), first), *parts[2:]))


def _bare(name: str) -> str:
    """The name without accents and capitals."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if letter.isascii()).lower()

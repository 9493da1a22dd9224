"""Looking for establishments: what somebody filters the list by, as an address says it and as the store takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import quote, urlencode

from frontdesk_server.console.visit import PREFIX
from frontdesk_server.console.words import N_
from frontdesk_server.store import Off, Shown, Wanted

URL: Final = f"{PREFIX}/establishments"
LONGEST: Final = 200

SHOWN_NAMES: Final[Mapping[Shown, str]] = {
    Shown.CURRENT: N_("In use"),
    Shown.STALE: N_("In use, of a source that cannot be read"),
    Shown.RETIRED: N_("No longer delivered"),
    Shown.ANY: N_("All of them"),
}
OFF_NAMES: Final[Mapping[Off, str]] = {
    Off.NOTHING: N_("Nothing is switched off"),
    Off.SOMETHING: N_("Something is switched off"),
    Off.EVERYTHING: N_("Everything is switched off"),
    Off.WELCOME: N_("The welcome is switched off"),
    Off.ABSENCE: N_("The absence message is switched off"),
    Off.STARTERS: N_("The questions are switched off"),
}

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is looked for. What an address says wrongly counts as not said."""

    q: str = ""
    group: str = ""
    source: str = ""
    off: Off | None = None
    shown: Shown = Shown.CURRENT

    @classmethod
    def of(cls, get: Callable[[str], str]) -> Look:
        """What an address or a form says, by the names of its fields."""
        return cls(
            q=get("q")[:LONGEST],
            group=get("group"),
            source=get("source"),
            off=_word(Off, get("off")),
            shown=_word(Shown, get("shown")) or Shown.CURRENT,
        )

    @property
    def wanted(self) -> Wanted:
        """As the store takes it."""
        groups = frozenset({self.group} if self.group else ())
        return Wanted(search=self.q, groups=groups, source=self.source or None, shown=self.shown, off=self.off)

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered by."""
        return self != Look()

    @property
    def fields(self) -> list[tuple[str, str]]:
        """As hidden fields of a form."""
        return list(self._said())

    def url(self, **more: str) -> str:
        """The address of the list that shows this."""
        query = urlencode([*self._said(), *((name, value) for name, value in more.items() if value)])
        return f"{URL}?{query}" if query else URL

    def _said(self) -> Iterator[tuple[str, str]]:
        for name in ("q", "group", "source", "off"):
            if value := getattr(self, name):
                yield name, str(value)
        if self.shown is not Shown.CURRENT:
            yield "shown", str(self.shown)


def _word(kind: type[E], text: str) -> E | None:
    return kind(text) if text in set(kind) else None


def url_of(id_: str) -> str:
    """The address of an establishment's page."""
    return f"{URL}/{quote(id_, safe='')}"

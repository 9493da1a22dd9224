"""A place in a document that is being read, and the diagnostics found there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from frontdesk.diagnostics import Diagnostic

_WIDEST_ECHO: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A path in the document; `found` is the one list that all places of a reading share."""

    path: str
    found: list[Diagnostic]

    def at(self, step: object) -> Place:
        """The place one step further down: a key, or an index."""
        if isinstance(step, int):
            return Place(path=f"{self.path}[{step}]", found=self.found)
        return Place(path=f"{self.path}.{step}" if self.path else str(step), found=self.found)

    def error(self, id: str, /, **params: object) -> None:  # noqa: A002 - the glossary's word
        """Record what makes the document unusable."""
        self.found.append(Diagnostic(id=id, path=self.path, params=params))

    def warn(self, id: str, /, **params: object) -> None:  # noqa: A002 - the glossary's word
        """Record what is doubtful but has a defined meaning."""
        self.found.append(Diagnostic(id=id, path=self.path, params=params, severity="warning"))

    def mapping(self, value: object, known: Iterable[str]) -> Mapping[str, object]:
        """The mapping that stands here, reduced to its known keys; anything else is an error."""
        if not isinstance(value, Mapping):
            self.wrong_type("mapping", value)
            return {}
        known = tuple(known)
        for key in value:
            if key not in known:
                self.at(key).error("FD101", key=echo(key), nearest=nearest(key, known), known=", ".join(known))
        return {key: value[key] for key in known if key in value}

    def items(self, value: object) -> list[tuple[Place, object]]:
        """The entries of the list that stands here, each with its place."""
        if isinstance(value, (list, tuple)):
            return [(self.at(index), entry) for index, entry in enumerate(value)]
        if value is not None:
            self.wrong_type("list", value)
        return []

    def text(self, value: object) -> str | None:
        """The text that stands here; blank is none."""
        if value is None or isinstance(value, str):
            return (value or "").strip() or None
        self.wrong_type("text", value)
        return None

    def flag(self, value: object, *, default: bool) -> bool:
        """The true or false that stands here."""
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.wrong_type("true / false", value)
        return default

    def choice(self, value: object, known: Iterable[str]) -> str | None:
        """The word that stands here, one of the known."""
        known = tuple(known)
        if isinstance(value, str) and value.strip().lower() in known:
            return value.strip().lower()
        self.error("FD103", value=echo(value), nearest=nearest(value, known), known=", ".join(known))
        return None

    def wrong_type(self, expected: str, value: object) -> None:
        """Record that something else was expected here."""
        self.error("FD102", expected=expected, found=echo(value))


MOST_LEVELS: Final = 32
"""Of lists and mappings in each other; hours have six."""


def is_deep(value: object, levels: int = MOST_LEVELS) -> bool:
    """Whether a value has more levels than anybody writes, so that following it might not end well."""
    if isinstance(value, Mapping):
        return levels == 0 or any(is_deep(item, levels - 1) for item in value.values())
    if isinstance(value, (list, tuple)):
        return levels == 0 or any(is_deep(item, levels - 1) for item in value)
    return False


def nearest(word: object, known: Iterable[str]) -> str:
    """The known word that looks most like this one."""
    found = get_close_matches(str(word)[:_WIDEST_ECHO], list(known), n=1, cutoff=0.0)
    return found[0] if found else ""


def echo(value: object) -> object:
    """A value as it may be shown in a diagnostic: short, and itself where it is plain."""
    shown = value if isinstance(value, str) else repr(value)
    return shown if len(shown) <= _WIDEST_ECHO else f"{shown[:_WIDEST_ECHO]}..."

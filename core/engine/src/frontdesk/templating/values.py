"""The values of one rendering: each tag resolved when it is first asked for, and what became of the missing ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NoReturn

from frontdesk.templating.characters import clean
from frontdesk.templating.context import TagContext
from frontdesk.templating.tags import Tag

HOLE = "\x00"
"""Stands around the name of a missing tag in a text that is being made. No text and no value can hold it."""

CUT = "\x01"
"""Stands where something was left out of a text that is being made: the neighbours are tidied there."""


def holes(text: str) -> list[str]:
    """The names of the missing tags in a text that is being made."""
    return text.split(HOLE)[1::2]


class Missing:
    """A tag without a value: false, equal to nothing, holding nothing; written out, a hole with the tag's name."""

    __slots__ = ("name", "values")

    def __init__(self, name: str, values: Values) -> None:
        self.name = name
        self.values = values

    def __str__(self) -> str:
        return f"{HOLE}{self.name}{HOLE}"

    def __bool__(self) -> bool:
        return False

    def __contains__(self, item: object) -> bool:
        return False

    def __iter__(self) -> Iterator[NoReturn]:
        return iter(())


class Values(dict[str, "str | Missing"]):
    """Tag names to values, worked out on first use. The only thing that a text's template is given."""

    __slots__ = ("context", "cut", "defaulted", "failed", "tags", "too_old")

    def __init__(self, tags: Mapping[str, Tag], context: TagContext) -> None:
        super().__init__()
        self.tags = tags
        self.context = context
        self.defaulted: list[str] = []
        self.cut: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.too_old: list[str] = []

    def __missing__(self, name: str) -> str | Missing:
        try:
            found = self.tags[name].resolve(self.context)
            if found and not found.isprintable():
                found = clean(found)
        except Exception as error:  # noqa: BLE001 - a plugin's tag never stops a reply; the trace names it
            self.failed.append((name, f"{type(error).__name__}: {error}"))
            found = None
        value = self[name] = found if found and not found.isspace() else Missing(name, self)
        return value

    def otherwise(self, name: str) -> str | None:
        """The tag's own words for a missing value, if it has any."""
        tag = self.tags[name]
        if tag.otherwise is None:
            return None
        context = _knowing_no_hours(self.context) if name in self.too_old else self.context
        return clean(tag.otherwise(context) or "") or None


class AgedValues(Values):
    """The same, where data may be too old: a tag of theirs has no value then."""

    __slots__ = ()

    def __missing__(self, name: str) -> str | Missing:
        context = self.context
        if not context.manner.too_old(name, context.establishment, context.now):
            return super().__missing__(name)
        self.too_old.append(name)
        missing = self[name] = Missing(name, self)
        return missing


def _knowing_no_hours(context: TagContext) -> TagContext:
    """As if hours had never been told: what is too old to be said, shall not be said in other words."""
    bare = replace(context.establishment, opening_hours=None, chat_hours=None, hours_documents={})
    return replace(context, establishment=bare, opening=None, chat=None)

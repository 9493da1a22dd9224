"""The parts of a plain text, which needs no Jinja2 to be rendered: words, tags, and optional segments of these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from frontdesk.templating.values import CUT, HOLE, Missing, Values, holes


class Slot(NamedTuple):
    """A tag in a plain text, with its default if it has one."""

    name: str
    default: str | None = None


class Segment(NamedTuple):
    """An optional segment of a plain text."""

    parts: tuple[str | Slot, ...]


Part = str | Slot | Segment


class Simple(NamedTuple):
    """A plain text of words and tags alone: a `%` pattern, and the tags for it."""

    pattern: str
    names: tuple[str, ...]

    def fill(self, values: Values) -> str:
        """The text, with holes where tags are missing."""
        return self.pattern % tuple([values[name] for name in self.names])


def simple(parts: Sequence[Part]) -> Simple | None:
    """The parts as a pattern, where no tag has a default and no segment is optional."""
    if any(isinstance(part, Segment) or (isinstance(part, Slot) and part.default is not None) for part in parts):
        return None
    pattern = "".join(part.replace("%", "%%") if isinstance(part, str) else "%s" for part in parts)
    return Simple(pattern, tuple(part.name for part in parts if isinstance(part, Slot)))


def join(parts: Sequence[Part], values: Values) -> str:
    """The text, with holes where tags are missing and cuts where something was left out."""
    return "".join([part if type(part) is str else _written(part, values) for part in parts])


def _written(part: Part, values: Values) -> str:
    if isinstance(part, Slot):
        value = values[part.name]
        return value if type(value) is str else _instead(part, value, values)
    return _optional(part, values) if isinstance(part, Segment) else part


def _instead(slot: Slot, value: str | Missing, values: Values) -> str:
    if slot.default is None:
        return str(value)
    values.defaulted.append(slot.name)
    return slot.default or CUT


def _optional(segment: Segment, values: Values) -> str:
    text = join(segment.parts, values)
    if HOLE not in text:
        return text
    values.cut.extend(holes(text))
    return CUT

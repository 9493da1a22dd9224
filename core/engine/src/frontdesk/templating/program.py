"""Compiled texts: what is kept of a text after the check, and how it becomes the words that are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from frontdesk.templating.context import TagContext
from frontdesk.templating.parts import Part, Simple, join, simple
from frontdesk.templating.tags import Tag, TagTable
from frontdesk.templating.tidy import tidy
from frontdesk.templating.validity import fresh_until, valid_until
from frontdesk.templating.values import CUT, HOLE, AgedValues, Values, holes

if TYPE_CHECKING:
    from jinja2 import Template

_KEPT_PROGRAMS = 8192
_KEPT_TEMPLATES = 1024


class Rendered(NamedTuple):
    """A text as it would be sent, and what became of its tags."""

    text: str | None
    """None when a tag has no value and nothing catches it, or when nothing but space is left."""
    missing: tuple[str, ...] = ()
    """The tags without a value that kept the text from being sent."""
    defaulted: tuple[str, ...] = ()
    """The tags without a value for which a default stands, the text's or the tag's own."""
    dropped: tuple[str, ...] = ()
    """The tags without a value whose optional segment was left out."""
    valid_until: datetime | None = None
    """When the text stops being true though no data changed, in UTC; None = never."""
    failed: tuple[tuple[str, str], ...] = ()
    """The tags whose plugin failed, with the error; they count as having no value."""
    too_old: tuple[str, ...] = ()
    """The tags that have no value because the data for them are older than they may be."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """One checked text. `parts` holds it when it is plain: no condition, no filter but `default` with a constant."""

    source: str
    table: TagTable
    tags: Mapping[str, Tag]
    required: frozenset[str]
    timed: bool
    """Some tag of it does not stay true for ever."""
    parts: tuple[Part, ...] | None
    simple: Simple | None

    def render(self, context: TagContext) -> Rendered:
        """The words for this context. Never raises for a text that was checked."""
        if self.simple is not None and not self.simple.names:
            return Rendered(_spoken(self.simple.pattern % ()))  # words alone, as most titles are
        aged = bool(context.manner.max_age)
        values = (AgedValues if aged else Values)(self.tags, context)
        text = self.simple.fill(values) if self.simple is not None else self._written(values)
        until = valid_until(self.tags, values, context) if self.timed else None
        if aged:
            until = fresh_until(values, until, context)
        if HOLE in text or CUT in text or values.failed or values.too_old:
            return _settled(text, values, until)
        return Rendered(_spoken(text), (), tuple(values.defaulted), (), until)

    def _written(self, values: Values) -> str:
        if self.parts is not None:
            return join(self.parts, values)
        template = _template(self.source, self.table)
        return "".join(template.root_render_func(template.new_context({"values": values}, shared=True)))


def _spoken(text: str) -> str | None:
    """The text, where it is more than space."""
    return text if text and not text.isspace() else None


@lru_cache(maxsize=_KEPT_PROGRAMS)
def compile_text(source: str, table: TagTable) -> Program:
    """The program of a text, shared by content. Raises `ConfigError` with all that is wrong with the text."""
    from frontdesk.templating.guard import check  # noqa: PLC0415 - Jinja2 is loaded with the first text
    from frontdesk.templating.plain import plain_parts  # noqa: PLC0415

    checked = check(source, table)
    timed = any(tag.validity != "data" for tag in checked.tags.values())
    parts = plain_parts(checked.body)
    return Program(source, table, checked.tags, checked.required, timed, parts, simple(parts) if parts else None)


@lru_cache(maxsize=_KEPT_TEMPLATES)
def _template(source: str, table: TagTable) -> Template:
    from jinja2 import nodes  # noqa: PLC0415

    from frontdesk.templating.guard import check  # noqa: PLC0415
    from frontdesk.templating.sandbox import sandbox  # noqa: PLC0415

    tree = nodes.Template(list(check(source, table).body), lineno=1)
    tree.set_environment(sandbox())
    return sandbox().from_string(tree)


def _settled(text: str, values: Values, until: datetime | None) -> Rendered:
    """The outcome where something was missing."""
    lost: list[str] = []
    for name in dict.fromkeys(holes(text)):
        words = values.otherwise(name)
        if words is None:
            lost.append(name)
        else:
            values.defaulted.append(name)
            text = text.replace(f"{HOLE}{name}{HOLE}", words)
    text = "" if lost else tidy(text)
    return Rendered(
        text=_spoken(text),
        missing=tuple(lost),
        defaulted=tuple(dict.fromkeys(values.defaulted)),
        dropped=tuple(dict.fromkeys(values.cut)),
        valid_until=until,
        failed=tuple(values.failed),
        too_old=tuple(values.too_old),
    )

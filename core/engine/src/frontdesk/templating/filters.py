"""The filters that a text may use: ours and Jinja2's own, each leaving a missing value missing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import regex
from jinja2 import filters as jinja_filters

from frontdesk.templating.values import CUT, HOLE, Missing, Values, holes

if TYPE_CHECKING:
    from jinja2 import Environment

Filter = Callable[..., object]

DEFAULTS = frozenset({"default", "d"})
"""The filters that give a missing value another."""

_END_AT = 2
"""Where `truncate` takes what it ends a cut text with: behind the length, and whether words may be cut."""
_GRAPHEME = regex.compile(r"\X")
_BORROWED = ("capitalize", "lower", "title", "trim", "truncate", "upper", "urlencode")


def filter_names() -> frozenset[str]:
    """The filters that people may write."""
    return DEFAULTS | frozenset(_BORROWED)


def text_filters(environment: Environment) -> dict[str, Filter]:
    """The filters that people may write, by name."""
    return dict.fromkeys(DEFAULTS, default) | {name: _borrow(name, environment) for name in _BORROWED}


def _borrow(name: str, environment: Environment) -> Filter:
    found: Filter = jinja_filters.FILTERS[name]
    return _keeps_missing(partial(_truncate, environment) if name == "truncate" else found)


def _truncate(environment: Environment, text: str, *args: Any, **kwargs: Any) -> str:
    """Jinja2's own, but never inside of what people see as one character."""
    found: str = jinja_filters.do_truncate(environment, text, *args, **kwargs)
    if found == text or text.isascii():
        return found
    end: str = args[_END_AT] if len(args) > _END_AT else kwargs.get("end", "...")
    most = len(found) - len(end)
    whole = (match.end() for match in _GRAPHEME.finditer(text))
    return text[: max((place for place in whole if place <= most), default=0)] + end


def inner_filters() -> dict[str, Filter]:
    """The filters that the compiler puts in by itself; their names cannot be written in a text."""
    return {"!optional": optional, "!number": number, "!printed": printed}


def default(value: object, instead: object = "", boolean: object = False) -> object:  # noqa: FBT002 - Jinja2's own
    """The value, or `instead` where it is missing; with `boolean` also where it is false."""
    if isinstance(value, Missing):
        value.values.defaulted.append(value.name)
        return instead
    return value or instead if boolean else value


def printed(value: object) -> object:
    """An empty default, as it is printed: a place to tidy."""
    return CUT if value == "" else value


def optional(text: str, values: Values) -> str:
    """An optional segment as rendered: cut out whole when a tag in it is missing."""
    if HOLE not in text:
        return text
    values.cut.extend(holes(text))
    return CUT


def number(value: object) -> float:
    """The value as a number; what is none compares false with everything."""
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return float("nan")


def _keeps_missing(wrapped: Filter) -> Filter:
    def filtered(value: object, *args: object, **kwargs: object) -> object:
        return value if isinstance(value, Missing) else wrapped(str(value), *args, **kwargs)

    return filtered

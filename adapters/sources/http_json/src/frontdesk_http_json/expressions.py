"""Expressions: JMESPath, checked when settings are, with a few functions for what APIs do to their values."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Final, cast

import jmespath
from jmespath.exceptions import JMESPathError, JMESPathTypeError, ParseError
from jmespath.functions import Functions, signature
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

_LINES: Final = re.compile(r"<\s*(?:br|/p|/tr|/li|/div|/h[1-6])\b[^>]*>", re.IGNORECASE)
_CELLS: Final = re.compile(r"<\s*/t[dh]\b[^>]*>", re.IGNORECASE)
_TAGS: Final = re.compile(r"<[^<>]*>")
_BLANKS: Final = re.compile(r"[^\S\n]+")


class ExpressionError(ValueError):
    """An expression that cannot be told of a value, in JMESPath's own words."""


class _Ours(Functions):  # type: ignore[misc]
    """Functions beside those of JMESPath. Each takes null, and gives it back."""

    @signature({"types": ["string", "null", "array", "object"]})  # type: ignore[untyped-decorator]
    def _func_json(self, value: object) -> object:
        """JSON that stands in a text."""
        if not isinstance(value, str):
            return value
        try:
            return cast("object", json.loads(value)) if value.strip() else None
        except (ValueError, RecursionError):
            return None

    @signature({"types": ["string", "null"]})  # type: ignore[untyped-decorator]
    def _func_plain(self, value: str | None) -> str | None:
        """HTML as the text that a reader sees: a line for each row, paragraph and break."""
        if value is None:
            return None
        broken = _TAGS.sub("", _CELLS.sub(" ", _LINES.sub("\n", value)))
        lines = (_BLANKS.sub(" ", line).strip() for line in html.unescape(broken).split("\n"))
        return "\n".join(line for line in lines if line)

    @signature({"types": ["string", "null"]}, {"types": ["string"]})  # type: ignore[untyped-decorator]
    def _func_split(self, value: str | None, at: str) -> list[str] | None:
        """The parts of a text."""
        return None if value is None or not at else [part.strip() for part in value.split(at) if part.strip()]


_OPTIONS: Final = jmespath.Options(custom_functions=_Ours())
_KNOWN: Final = frozenset(_Ours.FUNCTION_TABLE)


def _checked(text: str) -> str:
    """The expression as it was written. Raises FD655."""
    try:
        parsed = jmespath.compile(text).parsed
    except JMESPathError as error:
        raise _no_expression(text, _problem(error)) from error
    for name in _functions(parsed):
        if name not in _KNOWN:
            raise _no_expression(text, f"Unknown function: {name}()")
    return text


def _no_expression(text: str, problem: str) -> PydanticCustomError:
    return PydanticCustomError("FD655", "no expression", {"expression": text, "problem": problem})


def _problem(error: JMESPathError) -> str:
    if isinstance(error, ParseError) and error.lex_position is not None:
        return f"{str(error).partition(':')[2].split(chr(10))[0].strip()}, column {error.lex_position + 1}"
    return " ".join(str(error).split())


def _functions(node: Mapping[str, Any]) -> Iterator[str]:
    if node["type"] == "function_expression":
        yield str(node["value"])
    for child in node.get("children", ()):
        if isinstance(child, Mapping):
            yield from _functions(child)


Expression = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_checked)]
"""A JMESPath expression, known to be one."""


def compiled(text: str) -> Callable[[object], object]:
    """What finds the value of an expression: `find(document)`.

    What a function says to null is null. Raises `ExpressionError` for anything else that a function does not take.
    """
    expression = jmespath.compile(text)

    def find(document: object) -> object:
        try:
            return cast("object", expression.search(document, options=_OPTIONS))
        except JMESPathTypeError as error:
            if error.actual_type == "null":
                return None
            raise ExpressionError(_problem(error)) from error
        except (JMESPathError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
            raise ExpressionError(" ".join(str(error).split()) or type(error).__name__) from error

    return find

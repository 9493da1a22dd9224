"""Patterns, compiled by RE2: time linear in the text, whatever the pattern, so that no message can stall a reply."""

from __future__ import annotations

import unicodedata
from typing import Protocol, cast

import re2

from frontdesk import fold

MOST_MEMORY = 8 << 20
"""Bytes that one compiled pattern may take; RE2 refuses those that would need more."""
_WORD = r"[\pL\pN\pM_]"
_GAP = r"[^\pL\pN\pM_]+"
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
"""Scripts that put no blank between words: there a word may be found within others."""


class Expression(Protocol):
    """What is used of a compiled pattern."""

    def search(self, text: str) -> object | None:
        """The first place that matches, if there is one."""


def pattern(text: str) -> Expression:
    """A pattern as the operator wrote it, insensitive to case and accents. Raises ValueError with RE2's own words."""
    return _compile(_folded(text))


def _folded(pattern: str) -> str:
    r"""A pattern in which what is not ASCII is folded as texts are; ASCII is left alone, since `\S` is not `\s`."""
    return "".join(char if char.isascii() else re2.escape(fold(char)) for char in unicodedata.normalize("NFD", pattern))


def phrase(text: str) -> str:
    """The expression of one folded word or phrase: its words in this order, whatever stands between them."""
    words = [word.group() for word in _WORDS.finditer(text)]
    if not words:
        return str(re2.escape(text.strip()))
    middle = _GAP.join(re2.escape(word) for word in words)
    return f"{_edge(words[0][0], '^')}{middle}{_edge(words[-1][-1], '$')}"


def either(expressions: list[str]) -> Expression:
    """One expression for all of them."""
    return _compile("|".join(f"(?:{expression})" for expression in expressions))


def _edge(char: str, end: str) -> str:
    """A word ends where no letter follows; RE2's own sign for it knows ASCII letters alone."""
    return "" if _UNSPACED_CHAR.fullmatch(char) else f"(?:{end}|[^\\pL\\pN\\pM_])"


def _compile(text: str) -> Expression:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = MOST_MEMORY
    try:
        return cast("Expression", re2.compile(text, options=options))
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        raise ValueError(reason) from error


_WORDS = re2.compile(f"{_WORD}+")
_UNSPACED_CHAR = re2.compile(_UNSPACED)

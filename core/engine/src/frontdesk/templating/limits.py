"""How big and how deep a text may be: measured on its tokens, before anything recursive looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontdesk.diagnostics import Diagnostic
from frontdesk.templating.findings import position
from frontdesk.templating.sandbox import sandbox

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_BYTES = 8 * 1024
MOST_EXPRESSIONS = 100
MOST_TOKENS = 64
"""In one expression or statement."""
MOST_BRACKETS = 8
MOST_BLOCKS = 8
MOST_DIGITS = 12

_WHAT = {
    "expressions": ("the number of {{ }} and {% %}", MOST_EXPRESSIONS),
    "tokens": ("the length of one expression, in words and signs,", MOST_TOKENS),
    "brackets": ("the nesting of brackets", MOST_BRACKETS),
    "digits": ("the length of a number", MOST_DIGITS),
    "blocks": ("the nesting of {% if %}", MOST_BLOCKS),
}


def too_long(source: str) -> Diagnostic | None:
    """What is wrong with the text's length."""
    size = len(source) if len(source) > MOST_BYTES else len(source.encode(errors="surrogatepass"))
    if size <= MOST_BYTES:
        return None
    return Diagnostic(id="FD207", params={"size": size, "most": MOST_BYTES})


def too_complex(source: str) -> Diagnostic | None:
    """What is wrong with the text's nesting. Raises `TemplateSyntaxError` for what is no text at all."""
    counts = _Counts()
    for offset, kind, value in tokens(sandbox(), source):
        counts.add(kind, value)
        if (over := counts.over()) is not None:
            what, most = _WHAT[over]
            return _at(source, offset, "FD208", what=what, most=most)
        if kind == "raw_begin":
            return _at(source, offset, "FD204", construct="raw")
    return None


def _at(source: str, offset: int, id: str, **params: object) -> Diagnostic:  # noqa: A002 - the glossary's word
    line, column = position(source, offset)
    return Diagnostic(id=id, params=params, line=line, column=column)


def tokens(environment: Environment, source: str) -> Iterator[tuple[int, str, str]]:
    """Where each token stands, its kind and its text. The lexer leaves nothing out but white space."""
    offset = 0
    for _line, kind, value in environment.lex(source):
        offset = source.find(value, offset)
        if kind != "whitespace":
            yield offset, kind, value
        offset += len(value)


@dataclass(slots=True)
class _Counts:
    """What is counted while the tokens pass."""

    expressions: int = 0
    tokens: int = 0
    brackets: int = 0
    blocks: int = 0
    digits: int = 0
    _opened: bool = field(default=False)

    def add(self, kind: str, value: str) -> None:
        if kind in {"variable_begin", "block_begin"}:
            self.expressions += 1
            self.tokens = self.brackets = 0
            self._opened = kind == "block_begin"
            return
        self.tokens += 1
        self.digits = len(value) if kind in {"integer", "float"} else 0
        self.brackets += (value in _OPENING) - (value in _CLOSING) if kind == "operator" else 0
        if self._opened and kind == "name":
            self.blocks += (value == "if") - (value == "endif")
        self._opened = False

    def over(self) -> str | None:
        return next((name for name, (_, most) in _WHAT.items() if getattr(self, name) > most), None)


_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")

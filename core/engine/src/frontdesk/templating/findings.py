"""What is found wrong in one text, each with its line and column."""

from __future__ import annotations

import re
from collections.abc import Mapping

from frontdesk.diagnostics import Diagnostic

MOST = 10
"""After so many findings in one text the rest need not be told."""


class EnoughError(Exception):
    """There are `MOST` findings already."""


class Findings:
    """The diagnostics of one text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []

    def report(self, id: str, line: int | None, needle: str = "", **params: object) -> None:  # noqa: A002 - the glossary's word
        """Note one finding; it stands where `needle` first stands from `line` on. Raises `EnoughError` at the limit.

        Jinja2 leaves out the line of a few kinds of node.
        """
        self._add(id, self.place(line or 1, needle), params)

    def report_at(self, offset: int, id: str, **params: object) -> None:  # noqa: A002 - the glossary's word
        """Note one finding about this place in the text. Raises `EnoughError` at the limit."""
        self._add(id, position(self.source, offset), params)

    def _add(self, id: str, place: tuple[int, int], params: Mapping[str, object]) -> None:  # noqa: A002 - the glossary's word
        line, column = place
        self.diagnostics.append(Diagnostic(id=id, params=params, line=line, column=column))
        if len(self.diagnostics) >= MOST:
            raise EnoughError

    def place(self, line: int, needle: str) -> tuple[int, int]:
        """Line and column, both from 1, of `needle` inside of braces if it is there, else anywhere.

        A name whose keys stand in quotes is found by its first word.
        """
        start = _line_start(self.source, line)
        if not needle:
            return line, 1
        if needle not in self.source:
            needle = needle.partition(".")[0]
        inside = re.compile(r"\{[{%](?:(?![%}]\}).)*?(?<!\w)(" + re.escape(needle) + ")", re.DOTALL)
        found = inside.search(self.source, start)
        at = found.start(1) if found else self.source.find(needle, start)
        return position(self.source, at if at >= 0 else start)


def position(source: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of a place in a text."""
    return source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset)


def _line_start(source: str, line: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = source.find("\n", start) + 1
    return start

"""Lengths as platforms count them, and cutting that never breaks a character that people see as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import regex

from frontdesk.model import Limit, Unit

ELLIPSIS = "…"

_MEASURES: Mapping[Unit, Callable[[str], int]] = {
    Unit.CHARACTERS: len,
    Unit.UTF16: lambda text: len(text.encode("utf-16-le")) // 2,
    Unit.BYTES: lambda text: len(text.encode()),
}
_GRAPHEME = regex.compile(r"\X")
_ENDS = regex.compile(r"(?<=\n)\n*|(?<=[.!?…])\s+|\s+")
_STRONG = regex.compile(r"(?<=\n)\n*|(?<=[.!?…])\s+")


def measure(text: str, unit: Unit) -> int:
    """The length of a text in a platform's unit."""
    return _MEASURES[unit](text)


def fits(text: str, limit: Limit) -> bool:
    """Whether a text is within a limit."""
    return measure(text, limit.unit) <= limit.most


def cut(text: str, limit: Limit) -> str:
    """The text, or as much of it as the limit holds with an ellipsis; never inside a grapheme."""
    if fits(text, limit):
        return text
    room = limit.most - measure(ELLIPSIS, limit.unit)
    return _head(text, limit.unit, room).rstrip() + ELLIPSIS


def split(text: str, limit: Limit) -> tuple[str, ...]:
    """The text in parts that each fit: at the end of a sentence or line, else between words, else anywhere."""
    parts = []
    while not fits(text, limit):
        head = _head(text, limit.unit, limit.most)
        place = _break(head)
        parts.append(text[:place].rstrip())
        text = text[place:].lstrip()
    return (*parts, text)


def _head(text: str, unit: Unit, room: int) -> str:
    """As many whole graphemes from the start as fit into `room`."""
    taken, used = 0, 0
    for grapheme in _graphemes(text):
        used += measure(grapheme, unit)
        if used > room:
            break
        taken += len(grapheme)
    return text[:taken] or next(_graphemes(text), "")


def _graphemes(text: str) -> Iterator[str]:
    return (match.group() for match in _GRAPHEME.finditer(text))


def _break(head: str) -> int:
    """Where to break: after the last sentence in the second half, else at the last white space, else at the end."""
    strong = [match.end() for match in _STRONG.finditer(head) if match.end() > len(head) // 2]
    if strong:
        return strong[-1]
    weak = [match.end() for match in _ENDS.finditer(head) if match.end() > 0]
    return weak[-1] if weak else len(head)

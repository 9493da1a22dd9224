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
_WITHIN: Mapping[Unit, Callable[[str, int], int]] = {
    Unit.CHARACTERS: lambda text, room: min(room, len(text)),
    Unit.UTF16: lambda text, room: len(text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")),
    Unit.BYTES: lambda text, room: len(text.encode()[:room].decode(errors="ignore")),
}
"""How many characters from the start are within so much room; the last grapheme of them may be torn."""
_GRAPHEME = regex.compile(r"\X")
_APART = regex.compile(r"(?r)(?<=\p{Grapheme_Cluster_Break=Other})\p{Grapheme_Cluster_Break=Other}")
"""Searched backwards: a grapheme always begins between two such characters, whatever stands before them (UAX 29)."""
_WEAK = regex.compile(r"\s+(?!\p{M})")
_STRONG = regex.compile(r"(?<=\n)\n*|(?<=[.!?…])\s+(?!\p{M})|(?<=[。！？])")  # noqa: RUF001 - Chinese full stops


def measure(text: str, unit: Unit) -> int:
    """The length of a text in a platform's unit."""
    return _MEASURES[unit](text)


def fits(text: str, limit: Limit) -> bool:
    """Whether a text is within a limit."""
    # No character is shorter than one unit: what has more of them need not be measured.
    return len(text) <= limit.most and measure(text, limit.unit) <= limit.most


def cut(text: str, limit: Limit) -> str:
    """The text, or as much of it as the limit holds with an ellipsis; never inside a grapheme."""
    if fits(text, limit):
        return text
    room = limit.most - measure(ELLIPSIS, limit.unit)
    return text[: _room(text, limit.unit, room)].rstrip() + ELLIPSIS


def split(text: str, limit: Limit) -> tuple[str, ...]:
    """The text in parts that each fit: at the end of a sentence or line, else between words, else between graphemes.

    No part is blank. A grapheme that is larger than the limit is a part of its own.
    """
    if fits(text, limit):
        return (text,)
    parts, rest = [], text.strip()
    while not fits(rest, limit):
        most = _room(rest, limit.unit, limit.most) or len(next(_graphemes(rest)))
        place = _break(rest, most)
        parts.append(rest[:place].rstrip())
        rest = rest[place:].lstrip()
    return (*parts, rest) if rest or not parts else tuple(parts)


def _room(text: str, unit: Unit, room: int) -> int:
    """The length of as many whole graphemes from the start as fit into `room`.

    Graphemes are told apart from the last place before the end where one is sure to begin, not from the start.
    """
    most = _WITHIN[unit](text[: max(room, 0)], max(room, 0))
    sure = _APART.search(text, 0, most + 1)
    taken = sure.start() if sure else 0
    for grapheme in _graphemes(text, taken):
        if taken + len(grapheme) > most:
            break
        taken += len(grapheme)
    return taken


def _graphemes(text: str, start: int = 0) -> Iterator[str]:
    return (match.group() for match in _GRAPHEME.finditer(text, start))


def _break(text: str, most: int) -> int:
    """Where to break: after the last sentence in the second half, else at the last white space, else at `most`.

    White space right behind `most` counts, since none is sent at the end of a part.
    """
    head = text[: most + 1]
    strong = [match.end() for match in _STRONG.finditer(head) if match.start() <= most and match.end() > most // 2]
    if strong:
        return strong[-1]
    weak = [match.end() for match in _WEAK.finditer(head)]
    return weak[-1] if weak else most

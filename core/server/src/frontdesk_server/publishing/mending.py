"""What can be shown of a draft that is not valid: bad texts stand as they were typed, other mistakes are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.rules.problems import parse_path
from frontdesk.rules.shapes import MOST_STARTERS

TEXTS: Final = ("privacy", "welcome", "absence", "fallback")
OPTIONAL: Final = ("privacy", "fallback")
STARTER_TEXTS: Final = ("title", "answer", "fallback")
_EMPTY: Final = ("FD326", "FD356", "FD312")
_NO_LANGUAGE: Final = "FD215"
_FIRST, _OPEN, _CLOSE = 0xE100, "\ue000", "\ue001"
_TOKEN: Final = re.compile(f"{_OPEN}(.){_CLOSE}")
_BRACES: Final = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)|\{#.*?(?:#\}|$)|\[\[|\]\]", re.DOTALL)
_WORD: Final = re.compile(r"\S+")

Path = tuple[str | int, ...]
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadText:
    """A text with mistakes: as it was typed, with the spans that are wrong."""

    path: str
    """Within the set: `starters[0].title.fr`."""
    text: str
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def pieces(self) -> Pieces:
        """The text in order, each piece with whether it is wrong."""
        found, at = [], 0
        for start, end in self.spans:
            if start >= at:
                found += [(self.text[at:start], False), (self.text[start:end], True)]
                at = end
        return tuple(piece for piece in (*found, (self.text[at:], False)) if piece[0])


@dataclass(slots=True)
class Mended:
    """A draft that compiles as far as its known mistakes go."""

    content: dict[str, object]
    bad: dict[str, BadText] = field(default_factory=dict)
    """Token -> the text that it stands for."""
    left_out: list[str] = field(default_factory=list)
    """Keys that were dropped."""

    def pieces(self, said: str) -> Pieces:
        """A rendered text in order, with the bad texts as they were typed: each piece with whether it is wrong."""
        found: list[tuple[str, bool]] = []
        for at, part in enumerate(_TOKEN.split(said)):
            bad = self.bad.get(f"{_OPEN}{part}{_CLOSE}") if at % 2 else None
            found += bad.pieces if bad is not None else [(part, False)]
        return tuple(piece for piece in found if piece[0])

    def has_bad(self, said: str) -> bool:
        """Whether a rendered text holds a bad one."""
        return any(token[0] in self.bad for token in _TOKEN.finditer(said))

    def as_typed(self, said: str) -> str:
        """A rendered text with the bad texts as they were typed."""
        return "".join(text for text, _wrong in self.pieces(said))


def position(text: str, line: int, column: int) -> int:
    """The offset of a place told by line and column, both from 1."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))


def span(text: str, line: int | None, column: int | None) -> tuple[int, int] | None:
    """What is wrong about a text at this place: the whole tag around it, else the word that stands there."""
    if line is None:
        return None
    at = position(text, line, column or 1)
    for found in _BRACES.finditer(text):
        if found.start() <= at < found.end():
            return found.span()
    word = _WORD.search(text, at)
    return word.span() if word else (at, len(text))


def mend(content: Mapping[str, object], faults: Iterable[Diagnostic]) -> Mended:
    """The draft without what these diagnostics are about; their paths are within the set."""
    mended = Mended(content=deepcopy(dict(content)))
    by_path: dict[Path, list[Diagnostic]] = {}
    for fault in faults:
        by_path.setdefault(parse_path(fault.path), []).append(fault)
    for path in sorted(by_path, key=_last_first):
        _mend(mended, path, by_path[path])
    return mended


def _last_first(path: Path) -> tuple[int, int]:
    """Starters from the last one, each whole after its parts: what is taken out moves those behind it."""
    at = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
    return -at, -len(path)


def _mend(mended: Mended, path: Path, faults: list[Diagnostic]) -> None:
    head = path[0] if path else ""
    if head in TEXTS:
        _mend_text(mended, mended.content, path, faults)
    elif head == "starters" and isinstance(mended.content.get("starters"), list):
        _mend_starter(mended, path, faults)
    else:
        _leave_out(mended, path)


def _mend_starter(mended: Mended, path: Path, faults: list[Diagnostic]) -> None:
    starters = mended.content["starters"]
    at = path[1] if len(path) > 1 else None
    if not isinstance(starters, list) or not isinstance(at, int) or at >= len(starters):
        return
    starter, rest = starters[at], path[2:]
    if at >= MOST_STARTERS:
        del starters[MOST_STARTERS:]
    elif not isinstance(starter, dict) or not rest:
        del starters[at]
    elif rest[0] in STARTER_TEXTS:
        _mend_text(mended, starter, rest, faults, before=path[:2])
    else:
        starter.pop(str(rest[0]), None)


def _mend_text(
    mended: Mended, holder: dict[str, object], path: Path, faults: list[Diagnostic], *, before: Path = ()
) -> None:
    """A bad text becomes a token; an empty language is left out where another one is there."""
    key, raw = str(path[0]), holder.get(str(path[0]))
    empty = all(fault.id in _EMPTY for fault in faults)
    if len(path) > 1 and isinstance(raw, dict):
        nameless = faults[0].id == _NO_LANGUAGE
        if (empty or nameless) and len(raw) > 1:
            raw.pop(str(path[1]), None)
        elif nameless:
            holder[key] = _token(mended, raw.get(str(path[1])), (*before, *path), faults)
        else:
            raw[str(path[1])] = _token(mended, raw.get(str(path[1])), (*before, *path), faults)
    elif empty and key in OPTIONAL:
        holder.pop(key, None)
    else:
        holder[key] = _token(mended, raw, (*before, *path), faults)


def _token(mended: Mended, raw: object, path: Path, faults: list[Diagnostic]) -> str:
    """A sign that stands for the text until it is shown."""
    text = raw if isinstance(raw, str) else ""
    spans = sorted({found for fault in faults if (found := span(text, fault.line, fault.column))})
    token = f"{_OPEN}{chr(_FIRST + len(mended.bad))}{_CLOSE}"
    mended.bad[token] = BadText(path=_text_of(path), text=text, spans=tuple(spans))
    return token


def _leave_out(mended: Mended, path: Path) -> None:
    """What is no text: the part that is wrong, as if it had not been written."""
    if not path:
        return
    key = str(path[0])
    inner = mended.content.get(key)
    if key == "policy" and len(path) > 1 and isinstance(inner, dict):
        inner.pop(str(path[1]), None)
    else:
        mended.content.pop(key, None)
    if key not in mended.left_out:
        mended.left_out.append(key)


def _text_of(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")

"""robots.txt by RFC 9309: the group that is meant for us, and whether a page may be asked for.

https://www.rfc-editor.org/rfc/rfc9309 . `Crawl-delay` is no part of it, but means what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

TOKEN: Final = "frontdesk"  # noqa: S105 - the product token that robots.txt may address
_MOST: Final = 500 * 1024
"""What is read of it, at least: RFC 9309, 2.5."""
_ANYBODY: Final = "*"
_SAFE: Final = "/%:?=&;,+@!$'()*~-._[]"
_ESCAPE: Final = re.compile(r"%[0-9a-fA-F]{2}")


class Rule(NamedTuple):
    """A pattern of paths, and whether they are allowed."""

    pattern: str
    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What a site asks of us."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0
    """Seconds between two calls."""

    def allows(self, url: str) -> bool:
        """Whether the longest pattern that fits is one that allows, or there is none; of two as long, the allowing."""
        path = path_of(url)
        if path == "/robots.txt":
            return True
        fitting = [rule for rule in self.rules if _fits(rule.pattern, path)]
        return max(fitting, key=_weight).allowed if fitting else True


def read_robots(body: bytes) -> Robots:
    """The group of `frontdesk`, else that of everybody; groups of one name are joined, what is no rule is skipped."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for agents, lines in _groups(_lines(body)):
        for agent in agents:
            groups.setdefault(agent, []).extend(lines)
    ours = groups.get(TOKEN, groups.get(_ANYBODY, []))
    rules = [Rule(_normal(value), key == "allow") for key, value in ours if key != "crawl-delay" and value]
    return Robots(rules=tuple(dict.fromkeys(rules)), delay=max([0.0, *_delays(ours)]))


def path_of(url: str) -> str:
    """Path and query of an address, as patterns are compared with them."""
    parts = urlsplit(url)
    return _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _weight(rule: Rule) -> tuple[int, bool]:
    return len(rule.pattern), rule.allowed


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as the pattern says. `*` is anything, `$` at its end the end of the path.

    Piece by piece, the leftmost place of each: no pattern can take long.
    """
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at, last = len(first), others.pop() if others and ends else None
    for piece in others:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return at == len(path) if ends else True


def _normal(path: str) -> str:
    """With everything beyond ASCII escaped, and escapes of what needs none undone: both sides are compared so."""
    escaped = _ESCAPE.sub(_plain, path)
    return quote(escaped, safe=_SAFE)


def _plain(escape: re.Match[str]) -> str:
    char = chr(int(escape[0][1:], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else escape[0].upper()


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    """Every `key: value`, without comments."""
    text = body[:_MOST].decode("utf-8-sig", "replace")
    for line in re.split(r"[\r\n]+", text):
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


_KEYS: Final[Mapping[str, str]] = {"allow": "allow", "disallow": "disallow", "crawl-delay": "crawl-delay"}


def _groups(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[list[str], list[tuple[str, str]]]]:
    """Consecutive user agents, and the rules that follow them. Other records (sitemaps) stand outside of groups."""
    agents: list[str] = []
    rules: list[tuple[str, str]] = []
    for key, value in lines:
        if key == "user-agent":
            if rules:
                yield agents, rules
                agents, rules = [], []
            agents.append(_token(value))
        elif key in _KEYS and agents:
            rules.append((key, value))
    yield agents, rules


def _token(agent: str) -> str:
    """The product token: `Frontdesk/1.0` is `frontdesk`."""
    return _ANYBODY if agent.startswith(_ANYBODY) else re.split(r"[^A-Za-z_-]", agent, maxsplit=1)[0].lower()


def _delays(lines: Iterable[tuple[str, str]]) -> Iterator[float]:
    for key, value in lines:
        if key == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value, re.ASCII):
            yield float(value)

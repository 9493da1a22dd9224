"""From a typed cell to tokens: words, times and marks, whatever their case, accents, dashes and spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from frontdesk.hours.formats.typed.lexicon import DAILY, PHRASES, TWO_LETTERS, WE, Kind

_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad~>\u2192\u00bb"
_GAP: Final = r"[\s'.\u2019-]+"


class Clock(StrEnum):
    """How the half of the day is told by the way in which a time is written."""

    NONE = ""
    FULL = "full"
    """24 hours: `9h`, `14:00`, `0900`, `midi`."""
    PADDED = "padded"
    """`09:00`: 24 hours, unless others say am or pm."""
    HALF = "half"
    """With am or pm."""
    BARE = "bare"
    """`9`, `9:30`: either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of the cell. `value` is the days, the minutes, or the part of the day; `clock` that of a time."""

    kind: Kind
    text: str
    value: object = None
    clock: Clock = Clock.NONE
    start: int = 0
    end: int = 0
    """Where it stands in the cell."""


def _phrases() -> str:
    longest_first = sorted(PHRASES, key=len, reverse=True)
    return "|".join(_GAP.join(re.escape(word) for word in phrase.split(" ")) for phrase in longest_first)


_HALF: Final = r"\s*(?:(?P<{0}>[ap])\s?\.?\s?m(?![a-z])\.?|(?P<{0}_>[ap])(?=\s*(?:[-,;/]|to\b|$)))"
_TOKEN: Final = re.compile(
    rf"""
      (?P<always>(?<!\d)24\s*(?:h(?:rs?|ours?|eures?)?)?\s*[/-]\s*7\s*(?:j|d)?(?![\da-z]))
    | (?P<all_day>(?<!\d)24\s*h?\s*(?:/|sur)\s*24\s*h?(?![\da-z])|(?<![a-z\d])h\s?24(?![\da-z]))
    | (?P<daily>(?<!\d)7\s*(?:j|jours?|d|days?)?\s*(?:/|sur|on)\s*7\s*(?:j|jours?)?(?![\da-z])
        |(?<!\d)7\s*(?:jours|days)(?:\s*(?:a|per|par)\s*(?:week|semaine))?(?![a-z]))
    | (?P<noon>(?:(?<!\d)12\s*)?(?<![a-z])(?:midi|noon|midday)(?P<half_past>\s+et\s+demie?)?(?![a-z]))
    | (?P<midnight>(?:(?<!\d)12\s*)?(?<![a-z])(?:minuit|midnight)(?![a-z]))
    | (?P<phrase>(?<![a-z\d])(?:{_phrases()})(?![a-z\d]))
    | (?P<h>(?<!\d)\d{{1,2}})\s*(?:heures?|hours?|hrs?|h)(?![a-z])
        (?:\s*(?P<h_min>[0-5]\d)(?!\d|\s*(?:[h:]|\.\d)))?(?:\s*(?:minutes|min|mn|m)(?![a-z]))?(?:\s*(?:a|per|par)\s*(?:day|jour))?
        (?:{_HALF.format("h_half")})?
    | (?P<c>(?<!\d)\d{{1,2}})[:.](?P<c_min>[0-5]\d)(?:[:.](?P<c_sec>[0-5]\d|60))?(?!\d)(?:\s*h(?:rs?)?(?![a-z\d]))?
        (?:{_HALF.format("c_half")})?
    | (?P<n>(?<!\d)\d{{1,2}})(?P<n_min>[0-5]\d)?(?![\d])(?:{_HALF.format("n_half")})?(?![a-z])
    | (?P<range>[{re.escape(_DASHES)}]+)
    | (?P<and>[&+])
    | (?P<slash>/)
    | (?P<comma>[,()\[\]])
    | (?P<break>[;|\n\r\u2022]|\.(?=\s|$))
    | (?P<noise>[:='\u2019"\s\u00b7*!]+)
    | (?P<junk>[^\W\d_]+|\d+|.)
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_MARKS: Final[Mapping[str, Kind]] = {
    "and": Kind.AND,
    "slash": Kind.SLASH,
    "comma": Kind.COMMA,
    "break": Kind.BREAK,
    "noise": Kind.NOISE,
    "junk": Kind.JUNK,
}
_LONGEST: Final = 4
_HOUR: Final = 60
_NOON: Final = 12 * _HOUR
_LAST_OF_HALF: Final = 12
_LATEST: Final = 48


@lru_cache(maxsize=4096)  # a column of hours has few different cells
def tokens_of(cell: str, *, english: bool = False) -> tuple[Token, ...]:
    """The tokens of a cell, without noise. `english` says that `we` is Wednesday; else its neighbours tell."""
    plain, places = _plain(cell)
    english = english or any(word in TWO_LETTERS for word in re.findall("[a-z]+", plain))
    found = [_placed(match, cell, places) for match in _TOKEN.finditer(plain)]
    told = (_told_we(token, found, english=english) for token in _undotted(found))
    return tuple(token for token in told if token.kind is not Kind.NOISE)


def _placed(match: re.Match[str], cell: str, places: Sequence[int]) -> Token:
    start, end = places[match.start()], places[match.end()]
    return replace(_token(match, cell[start:end]), start=start, end=end)


def _plain(cell: str) -> tuple[str, list[int]]:
    """The cell without case, accents and odd forms of letters and digits; and for each character its place before."""
    characters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(cell):
        folded = unicodedata.normalize("NFKD", "-" if char in _DASHES else char.casefold())
        for part in folded[:_LONGEST]:  # some signs stand for a whole sentence
            if not unicodedata.combining(part) and unicodedata.category(part) != "Cf":
                characters.append(part)
                places.append(place)
    return "".join(characters), [*places, len(cell)]


def _undotted(found: Sequence[Token]) -> Iterator[Token]:
    """A full stop after a day is that of its abbreviation: `lun. 9h-12h`."""
    before = None
    for token in found:
        if token.text == "." and before in {Kind.DAY, Kind.PART}:
            yield replace(token, kind=Kind.NOISE)
        else:
            yield token
        before = token.kind


def _told_we(token: Token, found: Sequence[Token], *, english: bool) -> Token:
    if token.kind is not Kind.DAY or token.text.strip().lower() != WE or english:
        return token
    named = [other for other in found if other.kind is Kind.DAY and other.text.strip().lower() != WE]
    if named:  # with days in French: the weekend
        return replace(token, value=(5, 6))
    return replace(token, kind=Kind.JUNK)


def _token(match: re.Match[str], text: str) -> Token:
    name = str(match.lastgroup)
    groups = {key: part for key, part in match.groupdict().items() if part is not None}
    for kind, read in _READERS.items():
        if kind in groups:
            return read(groups, text)
    return Token(kind=_MARKS[name], text=text)


def _phrase(groups: Mapping[str, str], text: str) -> Token:
    kind, value = PHRASES[_key(groups["phrase"])]
    return Token(kind=kind, text=text, value=value)


def _key(found: str) -> str:
    spaced = re.sub(_GAP, " ", found)
    return spaced if spaced in PHRASES else found


def _time(prefix: str, groups: Mapping[str, str], text: str) -> Token:
    hours, minutes = groups[prefix], groups.get(f"{prefix}_min", "")
    total = int(hours) * _HOUR + int(minutes or 0) + int(groups.get(f"{prefix}_sec", 0)) // _HOUR
    half = groups.get(f"{prefix}_half") or groups.get(f"{prefix}_half_")
    if half:
        return _halved(total, half, text)
    if int(hours) > _LATEST:
        return Token(kind=Kind.JUNK, text=text)
    return Token(kind=Kind.TIME, text=text, value=total, clock=_clock_of(prefix, hours, minutes))


def _clock_of(prefix: str, hours: str, minutes: str) -> Clock:
    """Of a time without am and pm."""
    if prefix == "h" or int(hours) > _LAST_OF_HALF or (prefix == "n" and minutes):
        return Clock.FULL
    return Clock.PADDED if hours.startswith("0") else Clock.BARE


def _halved(total: int, half: str, text: str) -> Token:
    if not _HOUR <= total < 13 * _HOUR:
        return Token(kind=Kind.JUNK, text=text)
    value = total % _NOON + (_NOON if half == "p" else 0)
    return Token(kind=Kind.TIME, text=text, value=value, clock=Clock.HALF)


_READERS: Final[Mapping[str, Callable[[Mapping[str, str], str], Token]]] = {
    "always": lambda _, text: Token(kind=Kind.ALL_DAY, text=text, value=DAILY),
    "all_day": lambda _, text: Token(kind=Kind.ALL_DAY, text=text),
    "daily": lambda _, text: Token(kind=Kind.DAY, text=text, value=DAILY),
    "noon": lambda groups, text: Token(
        kind=Kind.TIME, text=text, value=_NOON + (30 if "half_past" in groups else 0), clock=Clock.FULL
    ),
    "midnight": lambda _, text: Token(kind=Kind.TIME, text=text, value=0, clock=Clock.FULL),
    "phrase": _phrase,
    "h": lambda groups, text: _time("h", groups, text),
    "c": lambda groups, text: _time("c", groups, text),
    "n": lambda groups, text: _time("n", groups, text),
    "range": lambda _, text: Token(kind=Kind.RANGE, text=text, value="-"),
}

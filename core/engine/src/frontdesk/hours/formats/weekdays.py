"""Names of the days of the week in English and French, as they stand alone in a field of another system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from frontdesk.hours.words import plain

ENGLISH: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FRENCH: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_TWO: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")  # schema.org's and OSM's
_NAMES: Final[Mapping[str, int]] = dict(
    chain.from_iterable(
        ((word, number), (word[:3], number)) for words in (ENGLISH, FRENCH) for number, word in enumerate(words)
    )
) | {word: number for number, word in enumerate(_TWO)}


def weekday_of(value: object) -> int | None:
    """The day of a name (0 is Monday), in any case, with or without accents; None where it is none."""
    return _NAMES.get(plain(value[:20])) if isinstance(value, str) else None


def days_between(first: int, last: int) -> Iterator[int]:
    """The days from one to another, both included; past Sunday where the first is the later one."""
    return ((first + step) % 7 for step in range((last - first) % 7 + 1))

"""Values of unknown shape, taken apart: what is not of the shape that is read is told of, and left out."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from frontdesk.hours.place import Place

_OWN: Final = frozenset({"opening", "chat"})
_NOT_OF_A_KIND: Final = re.compile(r"[^a-z0-9]+")
_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?", re.ASCII)
_LONGEST_KIND: Final = 40
_SHOWN: Final = 60


def echo(value: object) -> str:
    """A value as a diagnostic may quote it: short, however long or deep it is."""
    try:
        shown = value if isinstance(value, str) else reprlib.repr(value)
    except (ValueError, RecursionError):  # a number of thousands of digits
        shown = type(value).__name__
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."


def mapping_at(place: Place, value: object) -> Mapping[object, object]:
    """The mapping that stands here; nothing, with a warning, where something else does. None is nothing."""
    if isinstance(value, Mapping):
        return value
    if value is not None:
        place.warn("FD149", expected="object", value=echo(value))
    return {}


def list_at(place: Place, value: object) -> Iterator[tuple[Place, object]]:
    """The entries of the list that stands here, each with its place; nothing where something else stands."""
    if isinstance(value, (list, tuple)):
        yield from ((place.at(number), item) for number, item in enumerate(value))
    elif value is not None:
        place.warn("FD149", expected="list", value=echo(value))


def mappings_at(place: Place, value: object) -> Iterator[tuple[Place, Mapping[object, object]]]:
    """The mappings of the list that stands here."""
    for where, item in list_at(place, value):
        if isinstance(item, Mapping):
            yield where, item
        else:
            where.warn("FD149", expected="object", value=echo(item))


def date_of(value: object) -> date | None:
    """The date of `2026-12-25`, or of an instant that begins with one; else None."""
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    return None if found is None else day_of(int(found[1]), int(found[2]), int(found[3]))


def day_of(year: int, month: int, day: int) -> date | None:
    """The date, where there is one."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def kind_of(word: str) -> str:
    """Our word for hours that another system calls `DRIVE_THROUGH` or `driveThroughHours`: `drive_through`."""
    spaced = _WORDS.sub("_", word[: 2 * _LONGEST_KIND]).lower()
    plain = _NOT_OF_A_KIND.sub("_", spaced).strip("_0123456789").removesuffix("_hours")[:_LONGEST_KIND].strip("_")
    return f"{plain}_hours" if plain in _OWN else plain or "other"

"""Filling a record: values of any kind, each for a field of its own, put where a source's record has them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, cast

from frontdesk.diagnostics import Diagnostic
from frontdesk.hours import check_hours, formats
from frontdesk.hours.formats import ReadHours
from frontdesk.hours.formats.shapes import echo
from frontdesk.mapping import FieldPath

__all__ = ["Notation", "fill_record"]

Notation = Literal["auto", "frontdesk", "text", "google", "partoo", "schema_org", "osm", "yext", "dila"]
"""How hours are written where a single value holds them all; `frontdesk` is a document of our own, or `24/7`.

`auto` goes by what each value looks like (`frontdesk.hours.formats.notation_of`).
"""

_HOURS: Final = ("opening_hours", "chat_hours", "hours")
_LINES: Final = re.compile(r"\s*[\n|]\s*")
_LIST: Final = re.compile(r"\s*[\n|;,]\s*")
_LISTS: Final[Mapping[FieldPath, re.Pattern[str]]] = {
    ("address", "lines"): _LINES,
    ("groups",): _LIST,
    ("excluded_contacts",): _LIST,
}
_FLAGS: Final = {
    **dict.fromkeys(("true", "yes", "oui", "vrai", "1", "x", "t", "y"), True),
    **dict.fromkeys(("false", "no", "non", "faux", "0", "f", "n"), False),
}
_COMMA: Final = re.compile(r"\s*([+-]?\d{1,3}),(\d+)\s*", re.ASCII)
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}", re.ASCII)


def fill_record(
    cells: Iterable[tuple[FieldPath, object]], notation: Notation = "text"
) -> tuple[dict[object, object], list[Diagnostic]]:
    """The record that these cells make, to be checked by `row_of`, and what is doubtful about their hours.

    Null and blank cells say nothing; where hours are given by day, such a day is unknown, and texts are what people
    type. Hours that stand in a single value (of `opening_hours`, `chat_hours`, `hours.<kind>`) are read in a notation;
    that of `opening_hours` may tell of other kinds too (Google's, Yext's), unless those have cells of their own.
    """
    cells = list(cells)
    country = _country(cells)
    record: dict[object, object] = {}
    doubts: list[Diagnostic] = []
    further: dict[str, object] = {}
    weeks: dict[FieldPath, dict[object, object]] = {}
    for path, value in cells:
        if path[0] not in _HOURS:
            if not _is_blank(value):
                _put(record, path, _READERS.get(path, _as_it_is)(path, value))
        elif path[-2:-1] == ("weekly",):
            weeks.setdefault(path[:-2], {})[path[-1]] = None if _is_blank(value) else value
        else:
            doubts += _put_hours(record, further, (path, value), notation, country)
    doubts += _put_weeks(record, weeks)
    _put_further(record, further)
    return record, doubts


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value == []


def _put(record: dict[object, object], path: FieldPath, value: object) -> None:
    *above, last = path
    for name in above:
        below = record.get(name)
        if not isinstance(below, dict):
            below = record[name] = {}
        record = below
    record[last] = value


# Fields


def _as_it_is(_path: FieldPath, value: object) -> object:
    return value


def _listed(path: FieldPath, value: object) -> object:
    """A text taken apart, or a list without its blanks."""
    if isinstance(value, str):
        return [part for part in _LISTS[path].split(value.strip()) if part]
    return [item for item in value if not _is_blank(item)] if isinstance(value, list | tuple) else value


def _flag(_path: FieldPath, value: object) -> object:
    """Yes and no as tables write them."""
    return _FLAGS.get(str(value).strip().casefold(), value)


def _degrees(_path: FieldPath, value: object) -> object:
    """`48,85`, as most of Europe writes it."""
    found = _COMMA.fullmatch(value) if isinstance(value, str) else None
    return f"{found[1]}.{found[2]}" if found else value


_READERS: Final[Mapping[FieldPath, Callable[[FieldPath, object], object]]] = {
    **dict.fromkeys(_LISTS, _listed),
    ("active",): _flag,
    ("coordinates", "latitude"): _degrees,
    ("coordinates", "longitude"): _degrees,
}


# Hours


def _country(cells: Sequence[tuple[FieldPath, object]]) -> str | None:
    """The country of the place, in two letters: whose public holidays a typed cell means."""
    told = next((value for path, value in cells if path == ("address", "country")), None)
    return told.strip().upper() if isinstance(told, str) and _COUNTRY.fullmatch(told.strip()) else None


def _put_hours(
    record: dict[object, object],
    further: dict[str, object],
    cell: tuple[FieldPath, object],
    notation: Notation,
    country: str | None,
) -> list[Diagnostic]:
    path, value = cell
    if _is_blank(value):
        return []
    read = _read(notation, value, country)
    documents = dict(read.documents)
    if "opening" in documents:
        _put(record, path, documents.pop("opening"))
    if path == ("opening_hours",):
        further |= documents
    return list(read.below(".".join(path)).diagnostics)


def _put_weeks(
    record: dict[object, object], weeks: Mapping[FieldPath, Mapping[object, object]]
) -> Iterator[Diagnostic]:
    """Hours by day; a week of nothing but blank cells says nothing at all. The names of columns stay the keys."""
    for path, days in weeks.items():
        if any(cell is not None for cell in days.values()):
            week: dict[object, object] = {}
            for day, cell in days.items():
                week[day], doubts = _day(day, cell)
                yield from doubts.below(".".join((*path, "weekly"))).diagnostics
            _put(record, path, {"weekly": week, "absent_day": "unknown"})


def _day(name: object, cell: object) -> tuple[object, ReadHours]:
    """What a cell says of its day, or days: texts are what people type, all else is left to `row_of`."""
    if cell is None or not isinstance(cell, str | bool):
        return "unknown" if cell is None else cell, ReadHours()
    return _typed_day(name, cell)


@lru_cache(maxsize=4096, typed=True)
def _typed_day(name: object, cell: str | bool) -> tuple[object, ReadHours]:  # noqa: FBT001 - a cell of yes or no
    """The same of what somebody typed, read once: a chain has few different days, and nobody changes what is read."""
    read = formats.from_text({name: cell})
    week = read.documents.get("opening", {}).get("weekly")
    said = [hours for hours in week.values() if hours != "unknown"] if isinstance(week, Mapping) else []
    return (said[0] if said else "unknown"), read


def _put_further(record: dict[object, object], further: Mapping[str, object]) -> None:
    """Kinds that came along with others, where they have no cells of their own."""
    chat = further.get("chat")
    if chat is not None:
        record.setdefault("chat_hours", chat)
    kinds = {kind: document for kind, document in further.items() if kind != "chat"}
    if kinds:
        own = record.get("hours")
        record["hours"] = kinds | (own if isinstance(own, dict) else {})


def _read(notation: Notation, value: object, country: str | None) -> ReadHours:
    """Hours in that notation; what is plainly a document of ours is read as one, whatever the notation."""
    known = _unfolded(value) if notation in _FOLDED else value
    found = formats.notation_of(known) if notation == "auto" else notation
    if found == "frontdesk" or (isinstance(known, Mapping) and "weekly" in known):
        return _read_document(known)
    if found == "text":
        return formats.from_text(known, country=country)
    if found == "osm":
        return formats.from_osm(known, country=country)
    return cast("Callable[[object], ReadHours]", getattr(formats, f"from_{found}"))(known)


_FOLDED: Final = frozenset({"auto", "frontdesk", "google", "partoo", "schema_org", "yext", "text"})
"""Notations made of objects: a text in their place is JSON, as tables keep it."""


def _unfolded(value: object) -> object:
    if not (isinstance(value, str) and value.lstrip().startswith(("{", "["))):
        return value
    try:
        return cast("object", json.loads(value))
    except (ValueError, RecursionError):
        return value


def _read_document(value: object) -> ReadHours:
    """A document of `frontdesk.hours`, or the word for always; `row_of` checks what is in it."""
    if isinstance(value, Mapping):
        return ReadHours(documents={"opening": value})
    if isinstance(value, str) and not any(item.severity == "error" for item in check_hours({"weekly": value.strip()})):
        return ReadHours(documents={"opening": {"weekly": value.strip()}})
    problem = echo(repr(value) if isinstance(value, str) else value)
    return ReadHours(diagnostics=(Diagnostic(id="FD613", severity="warning", params={"problem": problem}),))

"""Merging: what several sources tell of one establishment, field by field in the stated order of the sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

Record = Mapping[str, object]

SILENT: Final[tuple[object, ...]] = (None, "", [], {})
"""Values that tell nothing: the next source is asked."""


class Told(NamedTuple):
    """What one source tells of an establishment."""

    source: str
    record: Record


class Merged(NamedTuple):
    """The record of an establishment, and who told each part of it (`phone`, `hours.delivery`, `custom.wifi`)."""

    record: dict[str, object]
    told_by: dict[str, str]


def merged(id_: str, told: Sequence[Told]) -> Merged:
    """The record made of these, those that count most first. Of one alone it is what that one tells.

    The first that tells a field wins; further hours do so by kind and custom fields by name, groups and excluded
    contacts add up. An address is taken whole: the parts of two would be a place that there is not.
    """
    record: dict[str, object] = {"id": id_}
    told_by: dict[str, str] = {}
    several = len(told) > 1
    for source, given in told:
        for field, value in given.items():
            if field != "id" and not (several and _silent(value)):
                _FORMS.get(field, _first)(record, told_by, field, value, source)
    return Merged(record, told_by)


def _silent(value: object) -> bool:
    return value in SILENT


def _first(record: dict[str, object], told_by: dict[str, str], field: str, value: object, source: str) -> None:
    if field not in record:
        record[field] = value
        told_by[field] = source


def _by_key(record: dict[str, object], told_by: dict[str, str], field: str, value: object, source: str) -> None:
    given = value if isinstance(value, Mapping) else {}
    held = record.setdefault(field, {})
    if isinstance(held, dict):
        new = {key: item for key, item in given.items() if key not in held}
        record[field] = {**held, **new}
        told_by.update({f"{field}.{key}": source for key in new})


def _union(record: dict[str, object], told_by: dict[str, str], field: str, value: object, source: str) -> None:
    given = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    held = record.get(field, [])
    if isinstance(held, list):
        new = [item for item in dict.fromkeys(given) if item not in held]
        record[field] = [*held, *new]
        told_by.update({f"{field}.{item}": source for item in new} if field == "groups" else {field: source})


_FORMS: Final[Mapping[str, Callable[[dict[str, object], dict[str, str], str, object, str], None]]] = {
    "hours": _by_key,
    "custom": _by_key,
    "groups": _union,
    "excluded_contacts": _union,
}

"""Columns of a table: which field each header means, in English or French, and how a cell becomes a value."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from frontdesk import Diagnostic, field_path, nearest_field
from frontdesk.hours import check_hours
from frontdesk_files.raw import PathParts

HOURS = ("opening_hours", "chat_hours")
REQUIRED = ("id", "name")
_TRUE = frozenset({"true", "yes", "oui", "vrai", "1", "x"})
_FALSE = frozenset({"false", "no", "non", "faux", "0"})
_LINES = re.compile(r"\s*[\n|]\s*")
_LIST = re.compile(r"\s*[\n|;,]\s*")


class Column(NamedTuple):
    """One column that is read: its header as written, where its cells go, and how they are read."""

    header: str
    target: PathParts
    read: Callable[[str], object]


class CellError(ValueError):
    """A cell that cannot be read, with the diagnostic's id and parameters."""

    def __init__(self, id: str, **params: object) -> None:  # noqa: A002 - the glossary's word
        super().__init__(id)
        self.id = id
        self.params = params


def known(header: str) -> bool:
    """Whether a header names a field."""
    return field_path(header) is not None


def columns_of(headers: Sequence[str]) -> tuple[list[Column | None], list[Diagnostic]]:
    """The columns of a table in their order, None for one that is not read, and what is doubtful about them."""
    columns: list[Column | None] = []
    found: list[Diagnostic] = []
    first: dict[PathParts, str] = {}
    for header in headers:
        target = field_path(header)
        if target is not None and target in first:
            found.append(_warning("FD617", header, first=first[target], column=header))
            target = None
        elif target is None and header.strip():
            found.append(_unknown(header))
        columns.append(None if target is None else Column(header, target, _reader(target)))
        if target is not None:
            first[target] = header
    return columns, found


def _warning(id: str, path: str, **params: object) -> Diagnostic:  # noqa: A002 - the glossary's word
    return Diagnostic(id=id, path=path, severity="warning", params=params)


def _unknown(header: str) -> Diagnostic:
    near = nearest_field(header)
    if near is None:
        return _warning("FD626", header, column=header)
    return _warning("FD610", header, column=header, nearest=near)


def _reader(target: PathParts) -> Callable[[str], object]:
    return _READERS.get(".".join(str(part) for part in target), str)


def _flag(cell: str) -> object:
    word = cell.strip().casefold()
    return True if word in _TRUE else False if word in _FALSE else cell


def _split(pattern: re.Pattern[str]) -> Callable[[str], object]:
    return lambda cell: [part for part in pattern.split(cell.strip()) if part]


def _hours(cell: str) -> object:
    """A document of `frontdesk.hours` in JSON, or `24/7`."""
    if not cell.lstrip().startswith("{"):
        return _always(cell)
    try:
        document: object = json.loads(cell)
    except ValueError as error:
        raise CellError("FD613", problem=str(error)) from error
    return document


def _always(cell: str) -> object:
    if any(item.severity == "error" for item in check_hours({"weekly": cell.strip()})):
        raise CellError("FD613", problem=f"{cell[:60]!r}")
    return {"weekly": cell.strip()}


_READERS: Mapping[str, Callable[[str], object]] = {
    "active": _flag,
    "address.lines": _split(_LINES),
    "groups": _split(_LIST),
    "excluded_contacts": _split(_LIST),
    "opening_hours": _hours,
    "chat_hours": _hours,
}

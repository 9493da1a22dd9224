"""Which field each name of a file means: the settings say it, else the name itself, in English or French."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from frontdesk import Diagnostic, FieldPath, Notation, field_path, fill_record, fold, nearest_field
from frontdesk.hours.formats import notation_of

HOURS = ("opening_hours", "chat_hours", "hours")
REQUIRED = ("id", "name")
_WEEK = "weekly"
_COUNTRY = ("address", "country")


class Column(NamedTuple):
    """One column that is read: its header as written, and where its cells go."""

    header: str
    target: FieldPath

    @property
    def of_hours(self) -> bool:
        """Whether its cells are hours, of a day or of a whole week."""
        return self.target[0] in HOURS

    @property
    def of_day(self) -> bool:
        """Whether its cells are the hours of a day, or of days."""
        return _WEEK in self.target[:-1]


class Fields:
    """The mapping that the settings give, and how hours are written."""

    def __init__(self, columns: Mapping[str, str | None], notation: Notation) -> None:
        self.notation: Notation = notation
        self._names = {_plain(name): name for name in columns}
        self._told = {_plain(name): field_path(field) if field else None for name, field in columns.items()}

    def target_of(self, header: str) -> FieldPath | None:
        """The field that a column fills; None = it is not read."""
        name = _plain(header)
        return self._told[name] if name in self._told else field_path(header)

    # Tables

    def columns_of(self, headers: Sequence[str]) -> tuple[list[Column | None], list[Diagnostic]]:
        """The columns of a table in their order, None for one that is not read, and what is doubtful about them."""
        columns: list[Column | None] = []
        found = [*self._missing(headers)]
        first: dict[FieldPath, str] = {}
        for header in headers:
            target = self.target_of(header)
            if target is not None and target in first:
                found.append(_warning("FD617", header, first=first[target], column=header))
                target = None
            elif target is None and header.strip() and _plain(header) not in self._told:
                found.append(_unknown(header))
            columns.append(None if target is None else Column(header, target))
            if target is not None:
                first[target] = header
        return columns, found

    def _missing(self, headers: Sequence[str]) -> Iterator[Diagnostic]:
        """The columns that the settings name and the table lacks."""
        there = {_plain(header) for header in headers}
        shown = ", ".join(repr(header) for header in headers if header.strip())
        for folded, name in self._names.items():
            if folded not in there:
                yield _warning("FD627", name, column=name, known=shown)

    # Documents

    def record_of(self, value: Mapping[object, object]) -> tuple[dict[object, object], list[Diagnostic]]:
        """An object as a record: fields as the settings name them, hours in our own form, all else as it is."""
        cells = [*self._told_cells(value), *self._hours_cells(value)]
        record = {key: self._own(key, item) for key, item in value.items() if not self._is_read(key, item)}
        if not cells:
            return record, []
        address = record.get("address")
        if isinstance(address, Mapping):
            cells.append((_COUNTRY, address.get("country")))
        filled, found = fill_record(cells, self.notation)
        for field, item in filled.items():
            own = record.get(field)
            record[field] = {**item, **own} if isinstance(item, dict) and isinstance(own, dict) else item
        return record, found

    def _told_cells(self, value: Mapping[object, object]) -> Iterator[tuple[FieldPath, object]]:
        """The values of fields that the settings name; with dots for what is nested (`address.town`)."""
        for folded, name in self._names.items():
            path, item = self._told[folded], _within(value, name)
            if path is not None and item is not None:
                yield path, item

    def _hours_cells(self, value: Mapping[object, object]) -> Iterator[tuple[FieldPath, object]]:
        """Hours that are not in our own form."""
        for field in HOURS[:2]:
            if self._is_foreign(value.get(field)):
                yield (field,), value[field]
        further = value.get("hours")
        for kind, hours in further.items() if isinstance(further, Mapping) else ():
            if self._is_foreign(hours):
                yield ("hours", str(kind)), hours

    def _is_read(self, key: object, item: object) -> bool:
        """Whether a key is read already: named by the settings, or hours in another form."""
        return (isinstance(key, str) and _plain(key) in self._told) or (key in HOURS[:2] and self._is_foreign(item))

    def _own(self, key: object, item: object) -> object:
        if key != "hours" or not isinstance(item, Mapping):
            return item
        return {kind: hours for kind, hours in item.items() if not self._is_foreign(hours)}

    def _is_foreign(self, hours: object) -> bool:
        if hours is None or self.notation == "frontdesk" or (isinstance(hours, Mapping) and _WEEK in hours):
            return False
        return self.notation != "auto" or notation_of(hours) != "frontdesk"


def _plain(name: str) -> str:
    """A name without case, accents and the blanks around it."""
    return fold(name.strip())


def _within(value: Mapping[object, object], name: str) -> object:
    """The value of a name; where there is none, that of its parts, one below the other."""
    if name in value:
        return value[name]
    found: object = value
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _warning(id: str, path: str, **params: object) -> Diagnostic:  # noqa: A002 - the glossary's word
    return Diagnostic(id=id, path=path, severity="warning", params=params)


def _unknown(header: str) -> Diagnostic:
    near = nearest_field(header)
    if near is None:
        return _warning("FD626", header, column=header)
    return _warning("FD610", header, column=header, nearest=near)

"""Which field each name of a file means: the settings say it, else the name itself, in English or French."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from frontdesk import Diagnostic, EstablishmentRecord, FieldPath, Notation, field_path, fill_record, fold, nearest_field
from frontdesk.hours.formats import notation_of

HOURS = ("opening_hours", "chat_hours", "hours")
REQUIRED = ("id", "name")
_WEEK = "weekly"
_COUNTRY = ("address", "country")


class Column(NamedTuple):
    """What fills a field: where its columns stand in the table, and their headers as written."""

    target: FieldPath
    numbers: tuple[int, ...]
    headers: tuple[str, ...]

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

    def __init__(self, columns: Mapping[str, Sequence[str] | None], notation: Notation) -> None:
        self.notation: Notation = notation
        told = ((field_path(field), tuple(names or ())) for field, names in columns.items())
        self._told = {path: names for path, names in told if path is not None}
        self._names = {_plain(name): name for names in self._told.values() for name in names}

    def knows(self, header: str) -> bool:
        """Whether a column of that name fills a field."""
        return _plain(header) in self._names or field_path(header) is not None

    # Tables

    def columns_of(self, headers: Sequence[str]) -> tuple[list[Column], list[Diagnostic]]:
        """The columns that are read, and what is doubtful about the table's."""
        places: dict[str, int] = {}
        for number, header in enumerate(headers):
            places.setdefault(_plain(header), number)
        columns = {path: _column(path, names, headers, places) for path, names in self._told.items()}
        taken = {number for column in columns.values() for number in column.numbers}
        found = [*self._missing(headers)]
        for number, header in enumerate(headers):
            if number not in taken and header.strip():
                found += self._by_itself(columns, number, header, headers[places[_plain(header)]])
        return [column for column in columns.values() if column.numbers], found

    def _by_itself(
        self, columns: dict[FieldPath, Column], number: int, header: str, first: str
    ) -> Iterator[Diagnostic]:
        """A column that the settings do not name, or that is called as one before."""
        path = field_path(header)
        if _plain(header) in self._names:
            yield _warning("FD617", header, first=first, column=header)
        elif path is None:
            yield _unknown(header)
        elif path not in columns:
            columns[path] = Column(path, (number,), (header,))
        elif columns[path].headers:
            yield _warning("FD617", header, first=columns[path].headers[0], column=header)

    def _missing(self, headers: Iterable[str]) -> Iterator[Diagnostic]:
        """What the settings name and the file lacks."""
        there = {_plain(header): header for header in headers if header.strip()}
        for folded, name in self._names.items():
            if folded not in there:
                near = get_close_matches(folded, there, n=1, cutoff=0.0)
                shown = ", ".join(map(repr, there.values()))
                yield _warning("FD627", name, column=name, nearest=there[near[0]] if near else "", known=shown)

    # Documents

    def record_of(self, value: Mapping[object, object]) -> tuple[dict[object, object], list[Diagnostic]]:
        """An object as a record: fields as the settings name them, hours in our own form, all else as it is."""
        there = self._there(value)
        cells = [(path, _cell(there, names)) for path, names in self._told.items() if names]
        value = self._left(value)
        cells += self._hours_cells(value)
        record = {key: self._own(key, item) for key, item in value.items() if not self._is_read(key, item)}
        if not cells:
            return record, []
        address = record.get("address")
        if isinstance(address, Mapping) and _COUNTRY not in self._told:
            cells.append((_COUNTRY, address.get("country")))
        filled, found = fill_record(cells, self.notation)
        for field, item in filled.items():
            own = record.get(field)
            record[field] = {**own, **item} if isinstance(item, dict) and isinstance(own, Mapping) else item
        return record, found

    def keys_of(self, value: object) -> dict[str, None]:
        """The names in an object, in order, where the settings name some: with dots for what is nested."""
        if not self._told or not isinstance(value, Mapping):
            return {}
        return dict.fromkeys([*filter(_is_text, value), *(self._names[name] for name in self._there(value))])

    def doubts_of(self, keys: Mapping[str, None]) -> Iterator[Diagnostic]:
        """What is doubtful about the names of all objects of a document: told once, not for each of them."""
        if keys:
            yield from self._missing(keys)
        for name in keys:
            if name not in EstablishmentRecord.model_fields and not self._is_named(name):
                yield _unknown(name)

    def _there(self, value: Mapping[object, object]) -> dict[str, object]:
        """The values that an object has under the names of the settings, by their plain names."""
        plain = {_plain(key): item for key, item in value.items() if isinstance(key, str)}
        found = ((folded, _within(plain, folded)) for folded in self._names)
        return {folded: item for folded, item in found if item is not None}

    def _left(self, value: Mapping[object, object]) -> Mapping[object, object]:
        """What the settings leave to be read by its own name; what is no field's is left out, and told once."""
        if not self._told:
            return value
        known = EstablishmentRecord.model_fields
        left: dict[object, object] = {
            key: item for key, item in value.items() if key in known and _plain(str(key)) not in self._names
        }
        for path in (*self._told, *(name.split(".") for name in self._names.values())):
            left = _without(left, path)
        return left

    def _is_named(self, key: str) -> bool:
        return any(name == _plain(key) or name.startswith(f"{_plain(key)}.") for name in self._names)

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
        """Whether a key is read already: hours in another form."""
        return key in HOURS[:2] and self._is_foreign(item)

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


def _column(path: FieldPath, names: Sequence[str], headers: Sequence[str], places: Mapping[str, int]) -> Column:
    """The column of a field that the settings name; those that are not there are told elsewhere."""
    numbers = tuple(places[_plain(name)] for name in names if _plain(name) in places)
    return Column(path, numbers, tuple(headers[number] for number in numbers))


def _cell(there: Mapping[str, object], names: Sequence[str]) -> object:
    """The value of a field; several make a list."""
    values = [there.get(_plain(name)) for name in names]
    return values if len(values) > 1 else values[0]


def _within(plain: Mapping[str, object], name: str) -> object:
    """The value of a name; where there is none, that of its parts, one below the other."""
    if name in plain:
        return plain[name]
    head, dot, tail = name.partition(".")
    below = plain.get(head)
    if not dot or not isinstance(below, Mapping):
        return None
    return _within({_plain(key): item for key, item in below.items() if isinstance(key, str)}, tail)


def _without(value: Mapping[object, object], path: Sequence[str]) -> dict[object, object]:
    """The same, but for what stands at a path."""
    head, *tail = path
    if not tail or not isinstance(value.get(head), Mapping):
        return {key: item for key, item in value.items() if tail or key != head}
    below = value[head]
    return {**value, head: _without(below, tail)} if isinstance(below, Mapping) else dict(value)


def _is_text(key: object) -> bool:
    return isinstance(key, str)


def _warning(id: str, path: str, **params: object) -> Diagnostic:  # noqa: A002 - the glossary's word
    return Diagnostic(id=id, path=path, severity="warning", params=params)


def _unknown(header: str) -> Diagnostic:
    near = nearest_field(header)
    if near is None:
        return _warning("FD626", header, column=header)
    return _warning("FD610", header, column=header, nearest=near)

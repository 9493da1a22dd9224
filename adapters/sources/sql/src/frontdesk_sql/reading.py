"""Reading rows: which columns are asked for, the id and digest of a row, and the record that its values make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from importlib.metadata import version
from typing import Final

from frontdesk import Diagnostic, FieldPath, Row, field_path, fill_record, row_of
from frontdesk_sql.relation import Relation
from frontdesk_sql.settings import SqlSettings
from frontdesk_sql.values import UnreadableError, inside, plain

_NOT_DELETED: Final = frozenset({"", "0", "false"})
Raw = Sequence[object]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: the number of the column in the row, and the path into its JSON."""

    column: int
    path: tuple[str, ...]
    name: str


class Reader:
    """How the rows of a relation are read, by the settings."""

    def __init__(self, relation: Relation, settings: SqlSettings) -> None:
        """Raises `ConfigError` (FD644) for a column that is not there."""
        self._relation = relation
        self._settings = settings
        self.columns: list[str] = []
        self._key = [self._column(name) for name in relation.key]
        mapped = {path: [self._place(name) for name in names] for path, names in self._mapped()}
        self._id = mapped.pop(("id",), []) or [_Place(self._column(name), (), name) for name in relation.key]
        self._fields = [*mapped.items()]
        self._deleted = None if settings.deleted_column is None else self._column(settings.deleted_column)
        self._salt = _salt(settings, self.columns)

    def key(self, raw: Raw) -> tuple[object, ...]:
        """The values of the key, as the database gave them."""
        return tuple(raw[number] for number in self._key)

    def id(self, raw: Raw) -> str | None:
        """The establishment's id: that of a field of its own, else the values of the key, joined by hyphens."""
        found = [_word(raw, place) for place in self._id]
        return None if None in found else "-".join(word for word in found if word is not None)

    def digest(self, raw: Raw) -> str:
        """What changes with any value that is read, and with how it is read."""
        digest = self._salt.copy()
        digest.update(repr(tuple(raw)).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def gone(self, raw: Raw) -> bool:
        """Whether the row says of itself that it is deleted."""
        if self._deleted is None:
            return False
        word = (_word(raw, _Place(self._deleted, (), "")) or "").casefold()
        if self._settings.deleted_when is None:
            return word not in _NOT_DELETED
        return word in {str(told).casefold() for told in self._settings.deleted_when}

    def row(self, raw: Raw, id: str | None, digest: str) -> Row:  # noqa: A002 - the glossary's word
        """The row of the port."""
        place = f"{self._relation.name}[{id}]"
        doubts: list[Diagnostic] = []
        cells = [(path, _cell(raw, places, doubts)) for path, places in self._fields]
        record, unclear = fill_record([*self._constants(), *cells, (("id",), id)], self._settings.hours_format)
        return row_of(record, path=place, doubts=_placed([*doubts, *unclear], place), digest=digest)

    def again(self, raw: Raw, id: str, digest: str) -> Row:  # noqa: A002 - the glossary's word
        """A row whose id another one had before it."""
        key = "-".join(str(value) for value in self.key(raw))
        params = {"establishment": id, "first": f"{self._relation.name}[{id}]"}
        found = Diagnostic(id="FD609", path=f"{self._relation.name}[{key}].id", params=params)
        return Row(id=id, record=None, diagnostics=(found,), digest=digest)

    # Which columns

    def _mapped(self) -> Iterator[tuple[FieldPath, list[str]]]:
        """Every field with its columns: those of the settings, and those that are called as a field."""
        told = {field_path(field): columns for field, columns in self._settings.columns.items()}
        for path, columns in told.items():
            if path is not None and columns is not None:
                yield path, columns
        taken = set(told) | {("id",), None}
        for name in self._relation.columns:
            path = field_path(name)
            if path is not None and path not in taken:
                taken.add(path)
                yield path, [name]

    def _column(self, name: str) -> int:
        found = str(self._relation.column(name).name)
        if found not in self.columns:
            self.columns.append(found)
        return self.columns.index(found)

    def _place(self, name: str) -> _Place:
        """A column, or a path into one: the longest name that is a column's."""
        parts = name.split(".")
        known = self._relation.columns
        length = next((n for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in known), len(parts))
        return _Place(self._column(".".join(parts[:length])), tuple(parts[length:]), name)

    # Which values

    def _constants(self) -> Iterator[tuple[FieldPath, object]]:
        for field, value in self._settings.constants.items():
            path = field_path(field)
            if path is not None:
                yield path, value


def _cell(raw: Raw, places: Sequence[_Place], doubts: list[Diagnostic]) -> object:
    """The value of a field; several columns make a list."""
    values: list[object] = []
    for place in places:
        try:
            values.append(_read(raw, place))
        except UnreadableError as error:
            params = {"column": place.name, "held": str(error)}
            doubts.append(Diagnostic(id="FD648", path=place.name, severity="warning", params=params))
    return values if len(places) > 1 else next(iter(values), None)


def _read(raw: Raw, place: _Place) -> object:
    value = raw[place.column]
    return plain(inside(value, place.path) if place.path else value)


def _word(raw: Raw, place: _Place) -> str | None:
    """A value in a word, bytes that are no text by their digits; None for what is null or blank."""
    try:
        value = _read(raw, place)
    except UnreadableError:
        value = raw[place.column]
    return (value.hex() if isinstance(value, bytes) else str(value).strip()) or None if value is not None else None


def _placed(doubts: Iterable[Diagnostic], place: str) -> list[Diagnostic]:
    return [replace(item, path=f"{place}.{item.path}" if item.path else place) for item in doubts]


def _salt(settings: SqlSettings, columns: Sequence[str]) -> blake2b:
    """What digests begin with: other settings, or another version of ours, read the same row in another way."""
    told = (settings.model_dump_json(), *columns, version("frontdesk"), version("frontdesk-sql"))
    return blake2b("\x1f".join(told).encode(), digest_size=16)

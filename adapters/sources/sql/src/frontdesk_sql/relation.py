"""The relation that is read: a table, view or query, with its columns and its key, as the database reflects them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from sqlalchemy import Connection, MetaData, Table, column, inspect, select, text
from sqlalchemy.engine import Inspector
from sqlalchemy.exc import NoSuchTableError
from sqlalchemy.sql import FromClause
from sqlalchemy.sql.elements import ColumnElement

from frontdesk import ConfigError
from frontdesk_sql.settings import SqlSettings

_SHOWN: Final = 30
QUERY: Final = "`query`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What rows are selected from."""

    name: str
    source: FromClause
    key: tuple[str, ...]
    unique: bool
    """Whether the database itself sees to it that no two rows have the same key, and none lacks it."""

    def column(self, name: str) -> ColumnElement[Any]:
        """A column by its name. Raises `ConfigError` (FD644) for one that is not there."""
        return _named(self.name, self.source, name)

    @property
    def columns(self) -> Sequence[str]:
        """The names of all columns."""
        return [str(found.name) for found in self.source.columns]


def reflect(connection: Connection, settings: SqlSettings) -> Relation:
    """The relation as the database has it now. Raises `ConfigError`: FD643 to FD645."""
    if settings.query is not None:
        return _query(connection, settings.query, settings.key or [])
    schema, _, name = (settings.table or "").rpartition(".")
    try:
        table = Table(name, MetaData(), schema=schema or None, autoload_with=connection, resolve_fks=False)
    except NoSuchTableError as error:
        raise _unknown(inspect(connection), settings.table or "", schema or None) from error
    return _table(inspect(connection), table, settings)


def _table(inspector: Inspector, table: Table, settings: SqlSettings) -> Relation:
    name = settings.table or ""
    own = tuple(str(found.name) for found in table.primary_key.columns)
    key = tuple(_named(name, table, given).name for given in settings.key or own)
    if not key:
        raise ConfigError.of("FD645", relation=name, known=_listed(found.name for found in table.columns))
    return Relation(name=name, source=table, key=key, unique=_is_unique(inspector, table, key, own))


def _is_unique(inspector: Inspector, table: Table, key: Sequence[str], own: Sequence[str]) -> bool:
    """Whether the key is that of the table, or a unique one of columns that are never null."""
    if own and set(own) <= set(key):
        return inspector.dialect.name != "sqlite"  # SQLite's primary keys may be null, for old times' sake
    if any(table.columns[name].nullable for name in key):
        return False
    indexes = inspector.get_unique_constraints(table.name, table.schema)
    return any(set(index["column_names"]) <= set(key) for index in indexes)


def _query(connection: Connection, query: str, key: Sequence[str]) -> Relation:
    # A colon is no parameter here, and a comment at the end ends with its line.
    bare = query.strip().rstrip(";").replace(":", "\\:") + "\n"
    names = connection.execute(select(text("*")).select_from(text(f"({bare}) AS asked")).limit(0)).keys()
    asked = text(bare).columns(*(column(name) for name in names)).subquery("asked")
    return Relation(name=QUERY, source=asked, key=tuple(_named(QUERY, asked, name).name for name in key), unique=False)


# Names


def _named(relation: str, source: FromClause, name: str) -> ColumnElement[Any]:
    columns: Mapping[str, ColumnElement[Any]] = {str(found.name): found for found in source.columns}
    found = columns.get(name)
    if found is None:
        near = get_close_matches(name, columns, n=1, cutoff=0.0)
        known = _listed(columns)
        raise ConfigError.of("FD644", relation=relation, column=name, nearest=near[0] if near else "", known=known)
    return found


def _unknown(inspector: Inspector, table: str, schema: str | None) -> ConfigError:
    names = [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]
    whole = [f"{schema}.{name}" if schema else name for name in names]
    near = get_close_matches(table, whole, n=5, cutoff=0.4) or whole
    return ConfigError.of("FD643", table=table, known=_listed(near))


def _listed(names: Iterable[object]) -> str:
    every = [repr(str(name)) for name in names]
    return ", ".join(every[:_SHOWN]) + (", ..." if len(every) > _SHOWN else "") or "-"

"""Small helpers to say a statement once, for both databases, when this package is imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Table, bindparam, type_coerce
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from frontdesk_server.store.database import Database


class PerDialect(NamedTuple):
    """The same statement in the words of each database."""

    sqlite: Insert
    postgresql: Insert

    def on(self, database: Database) -> Insert:
        """The one for this database."""
        return self.sqlite if database.embedded else self.postgresql


def plain_insert(table: Table) -> PerDialect:
    """Insert rows."""
    return PerDialect(sqlite.insert(table), postgresql.insert(table))


def insert_new(table: Table) -> PerDialect:
    """Insert rows, leaving those that are there already as they are."""
    return PerDialect(sqlite.insert(table).on_conflict_do_nothing(), postgresql.insert(table).on_conflict_do_nothing())


def upsert(table: Table, keep: Sequence[str] = ()) -> PerDialect:
    """Insert rows, or replace all their columns but the key and those to `keep`."""
    keys = [column.name for column in table.primary_key]
    names = [column.name for column in table.columns if column.name not in (*keys, *keep)]
    statements = []
    for dialect in (sqlite, postgresql):
        statement: Any = dialect.insert(table)
        changed = {name: statement.excluded[name] for name in names}
        statements.append(statement.on_conflict_do_update(index_elements=keys, set_=changed))
    return PerDialect(*statements)


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column IN (:name)`; hand over `padded(...)` values, so that there are few forms of the statement."""
    return column.in_(bindparam(name, expanding=True))


def param(name: str) -> BindParameter[Any]:
    """A named parameter; its name must not be that of a column that the statement sets."""
    return bindparam(name)


def moved(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """An instant, `:step` microseconds later."""
    return type_coerce(column, BigInteger) + bindparam("step", type_=BigInteger)


NOBODY: Final = ("",)
"""A list for `NOT IN` where nothing is to be left out."""

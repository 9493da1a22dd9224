"""Small helpers to say a statement once, for both databases, when this package is imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Table,
    any_,
    bindparam,
    func,
    literal_column,
    type_coerce,
)
from sqlalchemy import column as sql_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Insert, UpdateBase
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

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


class _Among(FunctionElement[bool]):
    """A column, and the name of a parameter that is a list."""

    name = "among"
    type = Boolean()
    inherit_cache = True


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column is in the list `:name`; hand over `padded(...)` values.

    On SQLite it is an IN with a parameter for each value, so padding keeps the forms of the statement few. On
    PostgreSQL it is one parameter, an array: a text with hundreds of them would be written anew for each execution.
    """
    return _Among(column, literal_column(name))


@compiles(_Among, "sqlite")
def _in(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, name = element.clauses
    return compiler.process(column.in_(bindparam(str(name), expanding=True)).self_group(), **how)


@compiles(_Among, "postgresql")
def _any(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, name = element.clauses
    found: ColumnElement[bool] = column == any_(bindparam(str(name), type_=ARRAY(column.type)))
    return compiler.process(Grouping(found), **how)


Named = Callable[[str], ColumnElement[Any]]


class Many:
    """A change of many rows, each with values of its own: one statement for all of them on PostgreSQL.

    `build` makes the statement from what a name stands for; `types` are those of the names, one of which tells the row.
    No two values of a call may be for the same row.
    """

    def __init__(self, build: Callable[[Named], UpdateBase], types: Mapping[str, TypeEngine[Any]]) -> None:
        self._names = tuple(types)
        self._each = build(lambda name: bindparam(name, type_=types[name]))
        arrays = (bindparam(name, type_=ARRAY(type_)) for name, type_ in types.items())
        given = func.unnest(*arrays).table_valued(*(sql_column(name, type_) for name, type_ in types.items()))
        self._all = build(given.render_derived(name="given").c.__getitem__)

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Change the rows."""
        if not rows:
            return
        if connection.dialect.name == "sqlite":
            connection.execute(self._each, rows)
        else:
            connection.execute(self._all, {name: [row[name] for row in rows] for name in self._names})


def param(name: str) -> BindParameter[Any]:
    """A named parameter; its name must not be that of a column that the statement sets."""
    return bindparam(name)


def moved(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """An instant, `:step` microseconds later."""
    return type_coerce(column, BigInteger) + bindparam("step", type_=BigInteger)

"""The directory: what establishments are found by. One narrow row for each, its groups, and an index of words.

Kept by `Establishments.sync` in the transaction that writes the records. `folded` is bare of case, accents and Unicode
form; its words stand two spaces apart, so that `  b` and ` bo` are pieces of three characters as well: what begins a
word is found by the same index as what stands within one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Boolean, Column, Index, Table, Text, UniqueConstraint, column, delete, table, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from frontdesk.matching import fold
from frontdesk_server.store._types import Serial, padded
from frontdesk_server.store.bulk import Bulk
from frontdesk_server.store.configuration import metadata
from frontdesk_server.store.statements import PerDialect, among, insert_new

APART: Final = "  "
SHORTEST: Final = 3
"""Characters of the pieces that the index knows."""
LONGEST_GROUP: Final = 300
"""Characters of a group's name; a longer one is no name, and cannot be looked for."""
LONGEST_SORTED: Final = 200

_BETWEEN: Final = re.compile(r"[\s'\-/,;:()\x00]+")
"""What stands between words, and is left out by whoever looks for them."""
_NUMBER: Final = re.compile(r"\d{1,9}")
_SORTED: Final = Text().with_variant(Text(collation="C"), "postgresql")

directory = Table(
    "directory",
    metadata,
    Column("number", Serial, primary_key=True, autoincrement=True),
    Column("establishment", Text, nullable=False),
    Column("sort", _SORTED, nullable=False),
    Column("folded", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
    UniqueConstraint("establishment"),
    Index("ix_directory_sort", "sort", "retired"),
)
"""`sort` is unique: the name as people sort it, then the id. No index begins with `retired`: SQLite would take it for
everything, and nearly every row is there."""

establishment_group = Table(
    "establishment_group",
    metadata,
    Column("establishment", Text, primary_key=True),
    Column("group", Text, primary_key=True),
    Index("ix_establishment_group_group", "group", "establishment"),
    sqlite_with_rowid=False,
)

words = table("directory_words", column("rowid"))
"""SQLite's index over `directory.folded`; PostgreSQL has `ix_directory_folded` where it has pg_trgm."""

_NAMES: Final = ("sort", "folded", "source", "retired")


def _upsert() -> PerDialect:
    """Insert rows, or replace what is there of the same establishment: its number stays."""
    statements = []
    for dialect in (sqlite, postgresql):
        statement: Any = dialect.insert(directory)
        changed = {name: statement.excluded[name] for name in _NAMES}
        statements.append(statement.on_conflict_do_update(index_elements=["establishment"], set_=changed))
    return PerDialect(*statements)


_ENTER: Final = Bulk(directory, _upsert())
_JOIN: Final = Bulk(establishment_group, insert_new(establishment_group))
_LEAVE: Final = delete(establishment_group).where(among(establishment_group.c.establishment, "ids"))
_RETIRE: Final = update(directory).where(among(directory.c.establishment, "ids")).values(retired=True)


def terms(search: str) -> list[str]:
    """What must stand in `folded` for each word of a search: a short word begins one, a longer one may be within."""
    found = dict.fromkeys(_BETWEEN.sub(" ", fold(search)).split())
    return [word.rjust(SHORTEST) for word in found]


def folded(parts: Iterable[str | None]) -> str:
    """The text that searches look through."""
    found = dict.fromkeys(word for part in parts if part for word in _BETWEEN.sub(" ", fold(part)).split())
    return "".join(f"{APART}{word}" for word in found)


def groups_of(record: Mapping[str, Any]) -> list[str]:
    """The groups that a record can be found by."""
    named = dict.fromkeys(map(str, record.get("groups") or ()))
    return [group for group in named if len(group) <= LONGEST_GROUP and "\0" not in group]


def entry_of(record: Mapping[str, Any], *, source: str, retired: bool = False) -> dict[str, Any]:
    """The row of a record that passed `EstablishmentRecord`."""
    address = record.get("address") or {}
    groups = groups_of(record)
    place = [*(address.get("lines") or ()), *map(address.get, ("postal_code", "city", "region"))]
    parts = [record["id"], record["name"], record.get("brand"), record.get("code"), *place, *groups]
    return {
        "establishment": str(record["id"]),
        "sort": sort_key(str(record["name"]), str(record["id"])),
        "folded": folded(
            [*map(_text, parts), *map(_text, map(address.get, ("postal_code", "city", "region"))), *groups]
        ),
        "source": source,
        "retired": retired,
    }


def sort_key(name: str, id_: str) -> str:
    """A name as people sort it, numbers by their value; the id tells two of the same name apart."""
    spaced = " ".join(_BETWEEN.sub(" ", fold(name)).split())[:LONGEST_SORTED]
    return f"{_NUMBER.sub(lambda found: found[0].rjust(9, '0'), spaced)[:LONGEST_SORTED]}\x1f{id_}"


def write(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Enter the establishments of these rows of `establishment`, or what they have become."""
    records = [(row, json.loads(row["record"])) for row in rows]
    entries = [entry_of(record, source=row["source"], retired=row["retired"]) for row, record in records]
    joined = [{"establishment": row["id"], "group": group} for row, record in records for group in groups_of(record)]
    connection.execute(_LEAVE, {"ids": padded([row["id"] for row in rows])})
    _ENTER.run(connection, entries)
    _JOIN.run(connection, joined)


def retire(connection: Connection, ids: Sequence[str]) -> None:
    """Keep these for those who look for what is retired."""
    connection.execute(_RETIRE, {"ids": padded(ids)})


def _text(value: object) -> str | None:
    return None if value is None else str(value)

"""The SQL source against the contract of all sources, on SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from frontdesk_sql import SqlSettings, SqlSource
from frontdesk_testkit import SourceContract

Record = Mapping[str, object]
COLUMNS = ("id", "name", "timezone", "phone", "city", "postal_code", "groups")


def cells(record: Record) -> list[object]:
    """A record as a row of the table."""
    address = record.get("address")
    flat = {**record, **(address if isinstance(address, Mapping) else {})}
    groups = record.get("groups")
    return [json.dumps(groups) if name == "groups" and groups else flat.get(name) for name in COLUMNS]


class TestSqlite(SourceContract):
    """A table without a key of its own, so that an id may repeat."""

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """Another table in the place of the one before."""
        with closing(sqlite3.connect(place / "shops.sqlite")) as database, database:
            database.execute("DROP TABLE IF EXISTS shops")
            database.execute(f"CREATE TABLE shops ({', '.join(COLUMNS)})")
            marks = ", ".join("?" for _ in COLUMNS)
            database.executemany(f"INSERT INTO shops VALUES ({marks})", [cells(record) for record in records])  # noqa: S608

    def source(self, place: Path) -> SqlSource:
        """A page of two rows, so that there are several."""
        columns = {"groups": ["groups.0", "groups.1"]}
        settings = {"path": place / "shops.sqlite", "table": "shops", "key": "id", "columns": columns, "page_size": 2}
        return SqlSource(SqlSettings.model_validate(settings))

    def spoil_one(self, place: Path) -> None:
        """The name is gone."""
        with closing(sqlite3.connect(place / "shops.sqlite")) as database, database:
            database.execute("UPDATE shops SET name = NULL WHERE id = 'b-2'")

    def spoil_all(self, place: Path) -> None:
        """The table has another name."""
        with closing(sqlite3.connect(place / "shops.sqlite")) as database, database:
            database.execute("ALTER TABLE shops RENAME TO shops_2025")

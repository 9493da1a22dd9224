"""The source on PostgreSQL and MariaDB, really running: the contract, and what SQLite cannot show."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from frontdesk import ConfigError
from frontdesk_sql import SqlSource
from frontdesk_testkit import SourceContract

pytestmark = pytest.mark.services
COLUMNS = ("id", "name", "timezone", "phone", "city", "postal_code")


class TestServer(SourceContract):
    """A table without a key of its own, in a page of two."""

    @pytest.fixture(autouse=True)
    def _database(self, database: Any) -> None:
        self.database = database

    def write(self, place: Path, records: Sequence[Mapping[str, object]]) -> None:
        """Another table in the place of the one before."""
        columns = ", ".join(f"{name} VARCHAR(200)" for name in COLUMNS)
        self.database.run("DROP TABLE IF EXISTS shops", f"CREATE TABLE shops ({columns}, {BOX} JSON)")
        rows = [self.cells(record) for record in records]
        if rows:
            marks = ", ".join(f":{name}" for name in (*COLUMNS, BOX))
            self.database.run(f"INSERT INTO shops VALUES ({marks})", rows=rows)  # noqa: S608

    def cells(self, record: Mapping[str, object]) -> dict[str, object]:
        """A record as a row of the table."""
        address = record.get("address")
        flat = {**record, **(address if isinstance(address, Mapping) else {})}
        return {name: flat.get(name) for name in COLUMNS} | {BOX: json.dumps({"groups": record.get("groups")})}

    def source(self, place: Path) -> SqlSource:
        """Groups stand in a column of JSON."""
        return self.database.source(key="id", columns={"groups": f"{BOX}.groups"}, page_size=2)

    def spoil_one(self, place: Path) -> None:
        """The name is gone."""
        self.database.run("UPDATE shops SET name = NULL WHERE id = 'b-2'")

    def spoil_all(self, place: Path) -> None:
        """The table has another name."""
        self.database.run("DROP TABLE IF EXISTS shops_2025", "ALTER TABLE shops RENAME TO shops_2025")

    @pytest.mark.xfail(reason="a database server tells of no change that a look could go by")
    def test_fingerprint_tells_a_change(self, tmp_path: Path) -> None:
        """See `SourceContract`."""
        super().test_fingerprint_tells_a_change(tmp_path)


BOX = "extra"


def ids(rows: object) -> list[str]:
    return [row.id for row in rows]  # type: ignore[attr-defined]


# Reading


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_a_key_of_several_columns_pages(database: Any, size: int) -> None:
    database.run("CREATE TABLE shops (country VARCHAR(9), number INT, name TEXT, PRIMARY KEY (country, number))")
    keys = [(country, number) for country in "ABC" for number in range(4)]
    rows = [{"country": country, "number": number} for country, number in reversed(keys)]
    database.run("INSERT INTO shops VALUES (:country, :number, 'x')", rows=rows)

    assert ids(database.source(page_size=size).rows()) == [f"{country}-{number}" for country, number in keys]


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_keys_of_a_view_that_the_database_takes_for_equal_are_all_read(database: Any, size: int) -> None:
    database.run(
        "CREATE TABLE all_shops (ref VARCHAR(20), name VARCHAR(20))",
        "CREATE VIEW shops AS SELECT * FROM all_shops",
    )
    keys = ["abc", "ABC", "Abc", "b", "abc", "É", "e", "z"]
    database.run("INSERT INTO all_shops VALUES (:ref, :ref)", rows=[{"ref": ref} for ref in keys])
    rows = [*database.source(key="ref", page_size=size).rows()]

    assert sorted(row.id or "" for row in rows if row.record) == sorted(set(keys))
    assert [item.id for row in rows for item in row.diagnostics] == ["FD609"]


def test_values_of_every_kind_are_read(database: Any) -> None:
    stamp = "TIMESTAMP" if database.is_mariadb else "TIMESTAMPTZ"
    database.run(
        "CREATE TABLE shops (id NUMERIC(20) PRIMARY KEY, name VARCHAR(20), price NUMERIC(6, 2), lat DOUBLE PRECISION,"
        f" opened DATE, noon TIME, seen {stamp} NULL, active BOOLEAN, extra JSON)",
        "INSERT INTO shops VALUES (12345678901234567890, 'Évreux 🥐', 4.50, 49.5, '2026-12-25', '12:30', NULL, FALSE,"
        """ '{"a": [{"b": "deep"}]}')""",
    )
    columns = {f"custom.{name}": name for name in ("price", "opened", "noon", "seen")}
    (row,) = database.source(columns={**columns, "custom.deep": "extra.a.0.b", "coordinates.longitude": "lat"}).rows()

    assert row.record is not None
    noon = str(row.record["custom"]["noon"])  # type: ignore[index]
    assert noon.startswith("12:30")
    assert row.record == {
        "id": "12345678901234567890",
        "name": "Évreux 🥐",
        "active": False,
        "coordinates": {"latitude": 49.5, "longitude": 49.5},
        "custom": {"price": "4.50", "opened": "2026-12-25", "noon": noon, "deep": "deep"},
    }


def test_a_query_has_colons_and_percent_signs_of_its_own(database: Any) -> None:
    query = "SELECT 'a' AS id, '50 % :off' AS name UNION ALL SELECT 'b', '12:30'"

    assert [row.record["name"] for row in database.source(query=query, key="id").rows() if row.record] == [
        "50 % :off",
        "12:30",
    ]


def test_rows_since_go_by_the_clock_of_the_column(database: Any) -> None:
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    stamp = "TIMESTAMP NULL" if database.is_mariadb else "TIMESTAMPTZ"
    database.run(f"CREATE TABLE shops (id INT PRIMARY KEY, name TEXT, at {stamp}, local TIMESTAMP NULL)")
    rows = [
        {"id": 1, "at": "2026-06-01 11:54:59", "local": "2026-06-01 13:54:59"},
        {"id": 2, "at": "2026-06-01 11:55:00", "local": "2026-06-01 13:55:00"},
        {"id": 3, "at": None, "local": None},
    ]
    utc = "SET time_zone = '+00:00'" if database.is_mariadb else "SET TIME ZONE 'UTC'"
    cells = ":at, :local" if database.is_mariadb else "CAST(:at AS timestamptz), CAST(:local AS timestamp)"
    database.run(utc, f"INSERT INTO shops VALUES (:id, 'x', {cells})", rows=rows)  # noqa: S608

    assert ids(database.source(updated_at="at").rows_since(noon)) == ["2", "3"]
    local_ = {"updated_at": "local", "updated_at_timezone": "Europe/Paris"}
    assert ids(database.source(**local_).rows_since(noon)) == ["2", "3"]


# Only reading


def test_nothing_is_written_even_where_a_query_would(database: Any) -> None:
    database.run("CREATE TABLE shops (id INT PRIMARY KEY, name VARCHAR(20))", "INSERT INTO shops VALUES (1, 'A')")
    for query in ("DELETE FROM shops", WRITING["mariadb" if database.is_mariadb else "postgresql"]):
        if query.startswith("CREATE"):
            database.run(query)
            query = "SELECT bump() AS id"  # noqa: PLW2901 - the function is what is asked
        with pytest.raises(ConfigError, match="FD646"):
            list(database.source(query=query, key="id").rows())

    assert ids(database.source().rows()) == ["1"]


WRITING = {
    "postgresql": "CREATE FUNCTION bump() RETURNS int LANGUAGE sql AS 'DELETE FROM shops RETURNING 1'",
    "mariadb": "CREATE FUNCTION bump() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM shops; RETURN 1; END",
}


# Failures


def test_a_question_that_takes_too_long_is_given_up(database: Any) -> None:
    wait = "SLEEP(30)" if database.is_mariadb else "CAST(pg_sleep(30) AS text)"

    with pytest.raises(ConfigError, match=r"FD647 `query` took longer than 0\.2 s"):
        list(database.source(query=f"SELECT {wait} AS id, 'A' AS name", key="id", timeout=0.2).rows())


def test_a_table_that_may_not_be_read_is_told(database: Any) -> None:
    database.run("CREATE TABLE shops (id INT PRIMARY KEY, name TEXT)")

    with pytest.raises(ConfigError, match=r"FD643 .*'shosp'.*'shops'"):
        list(database.source(table="shosp").rows())


def test_a_schema_is_named_with_the_table(database: Any) -> None:
    schema = "crm_other" if not database.is_mariadb else make_url(database.url).database
    if not database.is_mariadb:
        database.run(f"CREATE SCHEMA {schema}")
    database.run(f"CREATE TABLE {schema}.shops (id INT PRIMARY KEY, name TEXT)")
    database.run(f"INSERT INTO {schema}.shops VALUES (1, 'A')")  # noqa: S608

    assert ids(database.source(table=f"{schema}.shops").rows()) == ["1"]

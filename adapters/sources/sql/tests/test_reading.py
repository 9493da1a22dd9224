"""How rows of an SQLite file are read: columns, keys, kinds of values, and what becomes of bad ones."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from frontdesk import ConfigError, Row, describe
from frontdesk_sql import SqlSettings, SqlSource

Read = Callable[..., list[Row]]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., None]:
    """Runs statements in the file."""

    def run(*statements: str, rows: list[tuple[object, ...]] | None = None) -> None:
        with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database, database:
            for statement in statements:
                database.executemany(statement, rows) if rows is not None else database.execute(statement)

    return run


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., SqlSource]:
    def build(**settings: Any) -> SqlSource:
        where = {} if "query" in settings else {"table": "shops"}
        return SqlSource(SqlSettings.model_validate({"path": tmp_path / "crm.sqlite", **where, **settings}))

    return build


@pytest.fixture
def read(source: Callable[..., SqlSource]) -> Read:
    return lambda **settings: list(source(**settings).rows())


def said(rows: list[Row]) -> list[str]:
    return [item.id for row in rows for item in row.diagnostics]


def failure(read: Callable[[], object]) -> str:
    with pytest.raises(ConfigError) as caught:
        read()
    assert describe(caught.value.diagnostics[0], "fr")
    return str(caught.value)


# Columns


def test_columns_are_found_by_their_names_and_mapped_by_the_settings(run: Callable[..., None], read: Read) -> None:
    run(
        "CREATE TABLE shops (shop_id INTEGER PRIMARY KEY, label, Ville, phone, lat REAL, lng REAL, street, street2, x)",
        "INSERT INTO shops VALUES (7, 'Alpha', 'Évreux', '01', 49.02, 1.15, '1 rue', NULL, 'gratuit')",
    )
    (row,) = read(
        columns={"nom": "label", "address.lines": ["street", "street2"], "custom.parking": "x", "phone": None},
        constants={"pays": "FR", "timezone": "Europe/Paris"},
    )

    assert not row.diagnostics
    assert row.record == {
        "id": "7",
        "name": "Alpha",
        "timezone": "Europe/Paris",
        "address": {"city": "Évreux", "lines": ["1 rue"], "country": "FR"},
        "coordinates": {"latitude": 49.02, "longitude": 1.15},
        "custom": {"parking": "gratuit"},
    }


def test_a_path_leads_into_json(run: Callable[..., None], read: Read) -> None:
    extra = json.dumps({"parking": {"kind": "free"}, "tags": ["north", "night"]})
    run("CREATE TABLE shops (id INTEGER PRIMARY KEY, name, extra)")
    run("INSERT INTO shops VALUES (1, 'A', ?)", rows=[(extra,)])
    (row,) = read(columns={"custom.parking": "extra.parking.kind", "groups": "extra.tags", "brand": "extra.brand.0"})

    assert row.record == {"id": "1", "name": "A", "custom": {"parking": "free"}, "groups": ["north", "night"]}


def test_json_that_is_none_is_left_out_with_a_word(run: Callable[..., None], read: Read) -> None:
    run("CREATE TABLE shops (id INTEGER PRIMARY KEY, name, extra)", "INSERT INTO shops VALUES (1, 'A', '{broken')")
    (row,) = read(columns={"custom.parking": "extra.parking"})

    assert (row.record, said([row])) == ({"id": "1", "name": "A"}, ["FD648"])


def test_hours_come_by_day_or_as_a_whole(run: Callable[..., None], read: Read) -> None:
    week = json.dumps({"weekly": {"mon-fri": "09:00-18:00"}})
    run("CREATE TABLE shops (id INTEGER PRIMARY KEY, name, timezone, chat, mon, tue)")
    cells = (1, "A", "Europe/Paris", week, "09:00-12:00, 14:00-18:00", "25:99")
    run("INSERT INTO shops VALUES (?, ?, ?, ?, ?, ?)", rows=[cells])
    days = {"opening_hours.monday": "mon", "opening_hours.tuesday": "tue"}
    (row,) = read(columns={**days, "chat_hours": "chat"}, hours_format="frontdesk")

    assert row.record is not None
    assert row.record["chat_hours"] == {"weekly": {"mon-fri": "09:00-18:00"}}
    assert row.record["opening_hours"] == {
        "weekly": {"monday": ["09:00-12:00", "14:00-18:00"], "tuesday": "unknown"},
        "absent_day": "unknown",
    }
    assert [item.severity for item in row.diagnostics] == ["warning"]


# Keys


def test_a_key_of_several_columns_pages_and_names(run: Callable[..., None], read: Read) -> None:
    keys = [(country, number) for country in "ABC" for number in range(5)]
    run("CREATE TABLE shops (country, number INTEGER, name, PRIMARY KEY (country, number))")
    run("INSERT INTO shops VALUES (?, ?, 'x')", rows=[*reversed(keys)])
    for size in (1, 2, 4, 5, 15, 16):
        rows = read(page_size=size)

        assert [row.id for row in rows] == [f"{country}-{number}" for country, number in keys]


def test_the_id_may_be_another_column_than_the_key(run: Callable[..., None], read: Read) -> None:
    run("CREATE TABLE shops (pk INTEGER PRIMARY KEY, ref, name)", "INSERT INTO shops VALUES (1, 'S-1', 'A')")

    assert [row.id for row in read(columns={"id": "ref"})] == ["S-1"]


def test_a_query_is_paged_as_a_table_is(run: Callable[..., None], read: Read) -> None:
    run("CREATE TABLE shops (ref, name, at)")
    run("INSERT INTO shops VALUES (?, ?, '12:30')", rows=[(f"s{n}", f"Shop {n}") for n in range(7)])
    query = "SELECT ref, name || ' %' AS name FROM shops -- all :of them\nWHERE at = '12:30' -- as it is"
    rows = read(query=query, key="ref", page_size=3)

    assert [row.record["name"] for row in rows if row.record] == [f"Shop {n} %" for n in range(7)]


def test_a_query_may_end_with_a_semicolon(run: Callable[..., None], read: Read) -> None:
    run("CREATE TABLE shops (ref, name)", "INSERT INTO shops VALUES ('a', 'A')")

    assert [row.id for row in read(query="SELECT * FROM shops ;\n", key="ref")] == ["a"]


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_a_repeated_key_of_a_view_costs_its_repetitions_alone(run: Callable[..., None], read: Read, size: int) -> None:
    run("CREATE TABLE all_shops (ref, name)", "CREATE VIEW shops AS SELECT * FROM all_shops")
    run("INSERT INTO all_shops VALUES (?, ?)", rows=[("b", "2"), ("a", "1"), ("b", "1"), ("c", "1"), ("b", "3")])
    rows = read(key="ref", page_size=size)

    assert sorted(row.id or "" for row in rows if row.record) == ["a", "b", "c"]
    assert [row.record["name"] for row in rows if row.id == "b" and row.record] == ["1"]
    assert said(rows) == ["FD609", "FD609"]


def test_a_key_that_tells_nothing_apart_is_refused(run: Callable[..., None], read: Read) -> None:
    run("CREATE TABLE shops (ref, town, name)")
    run("INSERT INTO shops VALUES (?, ?, 'x')", rows=[(n, f"town {n % 600}") for n in range(1200)])

    assert "FD649" in failure(lambda: read(key="town"))


def test_rows_without_a_key_are_told_and_lose_no_others(run: Callable[..., None], read: Read) -> None:
    run("CREATE TABLE shops (ref TEXT PRIMARY KEY, name)")
    run("INSERT INTO shops VALUES (?, 'x')", rows=[(None,), ("a",), (None,), ("b",), (" ",)])
    rows = read(page_size=1)

    assert [row.id for row in rows if row.record] == ["a", "b"]
    assert said(rows) == ["FD608", "FD608", "FD608"]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"columns": {"name": "nmae"}}, "FD644 shops has no column 'nmae': did you mean 'name'?"),
        ({"key": "idd"}, "FD644 shops has no column 'idd': did you mean 'id'?"),
        ({"updated_at": "changed"}, "FD644 shops has no column 'changed'"),
        ({"deleted_column": "gone"}, "FD644 shops has no column 'gone'"),
        (
            {"table": "shosp"},
            "FD643 the database has no table or view 'shosp' that can be read: did you mean one of",
        ),
        ({"table": "bare"}, "FD645 bare has no primary key: nothing tells its rows apart: name the columns that do"),
        ({"query": "SELECT nmae FROM shops", "key": "id"}, "FD646 the database does not answer"),
        ({"query": "DELETE FROM shops", "key": "id"}, "FD646 the database does not answer"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    run: Callable[..., None], source: Callable[..., SqlSource], settings: dict[str, Any], told: str
) -> None:
    run("CREATE TABLE shops (id INTEGER PRIMARY KEY, name)", "CREATE TABLE bare (name)")
    run("INSERT INTO shops VALUES (1, 'A')")
    asked = source(**settings)

    assert told in failure(lambda: [*asked.rows(), *(asked.rows_since(LONG_AGO) or ())])
    assert len([*source().rows()]) == 1

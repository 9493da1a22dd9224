"""What SQLite can hold in a column, and what a pass makes of it: nothing is lost without a word."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from frontdesk import ConfigError
from frontdesk_sql import SqlSettings, SqlSource
from frontdesk_sql.values import UnreadableError, inside, plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, 7),
        (True, True),
        (7.0, 7),
        (1.5, 1.5),
        (Decimal(75011), 75011),
        (Decimal("4.50"), "4.50"),
        (Decimal("NaN"), "NaN"),
        (datetime(2026, 12, 25, 9, tzinfo=UTC), "2026-12-25T09:00:00+00:00"),
        (date(2026, 12, 25), "2026-12-25"),
        (time(9, 30), "09:30"),
        (time(9, 30, 5), "09:30:05"),
        (timedelta(hours=26, minutes=5), "26:05"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (b"\x01", True),
        ("Évreux".encode(), "Évreux"),
        (memoryview(b"text"), "text"),
        ([Decimal(1), None], [1, None]),
        ({"a": Decimal("1.50")}, {"a": "1.50"}),
    ],
)
def test_values_become_plain(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


def test_bytes_that_are_no_text_are_refused_with_what_they_are() -> None:
    with pytest.raises(UnreadableError, match=r"b'\\xff\\xfe"):
        plain(b"\xff\xfe" + bytes(1000))


@pytest.mark.parametrize(
    ("value", "path", "expected"),
    [
        ('{"a": [{"b": 1}]}', "a.0.b", 1),
        (b'{"a": 1}', "a", 1),
        ({"a": None}, "a.b", None),
        ("[1]", "5", None),
        ("[1]", "x", None),
        ("", "a", None),
        (None, "a", None),
    ],
)
def test_a_path_finds_what_is_there(value: object, path: str, expected: object) -> None:
    assert inside(value, path.split(".")) == expected


@pytest.mark.parametrize("value", ["{", "[" * 100_000, "Infinity and beyond"])
def test_what_is_no_json_has_no_inside(value: str) -> None:
    with pytest.raises(UnreadableError):
        inside(value, ["a"])


def passed(place: Path, cells: list[tuple[object, ...]], **settings: Any) -> Mapping[str | None, Any]:
    """The rows of a table with these cells, by id."""
    with closing(sqlite3.connect(place / "crm.sqlite")) as database, database:
        database.execute("CREATE TABLE shops (id INTEGER PRIMARY KEY, name, phone)")
        database.executemany("INSERT INTO shops VALUES (?, ?, CAST(? AS TEXT))", cells)
    settings = {"path": place / "crm.sqlite", "table": "shops", **settings}
    return {row.id: row for row in SqlSource(SqlSettings.model_validate(settings)).rows()}


def test_a_text_that_is_not_utf_8_costs_its_cell_alone(tmp_path: Path) -> None:
    rows = passed(tmp_path, [(1, "A", "01"), (2, "B", b"\xe9t\xe9"), (3, "Évreux", "03")])

    assert rows["2"].record == {"id": "2", "name": "B"}
    assert [item.id for item in rows["2"].diagnostics] == ["FD648"]
    assert rows["3"].record == {"id": "3", "name": "Évreux", "phone": "03"}


def test_a_nul_in_a_name_costs_its_row_alone(tmp_path: Path) -> None:
    rows = passed(tmp_path, [(1, "A\0B", None), (2, "B", None)])

    assert (rows["1"].record, rows["2"].record) == (None, {"id": "2", "name": "B"})
    assert [item.path for item in rows["1"].diagnostics] == ["shops[1].name"]


def test_a_row_of_a_megabyte_is_read_like_any_other(tmp_path: Path) -> None:
    rows = passed(tmp_path, [(1, "x" * 1_000_000, None), (2, "B", None)])

    assert len(rows["1"].record["name"]) == 1_000_000
    assert rows["2"].record == {"id": "2", "name": "B"}


def test_a_question_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    query = "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id > 0) SELECT max(id) AS id FROM n"
    passed(tmp_path, [])
    settings = {"path": tmp_path / "crm.sqlite", "query": query, "key": "id", "timeout": 0.05}

    with pytest.raises(ConfigError, match=r"FD647 `query` took longer than 0\.05 s"):
        list(SqlSource(SqlSettings.model_validate(settings)).rows())


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + bytes(84), b"id;name\n1;A\n", None])
def test_a_file_that_is_no_database_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "crm.sqlite"
    if content is not None:
        file.write_bytes(content)
    source = SqlSource(SqlSettings.model_validate({"path": file, "table": "shops"}))

    with pytest.raises(ConfigError, match=r"FD6(00|40|43|46)"):
        list(source.rows())
    assert content is not None or not file.exists()

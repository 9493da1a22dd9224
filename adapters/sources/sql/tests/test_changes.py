"""What is read of rows that have changed, of those that have not, and of those that are deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from frontdesk import ConfigError, Row
from frontdesk_sql import SqlSettings, SqlSource

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., SqlSource]:
    """A table with these cells of `changed` and `closed`, one row each: its number is its id."""

    def build(*cells: tuple[object, object], **settings: Any) -> SqlSource:
        with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database, database:
            database.execute("DROP TABLE IF EXISTS shops")
            database.execute("CREATE TABLE shops (id INTEGER PRIMARY KEY, changed, closed, name DEFAULT 'x')")
            database.executemany("INSERT INTO shops (changed, closed) VALUES (?, ?)", cells)
        settings = {"path": tmp_path / "crm.sqlite", "table": "shops", "updated_at": "changed", **settings}
        return SqlSource(SqlSettings.model_validate(settings))

    return build


def ids(rows: object) -> list[str | None]:
    assert rows is not None
    return [row.id for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("before", "after", "zone"),
    [
        ("2026-06-01 11:54:59", "2026-06-01 11:55:00", "UTC"),
        ("2026-06-01T11:54:59", "2026-06-01T11:55:00.123", "UTC"),
        ("2026-06-01T11:54:59Z", "2026-06-01T11:55:00Z", "Europe/Paris"),
        ("2026-06-01 13:54:59", "2026-06-01 13:55:00", "Europe/Paris"),
        ("2026-05-30T10:00:00+02:00", "2026-06-01T13:55:00+02:00", "UTC"),
        ("2026-05-31", "2026-06-01", "UTC"),
        (1780314899, 1780314900, "Europe/Paris"),
        (1780314899.5, 1780314900.5, "UTC"),
        (1780314899999, 1780314900000, "UTC"),
    ],
)
def test_rows_since_are_those_that_changed_or_do_not_say(
    source: Callable[..., SqlSource], before: object, after: object, zone: str
) -> None:
    rows = source((before, None), (after, None), (None, None), updated_at_timezone=zone).rows_since(NOON)

    assert ids(rows) == ["2", "3"]


def test_without_a_column_that_says_so_nothing_is_known_to_have_changed(source: Callable[..., SqlSource]) -> None:
    assert source(("2026-06-01", None), updated_at=None).rows_since(NOON) is None


def test_a_column_that_never_says_when_means_everything(source: Callable[..., SqlSource]) -> None:
    assert ids(source((None, None), (None, None)).rows_since(NOON)) == ["1", "2"]


def test_a_column_that_holds_no_instants_is_refused(source: Callable[..., SqlSource]) -> None:
    with pytest.raises(ConfigError, match="FD648 the column 'changed' holds 'yesterday'"):
        ids(source(("yesterday", None)).rows_since(NOON))


@pytest.mark.parametrize(
    ("when", "gone"),
    [
        (None, ["1", "2", "3"]),
        (["2026-01-01", 1], ["1", "2"]),
        (["CLOSED"], ["3"]),
    ],
)
def test_deleted_rows_are_gone(source: Callable[..., SqlSource], when: object, gone: list[str]) -> None:
    cells = [(None, "2026-01-01"), (None, 1), (None, "closed"), (None, None), (None, 0), (None, ""), (None, "false")]
    rows = [*source(*cells, deleted_column="closed", deleted_when=when).rows()]

    assert [row.id for row in rows if row.gone] == gone
    assert [row.id for row in rows if row.record] == [str(n) for n in range(1, 8) if str(n) not in gone]


@pytest.mark.parametrize("cells", [[(None, 1), (None, None)], [(None, None), (None, 1)]])
@pytest.mark.parametrize("size", [1, 10])
def test_a_deleted_row_takes_no_id_from_one_that_lives(
    source: Callable[..., SqlSource], cells: list[tuple[object, object]], size: int
) -> None:
    """A shop that was opened again under its old code."""
    rows = [*source(*cells, deleted_column="closed", columns={"id": "name"}, page_size=size).rows()]

    assert [(row.id, row.record is not None, row.gone) for row in rows] == [("x", True, False)]


def test_a_row_that_was_deleted_comes_with_those_that_changed(source: Callable[..., SqlSource]) -> None:
    asked = source(("2026-06-01 13:00:00", 1), ("2026-01-01", 1), deleted_column="closed")

    assert [(row.id, row.gone) for row in asked.rows_since(NOON) or ()] == [("1", True)]


def test_rows_that_are_known_come_as_the_same_and_others_whole(source: Callable[..., SqlSource]) -> None:
    asked = source(("2026-01-01", None), ("2026-01-01", None))
    known = digests([*asked.rows()])
    known["2"] = "another"
    first, second = asked.rows_beside(known)

    assert (first.same, first.record, first.digest) == (True, None, known["1"])
    assert (second.same, second.record) == (False, {"id": "2", "name": "x"})


def test_a_digest_changes_with_a_value_that_is_read_and_with_how_it_is_read(source: Callable[..., SqlSource]) -> None:
    def digest(closed: object, **settings: Any) -> str | None:
        return digests([*source((None, closed), columns={"custom.closed": "closed"}, **settings).rows()])["1"]

    assert digest("a") == digest("a")
    assert len({digest("a"), digest("b"), digest(1), digest("1"), digest("a", hours_format="osm")}) == 5


def test_a_column_that_is_not_read_changes_no_digest(source: Callable[..., SqlSource]) -> None:
    assert digests([*source(("2026", 1)).rows()]) == digests([*source(("2027", 2)).rows()])


def digests(rows: list[Row]) -> dict[str, str]:
    return {row.id: row.digest for row in rows if row.id is not None and row.digest is not None}


def test_a_change_through_the_log_moves_the_fingerprint(source: Callable[..., SqlSource], tmp_path: Path) -> None:
    asked = source((None, None))
    with closing(sqlite3.connect(tmp_path / "crm.sqlite", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        seen = [asked.fingerprint()]
        for name in "abc":
            database.execute("UPDATE shops SET name = ?", [name])
            seen.append(asked.fingerprint())

    assert len(set(seen)) == 4

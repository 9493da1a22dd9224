"""Servers that refuse, that are killed while they are read, and that keep texts in old encodings."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import make_url

from frontdesk import ConfigError

pytestmark = [
    pytest.mark.services,
    # PyMySQL leaves the socket of a server that is away to the garbage collector, which says so.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ROWS = [{"id": number, "name": f"Shop {number}"} for number in range(1, 21)]


def fill(database: Any) -> None:
    database.run("CREATE TABLE shops (id INT PRIMARY KEY, name VARCHAR(20))")
    database.run("INSERT INTO shops VALUES (:id, :name)", rows=ROWS)


def test_a_wrong_password_names_its_secret_and_is_never_shown(own: Any) -> None:
    fill(own.database)
    url = str(make_url(own.database.url).set(username="reader")._replace(password=None))

    def source(password: bytes) -> Any:
        return own.database.source({"env:CRM": password}, url=url, password="env:CRM")

    with pytest.raises(ConfigError, match="FD641 the secret 'env:CRM' does not open the database") as caught:
        list(source(b"wr0ng-w\xc3\xb6rd").rows())
    assert "wr0ng" not in str(caught.value)
    assert len([*source(b"right").rows()]) == len(ROWS)


def test_a_server_that_is_killed_loses_nothing_that_was_read(own: Any) -> None:
    fill(own.database)
    source = own.database.source(page_size=5)
    rows = source.rows()
    read = [next(rows) for _ in range(8)]
    own.kill()

    with pytest.raises(ConfigError, match=r"FD640|FD646"):
        read += rows
    with pytest.raises(ConfigError, match="FD640"):
        list(source.rows())
    own.start()

    known = {row.id: row.digest for row in read}
    again = [*source.rows_beside(known)]
    assert len(known) == 10
    assert [row.id for row in again if row.same] == list(known)
    assert [row.id for row in again] == [str(row["id"]) for row in ROWS]


@pytest.mark.parametrize("encoding", ["latin1", "cp1250", "utf8mb3", "ucs2"])
def test_a_table_in_an_old_encoding_is_read_as_it_was_meant(mariadb: Any, encoding: str) -> None:
    mariadb.run(
        f"CREATE TABLE shops (id VARCHAR(20) PRIMARY KEY, name VARCHAR(20)) CHARACTER SET {encoding}",
        "INSERT INTO shops VALUES ('évreux', 'Café Été'), ('zürich', 'Brötli')",
    )
    rows = [*mariadb.source(page_size=1).rows()]

    assert [(row.id, row.record["name"]) for row in rows] == [("évreux", "Café Été"), ("zürich", "Brötli")]


def test_bytes_in_a_column_for_text_are_left_out_with_a_word(mariadb: Any) -> None:
    mariadb.run(
        "CREATE TABLE shops (id BINARY(4) PRIMARY KEY, name VARCHAR(20), phone VARBINARY(20), active BIT(1))",
        "INSERT INTO shops VALUES (x'00ff00ff', 'A', x'fffe', b'0')",
    )
    (row,) = mariadb.source().rows()

    assert row.record == {"id": "00ff00ff", "name": "A", "active": False}
    assert [item.id for item in row.diagnostics] == ["FD648"]


def test_the_end_of_time_and_years_before_christ_are_only_text(postgresql: Any) -> None:
    postgresql.run(
        "CREATE TABLE shops (id INT PRIMARY KEY, name TEXT, until DATE, since TIMESTAMP, tags TEXT[], ref UUID)",
        "INSERT INTO shops VALUES (1, 'A', 'infinity', '0044-03-15 BC', '{north,night}', gen_random_uuid())",
    )
    columns = {"custom.until": "until", "custom.since": "since", "groups": "tags", "code": "ref"}
    (row,) = postgresql.source(columns=columns).rows()

    assert row.record["custom"] == {"until": "infinity", "since": "0044-03-15 00:00:00 BC"}
    assert row.record["groups"] == ["north", "night"]
    assert len(row.record["code"]) == 36

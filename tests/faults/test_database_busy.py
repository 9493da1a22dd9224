"""A PostgreSQL that has no free connection for us under load."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.faults.conftest import KILLS, bring_up
from tests.faults.postgres_node import PostgresNode
from tests.faults.shaking import put_off, shake
from tests.faults.stage import Scene, Stage

TIMES = max(1, KILLS // 10)
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 120 * TIMES)]


@contextmanager
def _crowded(node: PostgresNode) -> Iterator[None]:
    """Nearly no connection is to be had, and those that there were are gone."""
    node.sql(
        "ALTER ROLE desk CONNECTION LIMIT 1",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'desk'",
    )
    yield
    node.sql("ALTER ROLE desk CONNECTION LIMIT -1")


@pytest.fixture
def modest(killable: Stage, node: PostgresNode) -> Iterator[Stage]:
    """A stage whose servers come as a user that limits hold for."""
    node.sql("CREATE ROLE desk LOGIN")
    name = killable.database.rpartition("/")[2].partition("?")[0]
    node.sql(f"CREATE DATABASE {name}_modest OWNER desk")
    database = node.url(f"{name}_modest").replace("postgres@", "desk@")
    bring_up(database)
    yield replace(killable, database=database)
    node.sql(f"DROP DATABASE {name}_modest WITH (FORCE)", "DROP ROLE desk")


def test_what_finds_no_connection_is_put_off_and_nothing_is_lost(modest: Stage, node: PostgresNode) -> None:
    def strike(scene: Scene) -> None:
        with _crowded(node):
            put_off(scene)
        scene.world.wait_for_more(20)

    shake(modest, "PostgreSQL: no connection to be had", strike, times=TIMES, then=0)

"""A PostgreSQL that is there and has no time: no connection to be had, locks that somebody holds, rows that stay."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest

from tests.faults.cluster import LEASE
from tests.faults.conftest import KILLS, bring_up
from tests.faults.load import Flow
from tests.faults.postgres_node import PostgresNode
from tests.faults.shaking import put_off, shake, staff, stand
from tests.faults.stage import Scene, Stage
from tests.faults.verdict import waits
from tests.faults.waiting import let_pass, wait_for

TIMES = max(1, KILLS // 10)
HELD = "SELECT pg_sleep(3600)"
HOLDING = f"SELECT count(*) FROM pg_stat_activity WHERE query = '{HELD}' AND state = 'active'"  # noqa: S608
LET_GO = HOLDING.replace("count(*)", "pg_terminate_backend(pid)")
DEAD_ROWS = "SELECT sum(n_dead_tup) FROM pg_stat_user_tables"
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 120 * TIMES)]


@contextmanager
def _held(node: PostgresNode, database: str, *statements: str) -> Iterator[None]:
    """A transaction that stays open after these statements, while the block runs."""
    process = _begun(node, database, statements)
    while process.poll() is not None:  # its locks and those of a server have met in a circle
        process = _begun(node, database, statements)
    try:
        yield
    finally:
        node.sql(LET_GO)
        process.wait(60)


def _begun(node: PostgresNode, database: str, statements: Sequence[str]) -> subprocess.Popen[bytes]:
    """Somebody who holds it, or has ended in the attempt."""
    commands = [part for each in ("BEGIN ISOLATION LEVEL REPEATABLE READ", *statements, HELD) for part in ("-c", each)]
    how = ("-Xq", "-v", "ON_ERROR_STOP=1", "-d", database)
    process = node.programs.begin("psql", *how, *commands, log=node.data.parent / "held.log")
    wait_for(lambda: process.poll() is not None or node.sql(HOLDING) == "1", lambda: "it holds")
    return process


@contextmanager
def _crowded(node: PostgresNode, _database: str) -> Iterator[None]:
    """Nearly no connection is to be had, and those that there were are gone."""
    node.sql(
        "ALTER ROLE desk CONNECTION LIMIT 1",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'desk'",
    )
    yield
    node.sql("ALTER ROLE desk CONNECTION LIMIT -1")


@contextmanager
def _locked(node: PostgresNode, database: str) -> Iterator[None]:
    """Somebody holds the tables for longer than a lease, as a careless change of theirs does."""
    with _held(node, database.replace("desk@", "postgres@"), "LOCK TABLE inbox, part, outbox"):
        yield
        let_pass(LEASE + 1)


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


FAULTS = {"no connection to be had": _crowded, "its tables are locked": _locked}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_finds_no_time_is_put_off_and_nothing_is_lost(modest: Stage, node: PostgresNode, fault: str) -> None:
    without: Callable[[PostgresNode, str], AbstractContextManager[None]] = FAULTS[fault]

    def strike(scene: Scene) -> None:
        with without(node, modest.database):
            put_off(scene)
        scene.world.wait_for_more(20)

    shake(modest, f"PostgreSQL: {fault}", strike, times=TIMES, then=0)


@pytest.fixture
def unswept(node: PostgresNode) -> Iterator[None]:
    """What is deleted stays in its table."""
    node.configure(autovacuum="off")
    yield
    node.configure(autovacuum="on")


@pytest.mark.usefixtures("unswept")
def test_a_transaction_that_stays_open_does_not_stop_the_work(killable: Stage, node: PostgresNode) -> None:
    with killable.scene() as scene, _held(node, killable.database, "SELECT count(*) FROM inbox"):
        staff(scene)
        with scene.world.flowing(Flow(seed=killable.seed)):
            scene.world.wait_for_more(1000 * TIMES)
        stand(scene)
        scene.finish()  # what waits is worked off, while rows that are done stay where they were
        name = killable.database.rpartition("/")[2].partition("?")[0]
        remark = f"p99 {_p99(scene):.2f} s, {node.sql(DEAD_ROWS, database=name)} dead rows"
        killable.judge("a transaction open all the time, no autovacuum", scene, remark)


def _p99(scene: Scene) -> float:
    """Seconds from the 200 to what is shown for it."""
    ordered = sorted(wait for _, wait in waits(scene.world.load, scene.world.platform.shown))
    return ordered[len(ordered) * 99 // 100]

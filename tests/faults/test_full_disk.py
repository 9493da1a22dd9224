"""A full disk under load: nothing is acknowledged meanwhile, nothing is spoilt, and all goes on once there is room."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.conftest import KILLS, bring_up
from tests.faults.disks import Disk, LimitedFiles, may_mount, small_disk
from tests.faults.load import Flow
from tests.faults.postgres_node import PostgresNode
from tests.faults.shaking import put_off, staff, stand
from tests.faults.stage import Scene, Stage

TIMES = max(1, KILLS // 10)
MEGABYTES = 48
MAY_NOT = "only who may mount has a small disk; that files may not grow stands for it"
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 120 * TIMES)]


def _torment(stage: Stage, scene: Scene, disk: Disk, told: str) -> None:
    with scene.world.flowing(Flow(seed=stage.seed)):
        for _ in range(TIMES):
            scene.world.wait_for_more(scene.random.randrange(20, 120))
            disk.fill()
            put_off(scene)
            disk.free()
            scene.world.wait_for_more(20)
    stand(scene)
    scene.finish()
    assert told in scene.servers.log, "the log says which disk it is, and what helps"
    stage.judge(f"{stage.store}: {disk.name}", scene)


def _is_whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_files_that_may_not_grow_spoil_nothing(sqlite: Stage, tmp_path: Path) -> None:
    with sqlite.scene() as scene:
        (server,) = scene.servers.start()
        _torment(sqlite, scene, LimitedFiles(server.pid), "FD878")
    assert _is_whole(tmp_path / "desk.sqlite")


@pytest.mark.skipif(not may_mount(), reason=MAY_NOT)
def test_a_full_disk_under_sqlite_spoils_nothing(sqlite: Stage, tmp_path: Path) -> None:
    file = tmp_path / "small" / "desk.sqlite"
    stage = replace(sqlite, database=f"sqlite:///{file}")
    with small_disk(file.parent, MEGABYTES) as disk:
        with stage.scene() as scene:
            scene.servers.start()
            _torment(stage, scene, disk, "FD877")
        assert _is_whole(file)


@contextmanager
def _on_a_small_disk(node: PostgresNode) -> Iterator[tuple[Disk, str]]:
    """A database whose tables are on a disk of their own; PostgreSQL's log of changes is not."""
    folder = node.data.parent / "small"
    with small_disk(folder, MEGABYTES, node.data.stat().st_uid) as disk:
        node.sql(f"CREATE TABLESPACE small LOCATION '{folder}'", "CREATE DATABASE small TABLESPACE small")
        try:
            yield disk, node.url("small")
        finally:
            node.sql("DROP DATABASE small WITH (FORCE)", "DROP TABLESPACE small")


@pytest.mark.skipif(not may_mount(), reason=MAY_NOT)
def test_a_full_disk_under_postgresql_spoils_nothing(killable: Stage, node: PostgresNode) -> None:
    with _on_a_small_disk(node) as (disk, database):
        bring_up(database)
        stage = replace(killable, database=database)
        with stage.scene() as scene:
            staff(scene)
            _torment(stage, scene, disk, "FD879")
        node.sql("VACUUM FULL", database="small")  # reads every page by its checksum, and makes every index again

"""Everything dies at once, as with the power of a rack, and comes back in any order: servers await their database."""

from __future__ import annotations

import pytest

from tests.faults.conftest import KILLS
from tests.faults.postgres_node import PostgresNode
from tests.faults.shaking import shake
from tests.faults.stage import Scene, Stage
from tests.faults.waiting import wait_for

TIMES = max(1, KILLS // 10)
WAITING = "the database is waited for"
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 120 * TIMES)]


def _storm(scene: Scene, node: PostgresNode) -> None:
    servers = list(scene.servers.servers)
    scene.servers.kill(*servers)
    node.kill()
    scene.random.shuffle(servers)
    first, *others = servers
    waited = scene.servers.count(WAITING)
    first.begin()
    wait_for(lambda: scene.servers.count(WAITING) > waited, lambda: first.log[-2000:])
    node.begin()
    for server in others:
        server.begin()
    node.start()
    for server in servers:
        scene.servers.await_ready(server)


def test_all_servers_and_the_database_die_together_and_nothing_is_lost(killable: Stage, node: PostgresNode) -> None:
    def strike(scene: Scene) -> None:
        _storm(scene, node)
        scene.servers.kills += 1

    shake(killable, "all servers and PostgreSQL kill -9 at once", strike, times=TIMES, then=40)

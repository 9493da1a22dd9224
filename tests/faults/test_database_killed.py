"""PostgreSQL killed under load: meanwhile nothing is acknowledged, afterwards all goes on without a restart of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.conftest import KILLS
from tests.faults.postgres_node import PostgresNode
from tests.faults.shaking import put_off, shake
from tests.faults.stage import Scene, Stage

TIMES = max(2, KILLS // 4)
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 120 * TIMES)]


def _postmaster(scene: Scene, node: PostgresNode) -> None:
    node.kill()
    put_off(scene)
    node.start()


def _backend(_scene: Scene, node: PostgresNode) -> None:
    node.kill_backend()


@pytest.mark.parametrize("kill", [_postmaster, _backend])
def test_nothing_is_lost_with_the_database_and_all_goes_on_when_it_is_back(
    killable: Stage, node: PostgresNode, kill: Callable[[Scene, PostgresNode], None]
) -> None:
    def strike(scene: Scene) -> None:
        kill(scene, node)
        scene.servers.kills += 1

    shake(killable, f"PostgreSQL: {kill.__name__[1:]} kill -9", strike, times=TIMES)

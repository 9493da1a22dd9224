"""PostgreSQL killed under load: meanwhile nothing is acknowledged, afterwards all goes on without a restart of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.conftest import KILLS
from tests.faults.load import Flow
from tests.faults.postgres_node import PostgresNode
from tests.faults.stage import Scene, Stage
from tests.faults.waiting import wait_for

TIMES = max(2, KILLS // 4)
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 120 * TIMES)]


def staff(scene: Scene) -> None:
    """Each role by itself, two workers; the first one reads the files."""
    scene.servers.start("ingress")
    for role in ("worker", "worker", "sender"):
        scene.servers.begin(role)
    scene.servers.all_ready()


def put_off(scene: Scene) -> None:
    """Wait until somebody was told to come again."""
    before = scene.world.answers[503]
    wait_for(lambda: scene.world.answers[503] > before, lambda: f"a 503; {scene.world.answers}")


def stand(scene: Scene) -> None:
    """Nobody had to be started again, and nobody was told anything but yes, come again, or nothing."""
    assert all(server.living for server in scene.servers.servers)
    assert set(scene.world.answers) <= {200, 503, 0}


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
    with killable.scene() as scene:
        staff(scene)
        with scene.world.flowing(Flow(seed=killable.seed)):
            for _ in range(TIMES):
                scene.world.wait_for_more(scene.random.randrange(20, 120))
                kill(scene, node)
                scene.servers.kills += 1
            scene.world.wait_for_more(20)
        stand(scene)
        scene.finish()
        killable.judge(f"PostgreSQL: {kill.__name__[1:]} kill -9", scene)

"""Servers by role under load, while what they stand on is shaken: again and again, and then they are left in peace."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.load import Flow
from tests.faults.stage import Scene, Stage
from tests.faults.waiting import wait_for


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
    """Nobody had to be started again, and nobody was told anything but yes, come again and when, or nothing."""
    assert all(server.living for server in scene.servers.servers)
    assert set(scene.world.answers) <= {200, 503, 0}
    assert not scene.world.curt


def shake(stage: Stage, name: str, strike: Callable[[Scene], None], *, times: int, then: int = 20) -> None:
    """Strike so many times under load, let so many more events come, let everything end, and judge it by that name."""
    with stage.scene() as scene:
        staff(scene)
        with scene.world.flowing(Flow(seed=stage.seed)):
            for _ in range(times):
                scene.world.wait_for_more(scene.random.randrange(20, 120))
                strike(scene)
            scene.world.wait_for_more(then)
        stand(scene)
        scene.finish()
        stage.judge(name, scene)

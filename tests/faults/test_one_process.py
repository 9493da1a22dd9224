"""One server over SQLite, tormented under load: what it accepted is decided once and answered, whatever befalls it."""

from __future__ import annotations

import pytest

from tests.faults.conftest import KILLS
from tests.faults.load import Flow
from tests.faults.platform import BY_ECHO, BY_KEY, BY_NOTHING
from tests.faults.stage import Scene, Stage

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240 + 60 * KILLS)]


def _kill(scene: Scene) -> None:
    scene.world.wait_for_more(scene.random.randrange(1, 60))
    scene.servers.kill(*scene.servers.servers)
    scene.servers.restart(*scene.servers.servers)


@pytest.mark.parametrize("settles", [BY_KEY, BY_ECHO, BY_NOTHING])
def test_a17_kills_lose_nothing_and_repeat_nothing(sqlite: Stage, settles: str) -> None:
    with sqlite.scene(settles) as scene:
        scene.servers.start()
        with scene.world.flowing(Flow(seed=sqlite.seed)):
            for _ in range(sqlite.kills):
                _kill(scene)
            scene.world.wait_for_more(20)
        scene.finish()
        sqlite.judge(f"kill -9, settled by {settles}", scene)

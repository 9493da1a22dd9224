"""A platform at its worst, and servers that are killed meanwhile: in order, one at a time, and never too often."""

from __future__ import annotations

import pytest

from tests.faults.conftest import KILLS
from tests.faults.load import Flow
from tests.faults.platform import BY_ECHO, BY_KEY, BY_NOTHING
from tests.faults.stage import Stage
from tests.faults.weather import TIMEOUT, bad

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 60 * KILLS)]
TROUBLE = 0.25
STORM_KILLS = 2


@pytest.mark.parametrize("settles", [BY_KEY, BY_ECHO, BY_NOTHING])
def test_no_contact_has_two_calls_under_way_and_nobody_is_left_without_answer_or_record(
    sqlite: Stage, settles: str
) -> None:
    with sqlite.scene(settles, timeout=TIMEOUT, treat=bad(sqlite.seed, TROUBLE)) as scene:
        (server,) = scene.servers.start()
        with scene.world.flowing(Flow(seed=sqlite.seed, rate=40.0)):
            for _ in range(STORM_KILLS):
                scene.world.wait_for_more(80)
                scene.servers.kill(server)
                scene.servers.restart(server)
            scene.world.wait_for_more(80)
        scene.finish()
        sqlite.judge(f"bad weather and kill -9, settled by {settles}", scene)
        assert scene.world.platform.crowded == []

"""Timers through kills: whoever waits for a minute is told so once, whatever was killed in that minute."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults.conftest import KILLS
from tests.faults.findings import findings, in_store, timers
from tests.faults.load import Flow
from tests.faults.stage import Scene, Stage
from tests.faults.waiting import let_pass, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 60 * KILLS)]
SORRY = "Sorry to keep you waiting"
FOLLOW_UP = f"""
  - name: sorry
    on: {{no_reply: {{minutes: 1}}}}
    do: [{{send: {{en: "{SORRY}"}}}}]
"""
MINUTE = 60.0
ARMING = 15.0
"""Seconds in which timers are set, and servers killed."""
FIRING = MINUTE + 10.0
"""Seconds after that in which they all fire, and servers are killed too."""


@pytest.mark.parametrize("where", ["sqlite", "shared"])
def test_a_timer_fires_once_through_kills(where: str, request: pytest.FixtureRequest) -> None:
    stage: Stage = request.getfixturevalue(where)
    times = -(-stage.kills // 2)
    with stage.scene(more=FOLLOW_UP) as scene:
        scene.servers.start()
        scene.servers.start(number=0 if where == "sqlite" else 2)
        with scene.world.flowing(Flow(seed=stage.seed, rate=40.0, messages=1)):
            scene.world.wait_for_more(100)
            _torment(scene, times // 3, ARMING)
        _torment(scene, times - times // 3, FIRING)
        _await_firing(stage, scene)
        scene.finish()
        stage.judge("kill -9 while timers run", scene, _told(stage, scene))


def _torment(scene: Scene, times: int, within: float) -> None:
    """So many kills, evenly over that time."""
    for _ in range(times):
        scene.servers.replace(scene.servers.any(scene.random))
        let_pass(within / times)
    scene.servers.all_ready()


def _await_firing(stage: Stage, scene: Scene) -> None:
    def left() -> int:
        return in_store(stage.database, timers)

    wait_for(lambda: scene.world.quiet and not left(), lambda: f"all timers fire: {left()} are set", 3 * MINUTE)


def _told(stage: Stage, scene: Scene) -> str:
    """How many were told, after it is sure that each was told once, by one firing."""
    fired = Counter(one.contact for one in findings(stage.database).decided if one.event.startswith("timer:"))
    told = Counter(one.to for one in scene.world.platform.shown if one.text == SORRY)
    waiting = {said.contact for said in scene.world.load.accepted.values()}
    assert {one: fired[one] for one in waiting if fired[one] != 1} == {}
    assert {one: told[one] for one in waiting if told[one] != 1} == {}
    return f"{len(waiting)} timers"

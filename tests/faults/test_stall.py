"""Three workers at a thousand events a second, and one of them killed: for how long do its contacts wait?

Nothing lost is asserted. How long it took is told, beside what it should be: that depends on the machine.
"""

from __future__ import annotations

import os

import pytest

from tests.faults.cluster import LEASE
from tests.faults.load import Flow
from tests.faults.stage import Scene, Stage
from tests.faults.verdict import waits
from tests.faults.waiting import CLOCK, let_pass

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1200)]
MESSAGES_A_SECOND = float(os.environ.get("FRONTDESK_RATE", "280"))
"""With one repeat in ten, an answer to each, a welcome to every third, and two statuses of everything that is said.

280 come to a thousand events. A machine that does not reach them tells of its queues, and not of the kill.
"""
TOGETHER = 100
"""Statuses in one call: what has gathered meanwhile comes together (Meta's Graph API webhooks: up to 1000 updates)."""
STEADY = 10.0
"""Seconds before the kill, and after it."""


def test_the_conversations_of_a_killed_worker_go_on_elsewhere(shared: Stage) -> None:
    with shared.scene(together=TOGETHER) as scene:
        scene.servers.start("ingress")
        scene.servers.start("worker", 3)
        scene.servers.start("sender")
        with scene.world.flowing(Flow(seed=shared.seed, rate=MESSAGES_A_SECOND, lanes=200)):
            let_pass(STEADY)
            scene.servers.kill(scene.servers.of("worker")[0])
            killed = CLOCK.monotonic()
            let_pass(STEADY)
        events = len(scene.world.load.accepted) + scene.world.load.repeated.total() + len(scene.world.reported)
        rate = events / (scene.world.load.ended - scene.world.load.began)
        scene.finish()
        shared.judge("1 of 3 workers: kill -9", scene, f"{rate:.0f} events/s; {_stalls(scene, killed)}")


def _stalls(scene: Scene, killed: float) -> str:
    """The longest waits of the steady time before the kill, and of what came since shortly before it."""
    found = waits(scene.world.load, scene.world.platform.shown)
    before = max((wait for at, wait in found if killed - STEADY / 2 < at < killed - 2.0), default=0.0)
    after = max((wait for at, wait in found if killed - 1.0 < at), default=0.0)
    return f"waits of up to {before:.1f} s before, {after:.1f} s after (to be at most {LEASE + 1:.1f} s)"

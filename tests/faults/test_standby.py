"""A primary and its synchronous standby: either is lost under load, and no event that was acknowledged goes with it."""

from __future__ import annotations

import pytest

from tests.faults.conftest import KILLS
from tests.faults.postgres_pair import PostgresPair
from tests.faults.shaking import put_off, shake
from tests.faults.stage import Scene, Stage

TIMES = max(1, KILLS // 10)
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 120 * TIMES)]


def test_no_acknowledged_event_is_lost_with_the_primary_and_servers_find_the_new_one(
    paired: Stage, pair: PostgresPair
) -> None:
    def strike(scene: Scene) -> None:
        pair.fail_over()
        scene.servers.kills += 1
        scene.world.wait_for_more(20)
        pair.join()

    shake(paired, "primary kill -9, standby promoted", strike, times=TIMES)


def test_commits_that_wait_for_a_lost_standby_are_not_acknowledged_and_go_on_with_a_new_one(
    paired: Stage, pair: PostgresPair
) -> None:
    def strike(scene: Scene) -> None:
        pair.standby.kill()
        scene.servers.kills += 1
        put_off(scene)
        pair.standby.start()
        scene.world.wait_for_more(20)

    shake(paired, "standby kill -9, commits wait", strike, times=TIMES, then=0)

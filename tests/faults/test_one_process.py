"""One server over SQLite, tormented under load: what it accepted is decided once and answered, whatever befalls it."""

from __future__ import annotations

import pytest

from frontdesk_server.store import OutboxStatus
from tests.faults.cluster import LEASE
from tests.faults.conftest import KILLS
from tests.faults.findings import in_store, waiting
from tests.faults.load import Flow
from tests.faults.platform import BY_ECHO, BY_KEY, BY_NOTHING
from tests.faults.stage import Scene, Stage
from tests.faults.waiting import let_pass

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 60 * KILLS)]
PATIENT = 15.0
"""Seconds for one call, where each is to come to its end."""


@pytest.mark.parametrize("settles", [BY_KEY, BY_ECHO, BY_NOTHING])
def test_a17_kills_lose_nothing_and_repeat_nothing(sqlite: Stage, settles: str) -> None:
    with sqlite.scene(settles) as scene:
        scene.servers.start()
        with scene.world.flowing(Flow(seed=sqlite.seed)):
            for _ in range(sqlite.third):
                _kill(scene)
            scene.world.wait_for_more(20)
        scene.finish()
        sqlite.judge(f"kill -9, settled by {settles}", scene)


def _kill(scene: Scene) -> None:
    scene.world.wait_for_more(scene.random.randrange(1, 60))
    scene.servers.kill(*scene.servers.servers)
    scene.servers.restart(*scene.servers.servers)


def test_a_server_frozen_past_its_lease_goes_on_where_it_stood(sqlite: Stage) -> None:
    with sqlite.scene() as scene:
        (server,) = scene.servers.start()
        with scene.world.flowing(Flow(seed=sqlite.seed)):
            for _ in range(2):
                scene.world.wait_for_more(scene.random.randrange(20, 60))
                server.freeze()
                let_pass(LEASE + 1)
                server.thaw()
            scene.world.wait_for_more(60)
        scene.finish()
        sqlite.judge("SIGSTOP past the lease, SIGCONT", scene)


def test_a_server_that_is_asked_to_stop_under_load_leaves_no_send_of_unknown_end(sqlite: Stage) -> None:
    with sqlite.scene(BY_NOTHING, timeout=PATIENT) as scene:
        (server,) = scene.servers.start()
        with scene.world.flowing(Flow(seed=sqlite.seed)):
            for _ in range(3):
                scene.world.wait_for_more(scene.random.randrange(20, 80))
                server.stop()
                left = in_store(sqlite.database, waiting)
                assert left.keys() <= {"inbox", OutboxStatus.PENDING}, left
                scene.servers.restart(server)
            scene.world.wait_for_more(20)
        scene.finish()
        found = sqlite.judge("SIGTERM under load", scene)
        assert found.parked == 0

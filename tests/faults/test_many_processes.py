"""Ingress, workers and senders over PostgreSQL: any of them killed, frozen or stopped under load, and all at once."""

from __future__ import annotations

import pytest

from frontdesk_server.store import OutboxStatus
from tests.faults.cluster import LEASE, Cluster
from tests.faults.conftest import KILLS
from tests.faults.findings import in_store, waiting
from tests.faults.load import Flow
from tests.faults.platform import BY_ECHO, BY_KEY, BY_NOTHING
from tests.faults.stage import Scene, Stage
from tests.faults.waiting import let_pass

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 60 * KILLS)]
MOST_ZOMBIES = 12
PATIENT = 15.0
"""Seconds for one call, where each is to come to its end."""


def _start(servers: Cluster) -> None:
    """One first, which reads the files; then the others."""
    servers.start("ingress")
    for role in ("worker", "worker", "worker", "sender", "sender", "ingress"):
        servers.begin(role)
    servers.all_ready()


@pytest.mark.parametrize("settles", [BY_KEY, BY_ECHO, BY_NOTHING])
def test_kills_of_any_process_lose_nothing_and_repeat_nothing(shared: Stage, settles: str) -> None:
    with shared.scene(settles) as scene:
        _start(scene.servers)
        with scene.world.flowing(Flow(seed=shared.seed)):
            for _ in range(shared.third):
                scene.world.wait_for_more(scene.random.randrange(10, 100))
                scene.servers.replace(scene.servers.any(scene.random))
            scene.servers.all_ready()
            scene.world.wait_for_more(20)
        scene.finish()
        shared.judge(f"kill -9 of any process, settled by {settles}", scene)


def test_a_power_cut_of_every_process_at_once_loses_nothing(shared: Stage) -> None:
    with shared.scene(BY_ECHO) as scene:
        _start(scene.servers)
        with scene.world.flowing(Flow(seed=shared.seed)):
            for _ in range(2):
                scene.world.wait_for_more(scene.random.randrange(50, 150))
                scene.servers.kill(*scene.servers.servers)
                scene.servers.restart(*scene.servers.servers)
            scene.world.wait_for_more(50)
        scene.finish()
        shared.judge("kill -9 of all at once", scene)


def test_zombies_are_fenced_off(shared: Stage) -> None:
    """Who wakes after its lease finds its conversations and accounts in other hands: what it writes is refused."""
    with shared.scene() as scene:
        _start(scene.servers)
        zombies = 0
        with scene.world.flowing(Flow(seed=shared.seed, rate=200.0)):
            while not scene.servers.count("fenced off"):
                assert zombies < MOST_ZOMBIES
                zombies += _raise(scene)
        scene.finish()
        fenced = scene.servers.count("fenced off")
        shared.judge("SIGSTOP past the lease, SIGCONT", scene, f"{zombies} zombies, fenced off {fenced} times")


def _raise(scene: Scene) -> int:
    """Freeze a worker and a sender until others work in their place, and let them go on; how many they were."""
    asleep = [scene.random.choice(scene.servers.of(role)) for role in ("worker", "sender")]
    scene.world.wait_for_more(50)
    for server in asleep:
        server.freeze()
    let_pass(LEASE + 1)
    for server in asleep:
        server.thaw()
    scene.world.wait_for_more(50)
    return len(asleep)


def test_a_rolling_restart_leaves_no_send_of_unknown_end(shared: Stage) -> None:
    with shared.scene(BY_NOTHING, timeout=PATIENT) as scene:
        _start(scene.servers)
        with scene.world.flowing(Flow(seed=shared.seed)):
            for server in scene.servers.servers:
                scene.world.wait_for_more(30)
                server.stop()
                scene.servers.restart(server)
            scene.world.wait_for_more(30)
        scene.finish()
        assert OutboxStatus.UNKNOWN not in in_store(shared.database, waiting)
        found = shared.judge("SIGTERM, one after the other", scene)
        assert found.parked == 0

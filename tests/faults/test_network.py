"""The network between servers and PostgreSQL in bad health: partitions longer than a lease, cuts, resets, delays."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.faults.cluster import LEASE, Server
from tests.faults.conftest import KILLS
from tests.faults.load import Flow
from tests.faults.postgres_node import HOST, PostgresNode
from tests.faults.shaking import staff, stand
from tests.faults.stage import Scene, Stage
from tests.faults.toxic import ToxicProxy, Way
from tests.faults.waiting import let_pass

TIMES = max(1, KILLS // 10)
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 120 * TIMES)]


@pytest.fixture
def network(node: PostgresNode) -> Iterator[ToxicProxy]:
    with ToxicProxy((HOST, node.port)) as proxy:
        yield proxy


def _behind(scene: Scene, network: ToxicProxy, role: str) -> Server:
    """A server that has nothing but that network to the database."""
    address = "{}:{}".format(*network.address)
    host = scene.servers.database.partition("@")[2].partition("/")[0]
    database = scene.servers.database.replace(host, address)
    return scene.servers.begin(role, {"FRONTDESK_DATABASE_URL": database})


KINDS = (
    (frozenset(Way), ToxicProxy.heal),  # what was said meanwhile arrives late: a commit, too
    (frozenset({Way.DOWN}), ToxicProxy.heal),  # everything is heard, and no answer comes
    (frozenset(Way), ToxicProxy.forget_and_heal),  # the connections stay dead, and nobody says so
)


@pytest.mark.parametrize("role", ["worker", "sender"])
def test_who_was_cut_off_longer_than_its_lease_does_no_harm_and_goes_on(
    killable: Stage, network: ToxicProxy, role: str
) -> None:
    with killable.scene() as scene:
        staff(scene)
        others = scene.servers.of(role)
        _behind(scene, network, role)
        scene.servers.all_ready()
        with scene.world.flowing(Flow(seed=killable.seed)):
            for _ in range(TIMES):
                for ways, heal in KINDS:
                    scene.world.wait_for_more(scene.random.randrange(40, 120))
                    network.stall(ways)
                    let_pass(3 * LEASE)
                    heal(network)
            scene.world.wait_for_more(40)
            stand(scene)
            for server in others:
                server.stop()
            scene.world.wait_for_more(40)
        scene.finish()  # by the one that was cut off
        fenced = scene.servers.count("fenced off")
        killable.judge(f"{role} cut off from the database beyond its lease", scene, f"{fenced} batches fenced off")


SLOW = 0.02
"""Seconds that each piece takes longer, each way."""


@pytest.mark.parametrize("end", [ToxicProxy.cut, ToxicProxy.reset])
def test_connections_that_end_anywhere_lose_nothing(
    killable: Stage, network: ToxicProxy, end: Callable[[ToxicProxy, int], None]
) -> None:
    with killable.scene() as scene:
        scene.servers.await_ready(_behind(scene, network, "ingress"))
        for role in ("worker", "worker", "sender"):
            _behind(scene, network, role)
        scene.servers.all_ready()
        with scene.world.flowing(Flow(seed=killable.seed)):
            for _ in range(10 * TIMES):
                scene.world.wait_for_more(scene.random.randrange(5, 40))
                end(network, scene.random.choice((1, 3, 100)))
            network.delay(SLOW)
            scene.world.wait_for_more(40)
            network.heal()
            scene.world.wait_for_more(40)
        assert network.connections
        stand(scene)
        scene.finish()
        killable.judge(f"connections to the database: {end.__name__}, then slow", scene)

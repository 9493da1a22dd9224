"""PostgreSQL killed under load behind a JetStream cluster: webhooks are accepted meanwhile, also without a leader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from frontdesk_server.runtime.jetstream.streams import STREAMS, stream_of
from frontdesk_server.store import Store
from frontdesk_testkit.nats_cluster import NatsCluster, NatsMissing, running_cluster
from tests.faults.cluster import QUICK
from tests.faults.conftest import KILLS
from tests.faults.findings import in_store, waiting
from tests.faults.load import Flow
from tests.faults.postgres_node import PostgresNode
from tests.faults.shaking import staff, stand
from tests.faults.stage import Scene, Stage
from tests.faults.waiting import wait_for

TIMES = max(2, KILLS // 5)
MEANWHILE = 60
"""Messages that are accepted while the database is away."""
STREAM = "FD_main_{}"
pytestmark = [pytest.mark.faults, pytest.mark.timeout(900 + 120 * TIMES)]


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[NatsCluster]:
    try:
        with running_cluster(tmp_path) as running:
            yield running
    except NatsMissing as error:
        pytest.fail(str(error))


def _in_front(nats: NatsCluster) -> dict[str, str]:
    """The settings of servers that take in by this cluster."""
    return {
        **QUICK,
        "FRONTDESK_JETSTREAM": ",".join(nats.servers),
        "FRONTDESK_JETSTREAM_MONITORING": ",".join(nats.monitoring),
        "FRONTDESK_JETSTREAM_BYTES": str(64 * 1024**2),
    }


def _is_degraded(scene: Scene) -> bool:
    """Whether the ingress says that it takes in, and what it lacks."""
    (ingress,) = scene.servers.of("ingress")
    answer = httpx2.get(f"{ingress.url}/ready", timeout=30)
    told = answer.json()
    return (answer.status_code, told["status"]) == (200, "degraded") and not told["checks"]["store"]


def _strike(scene: Scene, node: PostgresNode, nats: NatsCluster, number: int) -> None:
    """The database goes; every second time a leader goes while it is away, and comes back before it."""
    node.kill()
    scene.servers.kills += 1
    scene.world.wait_for_more(MEANWHILE)
    if number % 2:
        victim = wait_for_leader(nats, STREAM.format(scene.random.randrange(STREAMS)))
        nats.kill(victim)
        scene.servers.kills += 1
        scene.world.wait_for_more(MEANWHILE)
        nats.start(victim)
        nats.wait_until_up()
    wait_for(lambda: _is_degraded(scene), lambda: "the ingress says that it lacks the database")
    node.start()


def wait_for_leader(nats: NatsCluster, stream: str) -> int:
    """Who leads that stream, as soon as somebody does."""
    found: list[int] = []

    def look() -> bool:
        leader = nats.leader(stream)
        found.extend([] if leader is None else [leader])
        return bool(found)

    wait_for(look, lambda: f"{stream} has a leader")
    return found[-1]


def _come_to_rest(scene: Scene, nats: NatsCluster) -> None:
    """Wait until nothing is left in the cluster, which no table shows, nor in the tables."""
    database = scene.servers.database

    async def taken_over(store: Store) -> dict[int, int]:
        return dict(await store.positions.slowest(stream_of))

    def left() -> int:
        positions = in_store(database, taken_over)
        behind = (nats.last_sequence(STREAM.format(one)) - positions[one] for one in range(STREAMS))
        return sum(behind) + sum(in_store(database, waiting).values())

    wait_for(lambda: scene.world.quiet and not left(), lambda: f"{left()} events and messages still wait")


def test_webhooks_are_accepted_while_the_database_is_away_and_nothing_is_lost(
    killable: Stage, node: PostgresNode, nats: NatsCluster
) -> None:
    with killable.scene(settings=_in_front(nats)) as scene:
        staff(scene)
        with scene.world.flowing(Flow(seed=killable.seed)):
            for number in range(TIMES):
                scene.world.wait_for_more(scene.random.randrange(20, 120))
                _strike(scene, node, nats, number)
            scene.world.wait_for_more(20)
        stand(scene)
        _come_to_rest(scene, nats)
        scene.finish()
        killable.judge("PostgreSQL and JetStream leaders kill -9", scene, f"{TIMES * MEANWHILE} and more meanwhile")

"""Servers in front of which a JetStream cluster stands: what of them outlives the database, and what the cluster."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]
import httpx2
import pytest

from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime.jetstream import JetStreamOptions
from frontdesk_testkit.fake_platform import FakePlatform
from frontdesk_testkit.nats_cluster import NODES, NatsCluster
from frontdesk_testkit.platforms.webhook import WebhookDialect
from tests.databases import database_with_tables
from tests.server.runtime.several import SECRET, Member, Several, several, wait_for

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]
DIALECT = WebhookDialect(SECRET.encode())


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with FakePlatform(dialect=DIALECT) as running:
        yield running


@pytest.fixture
def database(postgresql: str) -> str:
    return database_with_tables(postgresql)


@pytest.fixture
def house(
    tmp_path: Path, database: str, platform: FakePlatform, cluster: NatsCluster, options: JetStreamOptions
) -> Iterator[Several]:
    settings = {
        "JETSTREAM": ",".join(cluster.servers),
        "JETSTREAM_MONITORING": ",".join(cluster.monitoring),
        "JETSTREAM_NAME": options.name,
        "JETSTREAM_BYTES": str(16 * 1024**2),
    }
    with several(tmp_path, database, platform.url, **settings) as begun:
        yield begun


@contextmanager
def away(server: str, database: str) -> Iterator[None]:
    """Nobody is let into the database, and whoever was in it is put out."""
    name = urlsplit(database).path.removeprefix("/")
    asyncio.run(_do(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
    asyncio.run(_do(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name))
    try:
        yield
    finally:
        asyncio.run(_do(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))


async def _do(server: str, statement: str, *given: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement, *given)
    finally:
        await connection.close()


def stands(member: Member) -> tuple[int, str]:
    """What its readiness answers."""
    answer = httpx2.get(f"{member.url}/ready", timeout=20)
    return answer.status_code, answer.json()["status"]


def failing(member: Member) -> dict[str, str]:
    """What does not hold at a process, each with its mend."""
    problems = httpx2.get(f"{member.url}/ready", timeout=20).json()["problems"]
    return {problem["condition"]: problem["mend"] for problem in problems}


def post(member: Member, number: int) -> httpx2.Response:
    """A contact's message, as its platform brings it."""
    now = SystemClock().now()
    posting = DIALECT.post(now, DIALECT.message(number, "ada", "hello", now))
    return httpx2.post(f"{member.url}/webhooks/phone", content=posting.body, headers=posting.headers, timeout=20)


def test_webhooks_are_accepted_without_the_database_and_answered_when_it_is_back(
    house: Several, platform: FakePlatform, postgresql: str, database: str
) -> None:
    ingress, worker, sender = house.start("ingress", "worker", "sender")
    with away(postgresql, database):
        for number in range(1, 4):
            assert post(ingress, number).status_code == 200
        wait_for(lambda: stands(ingress) == (200, "degraded"), lambda: str(stands(ingress)))
        assert "bring it back" in failing(ingress)["store"]
        assert stands(worker)[0] == stands(sender)[0] == 503
        assert not platform.seen
    platform.wait_until(lambda: len(platform.seen) == 1, 60.0)
    wait_for(lambda: stands(ingress) == (200, "ready"), lambda: str(stands(ingress)))
    assert platform.seen[0].sent.text == "Welcome to Lyon"


def test_a_process_that_does_everything_is_judged_by_its_cluster_too(
    house: Several, platform: FakePlatform, postgresql: str, database: str
) -> None:
    (everything,) = house.start("all")
    with away(postgresql, database):
        wait_for(lambda: "loops" in failing(everything), lambda: str(failing(everything)))
        assert stands(everything) == (200, "degraded")
        assert post(everything, 1).status_code == 200
    platform.wait_until(lambda: len(platform.seen) == 1, 60.0)


def test_without_the_cluster_webhooks_are_put_off_and_readiness_says_so(
    house: Several, platform: FakePlatform, cluster: NatsCluster
) -> None:
    ingress, worker, sender = house.start("ingress", "worker", "sender")
    for number in range(NODES):
        cluster.kill(number)
    try:
        refused = post(ingress, 1)
        wait_for(lambda: stands(ingress) == (503, "not ready"), lambda: str(stands(ingress)))
        wait_for(lambda: stands(worker) == (503, "not ready"), lambda: str(stands(worker)))
        found, behind, apart = failing(ingress), failing(worker), failing(sender)
    finally:
        for number in range(NODES):
            cluster.start(number)
        cluster.wait_until_up()
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert (found.keys(), behind.keys(), apart.keys()) == ({"log"}, {"cluster"}, set())
    wait_for(lambda: post(ingress, 1).status_code == 200)
    platform.wait_until(lambda: len(platform.seen) == 1, 60.0)
    assert stands(ingress) == (200, "ready")

"""A cluster of three, started once; every test has streams and a store of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from itertools import count
from pathlib import Path

import pytest

from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime.jetstream import JetStreamFront, JetStreamOptions, open_jetstream
from frontdesk_server.store import Store, StoreUnavailable, open_store
from frontdesk_server.store.values import Arrival
from frontdesk_testkit.nats_cluster import NatsCluster, NatsMissing, running_cluster
from tests.databases import file_with_tables
from tests.server.store.conftest import postgresql

__all__ = ["postgresql"]
Opened = Callable[[], AbstractAsyncContextManager[JetStreamFront]]
_number = count(1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsCluster]:
    try:
        with running_cluster(tmp_path_factory.mktemp("nats")) as found:
            yield found
    except NatsMissing as error:
        pytest.fail(str(error))


@pytest.fixture
def options(cluster: NatsCluster) -> JetStreamOptions:
    return JetStreamOptions(
        servers=tuple(cluster.servers),
        monitoring=tuple(cluster.monitoring),
        max_bytes=1024**2,
        name=f"test{next(_number)}",
    )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(file_with_tables(tmp_path / "desk.sqlite"), SystemClock(), partitions=8)
    yield opened
    await opened.close()


@pytest.fixture
def opened(options: JetStreamOptions, store: Store) -> Opened:
    """Opens the front over this test's streams and store; once more = what another process sees."""
    return lambda: open_jetstream(options, store)


async def accepted(front: JetStreamFront, arrivals: Sequence[Arrival]) -> None:
    """As a platform does that is told to come again."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await front.append(arrivals)
            except StoreUnavailable:
                continue

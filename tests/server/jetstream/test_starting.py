"""What keeps a server from starting with a JetStream log: each by its id, with what mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk.errors import ConfigError
from frontdesk_server.runtime.jetstream.connecting import check_written_first
from frontdesk_server.runtime.jetstream.options import JetStreamOptions
from frontdesk_server.runtime.jetstreaming import front_of
from frontdesk_server.settings import Settings
from frontdesk_server.store import Store
from frontdesk_testkit.nats_cluster import NatsCluster, running_cluster

pytestmark = [pytest.mark.services, pytest.mark.anyio]


async def test_a_cluster_that_syncs_every_write_will_do(options: JetStreamOptions) -> None:
    await check_written_first(options)


async def test_one_that_acknowledges_before_it_has_written_is_refused(tmp_path: Path) -> None:
    with running_cluster(tmp_path, sync="2m") as careless:
        options = JetStreamOptions(servers=tuple(careless.servers), monitoring=tuple(careless.monitoring))
        with pytest.raises(ConfigError, match="FD924"):
            await check_written_first(options)


async def test_one_that_does_not_say_is_refused(options: JetStreamOptions) -> None:
    silent = JetStreamOptions(servers=options.servers, monitoring=("http://127.0.0.1:9",))
    with pytest.raises(ConfigError, match="FD924"):
        await check_written_first(silent)


async def test_two_servers_are_refused(store: Store, cluster: NatsCluster) -> None:
    settings = Settings(jetstream=tuple(cluster.servers[:2]), jetstream_monitoring=tuple(cluster.monitoring))
    with pytest.raises(ConfigError, match="FD929"):
        async with front_of(settings, store):
            pass


async def test_nobody_there_is_told(store: Store, cluster: NatsCluster) -> None:
    settings = Settings(jetstream=("nats://127.0.0.1:9",) * 3, jetstream_monitoring=tuple(cluster.monitoring))
    with pytest.raises(ConfigError, match="FD925"):
        async with front_of(settings, store):
            pass


async def test_without_one_the_inbox_is_the_table(store: Store) -> None:
    async with front_of(Settings(), store) as front:
        assert front is None

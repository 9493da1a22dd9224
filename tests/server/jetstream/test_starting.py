"""What keeps a server from starting with a JetStream log: each by its id, with what mends it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nats.js.errors import BadRequestError

from frontdesk.errors import ConfigError
from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime.jetstream import connecting, open_jetstream
from frontdesk_server.runtime.jetstream.connecting import NO_PEERS, check_servers
from frontdesk_server.runtime.jetstream.options import JetStreamOptions
from frontdesk_server.runtime.jetstream.streams import make_streams
from frontdesk_server.runtime.jetstreaming import front_of
from frontdesk_server.settings import Settings
from frontdesk_server.store import Store, open_store
from frontdesk_testkit.nats_cluster import NatsCluster, running_cluster
from tests.databases import file_with_tables
from tests.server.jetstream.conftest import accepted
from tests.server.store.matter import arrival, leases

pytestmark = [pytest.mark.services, pytest.mark.anyio]


async def test_a_cluster_that_syncs_every_write_will_do(options: JetStreamOptions) -> None:
    await check_servers(options)


async def test_one_that_acknowledges_before_it_has_written_is_refused(tmp_path: Path) -> None:
    with running_cluster(tmp_path, sync="2m") as careless:
        options = JetStreamOptions(servers=tuple(careless.servers), monitoring=tuple(careless.monitoring))
        with pytest.raises(ConfigError, match="FD924"):
            await check_servers(options)


async def test_one_that_takes_small_messages_only_is_refused(tmp_path: Path) -> None:
    with running_cluster(tmp_path, most="1MB") as small:
        options = JetStreamOptions(servers=tuple(small.servers), monitoring=tuple(small.monitoring))
        with pytest.raises(ConfigError, match="FD932"):
            await check_servers(options)


async def test_one_that_does_not_say_is_refused(options: JetStreamOptions) -> None:
    silent = JetStreamOptions(servers=options.servers, monitoring=("http://127.0.0.1:9",))
    with pytest.raises(ConfigError, match="FD924"):
        await check_servers(silent)


async def test_two_servers_are_refused(store: Store, cluster: NatsCluster) -> None:
    settings = Settings(jetstream=tuple(cluster.servers[:2]), jetstream_monitoring=tuple(cluster.monitoring))
    with pytest.raises(ConfigError, match="FD929"):
        async with front_of(settings, store):
            pass


async def test_streams_of_another_database_are_refused(options: JetStreamOptions, store: Store, tmp_path: Path) -> None:
    async with open_jetstream(options, store):
        pass
    other = await open_store(file_with_tables(tmp_path / "other.sqlite"), SystemClock(), partitions=8)
    try:
        with pytest.raises(ConfigError, match="FD930"):
            async with open_jetstream(options, other):
                pass
    finally:
        await other.close()
    async with open_jetstream(options, store) as again:
        assert await again.answers()


async def test_a_stream_that_ends_before_what_was_read_of_it_is_refused(
    store: Store, options: JetStreamOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "LED_WITHIN", 0.0)
    async with open_jetstream(options, store):
        held = await leases(store)
        await store.positions.move([lease._replace(cursor=7) for lease in held])
    with pytest.raises(ConfigError, match="FD931"):
        async with open_jetstream(options, store):
            pass


async def test_nobody_there_is_told(store: Store, cluster: NatsCluster) -> None:
    settings = Settings(jetstream=("nats://127.0.0.1:9",) * 3, jetstream_monitoring=tuple(cluster.monitoring))
    with pytest.raises(ConfigError, match="FD925"):
        async with front_of(settings, store):
            pass


async def test_new_streams_wait_for_servers_that_do_not_know_each_other_yet(
    store: Store, options: JetStreamOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = BadRequestError(code=400, err_code=NO_PEERS, description="no suitable peers for placement, peer offline")
    said = [early]

    async def as_just_started(*given: Any) -> None:
        if said:
            raise said.pop()
        await make_streams(*given)

    monkeypatch.setattr(connecting, "make_streams", as_just_started)
    async with open_jetstream(options, store) as front:
        assert not said
        await accepted(front, [arrival("m1")])


async def test_without_one_the_inbox_is_the_table(store: Store) -> None:
    async with front_of(Settings(), store) as front:
        assert front is None

"""The way to the cluster: connected once it is known that it writes to disk before it says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NoAnswer
from nats.js.errors import APIError

from frontdesk.errors import ConfigError
from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime.jetstream.options import JetStreamOptions
from frontdesk_server.runtime.jetstream.streams import Behind, Reading, make_streams

CONNECT_WITHIN: Final = 5.0
LOOK_WITHIN: Final = 5.0
LED_WITHIN: Final = 30.0
RECONNECT_AFTER: Final = 1
"""Seconds."""
NO_PEERS: Final = 10005
"""What JetStream calls too few servers for a new stream, as when one is just being started."""
_UNSPOKEN: Final[dict[type[BaseException], str]] = {TimeoutError: "no answer in time"}

_log = structlog.get_logger("frontdesk.jetstream")


@asynccontextmanager
async def connected(options: JetStreamOptions, reading: Reading) -> AsyncIterator[Client]:
    """A connection that finds its way back by itself, streams made.

    Raises `ConfigError`: FD924 for a server that acknowledges before it has written, and where no majority says that
    it does not; FD925 where the cluster cannot be reached or has fewer than three servers; FD930 where the streams
    are another database's, FD931 where they end before what was read of them.
    """
    await check_written_first(options)
    client = await _connect(options)
    try:
        try:
            await _with_streams(client, options, reading)
        except Behind as error:
            raise ConfigError.of("FD931", stream=error.stream, last=error.last, reached=error.reached) from error
        except (NatsError, TimeoutError) as error:
            raise ConfigError.of("FD925", servers=_hosts(options), reason=_words(error)) from error
        yield client
    finally:
        await client.close()


async def _with_streams(client: Client, options: JetStreamOptions, reading: Reading) -> None:
    """See to the streams, more than once: nobody answers until a leader is elected, new ones need all three servers."""
    clock = SystemClock()
    end = clock.monotonic() + LED_WITHIN
    while True:
        try:
            return await make_streams(client.jetstream(), options, reading)
        except (NoAnswer, APIError, Behind) as error:
            if clock.monotonic() >= end or getattr(error, "err_code", NO_PEERS) != NO_PEERS:
                raise
            await _tell(error)
            await clock.sleep(RECONNECT_AFTER)


async def check_written_first(options: JetStreamOptions) -> None:
    """Whether the servers sync each write (`sync_interval: always`). Raises `ConfigError` (FD924).

    Whoever says otherwise is refused; a server that is away keeps nobody from starting while a majority is there.
    """
    silent: dict[str, str] = {}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LOOK_WITHIN)) as session:
        for address in options.monitoring:
            try:
                problem = _doubt(await _told(session, address.rstrip("/")))
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                silent[address] = _words(error)
                continue
            if problem:
                raise ConfigError.of("FD924", server=address, reason=problem)
    for address, reason in silent.items():
        if 2 * len(silent) >= len(options.monitoring):
            raise ConfigError.of("FD924", server=address, reason=reason)
        _log.warning("a server of the cluster is away", server=address, reason=reason)


async def _told(session: aiohttp.ClientSession, address: str) -> Mapping[str, Any]:
    """What a server says of its JetStream."""
    async with session.get(f"{address}/varz") as reply:
        told: dict[str, Any] = await reply.json()
    return told.get("jetstream", {}).get("config") or {}


def _doubt(config: Mapping[str, Any]) -> str | None:
    if not config:
        return "JetStream is off"
    return None if config.get("sync_always") else "it acknowledges before it has written to disk"


async def _connect(options: JetStreamOptions) -> Client:
    client = Client()
    try:
        async with asyncio.timeout(CONNECT_WITHIN):  # by itself it tries for ever
            await client.connect(
                list(options.servers),
                name="frontdesk",
                user_credentials=options.credentials,
                max_reconnect_attempts=-1,
                reconnect_time_wait=RECONNECT_AFTER,
                error_cb=_tell,
                # What waits while there is no connection would be sent later, when nobody waits for it any more.
                pending_size=0,
            )
    except (NatsError, OSError, TimeoutError) as error:
        await client.close()
        raise ConfigError.of("FD925", servers=_hosts(options), reason=_words(error)) from error
    return client


async def _tell(error: Exception) -> None:
    _log.warning("cluster", reason=_words(error))


def _hosts(options: JetStreamOptions) -> str:
    """The servers without what they are entered with."""
    return ", ".join(server.rpartition("@")[2].removeprefix("nats://") for server in options.servers)


def _words(error: BaseException) -> str:
    return str(error).partition("\n")[0] or _UNSPOKEN.get(type(error), type(error).__name__)

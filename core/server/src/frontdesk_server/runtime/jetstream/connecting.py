"""The way to the cluster: connected once it is known that its servers lose nothing that they acknowledge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
import structlog
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NoAnswer
from nats.js.errors import APIError

from frontdesk.errors import ConfigError
from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime.jetstream.line import Line, tell, words
from frontdesk_server.runtime.jetstream.options import JetStreamOptions
from frontdesk_server.runtime.jetstream.streams import Behind, Reading, make_streams

LOOK_WITHIN: Final = 5.0
LED_WITHIN: Final = 30.0
AGAIN_AFTER: Final = 1.0
"""Seconds."""
LARGEST_EVENT: Final = 8_000_000
"""Bytes that a message must be allowed to have: a webhook of 3 MiB, and what writing JSON within JSON adds to it."""
NO_PEERS: Final = 10005
"""What JetStream calls too few servers for a new stream, as when one is just being started."""

_log = structlog.get_logger("frontdesk.jetstream")


@asynccontextmanager
async def connected(options: JetStreamOptions, reading: Reading) -> AsyncIterator[Line]:
    """A line to the cluster, streams made.

    Raises `ConfigError`: as `check_servers` does; FD925 where the cluster cannot be reached or has fewer than three
    servers; FD930 where the streams are another database's, FD931 where they end before what was read of them.
    """
    await check_servers(options)
    line = Line(options)
    try:
        await line.open()
    except (NatsError, OSError, TimeoutError) as error:
        raise ConfigError.of("FD925", servers=_hosts(options), reason=words(error)) from error
    try:
        await _see_to_streams(line, options, reading)
        yield line
    finally:
        await line.close()


async def _see_to_streams(line: Line, options: JetStreamOptions, reading: Reading) -> None:
    try:
        await _with_streams(line, options, reading)
    except Behind as error:
        raise ConfigError.of("FD931", stream=error.stream, last=error.last, reached=error.reached) from error
    except (NatsError, TimeoutError) as error:
        raise ConfigError.of("FD925", servers=_hosts(options), reason=words(error)) from error


async def _with_streams(line: Line, options: JetStreamOptions, reading: Reading) -> None:
    """See to the streams, more than once: nobody answers until a leader is elected, new ones need all three servers."""
    clock = SystemClock()
    end = clock.monotonic() + LED_WITHIN
    while True:
        try:
            return await make_streams(line.js(), options, reading)
        except (NoAnswer, APIError, Behind) as error:
            if clock.monotonic() >= end or getattr(error, "err_code", NO_PEERS) != NO_PEERS:
                raise
            await tell(error)
            await clock.sleep(AGAIN_AFTER)


async def check_servers(options: JetStreamOptions) -> None:
    """Whether the servers are set up so that no event is lost; where one is not, `ConfigError`.

    Each has to sync every write (`sync_interval: always`, else FD924) and to take the largest event (`max_payload`,
    else FD932). A server that is away keeps nobody from starting while a majority is there.
    """
    silent: dict[str, str] = {}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LOOK_WITHIN)) as session:
        for address in options.monitoring:
            try:
                told = await _told(session, address.rstrip("/"))
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                silent[address] = words(error)
                continue
            if problem := _doubt(told.get("jetstream", {}).get("config") or {}):
                raise ConfigError.of("FD924", server=address, reason=problem)
            if (most := told.get("max_payload", 0)) < LARGEST_EVENT:
                raise ConfigError.of("FD932", server=address, most=most, least=LARGEST_EVENT)
    for address, reason in silent.items():
        if 2 * len(silent) >= len(options.monitoring):
            raise ConfigError.of("FD924", server=address, reason=reason)
        _log.warning("a server of the cluster is away", server=address, reason=reason)


async def _told(session: aiohttp.ClientSession, address: str) -> Mapping[str, Any]:
    """What a server says of itself."""
    async with session.get(f"{address}/varz") as reply:
        told: dict[str, Any] = await reply.json()
    return told


def _doubt(config: Mapping[str, Any]) -> str | None:
    if not config:
        return "JetStream is off"
    return None if config.get("sync_always") else "it acknowledges before it has written to disk"


def _hosts(options: JetStreamOptions) -> str:
    """The servers without what they are entered with."""
    return ", ".join(server.rpartition("@")[2].removeprefix("nats://") for server in options.servers)

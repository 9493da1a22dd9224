"""Waiting for the database at the start: after a power failure it may take longer than a server to be there."""

from __future__ import annotations

import asyncio
from itertools import chain, repeat
from typing import Final

import structlog

from frontdesk_server.api.streams import Stopping
from frontdesk_server.clock import Clock
from frontdesk_server.store import StoreUnavailable, reach_database

WAIT: Final = 60.0
"""Seconds. Whoever mistyped an address reads so in the log at once; a supervisor that starts us again does no harm."""
PATIENCE: Final = (0.2, 0.5, 1.0, 2.0)
"""Seconds until it is looked for again."""

_log = structlog.get_logger("frontdesk.server")


async def database_is_there(url: str, clock: Clock, stopping: Stopping) -> bool:
    """Wait until it is; False when the server is asked to stop meanwhile.

    Raises `StoreUnavailable` (FD769) at once where waiting mends nothing, and after a minute in any case.
    """
    end, pauses = clock.monotonic() + WAIT, chain(PATIENCE, repeat(PATIENCE[-1]))
    while not await _reached(url, clock, until=end):
        if await _asked_to_stop(stopping, next(pauses)):
            return False
    return True


async def _reached(url: str, clock: Clock, *, until: float) -> bool:
    try:
        await reach_database(url, clock)
    except StoreUnavailable as error:
        if not error.may_pass or clock.monotonic() > until:
            raise
        _log.warning("the database is waited for", reason=str(error))
        return False
    return True


async def _asked_to_stop(stopping: Stopping, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            await stopping.wait()
    except TimeoutError:
        return False
    return True

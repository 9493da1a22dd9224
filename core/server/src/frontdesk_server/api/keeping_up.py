"""Keeping up: the tasks beside serving that take up what sources and operators change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from frontdesk_server.api.switchboard import Switchboard
from frontdesk_server.calling import SourceCaller
from frontdesk_server.calling.remembering import NAMESPACE
from frontdesk_server.settings import Network

FIRST_PASS: Final = 30.0
"""Seconds that a new server waits for its establishments, before platforms may call."""

_log = structlog.get_logger("frontdesk.server")


@asynccontextmanager
async def synced(board: Switchboard, *, networks: Sequence[Network]) -> AsyncIterator[None]:
    """Establishments are there before anybody is served; where they were there already, changes follow behind."""
    caller = SourceCaller(
        board.secrets,
        board.store.clock,
        networks=networks,
        private=board.private_sources,
        shelf=board.store.expiring(NAMESPACE),
    )
    board.sync.call_by(caller)
    tasks = [
        *await _first_pass(board),
        asyncio.create_task(board.sync.forever(), name="sources"),
        asyncio.create_task(board.sync.listen(), name="webhooks of sources"),
    ]
    try:
        yield
    finally:
        await _ended(tasks)
        await caller.close()


@asynccontextmanager
async def looking(board: Switchboard) -> AsyncIterator[None]:
    """Accounts and sources are taken up as they change, in whichever process."""
    task = asyncio.create_task(board.forever(), name="switchboard")
    try:
        yield
    finally:
        await _ended([task])


async def _ended(tasks: Sequence[asyncio.Task[object]] | Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


async def _first_pass(board: Switchboard) -> list[asyncio.Task[object]]:
    """Where there are no establishments yet: read everybody, and wait for it; but not longer than platforms wait."""
    if await board.store.establishments.count(retired=True):
        return []
    task: asyncio.Task[object] = asyncio.create_task(_read_all(board), name="first pass")
    await asyncio.wait([task], timeout=FIRST_PASS)
    if task.done():
        await task
        return []
    _log.warning("served before all sources were read", seconds=FIRST_PASS)
    return [task]


async def _read_all(board: Switchboard) -> None:
    await board.sync.once()

"""The live stream: entries as server-sent events, a sign of life while nothing happens, and an end after a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from anyio import CancelScope

from frontdesk import StreamEntry
from frontdesk_web.protocol import event_frame

HELLO = b": here\n\n"
"""Sent at once, so that a browser behind a buffering proxy notices soon that nothing comes through."""
PING = b": ping\n\n"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a silent stream shows that it lives, and when it ends so that the browser asks again. In seconds."""

    ping: float = 15.0
    lifetime: float = 600.0


async def frames(entries: AsyncIterator[StreamEntry], pace: Pace) -> AsyncIterator[bytes]:
    """The bytes of one stream, until its life is over, its source ends or its reader goes."""
    loop = asyncio.get_running_loop()
    end = loop.time() + pace.lifetime
    coming = asyncio.ensure_future(anext(entries, None))
    try:
        yield HELLO
        while (left := end - loop.time()) > 0:
            done, _ = await asyncio.wait((coming,), timeout=min(pace.ping, left))
            if not done:
                yield PING
                continue
            entry = coming.result()
            if entry is None:
                return
            yield event_frame(entry)
            coming = asyncio.ensure_future(anext(entries, None))
    finally:
        with CancelScope(shield=True):
            await _close(coming, entries)


async def _close(coming: asyncio.Future[StreamEntry | None], entries: AsyncIterator[StreamEntry]) -> None:
    """Leave nothing behind, also when the reader has gone: the pending read first, then its source."""
    coming.cancel()
    await asyncio.wait((coming,))
    if isinstance(entries, AsyncGenerator):
        await entries.aclose()

"""The live stream: entries as server-sent events, a sign of life while nothing happens, and an end after a while."""

from __future__ import annotations

import asyncio
from collections import Counter
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


class Seats:
    """How many live streams each visitor follows here at the moment, so that nobody takes them all."""

    def __init__(self, most: int = 20) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    def full(self, visitor: str) -> bool:
        """Whether the visitor has as many as one may have: one for each tab with an open panel."""
        return self._taken[visitor] >= self._most

    async def seated(self, visitor: str, stream: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        """The same stream, counted while it is read."""
        self._taken[visitor] += 1
        try:
            async for frame in stream:
                yield frame
        finally:
            self._taken -= Counter({visitor: 1})
            if isinstance(stream, AsyncGenerator):
                with CancelScope(shield=True):
                    await stream.aclose()


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

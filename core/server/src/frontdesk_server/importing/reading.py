"""Reading a local source: its rows in chunks, from a thread of its own; connections do not like to change theirs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import islice
from typing import Final, TypeVar

from frontdesk.source import Row
from frontdesk_server.importing.proving import proven

CHUNK: Final = 1024

T = TypeVar("T")

Rows = Callable[[], Iterator[Row] | None]


class Reading:
    """The rows that a thread reads."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        self._executor = executor
        self._rows: Iterator[Row] | None = None

    async def begin(self, rows: Rows) -> bool:
        """Ask for the rows; False = the source has no such answer."""
        self._rows = await self._in_thread(rows)
        return self._rows is not None

    async def chunks(self) -> AsyncIterator[list[Row]]:
        """The rows, each usable one proven to make an establishment. Raises what the source raises."""
        rows = self._rows or iter(())
        while chunk := await self._in_thread(lambda: [proven(row) for row in islice(rows, CHUNK)]):
            yield chunk

    async def end(self) -> None:
        """Have the source give back what it holds."""
        close = getattr(self._rows, "close", None)
        if close is not None:
            await self._in_thread(close)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)


@asynccontextmanager
async def reading() -> AsyncIterator[Reading]:
    """A thread to read in."""
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="source")
    found = Reading(executor)
    try:
        yield found
    finally:
        try:
            await asyncio.shield(found.end())
        finally:
            executor.shutdown(wait=False, cancel_futures=True)

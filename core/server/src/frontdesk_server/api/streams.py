"""Ending endless answers when the server stops: a live stream is told that its reader has gone, and closes cleanly."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Stopping:
    """Whether the server is about to stop; set once, heard by every stream that is open."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def begin(self) -> None:
        """The server stops: open streams end, `/ready` says so."""
        self._event.set()

    @property
    def begun(self) -> bool:
        """Whether it has begun."""
        return self._event.is_set()

    async def wait(self) -> None:
        """Until it begins."""
        await self._event.wait()


class EndStreams:
    """When the server stops, tells an application in the midst of an answer that its reader has gone."""

    def __init__(self, app: ASGIApp, stopping: Stopping) -> None:
        self.app = app
        self.stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        started = False

        async def sender(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        async def receiver() -> Message:
            return await self._first(receive) if started else await receive()

        await self.app(scope, receiver, sender)

    async def _first(self, receive: Receive) -> Message:
        """What comes first: the next message, or the end of the server."""
        coming = asyncio.ensure_future(receive())
        ending = asyncio.ensure_future(self.stopping.wait())
        try:
            await asyncio.wait((coming, ending), return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if coming.done() else {"type": "http.disconnect"}
        finally:
            coming.cancel()
            ending.cancel()

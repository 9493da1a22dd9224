"""A quick fake platform: takes a thousand messages a second, and remembers what each contact saw, and when."""

from __future__ import annotations

import asyncio
import json
import select
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from aiohttp import web

from frontdesk_testkit.dialect import Sent
from tests.faults.waiting import CLOCK


class Shown(NamedTuple):
    """One message as a contact saw it."""

    key: str
    to: str
    text: str
    at: float
    """On the monotonic clock of the test."""


class Call(NamedTuple):
    """One request of ours, on its way to its answer."""

    request: web.BaseRequest
    sent: Sent
    take: Callable[[], str]
    """Accept the message: the contact sees it. Gives the platform's id."""


Treatment = Callable[[Call], Awaitable[web.StreamResponse]]
"""What the platform does with a request."""


async def accept(call: Call) -> web.StreamResponse:
    """Yes."""
    return web.json_response({"id": call.take()})


class Platform:
    """The platform. `idempotent` = it knows our key: the same one again shows nothing. Lives in a running loop."""

    def __init__(self, *, idempotent: bool, treat: Callable[[], Treatment] = lambda: accept) -> None:
        self.treat = treat
        self.told: Callable[[Sent, str], None] = lambda _sent, _id: None
        """Called for what was accepted, with the platform's id."""
        self.shown: list[Shown] = []
        self.attempts = 0
        self.crowded: list[str] = []
        """Contacts to whom a call came while another one was under way."""
        self._idempotent = idempotent
        self._ids: dict[str, str] = {}
        self._busy: dict[str, set[asyncio.Transport]] = {}
        """The connections of the calls under way whose message is not taken yet, by contact."""
        self._runner: web.ServerRunner | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen."""
        self._runner = web.ServerRunner(web.Server(self._handle))
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/messages"

    async def stop(self) -> None:
        """Hang up."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        said = json.loads(await request.read())
        sent = Sent(key=said["id"], to=said["to"], text=said["text"])
        self.attempts += 1
        transport = request.transport
        if transport is None:
            return web.Response(status=400)
        busy = self._busy.setdefault(sent.to, set())
        if sent.key not in self._ids:  # else it was taken long ago, and this call changes nothing
            if not all(_has_hung_up(other) for other in busy):
                self.crowded.append(sent.to)
            busy.add(transport)
        try:
            return await self.treat()(Call(request, sent, lambda: self._take(sent, transport)))
        finally:
            busy.discard(transport)

    def _take(self, sent: Sent, transport: asyncio.Transport) -> str:
        # It is told of at once, whenever its call ends: from then on the next message may come.
        self._busy[sent.to].discard(transport)
        known = self._ids.get(sent.key)
        if known is None or not self._idempotent:
            self.shown.append(Shown(sent.key, sent.to, sent.text, CLOCK.monotonic()))
        id_ = known or f"p{len(self._ids) + 1}"
        self._ids[sent.key] = id_
        self.told(sent, id_)
        return id_


BY_KEY: Final = "key"
BY_ECHO: Final = "echo"
BY_NOTHING: Final = "none"


def _has_hung_up(transport: asyncio.Transport) -> bool:
    """Whether its caller is gone: its call is not under way any more, also where our loop has not come to see that."""
    socket = transport.get_extra_info("socket")
    if transport.is_closing() or socket.fileno() < 0:
        return True
    gone = select.poll()
    gone.register(socket.fileno(), select.POLLRDHUP)
    return bool(gone.poll(0))

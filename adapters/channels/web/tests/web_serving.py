"""Real HTTP for the tests: an ASGI application on a free port, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

Result = TypeVar("Result")
DEADLINE = 15.0


class _Announcing(uvicorn.Server):
    """A server that says when it listens, and on which loop."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        self.loop = asyncio.get_running_loop()
        self.listening.set()


@dataclass(frozen=True)
class Served:
    """A running server."""

    url: str
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[object, object, Result]) -> Result:
        """Do something on the server's own loop, where its conditions and streams live."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(DEADLINE)


@contextmanager
def serving(app: ASGIApp, host: str = "127.0.0.1") -> Iterator[Served]:
    """Serve an application until the block ends."""
    config = uvicorn.Config(app, host=host, port=0, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    server = _Announcing(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert server.listening.wait(DEADLINE), "the server did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(url=f"http://{host}:{port}", loop=server.loop)
    finally:
        server.should_exit = True
        thread.join(DEADLINE)


@dataclass(frozen=True)
class Prefixed:
    """Applications under prefixes, as a host mounts them: the prefix itself included, and stripped from their paths."""

    apps: Mapping[str, ASGIApp]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the application whose prefix it has."""
        for prefix, app in self.apps.items():
            path = scope["path"]
            if path == prefix or path.startswith(f"{prefix}/"):
                await app({**scope, "path": path[len(prefix) :] or "/", "root_path": prefix}, receive, send)
                return
        raise LookupError(scope["path"])

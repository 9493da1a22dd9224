"""A house with a door to the network: real browsers on the console, each somebody's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page

from frontdesk_server.rights import Role
from tests.server.console.house import House

DEADLINE = 20.0


class _Announcing(uvicorn.Server):
    """A server that says when it listens, and leaves signals to whoever runs it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@dataclass
class Door:
    """The address of a house, and the browsers that are in it."""

    home: House
    url: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def visit(self, path: str, role: Role = Role.ADMINISTRATOR, *, name: str = "Odile", **options: Any) -> Page:
        """A screen as somebody sees it, in a browser of their own. `language` and `groups` are theirs."""
        person = {key: options.pop(key) for key in ("language", "groups") if key in options}
        secret = self.home.enter(role, name=name, **person).session or ""
        context = self.browser.new_context(**options)
        context.add_cookies([{"name": "frontdesk", "value": secret, "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("request", lambda sent: None if sent.url.startswith(self.url) else self.elsewhere.append(sent.url))
        page.goto(f"{self.url}/console{path}")
        return page

    def leave(self) -> None:
        """Close every browser; nothing was complained about, and nothing asked of another host."""
        for context in self.browser.contexts:
            context.close()
        assert self.complaints == []
        assert self.elsewhere == []


@contextmanager
def door(home: House, browser: Browser) -> Iterator[Door]:
    """The house's door, in the house's own loop, until the block ends."""
    config = uvicorn.Config(
        home.app, port=0, log_level="error", lifespan="off", timeout_graceful_shutdown=1, loop="asyncio"
    )
    server = _Announcing(config)
    portal: BlockingPortal = home.portal
    serving = portal.start_task_soon(server._serve)
    assert server.listening.wait(DEADLINE), "the house's door did not open"
    found = Door(home, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", browser)
    try:
        yield found
        found.leave()
    finally:
        server.should_exit = True
        serving.result(DEADLINE)

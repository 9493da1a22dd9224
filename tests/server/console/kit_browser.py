"""A real Chromium on the page of parts: what it complains about, where it sends requests, what axe finds."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from frontdesk_server.clock import SystemClock
from tests.server.console.kit import Kit

DEADLINE = 20.0
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class _Announcing(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        self.listening.set()


@contextmanager
def serving(kit: Kit) -> Iterator[str]:
    """The kit's address, until the block ends."""
    config = uvicorn.Config(kit.app(), port=0, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = _Announcing(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert server.listening.wait(DEADLINE), "the kit's server did not start"
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(DEADLINE)


@dataclass
class Desk:
    """An operator with a browser, which forgives the pages nothing."""

    kit: Kit
    url: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Parts of complaints that a test provokes."""

    def visit(self, query: str = "", **options: object) -> Page:
        """The page of parts, in a browser context of its own."""
        page = self.browser.new_context(**options).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(10_000)
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("request", lambda sent: None if sent.url.startswith(self.url) else self.elsewhere.append(sent.url))
        page.goto(f"{self.url}/console/kit{query}")
        if options.get("java_script_enabled", True):
            page.locator("[data-counter]", has_text="3").wait_for()  # the script is at work
        return page

    def leave(self) -> None:
        """Close everything; nothing may have been complained about but what was expected."""
        for context in self.browser.contexts:
            context.close()
        assert [said for said in self.complaints if not any(part in said for part in self.expected)] == []
        assert self.elsewhere == []


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong with a page, once it is there whole and its colours are at rest."""
    page.wait_for_load_state()
    page.evaluate(
        "document.getAnimations().filter((each) => each instanceof CSSTransition).forEach((each) => each.finish())"
    )
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        (each["id"], [f"{node['html'][:160]} {node['failureSummary']}" for node in each["nodes"]]) for each in found
    ]


def cut_off(page: Page, pattern: str) -> None:
    """No answer comes from addresses that match."""
    page.route(pattern, lambda route: route.abort())


def restored(page: Page, pattern: str) -> None:
    """Answers come again."""
    page.unroute(pattern)


def held(page: Page, pattern: str) -> list[Route]:
    """Requests that match wait in this list until a test lets them go."""
    waiting: list[Route] = []
    page.route(pattern, lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    return waiting


def gathered(page: Page, waiting: Sized, count: int) -> None:
    """Return once so many requests wait: Playwright tells of them when it is asked for something."""
    clock = SystemClock()
    end = clock.monotonic() + DEADLINE
    while len(waiting) < count:
        assert clock.monotonic() < end, waiting
        page.title()


def let_go(page: Page, waiting: list[Route], count: int) -> None:
    """So many requests that were held go on, the newest first, as soon as all of them wait."""
    gathered(page, waiting, count)
    for each in reversed(waiting):
        each.continue_()


def time_passes(page: Page) -> None:
    """Everything that runs down has run down."""
    page.evaluate(
        "document.getAnimations().filter((each) => each.effect.getTiming().iterations !== Infinity)"
        ".forEach((each) => each.finish())"
    )

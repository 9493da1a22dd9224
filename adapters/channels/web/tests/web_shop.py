"""A shop for the widget: its pages on one host, the desk on another, and a browser that forgives nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from starlette.types import ASGIApp, Receive, Scope, Send
from web_desk import MemoryDesk
from web_pages import Pages
from web_serving import Prefixed, Served, serving

from frontdesk_web import Limits, WebSettings
from frontdesk_web.api import widget_api
from frontdesk_web.live import Pace
from frontdesk_web.script import ScriptApp

Entry = Mapping[str, object]


@dataclass
class Weather:
    """What lies between the browser and the desk: a proxy that can hold streams back."""

    app: ASGIApp
    holding_streams: bool = False
    forgetting: bool = False
    """Headers that it does not know get lost: every stream begins at the beginning."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a held stream is never heard of again."""
        if self.holding_streams and scope.get("path", "").endswith("/stream"):
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        if self.forgetting and scope["type"] == "http":
            kept = [(name, value) for name, value in scope["headers"] if name != b"last-event-id"]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, send)


@dataclass
class Shop:
    """What a test holds: the pages, the desk behind them, and what the browser complained about."""

    url: str
    pages: Pages
    desk: MemoryDesk
    served: Served
    weather: Weather
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def visit(self, path: str = "/", script: str = "", **options: object) -> Page:
        """A page of the shop, in a browser context of its own; `script` runs in it before anything else."""
        context = self.browser.new_context(**options)  # type: ignore[arg-type]
        self.contexts.append(context)
        if script:
            context.add_init_script(script)
        return self.tab(context, path)

    def tab(self, context: BrowserContext, path: str = "/") -> Page:
        """One more tab."""
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("request", self._note)
        page.goto(self.url + path)
        return page

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)

    def say(self, text: str, operator: str | None = None) -> None:
        """A human of the shop answers in the latest conversation."""
        self.served.run(self.desk.say(list(self.desk.entries)[-1], text, operator=operator))

    def foreign_requests(self) -> list[str]:
        """Requests to anything but the shop and the desk."""
        return [url for url in self.requests if not url.startswith((self.url, self.served.url))]


@contextmanager
def shop_open(browser: Browser, pace: Pace, limits: Limits) -> Iterator[Shop]:
    """Both hosts up, every context closed at the end."""
    pages = Pages()
    with serving(pages.app()) as front:
        desk = MemoryDesk(settings=WebSettings(key="pk_test", origins=(front.url,), limits=limits))
        weather = Weather(app=Prefixed({"/api/v1/widget": widget_api(desk, pace), "/widget.js": ScriptApp()}))
        with serving(weather) as served:
            pages.desk = served.url
            shop = Shop(url=front.url, pages=pages, desk=desk, served=served, weather=weather, browser=browser)
            try:
                yield shop
            finally:
                for context in shop.contexts:
                    context.close()


def launcher(page: Page) -> Locator:
    """The button that opens and closes the chat."""
    return page.locator("frontdesk-chat .launcher")


def opened(page: Page) -> Page:
    """The same page with the chat open and the greeting read."""
    launcher(page).click()
    bubbles(page).first.wait_for()
    return page


def bubbles(page: Page) -> Locator:
    """What was said, in order."""
    return page.locator("frontdesk-chat .bubble")


def write(page: Page, text: str) -> None:
    """Type and send."""
    page.locator("frontdesk-chat textarea").fill(text)
    page.keyboard.press("Enter")


def delivered(page: Page) -> Page:
    """The same page once the desk has all that was written: a row is there, pending, before the desk heard of it."""
    expect(page.locator("frontdesk-chat .pending")).to_have_count(0, timeout=15_000)
    return page


def after(page: Page, milliseconds: int, seen: Locator) -> None:
    """Let the page's installed clock go on, again where its timers were not yet set, until something is seen."""
    for _ in range(10):
        page.clock.fast_forward(milliseconds)
        with suppress(PlaywrightTimeoutError):
            return seen.wait_for(timeout=1_500)
    raise AssertionError(f"{seen} was never seen")

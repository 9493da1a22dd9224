"""Fixtures of the web channel's tests: a desk, the widget's API over real HTTP, visitors, and a shop in a browser."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser as PlaywrightBrowser
from playwright.sync_api import expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file, whatever pytest's import mode is

from web_desk import MemoryDesk
from web_serving import Prefixed, Served, serving
from web_shop import Shop, shop_open
from web_visitor import SHOP, Browser

from frontdesk_testkit.chromium import ARGUMENTS, find_chromium
from frontdesk_web import Limits, WebSettings, register_routes
from frontdesk_web.api import widget_api
from frontdesk_web.live import Pace
from frontdesk_web.script import ScriptApp

expect.set_options(timeout=15_000)  # when to give up, as with every other step of a visitor


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a real Chromium")
    config.addinivalue_line("markers", "types: checks the widget's types by tsc")


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk(settings=WebSettings(key="pk_test", origins=(SHOP, "http://localhost:9999")))


@pytest.fixture
def pace() -> Pace:
    return Pace(ping=0.2, lifetime=30.0)


@pytest.fixture
def served(desk: MemoryDesk, pace: Pace) -> Iterator[Served]:
    """The widget's API as a host mounts it, on a free port."""
    assert [routes.prefix for routes in register_routes(desk)] == ["/api/v1/widget", "/widget.js"]
    app = Prefixed({"/api/v1/widget": widget_api(desk, pace), "/widget.js": ScriptApp()})
    with serving(app) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=served.url) as client:
        yield client


@pytest.fixture
def browser(client: httpx2.Client) -> Browser:
    return Browser(client=client)


@pytest.fixture
def visitor(browser: Browser) -> Browser:
    """A browser whose visitor has opened the chat."""
    assert browser.open().status_code == 201
    return browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[PlaywrightBrowser]:
    """One real Chromium for a module. No longer: while it lives, Playwright's loop is the thread's running one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def limits() -> Limits:
    return Limits(message_burst=50)


@pytest.fixture
def lenient(chromium: PlaywrightBrowser, pace: Pace, limits: Limits) -> Iterator[Shop]:
    """A shop whose browser may complain: for tests in which something is meant to go wrong."""
    with shop_open(chromium, pace, limits) as shop:
        yield shop
    assert shop.foreign_requests() == []


@pytest.fixture
def shop(lenient: Shop) -> Iterator[Shop]:
    """A shop in which the browser's console must stay silent, and nobody else is asked anything."""
    yield lenient
    assert lenient.complaints == []

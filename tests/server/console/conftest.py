"""Fixtures: a house for a whole module, and a fresh one for tests that change things."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from frontdesk_testkit.chromium import ARGUMENTS, find_chromium
from tests.server.console.house import House, house
from tests.server.console.house_browser import Door, door
from tests.server.console.kit import Kit
from tests.server.console.kit_browser import Desk, serving
from tests.server.console.kit_form import WIDE

expect.set_options(timeout=15_000)  # when to give up: five seconds are short where a page asks again every four


@pytest.fixture(scope="session", autouse=True)
def _crm_secret() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_SECRET", "the-crm-secret-of-the-console-tests")
        yield


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the module's tests: those that only look."""
    with house(tmp_path_factory.mktemp("house") / "p") as found:
        yield found


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of the test's own."""
    with house(tmp_path_factory.mktemp("house") / "p") as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One real Chromium for a module. No longer: while it lives, Playwright's loop is the thread's running one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Desk]:
    """The page of parts in a browser that complains about nothing and asks no other host."""
    kit = Kit()
    with serving(kit) as url:
        found = Desk(kit=kit, url=url, browser=chromium)
        yield found
        found.leave()


@pytest.fixture
def page(desk: Desk) -> Page:
    """The page of parts, as wide as on a desktop."""
    return desk.visit(viewport=WIDE)


@pytest.fixture
def entrance(home: House, chromium: Browser) -> Iterator[Door]:
    """A house of the test's own, with its door open to browsers."""
    with door(home, chromium) as found:
        yield found

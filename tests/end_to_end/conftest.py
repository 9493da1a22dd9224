"""Fixtures of the end-to-end tests: the demo inside and outside of chat hours, and a visitor with a real Chromium."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))  # the helper beside this file, whatever pytest's import mode is

from demo_house import TUESDAY_MORNING, TUESDAY_NIGHT, Demo, Visitor, demo_running

from frontdesk_testkit.chromium import ARGUMENTS, find_chromium

expect.set_options(timeout=15_000)  # when to give up, as with every other step of a visitor


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One real Chromium for a module. No longer: while it lives, Playwright's loop is the thread's running one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def by_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo on a Tuesday morning in Europe."""
    with demo_running(tmp_path_factory.mktemp("by-day"), TUESDAY_MORNING) as demo:
        yield demo


@pytest.fixture(scope="session")
def by_night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo on a Tuesday night in Europe."""
    with demo_running(tmp_path_factory.mktemp("by-night"), TUESDAY_NIGHT) as demo:
        yield demo


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    """A visitor whose browser has nothing to complain about, and who is sent to no other host."""
    visitor = Visitor(browser=chromium)
    yield visitor
    visitor.leave()
    assert visitor.complaints == []
    assert [url for url in visitor.requests if not url.startswith(("http://127.0.0.1:", "data:"))] == []

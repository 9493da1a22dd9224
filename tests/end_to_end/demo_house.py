"""The demo as a visitor meets it: the real server process, a real browser, and the operator's REST interface."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

DEADLINE = 120.0
"""Seconds for a start or a stop: the first start after an installation also compiles every module."""
TUESDAY_MORNING = "2026-12-01T10:00:00+01:00"
TUESDAY_NIGHT = "2026-12-01T23:30:00+01:00"
TOKEN = "operator-token-of-the-end-to-end-tests-0123456789"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass
class Demo:
    """A running `frontdesk demo`."""

    url: str
    process: subprocess.Popen[str]

    def conversations(self) -> list[dict[str, object]]:
        """As an operator lists them, the latest first."""
        listed: list[dict[str, object]] = self._get("conversations")["conversations"]  # type: ignore[assignment]
        return listed

    def conversation(self, id_: str) -> dict[str, object]:
        """One of them whole."""
        return self._get(f"conversations/{id_}")

    def texts(self, id_: str, direction: str) -> list[str]:
        """What was said in it, one way."""
        messages: list[dict[str, str]] = self.conversation(id_)["messages"]  # type: ignore[assignment]
        return [message["text"] for message in messages if message["direction"] == direction]

    def reply(self, id_: str, text: str, operator: str) -> None:
        """Answer as an operator."""
        answer = httpx2.post(
            f"{self.url}/api/v1/conversations/{id_}/replies",
            json={"text": text, "operator": operator},
            headers={"authorization": f"Bearer {TOKEN}"},
        )
        assert answer.status_code == 202, answer.text

    def stop(self) -> int:
        """Ask it to stop, as a supervisor does; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DEADLINE)

    def _get(self, path: str) -> dict[str, object]:
        answer = httpx2.get(f"{self.url}/api/v1/{path}", headers={"authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200, answer.text
        document: dict[str, object] = answer.json()
        return document


@contextmanager
def demo_running(folder: Path, now: str, port: int = 0) -> Iterator[Demo]:
    """The demo with its clock set, keeping its state in `folder`, until the block ends."""
    settings = {
        "FRONTDESK_DEMO_DIR": str(folder),
        "FRONTDESK_NOW": now,
        "FRONTDESK_PORT": str(port),
        "FRONTDESK_API_TOKEN": TOKEN,
        "COLUMNS": "200",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "frontdesk_server", "demo"],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Demo(url=_address(process), process=process)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(DEADLINE)
        assert process.stdout is not None
        process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    """The demo's address, from the table that it prints once it serves; what it printed is told if it does not."""
    assert process.stdout is not None
    giving_up = threading.Timer(DEADLINE, process.kill)
    giving_up.start()
    printed: list[str] = []
    try:
        for line in process.stdout:
            printed.append(line)
            if line.startswith("Ctrl-C"):
                found = re.search(r"http://127\.0\.0\.1:\d+", "".join(printed))
                assert found, "".join(printed)
                return found[0]
    finally:
        giving_up.cancel()
    raise AssertionError("the demo did not start:\n" + "".join(printed))


@dataclass
class Visitor:
    """Somebody with a browser of their own, which forgives the pages nothing."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def visit(self, address: str, **options: object) -> Page:
        """A page, in a browser context of its own."""
        context = self.browser.new_context(**options)  # type: ignore[arg-type]
        self.contexts.append(context)
        return self.tab(context, address)

    def tab(self, context: BrowserContext, address: str) -> Page:
        """One more page in the same browser context."""
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(address)
        return page

    def leave(self) -> None:
        """Close everything."""
        for context in self.contexts:
            context.close()


def launcher(page: Page) -> Locator:
    """The button in the corner."""
    return page.locator("frontdesk-chat .launcher")


def opened(page: Page) -> Page:
    """The same page with the chat open and the first message read."""
    launcher(page).click()
    bubbles(page).first.wait_for()
    return page


def bubbles(page: Page) -> Locator:
    """What was said, in order."""
    return page.locator("frontdesk-chat .bubble")


def starters(page: Page) -> Locator:
    """The questions that are offered, in order."""
    return page.locator("frontdesk-chat li button")


def write(page: Page, text: str) -> None:
    """Type and send."""
    page.locator("frontdesk-chat textarea").fill(text)
    page.keyboard.press("Enter")


def delivered(page: Page) -> Page:
    """The same page once the desk has all that was written: a row is there, pending, before the desk heard of it."""
    expect(page.locator("frontdesk-chat .pending")).to_have_count(0, timeout=40_000)
    return page


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong. Beside the body, where the script puts it, it cannot judge the colours of the chat."""
    page.evaluate("document.body.append(document.querySelector('frontdesk-chat') ?? '')")
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["failureSummary"] for node in each["nodes"]]) for each in found]

"""An operator at work in the console: each of their steps as the words on the screen say it, in either language."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from frontdesk_server.console.words import Language, _, ngettext, speaking
from frontdesk_server.demo.operator import EMAIL, PASSWORD_FILE

SLOW = 30_000
"""Milliseconds: a machine may be busy."""


@dataclass
class Operator:
    """Somebody in front of the console."""

    page: Page
    url: str
    language: Language
    folder: Path

    # Words

    def say(self, text: str, **places: object) -> str:
        """The console's words for this, in the operator's language."""
        with speaking(self.language):
            found = _(text)
        return found % places if places else found

    def count(self, one: str, many: str, number: int) -> str:
        """The console's words for a number of things."""
        with speaking(self.language):
            return ngettext(one, many, number) % {"count": number, "num": number}

    # Finding one's way

    def sign_in(self, next_: str = "") -> None:
        """Come in as the demo's operator."""
        password = (self.folder / PASSWORD_FILE).read_text(encoding="ascii").strip()
        self.page.goto(self.url + next_)
        self.page.get_by_label(self.say("E-mail address")).fill(EMAIL)
        self.page.get_by_label(self.say("Password"), exact=True).fill(password)
        self.press("Sign in")
        self.page.wait_for_url(lambda address: "sign-in" not in address, timeout=SLOW)

    def go_to(self, room: str) -> None:
        """By the menu."""
        self.page.get_by_role("navigation").get_by_role("link", name=self.say(room), exact=True).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say(room))

    def press(self, name: str, within: Locator | None = None, *, exact: bool = True, **places: object) -> None:
        """A button, by its words."""
        where = within or self.page.locator("body")
        where.get_by_role("button", name=self.say(name, **places), exact=exact).first.click()

    def follow(self, name: str, **places: object) -> None:
        """A link, by its words."""
        self.page.get_by_role("link", name=self.say(name, **places), exact=True).first.click()

    def hears(self, text: str, **places: object) -> None:
        """Something stands on the page."""
        expect(self.page.locator("#content")).to_contain_text(self.say(text, **places), timeout=SLOW)

    def select(self, name: str, value: str) -> None:
        """Choose in a field by its name."""
        self.page.locator(f'[name="{name}"]').select_option(value)

    def write(self, name: str, text: str) -> None:
        """Write into a field, by the name that errors call it by; its language's tab and its fold are opened first."""
        into = self.page.locator(f'[name="{name}"]')
        if not into.is_visible():
            self.open_to(into, name)
        into.fill(text)

    def open_to(self, into: Locator, name: str) -> None:
        """Show a field that a tab or a fold hides."""
        language = name.rpartition(".")[2]
        for tab in self.page.get_by_role("tab", name={"en": "English", "fr": "Français"}.get(language, "-")).all():
            if tab.is_visible():
                tab.click()
        if not into.is_visible():
            into.locator("xpath=ancestor::details[not(@open)]").first.locator("summary").first.click()

    # The preview

    def bubbles(self) -> list[str]:
        """What the preview says that a contact reads."""
        return [text or "" for text in self.preview.locator(".bubble.is-us, .bubble.is-them").all_text_contents()]

    @property
    def preview(self) -> Locator:
        """The panel beside the form."""
        return self.page.locator("[data-preview-region], #preview").first


@dataclass
class Receiver:
    """A system of the customer's own behind the webhook channel, which remembers what it was sent."""

    url: str
    received: list[dict[str, Any]] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)

    def messages_to(self, contact: str, count: int, deadline: float = 60) -> list[dict[str, Any]]:
        """What was sent to a contact, as soon as it is so many messages."""
        with self.came:
            self.came.wait_for(lambda: len(self._to(contact)) >= count, deadline)
            return self._to(contact)

    def _to(self, contact: str) -> list[dict[str, Any]]:
        return [one for one in self.received if contact in json.dumps(one)]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            with receiver.came:
                receiver.received.append(json.loads(body))
                receiver.came.notify_all()
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(url=f"http://127.0.0.1:{server.server_address[1]}/in")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def texts_of(messages: Sequence[dict[str, Any]]) -> list[str]:
    """Their texts, in order."""
    return [str(one["text"]) for one in messages]

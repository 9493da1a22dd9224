"""An operator at work in the console: each of their steps as the words on the screen say it, in either language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from playwright.sync_api import Locator, Page, Response, expect

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
    complaints: list[str]
    """What the browser complained of."""

    def forgives(self, status: str) -> None:
        """The browser complains of a form that is answered with this status; people do not."""
        self.complaints[:] = [said for said in self.complaints if f"status of {status}" not in said]

    # Words

    def say(self, text: str, /, **places: object) -> str:
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
        with self.page.expect_navigation(timeout=SLOW):
            self.page.get_by_role("navigation").get_by_role("link", name=self.say(room), exact=True).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say(room))

    def press(self, text: str, within: Locator | None = None, /, *, exact: bool = True, **places: object) -> None:
        """A button, by its words."""
        where = within or self.page.locator("body")
        where.get_by_role("button", name=self.say(text, **places), exact=exact).first.click()

    def follow(self, text: str, /, **places: object) -> None:
        """A link, by its words, to the page that it leads to."""
        with self.page.expect_navigation(timeout=SLOW):
            self.page.get_by_role("link", name=self.say(text, **places), exact=True).first.click()

    def hears(self, text: str, /, **places: object) -> None:
        """Something stands on the page."""
        expect(self.page.locator("#content")).to_contain_text(self.say(text, **places), timeout=SLOW)

    def there(self, selector: str) -> Locator:
        """An element once the page has it and its script is at work: only then is it hidden, or not."""
        found = self.page.locator(selector)
        expect(found).to_be_attached(timeout=SLOW)
        self.page.wait_for_load_state(timeout=SLOW)
        return found

    def select(self, name: str, value: str) -> None:
        """Choose in a field by its name."""
        self.page.locator(f'[name="{name}"]').select_option(value)

    def write(self, name: str, text: str) -> None:
        """Write into a field, by the name that errors call it by; its language's tab and its fold are opened first."""
        into = self.there(f'[name="{name}"]')
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

    def look(self, *, place: str, account: str, locale: str, when: str = "now") -> None:
        """Let the preview show what a contact of this place, channel and language reads, and wait for it."""
        chosen = {"establishment": place, "account": account, "locale": locale, "when": when}
        for name, value in chosen.items():
            field = self.there(f'[name="preview.{name}"]')
            if field.input_value() == value:
                continue
            if not field.is_visible():
                self.page.locator(".preview-choices > summary").click()
            with self.previewing(f"preview.{name}", value):
                field.select_option(value)
            expect(field).to_have_value(value)

    @contextmanager
    def previewing(self, name: str, value: str | None = None) -> Iterator[None]:
        """What is done within asks for a preview with this field: the preview shows the answer to just that."""

        def asked(answer: Response) -> bool:
            sent = parse_qs(answer.request.post_data or "", keep_blank_values=True)
            return answer.url.endswith("/console/preview") and name in sent and value in (None, *sent[name])

        with self.page.expect_response(asked, timeout=SLOW):
            yield
        expect(self.page.locator("#preview")).not_to_have_attribute("aria-busy", "true", timeout=SLOW)

    @property
    def said(self) -> Locator:
        """The texts that the preview shows, as a contact reads them."""
        return self.page.locator("#preview .bubble.is-them p")

    @property
    def offered(self) -> Locator:
        """The questions that the preview offers."""
        return self.page.locator("#preview ul.starters button, #preview ol.starters button")

    def tap(self, title: str) -> None:
        """Tap a question in the preview."""
        with self.previewing("preview.tap"):
            self.offered.filter(has_text=title).first.click()

    def start_again(self) -> None:
        """Take back what was tapped in the preview, where something was."""
        again = self.page.get_by_role("button", name=self.say("Start again"))
        if again.count():
            with self.previewing("preview.again"):
                again.click()
            expect(again).to_have_count(0)

"""Every screen of the console in a real browser: accessible, no wider than a telephone, and complaining of nothing.

The list of screens is the console's own. An address with a parameter that the house has nothing for fails the test:
say in `lived_in_house` what there is for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from demo_house import RULES
from lived_in_house import Matter, lived_in
from playwright.sync_api import Browser, Page, expect

from frontdesk_server.console.app import SCREENS
from tests.server.console.house import House, house
from tests.server.console.house_browser import Door, door

pytestmark = [pytest.mark.browser, pytest.mark.walk, pytest.mark.timeout(600)]

FILE = "a file"
FRAGMENT = "a part of a page, which is looked at within its page"
ENDLESS = "an answer that does not end"
AWAY = "a way to the identity provider and back, without a page"
APART = {
    "/sign-in/openid": AWAY,
    "/sign-in/openid/back": AWAY,
    "/plans/{id}": FRAGMENT,
    "/conversations/{id}/thread": FRAGMENT,
    "/journal/places": FRAGMENT,
    "/accounts/{id}/test": FRAGMENT,
    "/journal/live": ENDLESS,
    "/plans/{id}/establishments.csv": FILE,
    "/plans/{id}/missing.csv": FILE,
    "/figures/export": FILE,
    "/audit.csv": FILE,
    "/establishments/{id:path}/calendar.ics": FILE,
}
"""What is no page, and why."""
PAGES = {screen.path: screen for screen in SCREENS if "GET" in screen.methods and screen.path not in APART}
GONE = {"/link/spent": 404}
"""Addresses that are answered with a page and another status than 200."""
LOOKS: dict[str, dict[str, Any]] = {
    "english-light": {"language": "en", "color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "french-dark-telephone": {"language": "fr", "color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
}
REFUSED = {
    "/sign-in": ("#login", "nobody@colibri.example", 'form[action="/console/sign-in"] .actions button'),
    "/sets/{id}": ('[id="welcome.en"]', "{{ establishment.nam }}", '.actions button[value="save"]'),
    "/hours/new": ('[id="hours.timezone"]', "Europe/Pari", '.actions button[value="save"]'),
    "/people/new": ("#name", " ", "form[data-keep] .actions button"),
    "/tokens": ("#name", " ", "form[data-keep] .actions button"),
    "/accounts/new": ("#id", " ", "main form .actions button"),
}
"""Forms: a field, what is wrong in it, and the button that sends it."""


@dataclass
class Walk:
    """Somebody who walks through the house in one look, and a stranger at its door in the same look."""

    entrance: Door
    matter: Matter
    inside: Page
    before: Page

    def page(self, template: str) -> Page:
        """The browser page that looks at a screen."""
        return self.inside if PAGES[template].role is not None else self.before

    def go(self, template: str, path: str) -> Page:
        """A screen."""
        page = self.page(template)
        answer = page.goto(f"{self.entrance.url}/console{path}")
        assert answer is not None
        assert answer.status == GONE.get(path, 200), path
        assert page.url == f"{self.entrance.url}/console{path}", "it leads elsewhere"
        expect(page.locator("#plan").get_by_role("progressbar")).to_have_count(0)
        return page

    def forgive(self, *parts: str) -> None:
        """The browser says aloud that an answer was not 200; that is no complaint about the page."""
        said = self.entrance.complaints
        said[:] = [each for each in said if not any(part in each for part in parts)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_SECRET", "the-crm-secret-of-the-walk-through-the-console")
        with house(tmp_path_factory.mktemp("every-screen") / "p") as found:
            yield found


@pytest.fixture(scope="module")
def walks(home: House, chromium: Browser) -> Iterator[dict[str, Walk]]:
    """One browser page for each look, for the whole module."""
    matter = lived_in(home)
    with door(home, chromium) as entrance:
        yield {name: walk(entrance, matter, look) for name, look in LOOKS.items()}


def walk(entrance: Door, matter: Matter, look: dict[str, Any]) -> Walk:
    options = {**look, "locale": look["language"], "reduced_motion": "reduce"}
    before = entrance.visit("/sign-in", **options)
    before.context.clear_cookies()
    return Walk(entrance, matter, inside=entrance.visit("", **options), before=before)


@pytest.fixture(params=LOOKS)
def walker(request: pytest.FixtureRequest, walks: dict[str, Walk]) -> Iterator[Walk]:
    """Whoever walks; the browser complained of nothing, and asked no other host."""
    found = walks[request.param]
    found.entrance.complaints.clear()
    yield found
    complaints, found.entrance.complaints[:] = list(found.entrance.complaints), []
    assert complaints == []
    assert found.entrance.elsewhere == []


TOO_WIDE = """() => {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    const out = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > most);
    return ["the page", ...out.map((one) => one.outerHTML.slice(0, 120))];
}"""
"""The elements that make a page scroll sideways."""


def unfolded(page: Page) -> Page:
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => (fold.open = true))")
    return page


def wrong(page: Page) -> dict[str, list[str]]:
    """What axe finds wrong with a page whose folds are open, and what is wider than the screen."""
    found = Axe().run(unfolded(page), options=RULES).response["violations"]
    told = {each["id"]: [f"{node['html'][:160]} {node['failureSummary']}" for node in each["nodes"]] for each in found}
    wide = page.evaluate(TOO_WIDE)
    return {**told, "too wide": wide} if wide else told


@pytest.mark.parametrize("template", PAGES, ids=lambda path: path or "/")
def test_a_screen_is_accessible(walker: Walk, template: str) -> None:
    found = {path: wrong(walker.go(template, path)) for path in walker.matter.paths(template)}
    assert {path: told for path, told in found.items() if told} == {}
    if template == "/link/{key}":
        walker.forgive(f"status of {GONE['/link/spent']}")


@pytest.mark.parametrize("template", REFUSED)
def test_a_form_that_is_refused_is_accessible(walker: Walk, template: str) -> None:
    field, value, button = REFUSED[template]
    page = unfolded(walker.go(template, walker.matter.paths(template)[0]))
    if not page.locator(field).is_visible():
        page.get_by_role("tab", name="English").first.click()
    page.locator(field).fill(value)
    with page.expect_navigation() as answered:
        page.locator(button).last.click()
    assert answered.value.status == 422
    expect(page.locator("[data-error-summary], [role=alert]").first).to_be_visible()
    assert wrong(page) == {}
    walker.forgive("status of 422")


def test_what_is_apart_is_there_and_no_page(home: House, walks: dict[str, Walk]) -> None:
    matter = next(iter(walks.values())).matter
    known = {screen.path for screen in SCREENS if "GET" in screen.methods}
    assert set(APART) <= known
    home.enter()
    for template in (path for path, why in APART.items() if why in (FILE, FRAGMENT, AWAY)):
        answer = home.client.get(f"/console{matter.paths(template)[0]}", follow_redirects=False)
        assert answer.status_code < 400, template
        assert "<html" not in answer.text, template

"""The parts of screens: accessible in every light, width, language and state, usable without a script, and still."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.server.console.kit_browser import Desk, violations

pytestmark = [pytest.mark.browser, pytest.mark.walk]
WIDE = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}


STATES = [
    *(
        (viewport, scheme, f"?language=en{state}")
        for viewport in (WIDE, TELEPHONE)
        for scheme in ("light", "dark")
        for state in ("", "&broken=1")
    ),
    (WIDE, "light", "?language=fr"),
    (TELEPHONE, "dark", "?language=fr&broken=1"),
]


@pytest.mark.parametrize(("viewport", "scheme", "query"), STATES)
def test_axe_finds_nothing_wrong(desk: Desk, viewport: dict[str, int], scheme: str, query: str) -> None:
    page = desk.visit(query, viewport=viewport, color_scheme=scheme)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("opener", ["tag", "menu", "dialog", "sheet", "navigation"])
def test_axe_finds_nothing_wrong_with_what_opens(desk: Desk, opener: str, scheme: str) -> None:
    narrow = opener in {"sheet", "navigation"}
    page = desk.visit(viewport=TELEPHONE if narrow else WIDE, color_scheme=scheme)
    shown = {
        "tag": lambda: (page.get_by_role("button", name="Insert a tag: Welcome").first.click(), ".tag-menu"),
        "menu": lambda: (page.get_by_role("button", name="More about Accueil France").click(), "#set-menu"),
        "dialog": lambda: (page.get_by_role("link", name="Choose establishments").click(), "#picker"),
        "sheet": lambda: (page.locator("[data-sheet-open]").click(), ".preview"),
        "navigation": lambda: (page.locator(".top > summary").click(), ".top-sheet"),
    }[opener]()[1]
    expect(page.locator(shown).first).to_be_visible()
    assert violations(page) == []


def test_nothing_is_wider_than_a_telephone(desk: Desk) -> None:
    page = desk.visit("?broken=1", viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nothing_moves_once_it_is_shown(desk: Desk) -> None:
    page = desk.visit(viewport=WIDE)
    assert page.evaluate(SHIFT) == []


SHIFT = """() => new Promise((done) => {
  const found = [];
  const where = (each) => each.sources.map((source) => source.node?.outerHTML?.slice(0, 80));
  new PerformanceObserver((list) => found.push(...list.getEntries().map((each) => [each.value, where(each)])))
    .observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(found)));
})"""


def without_script(desk: Desk, query: str = "") -> Page:
    return desk.visit(query, viewport=WIDE, java_script_enabled=False)


def test_without_a_script_every_language_shows(desk: Desk) -> None:
    page = without_script(desk)
    for language in ("fr", "en"):
        expect(page.locator(f"[id='welcome.{language}']")).to_be_visible()
    expect(page.locator(".js-only:visible")).to_have_count(0)


def test_without_a_script_a_dialog_shows_in_the_page(desk: Desk) -> None:
    page = without_script(desk)
    page.get_by_role("link", name="Choose establishments").click()
    expect(page.get_by_role("heading", name="Choose establishments")).to_be_visible()


def test_without_a_script_the_tags_are_listed(desk: Desk) -> None:
    page = without_script(desk)
    page.locator("#tags > summary").click()
    expect(page.locator("#tags").get_by_text("{{ establishment.address }}")).to_be_visible()


def test_without_a_script_a_button_says_what_it_would_do(desk: Desk) -> None:
    page = without_script(desk)
    with page.expect_navigation():
        page.get_by_role("button", name="Move down: Vos horaires ?").click()
    assert desk.kit.posted[-1]["do"] == ["down starters 0"]


def test_an_error_summary_has_the_focus_and_leads_to_the_field(desk: Desk) -> None:
    page = desk.visit("?broken=1", viewport=WIDE)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator("[data-error-summary] a").nth(1).click()
    field = page.locator("[id='welcome.fr']")
    expect(field).to_be_focused()
    told = (field.get_attribute("aria-describedby") or "").split()[0]
    assert "did you mean" in page.locator(f"[id='{told}']").inner_text()


def test_an_error_in_a_language_that_is_hidden_shows_its_language(desk: Desk) -> None:
    page = desk.visit("?broken=1", viewport=WIDE)
    page.get_by_role("tab", name="English").click()
    expect(page.locator("[id='welcome.fr']")).to_be_hidden()
    page.locator("[data-error-summary] a").nth(1).click()
    expect(page.locator("[id='welcome.fr']")).to_be_focused()

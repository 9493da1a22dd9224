"""The widget as a guest on somebody's page: what it asks for, what it leaves alone, what the page may set."""

from __future__ import annotations

from gzip import compress

import pytest
from playwright.sync_api import expect
from web_desk import WELCOME
from web_pages import Pages
from web_shop import Shop, bubbles, delivered, launcher, opened, write

from frontdesk_web.script import PARTS, script

pytestmark = pytest.mark.browser

INLINE = '<frontdesk-chat inline data-frontdesk="pk_test" data-establishment="b-1"></frontdesk-chat>'


def test_script_weighs_at_most_12_kilobytes() -> None:
    assert len(compress(script(), 9)) <= 12_000


def test_script_is_the_parts_without_their_comments() -> None:
    text = script().decode()
    assert all(
        f"class {name} " in text or f"const {name} =" in text for name in ("FR", "LOOK", "Line", "Talk", "Panel")
    )
    assert len(PARTS) == 7
    assert "@param" not in text


def test_nothing_is_asked_and_nothing_is_stored_before_it_is_opened(shop: Shop) -> None:
    page = shop.visit()
    launcher(page).wait_for()
    page.wait_for_load_state("networkidle")
    assert [url.removeprefix(shop.served.url) for url in shop.requests if url.startswith(shop.served.url)] == [
        "/widget.js"
    ]
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_opening_keeps_no_cookie_and_sends_none(shop: Shop) -> None:
    page = opened(shop.visit())
    assert page.context.cookies() == []


def test_strictest_page_has_nothing_to_report(shop: Shop) -> None:
    page = shop.visit(
        script="addEventListener('securitypolicyviolation', e => (window.broken ??= []).push(e.violatedDirective))"
    )
    opened(page)
    write(page, "Bonjour https://example.com/")
    delivered(page)
    expect(bubbles(page)).to_have_count(2)
    assert page.evaluate("window.broken ?? []") == []


def test_page_does_not_move(shop: Shop) -> None:
    watch = """window.moved = 0;
        new PerformanceObserver(list => list.getEntries().forEach(entry => { moved += entry.value }))
        .observe({type: 'layout-shift', buffered: true})"""
    page = opened(shop.visit(script=watch))
    launcher(page).click()
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("moved") == 0


def test_page_that_swaps_its_body_keeps_the_chat(shop: Shop) -> None:
    page = opened(shop.visit())
    page.evaluate("document.body.replaceWith(document.createElement('body'))")
    write(page, "Toujours là")
    delivered(page)
    expect(bubbles(page)).to_have_text([WELCOME, "Toujours là"])


def test_chat_that_is_removed_comes_back_as_it_was(shop: Shop) -> None:
    page = opened(shop.visit())
    page.evaluate("document.querySelector('frontdesk-chat').remove()")
    expect(page.get_by_role("dialog")).to_be_visible()
    write(page, "Revenu")
    delivered(page)
    expect(bubbles(page)).to_have_text([WELCOME, "Revenu"])


def test_styles_of_the_page_do_not_reach_in(shop: Shop) -> None:
    shop.pages.strict = False
    shop.pages.head = "<style>* {color: red !important; font-size: 40px !important} button {display: none}</style>"
    page = shop.visit()
    assert launcher(page).evaluate("button => getComputedStyle(button).fontSize") == "15px"


def test_script_loaded_twice_brings_one_chat(shop: Shop) -> None:
    shop.pages.body = shop.pages.script
    page = opened(shop.visit())
    assert page.locator("frontdesk-chat").count() == 1


def test_inline_chat_waits_to_be_started_and_leaves_the_focus_alone(shop: Shop) -> None:
    shop.pages.body = INLINE
    page = shop.visit()
    start = page.get_by_role("button", name="Démarrer la discussion")
    start.wait_for()
    assert page.locator("frontdesk-chat").count() == 1
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert not [url for url in shop.requests if "/api/" in url]
    start.click()
    expect(bubbles(page)).to_have_text([WELCOME])
    expect(start).to_be_hidden()


VARIABLES = {
    "--fd-accent": ("#0a7d32", ".launcher", "backgroundColor", "rgb(10, 125, 50)"),
    "--fd-accent-ink": ("#ffff00", ".launcher", "color", "rgb(255, 255, 0)"),
    "--fd-surface": ("#fffbe6", "dialog", "backgroundColor", "rgb(255, 251, 230)"),
    "--fd-text": ("#332200", ".desk .bubble", "color", "rgb(51, 34, 0)"),
    "--fd-muted": ("#554433", "time", "color", "rgb(85, 68, 51)"),
    "--fd-line": ("#112233", "header", "borderBottomColor", "rgb(17, 34, 51)"),
    "--fd-bubble": ("#ddeeff", ".desk .bubble", "backgroundColor", "rgb(221, 238, 255)"),
    "--fd-radius": ("3px", "dialog", "borderTopLeftRadius", "3px"),
    "--fd-font": ("Georgia, serif", ".desk .bubble", "fontFamily", "Georgia, serif"),
    "--fd-width": ("420px", "dialog", "width", "420px"),
    "--fd-height": ("500px", "dialog", "height", "500px"),
    "--fd-inset-inline": ("44px", ".launcher", "right", "44px"),
    "--fd-inset-block": ("33px", ".launcher", "bottom", "33px"),
    "--fd-z": ("77", ".launcher", "zIndex", "77"),
}


@pytest.mark.parametrize("variable", VARIABLES)
def test_theme_variable_does_what_it_says(shop: Shop, variable: str) -> None:
    value, selector, attribute, seen = VARIABLES[variable]
    shop.pages.strict = False
    shop.pages.head = f"<style>:root {{{variable}: {value}}}</style>"
    page = opened(shop.visit())
    styled = page.locator(f"frontdesk-chat {selector}").first
    assert styled.evaluate(f"node => getComputedStyle(node)['{attribute}']") == seen


def test_theme_may_be_dark_on_a_light_system(shop: Shop) -> None:
    shop.pages.attributes["data-theme"] = "dark"
    page = opened(shop.visit())
    assert page.get_by_role("dialog").evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(22, 24, 31)"


def test_language_is_the_pages_or_the_scripts(shop: Shop) -> None:
    shop.pages.lang = "de"
    expect(shop.visit().get_by_role("button", name="Open the chat")).to_be_visible()
    shop.pages.attributes["data-locale"] = "fr-CA"
    page = opened(shop.visit())
    expect(page.get_by_role("button", name="Fermer la discussion").first).to_be_visible()
    assert shop.desk.events[0].contact.locale == "fr-CA"


@pytest.mark.parametrize(
    ("lang", "locale"), [("fr_FR", "fr-FR"), ("français", "en-US"), ("x", "en-US"), ("", "en-US"), (" de ", "de")]
)
def test_language_that_a_page_writes_oddly_does_not_stop_the_chat(shop: Shop, lang: str, locale: str) -> None:
    shop.pages.lang = lang
    opened(shop.visit(locale="en-US"))
    assert shop.desk.events[0].contact.locale == locale


def test_page_address_is_told_without_its_query(shop: Shop) -> None:
    opened(shop.visit("/contact?secret=1#part"))
    assert shop.desk.events[0].attributes["page"] == f"{shop.url}/contact"


def test_pages_of_the_tests_are_as_strict_as_can_be() -> None:
    assert Pages().strict

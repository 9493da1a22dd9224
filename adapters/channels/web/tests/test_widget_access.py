"""The widget for everyone: axe, keyboard, screen readers, small screens, and colours that can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from web_desk import ANSWERS, STARTERS, WELCOME
from web_shop import Shop, bubbles, launcher, opened, write

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}


INTO_THE_BODY = "document.body.append(document.querySelector('frontdesk-chat'))"
"""Beside the body, where the script puts it, axe cannot judge colours: it says `incomplete`, not `violation`."""

CONTRAST = """() => {
    const parts = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => parts(colour).slice(0, 3)
        .map(part => (part /= 255) <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
        .reduce((sum, part, index) => sum + part * [.2126, .7152, .0722][index], 0);
    const behind = node => {
        const colour = getComputedStyle(node).backgroundColor;
        return parts(colour)[3] === 0 ? behind(node.parentElement) : colour;
    };
    const shown = node => node.getClientRects().length && !node.closest('.sr');
    const spoken = node => node.matches('button, textarea')
        || [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    const chat = document.querySelector('frontdesk-chat').shadowRoot;
    return [...chat.querySelectorAll('.fd *')].filter(node => shown(node) && spoken(node)).map(node => {
        const [high, low] = [light(getComputedStyle(node).color), light(behind(node))].sort((a, b) => b - a);
        return [node.className || node.tagName, (high + .05) / (low + .05)];
    });
}"""


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong, where the widget stands and where axe can judge its colours; and what is hard to read."""
    found = [*_axe(page)]
    if page.locator("frontdesk-chat[data-auto]").count():
        page.evaluate(INTO_THE_BODY)
        found += _axe(page)
    contrasts = page.evaluate(CONTRAST)
    assert contrasts, "no text was found"
    return found + [(f"contrast {ratio:.2f}", [name]) for name, ratio in contrasts if ratio < 4.5]


def _axe(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["failureSummary"] for node in each["nodes"]]) for each in found]


def talked(page: Page, shop: Shop) -> Page:
    """Everything a conversation can hold, on one screen."""
    opened(page)
    page.locator("frontdesk-chat li button").first.click()
    expect(bubbles(page)).to_have_count(3)
    shop.say("Bonjour, voyez https://example.com/", operator="Léa")
    expect(bubbles(page)).to_have_count(4)
    return page


def german(shop: Shop) -> None:
    shop.pages.lang = "de"


def arabic(shop: Shop) -> None:
    shop.pages.lang, shop.pages.dir = "ar", "rtl"


def away(shop: Shop) -> None:
    shop.desk.away = True


def yellow(shop: Shop) -> None:
    shop.pages.attributes["data-accent"] = "#ffd400"


SCREENS: dict[str, tuple[dict[str, Any], Callable[[Shop], None] | None]] = {
    "light": ({}, None),
    "dark": ({"color_scheme": "dark"}, None),
    "phone": (PHONE, None),
    "phone-dark": ({**PHONE, "color_scheme": "dark"}, None),
    "english": ({}, german),
    "right-to-left": ({}, arabic),
    "away": ({}, away),
    "yellow": ({}, yellow),
    "yellow-dark": ({"color_scheme": "dark"}, yellow),
    "forced-colours": ({"forced_colors": "active"}, None),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen_has_no_axe_violation(shop: Shop, name: str) -> None:
    options, prepare = SCREENS[name]
    if prepare:
        prepare(shop)
    page = talked(shop.visit(reduced_motion="reduce", **options), shop)  # colours at rest
    assert violations(page) == []


def test_closed_page_has_no_axe_violation(shop: Shop) -> None:
    page = shop.visit()
    launcher(page).wait_for()
    assert violations(page) == []


def test_error_state_has_no_axe_violation(lenient: Shop) -> None:
    page = opened(lenient.visit(reduced_motion="reduce"))
    page.context.route(
        "**/messages", lambda route: route.fulfill(status=422, headers={"access-control-allow-origin": "*"})
    )
    write(page, "Refusé")
    expect(page.locator("frontdesk-chat .refused")).to_be_visible()
    page.locator("frontdesk-chat textarea").fill("é" * 4_001)
    expect(page.locator("frontdesk-chat .status.wrong")).to_be_visible()
    assert violations(page) == []


def test_inline_chat_has_no_axe_violation(shop: Shop) -> None:
    shop.pages.body = '<frontdesk-chat inline data-frontdesk="pk_test" data-establishment="b-1"></frontdesk-chat>'
    page = shop.visit(reduced_motion="reduce")
    page.get_by_role("button", name="Démarrer la discussion").click()
    expect(bubbles(page)).to_have_count(1)
    assert violations(page) == []


def test_whole_conversation_by_keyboard_alone(shop: Shop) -> None:
    page = shop.visit()
    launcher(page).wait_for()
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(launcher(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Votre message")).to_be_focused()
    bubbles(page).first.wait_for()
    for each in reversed(STARTERS):
        page.keyboard.press("Shift+Tab")
        expect(page.get_by_role("button", name=each.title)).to_be_focused()
    page.keyboard.press("Enter")
    expect(bubbles(page)).to_have_text([WELCOME, STARTERS[0].title, ANSWERS["hours"]])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher(page)).to_be_focused()


def test_keyboard_leaves_the_open_panel_for_the_page(shop: Shop) -> None:
    page = opened(shop.visit())
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "FRONTDESK-CHAT"


def test_launcher_says_what_it_does(shop: Shop) -> None:
    page = shop.visit()
    expect(launcher(page)).to_have_attribute("aria-haspopup", "dialog")
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    expect(launcher(page)).to_have_accessible_name("Ouvrir la discussion")
    opened(page)
    expect(launcher(page)).to_have_attribute("aria-expanded", "true")
    expect(launcher(page)).to_have_accessible_name("Fermer la discussion")


def test_history_is_not_read_aloud_and_what_comes_is(shop: Shop) -> None:
    page = shop.visit(
        script="""window.seen = []; const original = Node.prototype.insertBefore;
        Node.prototype.insertBefore = function (node, before) {
            const log = this.getAttribute?.('role') === 'log';
            if (log && node.matches('.row')) seen.push(this.getAttribute('aria-live'));
            return original.call(this, node, before);
        }"""
    )
    opened(page)
    page.reload()
    opened(page)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    shop.say("Nouveau")
    expect(bubbles(page)).to_have_count(2)
    assert page.evaluate("seen") == ["off", "polite"]


def test_every_row_says_who_speaks_in_its_own_direction_and_language(shop: Shop) -> None:
    page = talked(shop.visit(), shop)
    rows = page.locator("frontdesk-chat .row > :first-child")
    expect(rows).to_have_text(["Boulangerie Lumière: ", "Vous: ", "Boulangerie Lumière: ", "Léa"])
    assert {bubble.get_attribute("dir") for bubble in bubbles(page).all()} == {"auto"}
    assert bubbles(page).first.get_attribute("lang") == "fr"


@pytest.mark.parametrize("width", [320, 390, 479])
def test_phone_gets_the_whole_screen_and_no_page_behind(shop: Shop, width: int) -> None:
    page = opened(shop.visit(viewport={"width": width, "height": 640}, reduced_motion="reduce"))
    dialog = page.get_by_role("dialog")
    assert dialog.evaluate("node => node.matches(':modal')")
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": width, "height": 640}
    send = page.get_by_role("button", name="Envoyer").bounding_box()
    assert send is not None
    assert send["x"] + send["width"] <= width
    page.keyboard.press("Escape")
    expect(launcher(page)).to_be_focused()


def test_desktop_leaves_the_page_usable(shop: Shop) -> None:
    page = opened(shop.visit())
    assert not page.get_by_role("dialog").evaluate("node => node.matches(':modal')")
    page.get_by_role("button", name="Un bouton de la page").click()


def test_window_that_gets_narrow_turns_the_panel_into_a_screen(shop: Shop) -> None:
    page = opened(shop.visit())
    page.set_viewport_size({"width": 400, "height": 700})
    expect(page.locator("frontdesk-chat dialog:modal")).to_be_visible()
    page.set_viewport_size({"width": 1000, "height": 700})
    expect(page.locator("frontdesk-chat dialog:not(:modal)")).to_be_visible()


def test_targets_are_large_enough_and_the_box_does_not_make_ios_zoom(shop: Shop) -> None:
    page = opened(shop.visit(reduced_motion="reduce", **PHONE))
    for button in page.locator("frontdesk-chat dialog button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    assert page.locator("frontdesk-chat textarea").evaluate("box => getComputedStyle(box).fontSize") == "16px"


def test_page_enlarged_to_200_percent_still_shows_everything(shop: Shop) -> None:
    page = opened(shop.visit(viewport={"width": 640, "height": 400}, reduced_motion="reduce"))
    for name in ("Envoyer", "Fermer la discussion"):
        box = page.get_by_role("dialog").get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 400


def test_reduced_motion_has_no_motion(shop: Shop) -> None:
    moves = "node => getComputedStyle(node).animationName"
    for motion, expected in ("no-preference", "in"), ("reduce", "none"):
        page = opened(shop.visit(reduced_motion=motion))
        assert page.get_by_role("dialog").evaluate(moves) == expected


def test_forced_colours_keep_the_edges_visible(shop: Shop) -> None:
    page = opened(shop.visit(forced_colors="active"))
    assert bubbles(page).first.evaluate("node => getComputedStyle(node).borderTopColor") != "rgba(0, 0, 0, 0)"


def test_right_to_left_page_has_the_chat_on_its_left(shop: Shop) -> None:
    arabic(shop)
    page = opened(shop.visit())
    box = launcher(page).bounding_box()
    assert box is not None
    assert box["x"] == 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_accent_can_be_read(shop: Shop, scheme: str) -> None:
    accents = ["#ffd400", "#000000", "#ffffff", "#777777", "#e4572e", "#00a88f", "#ff00ff", "#3d4ed8", "#767676"]
    page = opened(shop.visit(color_scheme=scheme, reduced_motion="reduce"))
    for accent in accents:
        page.locator("frontdesk-chat").evaluate(
            "(chat, accent) => { chat.dataset.accent = accent; chat.remove() }", accent
        )
        expect(page.get_by_role("dialog")).to_be_visible()
        low = [(name, ratio) for name, ratio in page.evaluate(CONTRAST) if ratio < 4.5]
        assert low == [], accent

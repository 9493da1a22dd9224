"""Sign-in, profile, people, audit and tokens in a real browser: accessible everywhere, and nothing entered is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from frontdesk_server.access import links, people
from frontdesk_server.access.people import Profile
from frontdesk_server.rights import Role, Scope
from frontdesk_server.store.audit import COMMAND_LINE
from tests.server.console.house_browser import Door
from tests.server.console.kit_browser import violations

pytestmark = [pytest.mark.browser, pytest.mark.walk]

PASSWORD = "three quiet words"
EMAIL = "camille@colibri.example"
LOOKS: list[dict[str, Any]] = [
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", "language": "en"},
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark", "language": "fr"},
    {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "language": "fr"},
    {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "language": "en"},
]


def add(entrance: Door, role: Role = Role.ADMINISTRATOR, email: str = EMAIL, password: str | None = PASSWORD) -> str:
    profile = Profile(name="Camille Roux", email=email, role=role, scope=Scope())
    return entrance.home.call(people.add, entrance.home.store, profile, COMMAND_LINE, password=password).id


def sign_in(entrance: Door, page: Page) -> None:
    page.locator("#login").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("form[action='/console/sign-in'] button").click()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['viewport']['width']}-{look['color_scheme']}")
def test_every_screen_of_access_is_accessible(entrance: Door, look: dict[str, Any]) -> None:
    noa = add(entrance, Role.EDITOR, "noa@colibri.example", None)
    add(entrance)
    page = entrance.visit("/profile", **look)
    for path in ("/profile", "/people", "/people/new", f"/people/{noa}", "/audit", "/tokens"):
        page.goto(f"{entrance.url}/console{path}")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= look["viewport"]["width"], path


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['viewport']['width']}-{look['color_scheme']}")
def test_every_screen_before_the_door_is_accessible(entrance: Door, look: dict[str, Any]) -> None:
    key = entrance.home.call(links.first_link, entrance.home.store)
    options = {name: value for name, value in look.items() if name != "language"}
    page = entrance.browser.new_context(**options, locale=look["language"]).new_page()
    for path in ("/sign-in", f"/link/{key}", "/link/spent"):
        page.goto(f"{entrance.url}/console{path}")
        assert violations(page) == [], path


def sent(page: Page, path: str, entrance: Door, fill: Callable[[Page], None]) -> Page:
    page.goto(f"{entrance.url}/console{path}")
    fill(page)
    page.locator("main form:not([id]) button:not([name])").last.click()
    return page


def test_what_is_refused_is_accessible_and_takes_the_focus(entrance: Door) -> None:
    page = entrance.visit("/people/new")
    for path in ("/people/new", "/tokens"):
        sent(page, path, entrance, lambda form: form.locator("#name").fill(" "))
        expect(page.locator("[data-error-summary]")).to_be_focused()
        assert violations(page) == [], path
    entrance.complaints[:] = [said for said in entrance.complaints if "422" not in said]


def test_a_login_that_has_ended_costs_nothing_that_was_entered(entrance: Door) -> None:
    camille = add(entrance)
    page = entrance.browser.new_context(locale="en").new_page()
    page.goto(f"{entrance.url}/console/sign-in?next=/console/people/new")
    sign_in(entrance, page)
    page.locator("#name").fill("Noa Martin")
    page.locator("#email").fill("noa@colibri.example")
    page.get_by_label("Publisher").check()
    entrance.home.call(entrance.home.store.sessions.revoke_all, camille)

    page.get_by_role("button", name="Make the invitation").click()
    sign_in(entrance, page)
    page.get_by_role("button", name="Restore them").click()
    page.get_by_role("button", name="Make the invitation").click()

    expect(page.get_by_label("Link", exact=True)).to_have_value(re.compile("/console/link/"))
    (noa,) = [one for one in entrance.home.call(entrance.home.store.people.list) if one.name == "Noa Martin"]
    assert (noa.email, noa.role) == ("noa@colibri.example", Role.PUBLISHER)


def test_a_token_is_made_and_copied_by_keyboard(entrance: Door) -> None:
    add(entrance)
    page = entrance.visit("/tokens")
    page.locator("#name").fill("CRM")
    page.locator("#name").press("Enter")

    expect(page.get_by_label("Token", exact=True)).to_have_value(re.compile("^fdp_"))


def test_from_sign_in_to_activation_a_keyboard_is_enough(entrance: Door) -> None:
    add(entrance)
    page = entrance.browser.new_context(locale="en", viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{entrance.url}/console/sign-in")
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    press(page, page.get_by_role("navigation").get_by_role("link", name="Automatic messages").first)
    press(page, page.get_by_role("link", name="Create a message set"))
    tab_to(page, page.locator("#name"))
    page.keyboard.type("Keys")
    press(page, page.get_by_role("button", name="Choose establishments"))
    press(page, page.get_by_role("button", name="Add the group garages"))
    expect(page.locator("#picker .chip")).to_have_count(1)
    page.keyboard.press("Escape")
    for name in ("welcome.en", "absence.en"):
        tab_to(page, page.locator(f"[id='{name}']"))
        page.keyboard.type("Hello")
    press(page, page.locator(".actions button[value='activate']"))
    expect(page.get_by_role("button", name="Activate", exact=True)).to_be_visible()
    for box in page.get_by_role("checkbox").all():
        tab_to(page, box)
        page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Activate", exact=True))
    expect(page.locator("#told")).to_contain_text("Release 2 is in force")


def tab_to(page: Page, wanted: Locator) -> None:
    """Go on by the tabulator until something has the focus: on the page that has it, when its script is at work."""
    expect(wanted).to_be_visible()
    page.wait_for_load_state()
    for _step in range(150):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {wanted}")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")

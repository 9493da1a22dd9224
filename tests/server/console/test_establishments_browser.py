"""Establishments and the picker in real browsers: search as you type, switches that turn, undo, choosing by rules."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from frontdesk import Toggles
from frontdesk_server.rights import Role
from tests.server.console.house_browser import Door
from tests.server.console.kit_browser import violations

pytestmark = [pytest.mark.browser, pytest.mark.walk]

LIMOILOU = "fournil-limoilou"
WIDE = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
LOOKS = [
    pytest.param({"viewport": WIDE, "language": "en"}, id="light"),
    pytest.param({"viewport": WIDE, "language": "fr", "color_scheme": "dark"}, id="dark-french"),
    pytest.param({"viewport": TELEPHONE, "language": "fr"}, id="telephone"),
]


def toggles(entrance: Door) -> Toggles:
    return entrance.home.call(entrance.home.store.toggles.get, LIMOILOU)


def opened(entrance: Door, **options: Any) -> Page:
    """The editor of a new set, with the picker open."""
    page = entrance.visit("/sets/new", Role.PUBLISHER, viewport=WIDE, **options)
    page.locator("[data-dialog=picker-dialog]").click()
    expect(page.locator("#picker .picker-lines > li").first).to_be_visible()
    return page


def test_the_list_follows_what_is_typed(entrance: Door) -> None:
    page = entrance.visit("/establishments", viewport=WIDE)
    page.get_by_role("searchbox").press_sequentially("QUEBEC fournil")
    expect(page.locator(".row-link")).to_have_text(["Fournil Colibri, Limoilou"])
    expect(page).to_have_url(re.compile(r"q=QUEBEC\+fournil"))
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_switch_turns_at_once_and_is_taken_back(entrance: Door) -> None:
    page = entrance.visit("/establishments?q=limoilou", viewport=WIDE)
    switch = page.get_by_role("switch", name="Welcome: Fournil Colibri, Limoilou")
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(switch).to_be_focused()
    assert toggles(entrance) == Toggles(welcome=False)
    page.get_by_role("button", name="Undo").click()
    expect(switch).to_have_attribute("aria-checked", "true")
    assert toggles(entrance) == Toggles()


def test_all_results_are_switched_after_saying_so(entrance: Door) -> None:
    records = [{"id": f"m-{number}", "name": f"Many {number}", "groups": ["many"]} for number in range(60)]
    entrance.home.call(entrance.home.store.establishments.sync, "more", records)
    page = entrance.visit("/establishments?group=many", viewport=WIDE)
    expect(page.get_by_role("button", name="Switch off")).to_be_disabled()
    page.get_by_label("All 60 results, not only this page").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("All 60 results are selected")
    page.get_by_label("What is switched").select_option("absence")
    page.get_by_role("button", name="Switch off").click()
    expect(page.locator(".undo-bar")).to_contain_text("Switched for 60 establishments.")
    found = entrance.home.call(entrance.home.store.toggles.of, [str(one["id"]) for one in records])
    assert set(found.values()) == {Toggles(absence=False)}


def test_groups_and_exceptions_are_picked_into_the_form(entrance: Door) -> None:
    page = opened(entrance)
    page.get_by_role("button", name="Add the group bakeries").click()
    expect(page.locator("#picker .picked-total")).to_contain_text("5 establishments are chosen now.")
    page.get_by_role("button", name=f"Leave out: Fournil Colibri, Limoilou {LIMOILOU}").click()
    expect(page.locator("#picker .picked-total")).to_contain_text("4 establishments are chosen now.")
    page.get_by_role("link", name="Done").click()
    expect(page.locator("#picker-dialog")).not_to_be_visible()
    expect(page.locator("#picked")).to_contain_text("4 establishments are chosen now.")
    expect(page.locator('#picked input[name="establishments.groups"]')).to_have_value("bakeries")
    expect(page.locator('#picked input[name="establishments.except"]')).to_have_value(LIMOILOU)


def test_quick_clicks_lose_nothing(entrance: Door) -> None:
    page = opened(entrance)
    for group in ("bakeries", "garages", "clinics"):
        page.get_by_role("button", name=f"Add the group {group}").dispatch_event("click")
    expect(page.locator('#picked input[name="establishments.groups"]')).to_have_count(3)


def test_the_picker_searches_as_one_types_and_enter_saves_no_draft(entrance: Door) -> None:
    page = opened(entrance)
    page.locator("[id='picker.q']").press_sequentially("quebec")
    expect(page.locator("#picker .picker-lines > li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Add this one (fixed list)")).to_be_visible()
    page.get_by_role("button", name="Add this one (fixed list)").click()
    expect(page.locator('#picked input[name="establishments.ids"]')).to_have_value(LIMOILOU)
    assert page.url.endswith("/sets/new")


def test_without_a_script_the_choice_comes_back_with_the_form(entrance: Door) -> None:
    page = entrance.visit("/sets/new", Role.PUBLISHER, viewport=WIDE, java_script_enabled=False)
    page.get_by_label("Name", exact=True).fill("Été")
    page.get_by_role("button", name="Choose establishments").click()
    page.get_by_role("button", name="Add the group bakeries").click()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Été")
    expect(page.locator("#picked")).to_contain_text("5 establishments are chosen now.")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "path", ["/establishments", "/establishments?q=nowhere", f"/establishments/{LIMOILOU}"], ids=["list", "none", "one"]
)
def test_every_page_is_accessible(entrance: Door, path: str, look: dict[str, Any]) -> None:
    page = entrance.visit(path, **look)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize("look", LOOKS)
def test_the_picker_is_accessible(entrance: Door, look: dict[str, Any]) -> None:
    page = entrance.visit("/sets/new", Role.PUBLISHER, **look)
    page.locator("[data-dialog=picker-dialog]").click()
    expect(page.locator("#picker .picker-lines > li").first).to_be_visible()
    page.locator("#picker .picker-groups button").first.click()
    expect(page.locator("#picker .chip")).to_have_count(1)
    assert violations(page) == []

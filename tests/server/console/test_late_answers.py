"""Answers that come late in real browsers: none comes over what somebody has typed, tapped or asked for since."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import APIResponse, Route, expect

from frontdesk_server.rights import Role
from tests.server.console.house_browser import Door
from tests.server.console.kit_browser import Desk, gathered, held, let_go, restored

pytestmark = [pytest.mark.browser, pytest.mark.walk]

WIDE = {"width": 1280, "height": 900}
LIMOILOU = "Fournil Colibri, Limoilou"
SEARCH = "**/console/establishments?*"
PICKER = "**/console/establishments/picker"
SWITCH = "**/console/establishments/switch"
PREVIEW = "**/console/kit/preview"


def test_an_old_search_never_comes_over_a_new_one(entrance: Door) -> None:
    page = entrance.visit("/establishments", viewport=WIDE)
    waiting = held(page, SEARCH)
    for text in ("garage", "limoilou"):
        with page.expect_request(SEARCH):
            page.get_by_role("searchbox").fill(text)
    let_go(page, waiting, 2)
    expect(page.locator(".row-link")).to_have_text([LIMOILOU])
    expect(page).to_have_url(re.compile("q=limoilou"))


def test_a_late_switch_never_comes_over_the_row_of_another_establishment(entrance: Door) -> None:
    page = entrance.visit("/establishments", viewport=WIDE)
    first = page.locator(".row-link").first.inner_text()
    waiting = held(page, SWITCH)
    with page.expect_request(SWITCH):
        page.get_by_role("switch", name=re.compile(f"Welcome: {re.escape(first)}")).click()
    page.get_by_role("searchbox").fill("limoilou")
    expect(page.locator(".row-link")).to_have_text([LIMOILOU])
    with page.expect_response(SWITCH):
        let_go(page, waiting, 1)
    restored(page, SWITCH)
    page.get_by_role("switch", name=f"Absence: {LIMOILOU}").click()
    expect(page.get_by_role("switch", name=f"Absence: {LIMOILOU}")).not_to_be_checked()
    expect(page.locator(".row-link")).to_have_text([LIMOILOU])


def test_a_late_list_never_shows_a_switch_as_it_was_before_it_turned(entrance: Door) -> None:
    page = entrance.visit("/establishments", viewport=WIDE)
    old: list[tuple[Route, APIResponse]] = []
    page.route(SEARCH, lambda route: old.append((route, route.fetch())), times=1)
    page.get_by_role("searchbox").fill("limoilou")
    gathered(page, old, 1)
    switch = page.get_by_role("switch", name=f"Welcome: {LIMOILOU}")
    switch.dispatch_event("click")
    expect(switch).not_to_be_checked()
    [(route, answer)] = old
    route.fulfill(response=answer)
    expect(page.locator(".row-link")).to_have_text([LIMOILOU])
    expect(switch).not_to_be_checked()


def test_a_late_answer_of_the_picker_leaves_what_was_typed_since(entrance: Door) -> None:
    page = entrance.visit("/sets/new", Role.PUBLISHER, viewport=WIDE)
    page.locator("[data-dialog=picker-dialog]").click()
    search = page.locator("[id='picker.q']")
    expect(search).to_be_visible()
    waiting = held(page, PICKER)
    with page.expect_request(PICKER):
        search.fill("que")
    page.clock.install(time="2026-12-01T10:00:00Z")
    page.clock.pause_at("2026-12-01T11:00:00Z")
    search.fill("quebec")
    page.keyboard.press("Tab")
    with page.expect_response(PICKER):
        let_go(page, waiting, 1)
    restored(page, PICKER)
    page.clock.resume()
    expect(page.locator("#picker .picker-lines > li")).to_have_count(1)
    expect(search).to_have_value("quebec")


def test_a_question_that_was_tapped_is_answered_although_somebody_types_on(desk: Desk) -> None:
    page = desk.visit(viewport=WIDE)
    waiting = held(page, PREVIEW)
    with page.expect_request(PREVIEW):
        page.locator("#preview").get_by_role("button", name="Votre adresse ?").click()
    with page.expect_request(PREVIEW):
        page.locator("[id='welcome.fr']").fill("Bienvenue !")
    let_go(page, waiting, 2)
    expect(page.locator("#preview .bubble").first).to_contain_text("Bienvenue !")
    assert desk.kit.previewed[-1]["tap"] == ["1"]
    restored(page, PREVIEW)
    page.locator("[id='welcome.fr']").fill("Bonsoir !")
    expect(page.locator("#preview .bubble").first).to_contain_text("Bonsoir !")
    assert "tap" not in desk.kit.previewed[-1]

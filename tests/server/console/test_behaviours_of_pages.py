"""What the script adds to pages: menus, dialogs, selection, live lists, kept entries, the frame, by keyboard too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.server.console.kit import ROWS
from tests.server.console.kit_browser import Desk, cut_off, restored, time_passes
from tests.server.console.kit_form import WIDE, said, titles

pytestmark = [pytest.mark.browser, pytest.mark.walk]


# Menus and dialogs


def test_a_menu_is_walked_with_arrows_and_escape_returns_the_focus(page: Page) -> None:
    button = page.get_by_role("button", name="More about Accueil France")
    button.press("Enter")
    expect(page.get_by_role("menuitem", name="Duplicate")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize(
    ("typed", "entry"), [("ope", "Opening hours of the week"), ("chat", "Next opening of the chat")]
)
def test_a_long_menu_is_searched_by_typing_a_word_of_an_entry(page: Page, typed: str, entry: str) -> None:
    page.get_by_role("button", name="Insert a tag: Welcome").first.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.type(typed)
    expect(page.get_by_role("menuitem", name=entry)).to_be_focused()


def test_a_dialog_opens_from_a_menu_and_escape_closes_it(page: Page) -> None:
    page.get_by_role("button", name="More about Accueil France").click()
    page.get_by_role("menuitem", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete “Accueil France”?")
    expect(dialog.get_by_role("heading")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_dialog_returns_the_focus_to_what_opened_it(page: Page) -> None:
    opener = page.get_by_role("link", name="Choose establishments")
    opener.click()
    page.get_by_role("link", name="Done").click()
    expect(opener).to_be_focused()


# Lists


def test_all_means_the_page_or_every_result_and_says_which(desk: Desk, page: Page) -> None:
    count, off = page.locator("[data-bulk-count]"), page.get_by_role("button", name="Switch off")
    expect(off).to_be_disabled()
    page.get_by_role("checkbox", name="Select Été 26").check()
    expect(count).to_have_text("1 selected")
    page.get_by_role("checkbox", name="Select all on this page").check()
    expect(count).to_have_text("3 selected")
    page.get_by_role("checkbox", name="All 1,083 results, not only this page").check()
    expect(count).to_have_text("All 1,083 results are selected")
    page.get_by_role("checkbox", name="Select Été 26").uncheck()
    expect(count).to_have_text("2 selected")
    with page.expect_navigation():
        off.click()
    assert desk.kit.posted[-1] == {"chosen": ["Accueil France", ROWS[2][0]], "do": ["off"]}


def test_a_choice_never_goes_over_to_another_row_that_a_search_brings(page: Page) -> None:
    page.get_by_role("checkbox", name="Select Accueil France").check()
    page.get_by_role("checkbox", name="Select Été 26").check()
    page.get_by_role("searchbox").fill("26")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.locator("[data-bulk-count]")).to_have_text("1 selected")
    page.get_by_role("searchbox").fill("noël")
    expect(page.get_by_role("checkbox", name="Select Noël")).not_to_be_checked()
    expect(page.locator("[data-bulk-count]")).to_have_text("0 selected")


def test_all_results_of_another_search_are_not_chosen(page: Page) -> None:
    everything = page.locator("[data-select-results]")
    everything.check()
    page.get_by_role("searchbox").fill("a")
    expect(page.locator("[data-bulk-count]")).not_to_have_text("All 1,083 results are selected")


def test_a_live_list_grows_at_its_top_and_says_how_much(desk: Desk, page: Page) -> None:
    page.locator("[data-live]").scroll_into_view_if_needed()
    desk.kit.arrive("18:05 Boulangerie 12: welcome")
    expect(page.locator("#live-list > li").first).to_have_text("18:05 Boulangerie 12: welcome")
    said(page, "1 new entry")


def test_a_live_list_waits_while_somebody_reads_further_down(desk: Desk, page: Page) -> None:
    page.evaluate("document.querySelector('.live-list').style.minHeight = '3000px'; scrollTo(0, 1e6)")
    desk.kit.arrive("18:06")
    desk.kit.arrive("18:07")
    show = page.get_by_role("button", name="2 new entries")
    expect(show).to_be_attached()
    expect(page.locator("#live-list > li")).to_have_count(2)
    show.dispatch_event("click")
    expect(page.locator("#live-list > li").first).to_have_text("18:07")


# Forms

TWO_CLICKS = """(button) => {
  const refused = [];
  addEventListener("submit", (event) => refused.push(event.defaultPrevented));
  button.click();
  button.click();
  return [refused, button.getAttribute("aria-busy"), button.textContent.trim()];
}"""


def test_a_second_click_has_no_second_effect(desk: Desk, page: Page) -> None:
    save = page.get_by_role("button", name="Save draft")
    with page.expect_navigation():
        assert save.evaluate(TWO_CLICKS) == [[False, True], "true", "Save draft"]
    assert len(desk.kit.posted) == 1


def test_changes_that_are_not_saved_are_asked_about(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(page.url)
    assert asked == []
    page.get_by_label("Name", exact=True).fill("Changed")
    page.goto(page.url)
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("status", [500, 503])
def test_what_was_entered_is_offered_again_after_the_server_failed(desk: Desk, page: Page, status: int) -> None:
    desk.expected = [str(status)]
    desk.kit.fail_with = status
    page.get_by_label("Name", exact=True).fill("Kept")
    page.get_by_role("button", name="Add a question").click()
    page.keyboard.type("Livraison ?")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Something went wrong").wait_for()
    page.goto(f"{desk.url}/console/kit")
    page.get_by_role("button", name="Restore them").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Kept")
    assert titles(page)[3:] == ["Livraison ?"]


def test_what_was_entered_is_offered_again_after_the_answer_was_lost(desk: Desk, page: Page) -> None:
    desk.expected = ["ERR_FAILED"]
    page.get_by_label("Name", exact=True).fill("Kept")
    cut_off(page, "**/console/kit")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("chrome-error://**")
    restored(page, "**/console/kit")
    page.goto(f"{desk.url}/console/kit")
    page.get_by_role("button", name="Restore them").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Kept")


def test_what_was_saved_is_not_offered_again(desk: Desk, page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Saved")
    page.get_by_role("button", name="Save and activate").click()
    page.get_by_text("Saved and activated.").wait_for()
    page.goto(f"{desk.url}/console/kit")
    expect(page.locator("[data-counter]")).to_have_text("3 of 5")
    expect(page.get_by_role("button", name="Restore them")).to_have_count(0)


def test_a_password_is_never_kept(page: Page) -> None:
    page.evaluate("document.querySelector('#name').type = 'password'")
    page.locator("#name").fill("hunter2")
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    assert "hunter2" not in page.evaluate("JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})")


# The frame


def test_the_theme_is_kept_for_the_next_page(desk: Desk, page: Page) -> None:
    toggle = page.locator(".side-inner [data-theme-toggle]")
    toggle.click()
    toggle.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(toggle).to_have_attribute("title", "Dark theme")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_an_address_is_copied(desk: Desk) -> None:
    page = desk.visit(viewport=WIDE, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy: Webhook address").click()
    said(page, "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "https://desk.example/webhooks/website"


def test_a_bar_to_undo_goes_when_its_time_is_over_and_posts_before(desk: Desk, page: Page) -> None:
    with page.expect_navigation():
        page.locator(".undo-bar").get_by_role("button", name="Undo").click()
    assert desk.kit.posted == [{"was": ["on"]}]
    page.locator(".undo-time rect").wait_for(state="attached")
    time_passes(page)
    expect(page.locator(".undo-bar")).to_have_count(0)


def test_the_content_is_reached_by_the_first_key(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()

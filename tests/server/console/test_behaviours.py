"""What the script adds to screens: rows, tags, preview, hours, selection, kept entries, live lists, by keyboard too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.server.console.kit import ROWS
from tests.server.console.kit_browser import Desk, cut_off, held, let_go, restored, time_passes

pytestmark = [pytest.mark.browser, pytest.mark.walk]
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def page(desk: Desk) -> Page:
    return desk.visit(viewport=WIDE)


def titles(page: Page) -> list[str]:
    fields = page.locator("[data-rows='starters'] > [data-row] input[data-row-title]")
    return [field.input_value() for field in fields.all()]


def saved(desk: Desk, page: Page) -> dict[str, list[str]]:
    """What arrives when the draft is saved."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    expect(page.locator("[data-counter]")).to_have_text("3 of 5")
    return desk.kit.posted[-1]


def said(page: Page, text: str) -> None:
    expect(page.locator("#said")).to_have_text(text)


# Rows


def test_rows_arrive_in_the_order_in_which_they_are_shown(desk: Desk, page: Page) -> None:
    page.get_by_role("button", name="Move down: Vos horaires ?").click()
    said(page, "Now at position 2 of 3.")
    expect(page.get_by_role("button", name="Move down: Vos horaires ?")).to_be_focused()
    sent = saved(desk, page)
    order = [sent[f"starters[{index}].title.fr"] for index in range(3)]
    assert order == [["Votre adresse ?"], ["Vos horaires ?"], ["Prendre rendez-vous"]]


def test_a_row_is_dragged_by_its_handle(page: Page) -> None:
    handle = page.get_by_role("button", name="Move: Vos horaires ?", exact=True)
    handle.scroll_into_view_if_needed()
    start, end = (
        handle.bounding_box(),
        page.get_by_role("button", name="Move: Votre adresse ?", exact=True).bounding_box(),
    )
    assert start
    assert end
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] + 40, steps=5)
    page.mouse.move(end["x"] + 8, end["y"] + 120, steps=15)
    page.mouse.up()
    said(page, "Now at position 2 of 3.")
    assert titles(page) == ["Votre adresse ?", "Vos horaires ?", "Prendre rendez-vous"]


def test_a_row_is_moved_with_the_keyboard_alone(page: Page) -> None:
    handle = page.get_by_role("button", name="Move: Vos horaires ?", exact=True)
    handle.press("Enter")
    expect(handle).to_have_attribute("aria-pressed", "true")
    handle.press("ArrowDown")
    handle.press("ArrowDown")
    expect(handle).to_be_focused()
    handle.press("Enter")
    said(page, "Dropped at position 3 of 3.")
    assert titles(page) == ["Votre adresse ?", "Prendre rendez-vous", "Vos horaires ?"]


def test_escape_puts_a_lifted_row_back(page: Page) -> None:
    handle = page.get_by_role("button", name="Move: Prendre rendez-vous", exact=True)
    for key in ("Enter", "ArrowUp", "ArrowUp", "Escape"):
        handle.press(key)
    said(page, "Put back.")
    assert titles(page) == ["Vos horaires ?", "Votre adresse ?", "Prendre rendez-vous"]


def test_removing_a_row_moves_the_focus_to_the_next_and_can_be_undone(desk: Desk, page: Page) -> None:
    page.get_by_role("button", name="Remove: Votre adresse ?").click()
    expect(page.get_by_role("group", name="Prendre rendez-vous")).to_be_focused()
    said(page, "Removed. 2 of 5")
    expect(page.locator("[data-counter]")).to_have_text("2 of 5")
    page.locator(".row-undo").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("group", name="Votre adresse ?")).to_be_focused()
    assert "starters[2].title.fr" in saved(desk, page)


def test_a_removed_row_is_not_sent(desk: Desk, page: Page) -> None:
    page.get_by_role("button", name="Remove: Votre adresse ?").click()
    sent = saved(desk, page)
    assert sent["starters[1].title.fr"] == ["Prendre rendez-vous"]
    assert "starters[2].title.fr" not in sent


def test_the_time_to_undo_ends(desk: Desk) -> None:
    page = desk.visit(viewport=WIDE)
    page.get_by_role("button", name="Remove: Votre adresse ?").click()
    undo = page.locator(".row-undo")
    time_passes(page)
    expect(undo).to_have_count(0)


def test_rows_are_added_up_to_the_maximum(desk: Desk, page: Page) -> None:
    add = page.get_by_role("button", name="Add a question")
    for expected in ("4 of 5", "5 of 5"):
        add.click()
        expect(page.locator("[data-counter]")).to_have_text(expected)
        said(page, expected)
    expect(add).to_be_disabled()
    expect(page.locator("[id='starters[4].title.fr']")).to_be_focused()
    page.keyboard.type("Livraison ?")
    expect(page.get_by_role("button", name="Remove: Livraison ?")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    assert desk.kit.posted[-1]["starters[4].title.fr"] == ["Livraison ?"]


# Texts


def test_a_tag_is_inserted_at_the_caret_from_a_menu_and_undone_by_the_browser(page: Page) -> None:
    text = page.locator("[id='absence.fr']")
    text.fill("Ici ")
    page.get_by_role("button", name="Insert a tag: Absence").first.press("Enter")
    expect(page.get_by_role("menuitem", name="Name of the establishment")).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("menuitem", name="Address")).to_be_focused()
    page.keyboard.press("Enter")
    expect(text).to_be_focused()
    expect(text).to_have_value("Ici {{ establishment.address }}")
    page.keyboard.press("Control+z")
    expect(text).to_have_value("Ici ")


def test_tags_are_marked_behind_the_text_and_an_unknown_one_is_named(page: Page) -> None:
    text = page.locator("[id='welcome.fr']")
    text.fill("{{ establishment.name }} <b>{{ establishment.nom | upper }}</b>")
    box = page.locator(".mirrored", has=text)
    expect(box.locator("mark")).to_have_text(["{{ establishment.name }}", "{{ establishment.nom | upper }}"])
    expect(box.locator("mark.is-unknown")).to_have_text("{{ establishment.nom | upper }}")
    expect(page.locator(".field", has=text).locator(".unknown-tags")).to_have_text("Unknown tag: establishment.nom")


def test_what_the_server_alone_can_judge_is_not_called_unknown(page: Page) -> None:
    text = page.locator("[id='welcome.fr']")
    text.fill("{{ custom.parking }} {{ hours.on['2026-12-25'] }} {{ etablissement.nom }} {% set a = 1 %}{{ hours.x }}")
    box = page.locator(".mirrored", has=text)
    expect(box.locator("mark")).to_have_count(4)
    expect(box.locator("mark.is-unknown")).to_have_count(0)


def test_the_marks_lie_behind_their_words(page: Page) -> None:
    text = page.locator("[id='welcome.fr']")
    text.fill("Bonjour et bienvenue chez nous, " * 30 + "{{ hours.week }}")
    text.evaluate("(element) => element.scrollTop = element.scrollHeight")
    # The marks follow in the next frame, and once the font is there. The page allows no `eval`, so it waits by itself.
    text.evaluate(
        """(element) => new Promise((resolve, reject) => {
          const marks = element.previousElementSibling;
          const deadline = performance.now() + 10_000;
          const look = () => {
            const even = Math.abs(element.scrollHeight - marks.scrollHeight) <= 26;
            if (even && element.scrollTop > 0 && element.scrollTop === marks.scrollTop) return resolve();
            if (performance.now() > deadline) return reject(new Error("the marks never came behind their words"));
            requestAnimationFrame(look);
          };
          look();
        })"""
    )


def test_the_counter_says_how_many_characters_are_too_many(page: Page) -> None:
    page.locator("[id='welcome.fr']").fill("é" * 501)
    expect(page.locator(".field", has=page.locator("[id='welcome.fr']")).locator(".counter")).to_have_text(
        "1 character too many"
    )


def test_tabs_of_languages_go_together_and_are_walked_with_arrows(page: Page) -> None:
    page.get_by_role("tab", name="Français").press("ArrowRight")
    expect(page.get_by_role("tab", name="English")).to_be_focused()
    expect(page.locator("[id='welcome.en']")).to_be_visible()
    expect(page.locator("[id='welcome.fr']")).to_be_hidden()
    page.reload()
    expect(page.locator("[id='welcome.en']")).to_be_visible()


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


# The preview


def test_the_preview_follows_what_is_typed(desk: Desk, page: Page) -> None:
    page.locator("[id='welcome.fr']").fill("Bienvenue !")
    expect(page.locator("#preview .bubble").first).to_contain_text("Bienvenue !")
    assert desk.kit.previewed[-1]["starters[0].title.fr"] == ["Vos horaires ?"]


def test_many_keys_make_one_preview(desk: Desk, page: Page) -> None:
    page.clock.install(time="2026-12-01T10:00:00Z")
    page.clock.pause_at("2026-12-01T11:00:00Z")  # however long the keys take, they come in one go
    page.locator("[id='welcome.fr']").fill("")
    page.locator("[id='welcome.fr']").press_sequentially("Bonjour à tous")
    page.clock.resume()
    expect(page.locator("#preview .bubble").first).to_contain_text("Bonjour à tous")
    assert len(desk.kit.previewed) == 1


def test_an_old_preview_never_comes_over_a_new_one(page: Page) -> None:
    waiting = held(page, "**/console/kit/preview")
    for text in ("old", "new"):
        with page.expect_request("**/console/kit/preview"):
            page.locator("[id='welcome.fr']").fill(text)
    expect(page.locator("#preview")).to_have_attribute("aria-busy", "true")
    let_go(page, waiting, 2)
    expect(page.locator("#preview .bubble").first).to_contain_text("new")
    expect(page.locator("#preview")).not_to_have_attribute("aria-busy", "true")


def test_a_preview_that_fails_keeps_the_last_one_and_says_so(desk: Desk, page: Page) -> None:
    desk.expected = ["500"]
    page.locator("[id='welcome.fr']").fill("fail")
    expect(page.locator("[data-preview-problem]")).to_be_visible()
    expect(page.locator("#preview .bubble").first).to_contain_text("Bonjour, ici Boulangerie 12")
    page.locator("[id='welcome.fr']").fill("fine again")
    expect(page.locator("[data-preview-problem]")).to_be_hidden()


def test_a_question_of_the_preview_is_answered_in_the_preview(desk: Desk, page: Page) -> None:
    with page.expect_response("**/console/kit/preview"):
        page.locator("#preview").get_by_role("button", name="Votre adresse ?").click()
    expect(page.locator("#preview")).not_to_have_attribute("aria-busy", "true")
    assert desk.kit.previewed[-1]["tap"] == ["1"]
    assert desk.kit.posted == []


def test_on_a_telephone_the_preview_is_a_sheet(desk: Desk) -> None:
    page = desk.visit(viewport={"width": 390, "height": 844})
    expect(page.locator(".preview")).to_be_hidden()
    opener = page.locator("[data-sheet-open]")
    opener.click()
    expect(page.get_by_role("button", name="Close the preview")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".preview")).to_be_hidden()
    expect(opener).to_be_focused()


# Hours


def test_periods_are_added_removed_and_copied_and_the_copy_is_undone(desk: Desk, page: Page) -> None:
    sunday = page.get_by_role("group", name="Sunday")
    expect(sunday).to_contain_text("Closed")
    page.get_by_role("button", name="Copy to the other days: Monday").click()
    expect(sunday.locator("[data-period]")).to_have_count(2)
    page.locator(".row-undo").get_by_role("button", name="Undo").click()
    expect(sunday.locator("[data-period]")).to_have_count(0)
    page.get_by_role("button", name="Add a period: Sunday").click()
    page.keyboard.type("10:00AM")
    page.get_by_role("button", name="Remove this period: Monday").first.click()
    sent = saved(desk, page)
    assert (sent["weekly.sun.from[]"], sent["weekly.mon.from[]"]) == (["10:00"], ["14:00"])


def test_a_period_past_midnight_is_said_so(page: Page) -> None:
    friday = page.get_by_role("group", name="Friday")
    expect(friday).to_contain_text("until the next day")
    friday.get_by_label("Friday: to").fill("23:00")
    expect(friday).not_to_contain_text("until the next day")


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

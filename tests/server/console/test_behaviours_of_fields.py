"""What the script adds to fields: rows, tags in texts, the preview beside them, hours, by keyboard too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.server.console.kit_browser import Desk, held, let_go, time_passes
from tests.server.console.kit_form import WIDE, said, saved, titles

pytestmark = [pytest.mark.browser, pytest.mark.walk]


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

"""Message sets in a real Chromium: written, ordered, previewed and saved; nothing wrong for axe on any screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.server.console.house_browser import Door
from tests.server.console.kit_browser import violations
from tests.server.console.set_forms import FILLED, sent

pytestmark = [pytest.mark.browser, pytest.mark.walk]

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}
TAGS = {"max_age": {"*": "30d", "hours": "7d"}, "dash": "en", "name_zone": True}
STATES = [(WIDE, "light", "en"), (WIDE, "dark", "fr"), (PHONE, "light", "fr"), (PHONE, "dark", "en")]


def field(page: Page, name: str) -> Locator:
    return page.locator(f'[id="{name}"]')


def press(page: Page, value: str) -> None:
    """A button at the end of the form."""
    page.locator(f'.actions button[value="{value}"]').click()


def provoked(entrance: Door, *statuses: str) -> None:
    """The browser says aloud that an answer was one of these, and nothing else."""
    assert all(any(status in said for status in statuses) for said in entrance.complaints)
    entrance.complaints.clear()


def draft(entrance: Door, **changed: object) -> str:
    """The id of a draft."""
    entrance.home.enter()
    answer = entrance.home.post("/sets/new", sent({**FILLED, **changed}, key="browser"))
    return str(answer.headers["location"]).partition("saved=")[2]


def stored(entrance: Door, id_: str) -> Any:
    found = entrance.home.call(entrance.home.store.drafts.get, id_)
    return found.document if found else None


@pytest.mark.parametrize(("viewport", "scheme", "language"), STATES)
def test_axe_finds_nothing_wrong_with_list_and_editor(
    entrance: Door, viewport: dict[str, int], scheme: str, language: str
) -> None:
    id_ = draft(
        entrance, tags=TAGS, starters=[{"title": {"fr": "Où ?"}, "answer": {"fr": "Ici."}, "tags": {"dash": "en"}}]
    )
    options: dict[str, Any] = {"viewport": viewport, "color_scheme": scheme, "language": language}
    page = entrance.visit(f"/sets?saved={id_}", **options)
    assert violations(page) == []
    page.goto(f"{entrance.url}/console/sets/{id_}")
    for fold in page.locator("details.fold > summary").all():
        if fold.is_visible():
            fold.click()
    assert violations(page) == []
    press(page, "save")
    expect(page.locator("tr.is-new")).to_contain_text("Summer")


@pytest.mark.parametrize(("viewport", "scheme", "language"), STATES)
def test_axe_finds_nothing_wrong_with_errors_and_with_two_texts(
    entrance: Door, viewport: dict[str, int], scheme: str, language: str
) -> None:
    id_ = draft(entrance)
    options: dict[str, Any] = {"viewport": viewport, "color_scheme": scheme, "language": language}
    page = entrance.visit(f"/sets/{id_}", **options)
    entrance.home.enter(name="Paul")
    entrance.home.post(f"/sets/{id_}", sent({**FILLED, "name": "Theirs", "privacy": {"fr": "Lu."}}, version=1))
    field(page, "welcome.fr").fill("{{ establishment.nam }}")
    press(page, "save")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert violations(page) == []
    field(page, "welcome.fr").fill("Bonjour")
    field(page, "name").fill("Mine")
    press(page, "save")
    expect(page.locator("fieldset.versus")).to_have_count(3)
    assert violations(page) == []
    press(page, "merge")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert violations(page) == []
    page.locator('input[name="choice.name"][value="mine"]').check()
    press(page, "merge")
    expect(page.locator("tr.is-new")).to_contain_text("Mine")
    assert stored(entrance, id_) == {**FILLED, "name": "Mine", "privacy": {"fr": "Lu."}} | {
        "welcome": {"fr": "Bonjour", "en": "Hello from {{ establishment.name }}."}
    }
    provoked(entrance, "422", "409")


def test_axe_finds_nothing_wrong_with_a_set_that_is_only_read(entrance: Door) -> None:
    page = entrance.visit("/sets")
    page.get_by_role("link", name="Bakeries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bakeries")
    assert violations(page) == []


def test_a_set_is_written_from_nothing_and_previewed_as_it_grows(entrance: Door) -> None:
    page = entrance.visit("/sets/new")
    field(page, "name").fill("Spring")
    page.get_by_role("button", name="Choose establishments").click()
    page.get_by_role("button", name="Add the group bakeries").click()
    expect(page.locator("#picked")).to_contain_text("5 establishments are chosen now.")
    page.get_by_text("Done", exact=True).click()
    field(page, "welcome.en").fill("Good morning from {{ establishment.name }}!")
    expect(page.locator("#preview")).to_contain_text("Good morning from Fournil Colibri")
    field(page, "absence.en").fill("Closed.")
    page.get_by_role("button", name="Add a question").click()
    field(page, "starters[0].title.en").fill("Where?")
    field(page, "starters[0].answer.en").fill("Here.")
    page.locator("#preview").get_by_role("button", name="Where?").click()
    expect(page.locator("#preview")).to_contain_text("Here.")
    press(page, "save")
    expect(page.locator("tr.is-new")).to_contain_text("Spring")
    (found,) = entrance.home.call(entrance.home.store.drafts.list)
    assert found.document == {
        "name": "Spring",
        "establishments": {"groups": ["bakeries"]},
        "channels": "all",
        "chat_hours": "auto",
        "welcome": {"en": "Good morning from {{ establishment.name }}!"},
        "absence": {"en": "Closed."},
        "starters": [{"title": {"en": "Where?"}, "answer": {"en": "Here."}}],
    }


def test_questions_are_moved_removed_and_brought_back_by_the_script(entrance: Door) -> None:
    id_ = draft(entrance)
    page = entrance.visit(f"/sets/{id_}")
    page.locator('[data-row="0"] [data-move="1"]').click()
    page.locator('[data-row="0"] [data-remove]').click()
    page.locator(".row-undo button").click()
    page.locator('[data-row="1"] [data-remove]').click()
    page.get_by_role("button", name="Add a question").click()
    field(page, "starters[1].title.fr").fill("Quand ?")
    press(page, "save")
    expect(page.locator("tr.is-new")).to_contain_text("Summer")
    assert [topic["title"] for topic in stored(entrance, id_)["starters"]] == [
        {"fr": "Où ?", "en": "Where?"},
        {"fr": "Quand ?"},
    ]


def test_without_a_script_a_set_is_written_button_by_button(entrance: Door) -> None:
    page = entrance.visit("/sets/new", java_script_enabled=False)
    field(page, "name").fill("By hand")
    page.get_by_role("button", name="Choose establishments").click()
    page.get_by_role("button", name="Add the group garages").click()
    page.get_by_role("button", name="Done").first.click()
    expect(field(page, "name")).to_have_value("By hand")
    field(page, "welcome.en").fill("Hello")
    page.get_by_role("button", name="Add a question").click()
    field(page, "starters[0].title.en").fill("Where?")
    page.get_by_role("button", name="Add a question").click()
    field(page, "starters[1].title.en").fill("When?")
    page.get_by_role("button", name="Move up: When?").or_(page.locator('button[value="up starters 1"]')).first.click()
    expect(field(page, "starters[0].title.en")).to_have_value("When?")
    press(page, "save")
    expect(page.locator("tr.is-new")).to_contain_text("By hand")
    (found,) = entrance.home.call(entrance.home.store.drafts.list)
    assert found.document["establishments"] == {"groups": ["garages"]}
    assert [topic["title"] for topic in stored(entrance, found.id)["starters"]] == [{"en": "When?"}, {"en": "Where?"}]


def test_a_set_is_duplicated_from_the_menu_of_its_row(entrance: Door) -> None:
    page = entrance.visit("/sets")
    page.locator("tr", has_text="Garages").locator("[data-menu]").click()
    page.get_by_role("menuitem", name="Copy to a draft").click()
    expect(field(page, "name")).to_have_value("Garages (copy)")


def test_what_a_button_within_the_form_brought_back_is_not_saved_and_not_offered_again(entrance: Door) -> None:
    page = entrance.visit("/sets/new")
    field(page, "name").fill("Not saved")
    page.get_by_text("Another language").click()
    field(page, "language.new").select_option("de")
    page.get_by_role("button", name="Add the language").click()
    page.get_by_role("tab", name="Deutsch").first.click()
    field(page, "welcome.de").fill("Guten Tag")
    assert page.locator("#told").inner_text() == ""
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Cancel").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"


def test_a_set_is_written_by_keyboard_alone(entrance: Door) -> None:
    page = entrance.visit("/sets/new")
    field(page, "name").focus()
    page.keyboard.type("Keys")
    page.keyboard.press("Enter")
    expect(page.locator("tr.is-new")).to_contain_text("Keys")


def test_nothing_is_wider_than_a_telephone(entrance: Door) -> None:
    id_ = draft(entrance)
    page = entrance.visit("/sets", viewport=PHONE)
    for path in ("/sets", f"/sets/{id_}", "/sets/new"):
        page.goto(f"{entrance.url}/console{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


@pytest.mark.parametrize("script", [True, False])
def test_how_tags_are_told_is_chosen_by_the_keyboard(entrance: Door, script: bool) -> None:
    id_ = draft(entrance, tags={"max_age": {"hours": "7d", "custom": "1d"}})
    page = entrance.visit(f"/sets/{id_}", java_script_enabled=script)
    page.locator("summary", has_text="6. How tags are told").press("Enter")
    field(page, "tags.every").fill("30d")
    page.get_by_role("button", name="Remove: hours").press("Enter")
    page.get_by_role("button", name="Add an age").press("Enter")
    field(page, "tags.ages[1].name").fill("establishment.phone")
    field(page, "tags.ages[1].age").fill("90d")
    page.get_by_role("radio", name="En dash").press("Space")
    page.get_by_role("checkbox", name="Name the clock").press("Space")
    press(page, "save")
    expect(page.locator("tr.is-new")).to_contain_text("Summer")
    ages = {"*": "30d", "custom": "1d", "establishment.phone": "90d"}
    assert stored(entrance, id_)["tags"] == {"max_age": ages, "dash": "en", "name_zone": True}


def test_the_way_from_the_age_of_data_to_the_preview_opens_it_on_a_telephone(entrance: Door) -> None:
    page = entrance.visit(f"/sets/{draft(entrance)}", viewport=PHONE)
    page.get_by_text("6. How tags are told").click()
    page.get_by_role("link", name="preview", exact=True).click()
    expect(page.locator("#preview")).to_be_in_viewport()

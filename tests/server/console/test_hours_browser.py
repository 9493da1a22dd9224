"""Chat hours and preview in real browsers: while somebody types, by keyboard, by axe, and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from frontdesk_server.rights import Role
from tests.server.console.house_browser import Door
from tests.server.console.kit_browser import violations
from tests.server.console.test_hours_screens import known, release

pytestmark = [pytest.mark.browser, pytest.mark.walk]

WIDE = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}


def unfolded(page: Page) -> Page:
    """The page with all that can be unfolded."""
    page.evaluate("document.querySelectorAll('details.fold').forEach((fold) => (fold.open = true))")
    return page


def test_hours_are_explained_while_they_are_typed(entrance: Door) -> None:
    page = unfolded(entrance.visit("/hours/new", Role.EDITOR, viewport=WIDE))
    page.get_by_label("Time zone").fill("Asia/Tokyo")
    told = page.locator(".hours-told")
    expect(told).to_contain_text("Asia/Tokyo")
    page.get_by_role("button", name="Add a window").click()
    page.get_by_label("Opens").last.fill("0 20 * * 5")
    page.get_by_label("Or stays open for").last.fill("1h30")
    expect(told).to_contain_text("at 20:00, Friday")
    page.get_by_label("Time zone").fill("Asia/Tokio")
    expect(told).to_contain_text("Correct what is marked")


def test_a_schedule_is_made_with_days_that_are_copied_and_special_ones(entrance: Door) -> None:
    page = unfolded(entrance.visit("/hours/new", Role.EDITOR, viewport=WIDE))
    page.get_by_label("Name", exact=True).first.fill("Evenings")
    monday = page.get_by_role("group", name="Monday")
    monday.get_by_label("Monday: from").fill("18:00")
    monday.get_by_label("Monday: to").fill("02:00")
    monday.get_by_role("button", name="Copy to the other days").click()
    page.get_by_role("button", name="Add a day").click()
    page.get_by_label("Day", exact=True).fill("2026-12-25")
    page.get_by_label("Every year").check()
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_role("link", name="Evenings")).to_be_visible()
    [made] = known(entrance.home)
    assert made.document == {
        "weekly": {day: ["18:00-02:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
        "special": [{"closed": True, "date": "12-25"}],
    }


def test_the_preview_answers_while_somebody_writes(entrance: Door) -> None:
    page = entrance.visit("/sets/new", Role.EDITOR, viewport=WIDE)
    preview = page.locator("#preview")
    page.locator("[id='welcome.en']").fill("Hello, this is {{ establishment.name }}.")
    expect(preview.locator(".bubble").first).to_contain_text("Hello, this is")
    page.get_by_role("button", name="Add a question").click()
    page.locator("[id='starters[0].title.en']").fill("Your hours?")
    page.locator("[id='starters[0].answer.en']").fill("We never sleep.")
    preview.get_by_role("button", name="Your hours?").click()
    expect(preview.locator(".chat")).to_contain_text("We never sleep.")
    preview.get_by_text("Why this message?").click()
    page.locator("[id='welcome.en']").fill("Hello {{ establishment.nam }}")
    expect(preview.locator("mark.wrong")).to_have_text("{{ establishment.nam }}")
    expect(preview.locator("[id='preview.why.0']")).to_have_attribute("open", "")
    expect(preview.locator(".chat")).to_contain_text("We never sleep.")


def test_the_preview_shows_another_instant_and_establishment(entrance: Door) -> None:
    page = unfolded(entrance.visit("/sets/new", Role.EDITOR, viewport=WIDE))
    preview = page.locator("#preview")
    page.locator("[id='welcome.en']").fill("Welcome")
    page.locator("[id='absence.en']").fill("Away from {{ establishment.name }}")
    preview.get_by_label("Find an establishment").fill("limoilou")
    expect(preview.get_by_label("Establishment", exact=True)).to_contain_text("Limoilou")
    preview.get_by_label("Establishment", exact=True).select_option("fournil-limoilou")
    preview.get_by_label("When").select_option("next_closing")
    expect(preview.locator(".chat")).to_contain_text("Away from Fournil Colibri, Limoilou")
    expect(preview.locator("[id='preview.choices']")).to_have_attribute("open", "")


def test_the_preview_needs_no_script(entrance: Door) -> None:
    page = entrance.visit("/sets/new", Role.EDITOR, viewport=WIDE, java_script_enabled=False)
    page.locator("[id='welcome.en']").fill("Hello")
    page.locator("[id='preview.choices'] summary").click()
    page.get_by_role("button", name="Show the preview").click()
    expect(page.locator(".chat")).to_contain_text("Hello")
    page.get_by_role("button", name="Back to the form").click()
    expect(page.locator("[id='welcome.en']")).to_have_value("Hello")


def test_hours_need_no_script(entrance: Door) -> None:
    page = entrance.visit("/hours/new", Role.EDITOR, viewport=WIDE, java_script_enabled=False)
    page.get_by_label("Name", exact=True).first.fill("Nights")
    page.get_by_role("button", name="Add a period: Saturday").click()
    page.get_by_label("Saturday: from").fill("20:00")
    page.get_by_label("Saturday: to").fill("23:00")
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_role("link", name="Nights")).to_be_visible()
    [made] = known(entrance.home)
    assert made.document["weekly"]["sat"] == ["20:00-23:00"]  # type: ignore[index]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", TELEPHONE)], ids=["light", "dark"])
def test_axe_finds_nothing_in_hours(entrance: Door, language: str, scheme: str, size: dict[str, int]) -> None:
    release(entrance.home)
    [live] = known(entrance.home)
    look = {"language": language, "color_scheme": scheme, "viewport": size, "reduced_motion": "reduce"}
    for path in ("/hours", "/hours/new", f"/hours/{live.id}"):
        page = unfolded(entrance.visit(path, Role.EDITOR, **look))
        assert violations(page) == [], path
    page.locator("[id='hours.timezone']").fill("Europe/Pari")
    page.locator("button[value=save]").last.click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    assert violations(page) == []
    assert any(re.search("422", said) for said in entrance.complaints)
    entrance.complaints.clear()  # the browser's own word on an answer that refuses a form

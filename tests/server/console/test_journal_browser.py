"""Journal and conversations in real browsers: live for everybody, accessible, and usable without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from frontdesk_server.rights import Role
from tests.server.console.house_browser import Door
from tests.server.console.kit_browser import violations
from tests.server.console.matter import ADA, PARIS, newest, write

pytestmark = [pytest.mark.browser, pytest.mark.walk]

WIDE = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}


def conversation(entrance: Door) -> str:
    (line,) = entrance.home.call(entrance.home.store.journal.conversations)
    return f"/conversations/{line.id}"


def test_b4_what_one_operator_answers_the_others_see_without_a_reload(entrance: Door) -> None:
    write(entrance.home, "Bonjour")
    where = conversation(entrance)
    odile = entrance.visit(where, Role.EDITOR, name="Odile", viewport=WIDE)
    paul = entrance.visit(where, Role.VIEWER, name="Paul", viewport=WIDE)
    odile.get_by_label("Your answer").fill("Nous arrivons tout de suite")
    odile.get_by_role("button", name="Send", exact=True).click()
    for page in (odile, paul):
        expect(page.locator("#thread .bubble.is-us", has_text="Nous arrivons tout de suite")).to_have_count(1)
        expect(page.locator("#thread")).to_contain_text("Odile")


def test_b4_what_a_contact_writes_appears_for_everybody_and_a_half_written_answer_stays(entrance: Door) -> None:
    write(entrance.home, "Bonjour")
    where = conversation(entrance)
    pages = [entrance.visit(where, Role.EDITOR, name=name, viewport=WIDE) for name in ("Odile", "Paul")]
    pages[0].get_by_label("Your answer").fill("Je regar")
    write(entrance.home, "Vous êtes là ?")
    for page in pages:
        expect(page.locator("#thread")).to_contain_text("Vous êtes là ?")
    expect(pages[0].get_by_label("Your answer")).to_have_value("Je regar")
    expect(pages[0].get_by_label("Your answer")).to_be_focused()


def test_the_list_of_conversations_is_live(entrance: Door) -> None:
    page = entrance.visit("/conversations", viewport=WIDE)
    expect(page.locator("#conversations")).to_contain_text("No conversation yet")
    write(entrance.home, "Bonjour")
    expect(page.get_by_role("link", name="Ada Lovelace")).to_be_visible()


def test_the_journal_grows_by_itself_and_leads_to_the_explanation(entrance: Door) -> None:
    write(entrance.home, "Bonjour")
    page = entrance.visit("/journal", viewport=WIDE)
    rows = page.locator("#decisions tr")
    expect(rows).to_have_count(1)
    write(entrance.home, "Encore", contact="eve")
    expect(rows).to_have_count(2)
    rows.first.get_by_role("link", name=re.compile("Explain")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why:")
    expect(page).to_have_url(re.compile(f"/journal/{newest(entrance.home).number}$"))


def test_why_did_it_not_answer_on_sunday_takes_two_clicks(entrance: Door) -> None:
    write(entrance.home)
    page = entrance.visit("/journal", viewport=WIDE)
    page.get_by_role("link", name="Why did nothing come?").click()
    page.get_by_label("Establishment", exact=True).fill(PARIS)
    page.get_by_label("Date and time there").fill("2026-11-29T18:03")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("There was no event.")).to_be_visible()


def screens(entrance: Door) -> list[str]:
    home = entrance.home
    write(home, "Bonjour")
    write(home, "Encore moi")
    write(home, place="nowhere", contact="bob")
    (line,) = [found for found in home.call(home.store.journal.conversations) if found.contact == ADA]
    return [
        "/journal",
        "/journal?since=x",
        "/journal?place=garage",
        "/journal/stuck",
        f"/journal/why?place={PARIS}&when=2026-12-01T10:00",
        f"/journal/why?place={PARIS}&when=2026-12-01T18:03",
        "/journal/1",
        "/journal/2",
        "/journal/3",
        "/conversations",
        "/conversations?q=nobody",
        f"/conversations/{line.id}",
    ]


LOOKS: list[dict[str, Any]] = [
    {"viewport": WIDE, "color_scheme": "light"},
    {"viewport": TELEPHONE, "color_scheme": "dark", "language": "fr"},
]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_wrong_with_journal_and_conversations(entrance: Door, look: dict[str, Any]) -> None:
    wrong = {}
    for path in screens(entrance):
        page = entrance.visit(path, **look)
        for fold in page.locator("details > summary").all():
            if fold.is_visible() and "menu" not in (fold.inner_text() or "").lower():
                fold.click()
        wrong[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= look["viewport"]["width"], path
        page.context.close()
    assert {path: found for path, found in wrong.items() if found} == {}


def test_an_answer_is_sent_without_a_script(entrance: Door) -> None:
    write(entrance.home, "Bonjour")
    page = entrance.visit(conversation(entrance), viewport=WIDE, java_script_enabled=False)
    page.get_by_label("Your answer").fill("Sans script")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Your answer is on its way.")).to_be_visible()

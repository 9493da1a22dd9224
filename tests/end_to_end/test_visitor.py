"""The visitor's whole way on the demo: a real server process, its own clock, a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from demo_house import (
    TUESDAY_MORNING,
    Demo,
    Visitor,
    bubbles,
    delivered,
    demo_running,
    launcher,
    opened,
    starters,
    violations,
    write,
)
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.walk]

BAKERY = "/demo/fournil-croix-rousse"
WELCOME = (
    "Bonjour, ici Fournil Colibri, Croix-Rousse. Le pain sort du four, et nous lisons vos messages : "
    "que puis-je pour vous ?"
)
ABSENCE = (
    "Bonjour, ici Fournil Colibri, Croix-Rousse. Le four est froid et nous dormons un peu. "
    "Nous vous répondrons demain à 07:00."
)
STARTERS = ["Vos horaires ?", "Où êtes-vous ?", "Commander du pain", "La spécialité de la maison", "Allergènes"]
PHONE = {"viewport": {"width": 390, "height": 844}}


def latest(demo: Demo) -> str:
    """The id of the conversation in which something happened last."""
    return str(demo.conversations()[0]["id"])


def test_visitor_in_chat_hours_is_welcomed_with_the_starters_in_order(by_day: Demo, visitor: Visitor) -> None:
    page = opened(visitor.visit(by_day.url + BAKERY))
    expect(starters(page)).to_have_text(STARTERS)
    expect(bubbles(page)).to_have_text([WELCOME])
    expect(page.get_by_role("dialog", name="Fournil Colibri, Croix-Rousse")).to_contain_text("Nous sommes là")


def test_visitor_outside_chat_hours_is_told_when_somebody_is_back(by_night: Demo, visitor: Visitor) -> None:
    page = opened(visitor.visit(by_night.url + BAKERY))
    expect(bubbles(page)).to_have_text([ABSENCE])
    expect(starters(page)).to_have_text(STARTERS)
    expect(page.get_by_role("dialog")).to_contain_text("Absents pour le moment")


def test_same_instant_is_another_time_at_another_place(by_night: Demo, visitor: Visitor) -> None:
    page = opened(visitor.visit(f"{by_night.url}/demo/fournil-limoilou"))
    expect(bubbles(page).first).to_contain_text("Fournil Colibri, Limoilou. Le pain sort du four")


def test_privacy_notice_comes_before_everything(by_day: Demo, visitor: Visitor) -> None:
    page = opened(visitor.visit(f"{by_day.url}/demo/clinique-carouge"))
    expect(bubbles(page)).to_have_count(2)
    expect(bubbles(page).first).to_contain_text("Vos messages servent uniquement à vous répondre.")
    expect(bubbles(page).last).to_contain_text("Bonjour, ici Clinique Colibri, Carouge.")


@pytest.mark.parametrize(
    ("place", "question", "answer"),
    [
        ("fournil-croix-rousse", "Où êtes-vous ?", "Suivez l'odeur du pain : 14 montée des Fileuses, 69004 Lyon."),
        ("fournil-saint-denis", "Où êtes-vous ?", "Suivez l'odeur du pain : 6 rue des Filaos, 97400 Saint-Denis."),
        ("bakehouse-fitzroy", "What are you famous for?", None),
    ],
)
def test_tap_is_answered_with_the_data_of_that_place(
    by_day: Demo, visitor: Visitor, place: str, question: str, answer: str | None
) -> None:
    page = opened(visitor.visit(f"{by_day.url}/demo/{place}"))
    starters(page).get_by_text(question, exact=True).click()
    expect(bubbles(page)).to_have_count(3)
    expect(bubbles(page).nth(1)).to_have_text(question)
    if answer:
        expect(bubbles(page).last).to_have_text(answer)
    else:
        expect(bubbles(page).last).to_contain_text("No contest: ")


def test_operators_reply_arrives_live_under_their_name(by_day: Demo, visitor: Visitor) -> None:
    page = opened(visitor.visit(by_day.url + BAKERY))
    write(page, "Avez-vous encore des brioches ?")
    delivered(page)
    by_day.reply(latest(by_day), "Oui, il en reste quatre.", "Solène")
    expect(bubbles(page)).to_have_text([WELCOME, "Avez-vous encore des brioches ?", "Oui, il en reste quatre."])
    expect(page.locator("frontdesk-chat .who")).to_have_text("Solène")


def test_reload_keeps_the_history(by_day: Demo, visitor: Visitor) -> None:
    page = opened(visitor.visit(by_day.url + BAKERY))
    starters(page).first.click()
    expect(bubbles(page)).to_have_count(3)
    before = bubbles(page).all_text_contents()
    page.reload()
    opened(page)
    expect(bubbles(page)).to_have_text(before)
    assert by_day.texts(latest(by_day), "in") == ["Vos horaires ?"]


def test_message_written_offline_is_delivered_once(by_day: Demo, visitor: Visitor) -> None:
    page = opened(visitor.visit(by_day.url + BAKERY))
    expect(page.locator("frontdesk-chat [role=log]")).to_have_attribute("aria-live", "polite")
    page.context.set_offline(True)
    write(page, "Écrit dans le tunnel")
    expect(page.locator("frontdesk-chat .status")).to_contain_text("Vous êtes hors ligne")
    page.context.set_offline(False)
    delivered(page)
    expect(bubbles(page)).to_have_text([WELCOME, "Écrit dans le tunnel"])
    assert by_day.texts(latest(by_day), "in") == ["Écrit dans le tunnel"]


def test_two_visitors_do_not_read_each_other(by_day: Demo, visitor: Visitor) -> None:
    one, other = (opened(visitor.visit(by_day.url + BAKERY)) for _ in range(2))
    for page, text in (one, "Entre nous"), (other, "Bonjour"):
        write(page, text)
        delivered(page)
    expect(bubbles(other)).to_have_text([WELCOME, "Bonjour"])


def test_phone_shows_the_chat_on_the_whole_screen(by_day: Demo, visitor: Visitor) -> None:
    page = opened(visitor.visit(by_day.url + BAKERY, reduced_motion="reduce", **PHONE))
    dialog = page.get_by_role("dialog")
    assert dialog.evaluate("node => node.matches(':modal')")
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    starters(page).last.click()
    expect(bubbles(page)).to_have_count(3)
    dialog.get_by_role("button", name="Fermer la discussion").click()
    expect(launcher(page)).to_be_focused()


def test_whole_way_by_keyboard_alone(by_day: Demo, visitor: Visitor) -> None:
    page = visitor.visit(by_day.url + BAKERY)
    launcher(page).wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if launcher(page).evaluate("button => button.matches(':focus')"):
            break
    page.keyboard.press("Enter")
    expect(starters(page)).to_have_count(5)
    expect(page.get_by_role("textbox")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
    expect(starters(page).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(bubbles(page)).to_have_count(3)
    page.keyboard.press("Escape")
    expect(launcher(page)).to_be_focused()


SCREENS: dict[str, tuple[str, dict[str, object]]] = {
    "light": ("", {}),
    "dark": ("", {"color_scheme": "dark"}),
    "phone": ("", dict(PHONE)),
    "english": ("?lang=en", {}),
}


@pytest.mark.parametrize("name", SCREENS)
def test_page_and_chat_have_no_axe_violation(by_day: Demo, visitor: Visitor, name: str) -> None:
    query, options = SCREENS[name]
    page = visitor.visit(f"{by_day.url}{BAKERY}{query}", reduced_motion="reduce", **options)
    launcher(page).wait_for()
    assert violations(page) == []
    opened(page)
    starters(page).first.click()
    expect(bubbles(page)).to_have_count(3)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_list_of_places_has_no_axe_violation(by_day: Demo, visitor: Visitor, scheme: str) -> None:
    assert violations(visitor.visit(f"{by_day.url}/demo", color_scheme=scheme)) == []


def test_demo_that_is_started_again_keeps_every_conversation(tmp_path: Path, visitor: Visitor) -> None:
    with demo_running(tmp_path, TUESDAY_MORNING) as demo:
        page = opened(visitor.visit(demo.url + BAKERY))
        write(page, "À tout à l'heure")
        delivered(page)
        expect(bubbles(page)).to_have_text([WELCOME, "À tout à l'heure"])
        page.close()
        assert demo.stop() == 0
        port = int(demo.url.rpartition(":")[2])
    with demo_running(tmp_path, TUESDAY_MORNING, port) as demo:
        page = opened(visitor.tab(page.context, demo.url + BAKERY))
        expect(bubbles(page)).to_have_text([WELCOME, "À tout à l'heure"])
        page.close()


def test_server_that_stops_under_an_open_chat_stops_at_once_and_loses_nothing(
    chromium: Browser, tmp_path: Path
) -> None:
    lenient = Visitor(browser=chromium)
    with demo_running(tmp_path, TUESDAY_MORNING) as demo:
        page = opened(lenient.visit(demo.url + BAKERY))
        expect(page.locator("frontdesk-chat [role=log]")).to_have_attribute("aria-live", "polite")
        assert demo.stop() == 0
        port = int(demo.url.rpartition(":")[2])
        write(page, "Écrit pendant l'arrêt")
        expect(page.locator("frontdesk-chat .pending")).to_have_count(1)
    with demo_running(tmp_path, TUESDAY_MORNING, port) as demo:
        delivered(page)
        expect(bubbles(page)).to_have_text([WELCOME, "Écrit pendant l'arrêt"])
        assert demo.texts(latest(demo), "in") == ["Écrit pendant l'arrêt"]
    lenient.leave()

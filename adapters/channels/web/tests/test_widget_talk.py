"""The widget in a real browser: what a visitor says and reads."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from web_desk import ANSWERS, STARTERS, WELCOME
from web_shop import Shop, after, bubbles, delivered, launcher, opened, write

from frontdesk import ConversationOpened, MessageReceived, StarterTapped

pytestmark = pytest.mark.browser


def said(shop: Shop) -> list[str]:
    return [event.text for event in shop.desk.events if isinstance(event, MessageReceived)]


def test_opening_greets_with_the_starters_in_order(shop: Shop) -> None:
    page = opened(shop.visit())
    expect(bubbles(page)).to_have_text([WELCOME])
    expect(page.get_by_role("group", name="Questions proposées").get_by_role("button")).to_have_text(
        [each.title for each in STARTERS]
    )
    expect(page.get_by_role("dialog", name="Boulangerie Lumière")).to_contain_text("Nous sommes là")


def test_opening_twice_greets_once(shop: Shop) -> None:
    page = opened(shop.visit())
    launcher(page).click()
    opened(page)
    expect(bubbles(page)).to_have_count(1)
    assert [type(event) for event in shop.desk.events] == [ConversationOpened]


def test_away_is_said_in_words(shop: Shop) -> None:
    shop.desk.away = True
    expect(opened(shop.visit()).get_by_role("dialog")).to_contain_text("Absents pour le moment")


def test_tapped_starter_is_answered_and_keeps_the_focus(shop: Shop) -> None:
    page = opened(shop.visit())
    starter = page.get_by_role("button", name="Vos horaires ?")
    starter.click()
    expect(bubbles(page)).to_have_text([WELCOME, "Vos horaires ?", ANSWERS["hours"]])
    expect(starter).to_be_focused()
    assert isinstance(shop.desk.events[-1], StarterTapped)


def test_written_text_makes_the_suggestions_go_and_the_focus_stays_in_the_box(shop: Shop) -> None:
    page = opened(shop.visit())
    write(page, "Avez-vous des croissants ?")
    expect(bubbles(page)).to_have_text([WELCOME, "Avez-vous des croissants ?"])
    expect(page.get_by_role("group", name="Questions proposées")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Votre message")).to_be_focused()
    delivered(page)
    assert said(shop) == ["Avez-vous des croissants ?"]


def test_operator_answers_live_under_their_name(shop: Shop) -> None:
    page = opened(shop.visit())
    shop.say("Bonjour, je regarde.", operator="Léa")
    row = page.locator("frontdesk-chat .operator")
    expect(row).to_contain_text("Bonjour, je regarde.")
    expect(row.locator(".who")).to_have_text("Léa")


def test_operator_without_a_name_is_the_team(shop: Shop) -> None:
    page = opened(shop.visit())
    shop.say("Bonjour.")
    expect(page.locator("frontdesk-chat .operator .who")).to_have_text("Notre équipe")


def test_markup_is_shown_as_text(shop: Shop) -> None:
    page = opened(shop.visit())
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script> {{ 7*7 }}"
    write(page, nasty)
    delivered(page)
    expect(bubbles(page)).to_have_text([WELCOME, nasty])
    assert page.locator("frontdesk-chat .bubble :not(a)").count() == 0


def test_only_http_addresses_become_links(shop: Shop) -> None:
    page = opened(shop.visit())
    shop.say("Voir https://example.com/a?b=1, (http://example.org/x). Pas javascript:alert(1) ni data:text/html,x")
    links = page.locator("frontdesk-chat .operator a")
    expect(links).to_have_text(["https://example.com/a?b=1", "http://example.org/x"])
    for link in links.all():
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"


def test_shift_enter_breaks_the_line_and_enter_sends(shop: Shop) -> None:
    page = opened(shop.visit())
    page.keyboard.type("une")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("deux")
    page.keyboard.press("Enter")
    expect(bubbles(page)).to_have_count(2)
    delivered(page)
    assert said(shop) == ["une\ndeux"]


def test_enter_that_ends_a_composition_does_not_send(shop: Shop) -> None:
    page = opened(shop.visit())
    box = page.locator("frontdesk-chat textarea")
    box.fill("に")
    box.evaluate("box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true}))")
    expect(box).to_have_value("に")
    expect(bubbles(page)).to_have_count(1)


def test_text_that_is_too_long_is_said_and_not_sent(shop: Shop) -> None:
    page = opened(shop.visit())
    write(page, "é" * 4_012)
    expect(page.locator("frontdesk-chat .status")).to_have_text("Caractères en trop : 12")
    expect(page.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("textbox").fill("court")
    expect(page.locator("frontdesk-chat .status")).to_have_text("")
    assert said(shop) == []


def test_text_that_is_too_long_is_still_said_when_the_line_is_well_again(shop: Shop) -> None:
    page = opened(shop.visit())
    page.get_by_role("textbox").fill("é" * 4_001)
    with page.expect_request("**/stream"):
        page.evaluate("dispatchEvent(new Event('offline')); dispatchEvent(new Event('online'))")
    expect(page.locator("frontdesk-chat .status")).to_have_text("Caractères en trop : 1")


def test_two_tabs_are_one_conversation(shop: Shop) -> None:
    first = shop.visit()
    second = shop.tab(first.context)
    launcher(first).click()
    launcher(second).click()
    expect(bubbles(second)).to_have_text([WELCOME])
    write(first, "Dans l'autre onglet")
    expect(bubbles(second)).to_have_text([WELCOME, "Dans l'autre onglet"])
    expect(bubbles(first)).to_have_text([WELCOME, "Dans l'autre onglet"])
    assert [type(event) for event in shop.desk.events] == [ConversationOpened, MessageReceived]


def test_answer_to_a_closed_panel_is_counted_in_the_launchers_name(shop: Shop) -> None:
    page = shop.visit()
    page.clock.install()
    opened(page)
    launcher(page).click()
    shop.say("Une réponse.")
    after(page, 21_000, page.get_by_role("button", name="Ouvrir la discussion, messages non lus : 1"))
    opened(page)
    expect(page.get_by_role("button", name="Fermer la discussion").first).to_be_visible()


def test_page_can_drive_the_chat_and_listen(shop: Shop) -> None:
    page = shop.visit(script="window.Frontdesk = {q: [['identify', {name: 'Ada'}]]}")
    launcher(page).wait_for()
    page.evaluate("window.heard = []; Frontdesk('on', 'message', message => heard.push(message)); Frontdesk('open')")
    bubbles(page).first.wait_for()
    expect(page.locator("frontdesk-chat [role=log]")).to_have_attribute("aria-live", "polite")
    shop.say("Bonjour")
    expect(bubbles(page)).to_have_text([WELCOME, "Bonjour"])
    heard = page.evaluate("heard.map(message => [message.text, message.sender])")
    assert ["Bonjour", "operator"] in heard
    page.evaluate("Frontdesk('close')")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert shop.desk.events[0].contact.full_name == "Ada"


def test_handler_of_the_page_that_throws_loses_no_message(lenient: Shop) -> None:
    page = lenient.visit()
    launcher(page).wait_for()
    page.evaluate("Frontdesk('on', 'message', () => { throw new Error('the page is broken') })")
    opened(page)
    expect(page.locator("frontdesk-chat [role=log]")).to_have_attribute("aria-live", "polite")
    page.context.set_offline(True)
    for text in ("une", "deux"):
        lenient.say(text)
    page.context.set_offline(False)  # both come at once
    expect(bubbles(page)).to_have_text([WELCOME, "une", "deux"])
    assert lenient.complaints.count("uncaught: the page is broken") == 2


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("{name: 'a'.repeat(79) + '\N{GRINNING FACE}\N{GRINNING FACE}'}", "a" * 79 + "\N{GRINNING FACE}"),
        ("{name: ' '}", None),
        ("{name: null}", None),
        ("{}", None),
        ("", None),
    ],
    ids=["cut-between-characters", "blank", "null", "no-name", "nobody"],
)
def test_page_may_identify_anybody_or_nobody(shop: Shop, who: str, name: str | None) -> None:
    page = shop.visit()
    launcher(page).wait_for()
    page.evaluate(f"Frontdesk('identify', {who})")
    opened(page)
    assert shop.desk.events[0].contact.full_name == name

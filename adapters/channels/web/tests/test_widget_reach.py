"""The widget when the way to the desk is bad: nothing is lost, and nothing is said twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import APIResponse, Route, expect
from web_desk import WELCOME
from web_shop import Shop, after, bubbles, delivered, launcher, opened, write

from frontdesk import ConversationOpened, MessageReceived
from frontdesk_web import Limits
from frontdesk_web.live import Pace

pytestmark = pytest.mark.browser


def said(shop: Shop) -> list[str]:
    return [event.text for event in shop.desk.events if isinstance(event, MessageReceived)]


def test_reload_keeps_the_history_and_every_message_once(shop: Shop) -> None:
    page = opened(shop.visit())
    write(page, "Avant")
    delivered(page)
    page.reload()
    opened(page)
    shop.say("Après")
    expect(bubbles(page)).to_have_text([WELCOME, "Avant", "Après"])
    assert sum(isinstance(event, ConversationOpened) for event in shop.desk.events) == 1


def test_message_written_offline_is_delivered_once(shop: Shop) -> None:
    page = opened(shop.visit())
    expect(page.locator("frontdesk-chat [role=log]")).to_have_attribute("aria-live", "polite")
    page.context.set_offline(True)
    write(page, "Écrit hors ligne")
    expect(page.locator("frontdesk-chat .status")).to_contain_text("Vous êtes hors ligne")
    expect(page.locator("frontdesk-chat .pending .note")).to_have_text("Envoi…")
    page.context.set_offline(False)
    delivered(page)
    shop.say("Bien reçu")
    expect(bubbles(page)).to_have_text([WELCOME, "Écrit hors ligne", "Bien reçu"])
    expect(page.locator("frontdesk-chat .status")).to_have_text("")
    assert said(shop) == ["Écrit hors ligne"]


def test_message_that_could_not_leave_survives_a_reload(lenient: Shop) -> None:
    page = opened(lenient.visit())
    page.context.route("**/messages", lambda route: route.abort())
    write(page, "Pas encore parti")
    expect(page.locator("frontdesk-chat .pending")).to_have_count(1)
    page.reload()
    page.context.unroute_all()
    opened(page)
    delivered(page)
    expect(bubbles(page)).to_have_text([WELCOME, "Pas encore parti"])
    assert said(lenient) == ["Pas encore parti"]


def test_answer_that_was_lost_on_the_way_does_not_double_the_message(lenient: Shop) -> None:
    page = opened(lenient.visit())
    lost: list[APIResponse] = []

    def lose_first(route: Route) -> None:
        if not lost and route.request.method == "POST":
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.context.route("**/messages", lose_first)
    with page.expect_response(lambda answer: answer.status == 202):  # of the second post, which the row may outrun
        write(page, "Une fois")
    delivered(page)
    expect(bubbles(page)).to_have_text([WELCOME, "Une fois"])
    assert (len(lost), said(lenient)) == (1, ["Une fois"])


@pytest.mark.parametrize("pace", [Pace(ping=0.2, lifetime=0.4)], ids=["short-lived"])
def test_stream_that_keeps_ending_loses_and_doubles_nothing(shop: Shop) -> None:
    page = opened(shop.visit())
    for number in range(4):
        with page.expect_request("**/stream"):
            shop.say(f"réponse {number}")
    expect(bubbles(page)).to_have_text([WELCOME, *(f"réponse {number}" for number in range(4))])


def test_stream_that_begins_again_from_the_start_is_told_once(shop: Shop) -> None:
    shop.weather.forgetting = True
    page = shop.visit()
    launcher(page).wait_for()
    page.evaluate("window.heard = []; Frontdesk('on', 'message', message => heard.push(message.text))")
    opened(page)
    expect(page.locator("frontdesk-chat [role=log]")).to_have_attribute("aria-live", "polite")
    for text in ("une", "deux"):
        shop.say(text)
        expect(bubbles(page).last).to_have_text(text)
        with page.expect_request("**/stream"):
            page.evaluate("dispatchEvent(new Event('offline')); dispatchEvent(new Event('online'))")
    shop.say("trois")
    expect(bubbles(page)).to_have_text([WELCOME, "une", "deux", "trois"])
    assert page.evaluate("heard") == ["une", "deux", "trois"]


def test_stream_that_is_held_back_is_replaced_by_asking(shop: Shop) -> None:
    shop.weather.holding_streams = True
    page = shop.visit()
    page.clock.install()
    opened(page)
    shop.say("Par l'autre chemin")
    after(page, 6_000, bubbles(page).get_by_text("Par l'autre chemin"))
    expect(bubbles(page)).to_have_text([WELCOME, "Par l'autre chemin"])


@pytest.mark.parametrize("limits", [Limits(message_burst=1)], ids=["one-at-a-time"])
def test_desk_that_asks_to_wait_is_obeyed_and_then_served(lenient: Shop) -> None:
    page = opened(lenient.visit())
    write(page, "un")
    write(page, "deux")
    expect(page.locator("frontdesk-chat .status")).to_contain_text("Un instant")
    lenient.desk.instant += timedelta(seconds=5)
    expect(bubbles(page)).to_have_text([WELCOME, "un", "deux"])
    delivered(page)
    assert said(lenient) == ["un", "deux"]


def test_full_inbox_is_tried_again(lenient: Shop) -> None:
    page = opened(lenient.visit())
    lenient.desk.full = True
    with page.expect_response(lambda answer: answer.status == 503):
        write(page, "Patience")
    lenient.desk.full = False
    delivered(page)
    assert said(lenient) == ["Patience"]


def test_token_that_expired_is_replaced_and_the_message_still_arrives(lenient: Shop) -> None:
    page = opened(lenient.visit())
    lenient.desk.instant += timedelta(days=31)
    write(page, "Me revoilà")
    expect(page.locator("frontdesk-chat .contact .bubble")).to_have_text("Me revoilà")
    delivered(page)
    assert said(lenient) == ["Me revoilà"]
    assert sum(isinstance(event, ConversationOpened) for event in lenient.desk.events) == 2


def test_message_that_is_refused_for_good_says_so(lenient: Shop) -> None:
    page = opened(lenient.visit())
    page.context.route(
        "**/messages", lambda route: route.fulfill(status=422, headers={"access-control-allow-origin": "*"})
    )
    write(page, "Refusé")
    expect(page.locator("frontdesk-chat .refused .note")).to_have_text("Non envoyé")


def test_blocked_storage_does_not_stop_the_chat(shop: Shop) -> None:
    blocked = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    page = opened(shop.visit(script=blocked))
    write(page, "Sans mémoire")
    delivered(page)
    expect(bubbles(page)).to_have_text([WELCOME, "Sans mémoire"])
    assert said(shop) == ["Sans mémoire"]


FILL = """() => {
    for (let size = 1 << 20; size; size >>= 1)
        try { for (;;) localStorage.setItem(`theirs ${Math.random()}`, "x".repeat(size)) } catch { }
}"""


def test_full_storage_does_not_keep_a_message_from_leaving(shop: Shop) -> None:
    page = opened(shop.visit())
    page.evaluate(FILL)
    write(page, "Plus de place")
    delivered(page)
    assert said(shop) == ["Plus de place"]


@pytest.mark.parametrize("kept", ["null", "[]", "{}", "not JSON"])
def test_storage_that_holds_something_else_does_not_stop_the_chat(shop: Shop, kept: str) -> None:
    page = opened(shop.visit())
    page.evaluate("kept => Object.keys(localStorage).forEach(name => localStorage.setItem(name, kept))", kept)
    page.reload()
    opened(page)
    write(page, "Comme neuf")
    delivered(page)
    assert said(shop) == ["Comme neuf"]


def test_establishment_that_does_not_exist_is_said_calmly(lenient: Shop) -> None:
    lenient.pages.attributes["data-establishment"] = "nowhere"
    page = lenient.visit()
    launcher(page).click()
    expect(page.locator("frontdesk-chat .status")).to_have_text("La discussion n'est pas disponible sur cette page.")


def test_page_that_may_not_use_the_chat_reads_nothing(lenient: Shop) -> None:
    lenient.desk.channel.settings = lenient.desk.channel.settings.model_copy(update={"origins": ("https://a.example",)})
    page = lenient.visit()
    launcher(page).click()
    expect(page.locator("frontdesk-chat .status")).to_contain_text("La connexion est perdue")
    assert lenient.desk.events == []

"""An operator's ten steps, in French and in English, on the demo; then contacts get what was previewed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx2
import pytest
from demo_house import TUESDAY_MORNING, TUESDAY_NIGHT, Demo, Visitor, bubbles, demo_running, opened, starters
from operator_at_work import SLOW, Operator
from playwright.sync_api import expect

from frontdesk_server.console.words import Language
from frontdesk_server.demo.folder import prepare
from tests.server.api.served import KEY, Platform, event, signed, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.walk, pytest.mark.timeout(600)]

NAME = "Décembre"
SAMPLES = (
    "fournil-croix-rousse",
    "fournil-limoilou",
    "bakehouse-fitzroy",
    "night-oven-brooklyn",
    "clinic-tiong-bahru",
    "clinique-carouge",
    "garage-minimes",
)
INSTANTS = (TUESDAY_MORNING, TUESDAY_NIGHT, "2026-12-06T15:30:00+01:00")
"""A morning, a night and a Sunday in Europe: each is something else in Melbourne, Quebec or Singapore."""


@dataclass
class House:
    """The demo with a webhook account beside the widget, and what stands behind that account."""

    folder: Path
    platform: Platform


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The folder that the demo is served from."""
    folder = tmp_path_factory.mktemp("operator") / "demo"
    prepare(folder)
    platform = Platform()
    file = folder / "frontdesk.yaml"
    account = f"""
  - id: crm
    channel: webhook
    private_addresses: true
    route: {{attribute: establishment}}
    settings: {{target_url: "{platform.url}", secrets: [env:CRM_KEY]}}

sources:"""
    file.write_text(file.read_text(encoding="utf-8").replace("\nsources:", account), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_KEY", KEY.decode())
        yield House(folder, platform)
    platform.close()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_operator_takes_the_ten_steps(house: House, tmp_path: Path, visitor: Visitor, language: Language) -> None:
    folder = tmp_path / "demo"
    copytree(house.folder, folder)
    with demo_running(folder, TUESDAY_MORNING) as demo:
        me = at_the_console(visitor, demo, folder, language)
        begins_a_set(me)
        chooses_establishments(me)
        writes_texts(me)
        orders_questions(me)
        sets_hours(me)
        looks_at_the_preview(me)
        activates(me)
        switches(me)
        two_save_at_once(me, visitor, demo, folder)
        deletes(me)


def at_the_console(visitor: Visitor, demo: Demo, folder: Path, language: Language) -> Operator:
    page = visitor.visit("about:blank", locale={"fr": "fr-FR", "en": "en-GB"}[language])
    me = Operator(page, demo.url, language, folder, visitor.complaints)
    me.sign_in()
    return me


def begins_a_set(me: Operator) -> None:
    """Step 1: from the menu to a new set."""
    me.go_to("Automatic messages")
    me.follow("Create a message set")
    me.write("name", NAME)


CHOSEN = "%(count)s establishment is chosen now.", "%(count)s establishments are chosen now."


def chooses_establishments(me: Operator) -> None:
    """Step 2: found whatever the accents; a live group, a single one, and an exception."""
    me.press("Choose establishments")
    picker = me.page.get_by_role("dialog")
    search = picker.get_by_label(me.say("Search establishments"))
    search.fill("CRÔIX rousse")
    expect(picker.locator(".picker-lines > li")).to_have_count(1)
    picker.locator(".picker-lines > li button").first.click()
    expect(picker).to_contain_text(me.count(*CHOSEN, 1))
    search.fill("")
    me.press("Add the group %(name)s", picker, name="clinics")
    expect(picker).to_contain_text(me.count(*CHOSEN, 5))
    search.fill("papeete")
    expect(picker.locator(".picker-lines > li")).to_have_count(1)
    picker.locator(".picker-lines > li").get_by_role("button", name=me.say("Leave out")).click()
    expect(picker).to_contain_text(me.count(*CHOSEN, 4))
    picker.get_by_text(me.say("Done"), exact=True).click()
    expect(me.page.locator("#content")).to_contain_text(me.count(*CHOSEN, 4))


def writes_texts(me: Operator) -> None:
    """Step 3: a privacy notice, a welcome and an absence in two languages; a tag from the menu; a misspelt one."""
    me.write("welcome.fr", "Bonjour de ")
    me.press("Insert a tag", me.page.locator(".field", has=me.page.locator('[name="welcome.fr"]')), exact=False)
    me.page.get_by_role("menuitem").filter(has_text="{{ establishment.name }}").first.click()
    expect(me.page.locator('[name="welcome.fr"]')).to_have_value("Bonjour de {{ establishment.name }}")
    me.write("absence.fr", "Fermé. [[De retour {{ chat_hours.next_opening }}.]]")
    me.write("privacy.fr", "En continuant, vous acceptez : https://colibri.example/fr")
    me.write("welcome.en", "Hello from {{ establishment.nam }}")
    me.write("absence.en", "Closed. [[Back {{ chat_hours.next_opening }}.]]")
    me.write("privacy.en", "By going on you accept: https://colibri.example/en")
    me.press("Save and activate")
    expect(me.page.locator(".error-summary")).to_contain_text("'establishment.name'", timeout=SLOW)
    expect(me.page.locator('[name="welcome.en"]')).to_have_attribute("aria-invalid", "true")
    me.forgives("422")
    me.write("welcome.en", "Hello from {{ establishment.name }}")


def orders_questions(me: Operator) -> None:
    """Step 4: three questions, one moved by its button, one removed and put back, one switched off."""
    for number, (title, answer) in enumerate(QUESTIONS):
        me.press("Add a question")
        for language in ("fr", "en"):
            me.write(f"starters[{number}].title.{language}", title[language])
            me.write(f"starters[{number}].answer.{language}", answer)
    rows = me.page.locator(".row[data-row]")
    expect(rows).to_have_count(3)
    rows.nth(2).locator('[data-move="-1"]').click()
    expect(me.page.locator('[name="starters[1].title.fr"]')).to_have_value("Où êtes-vous ?")
    rows.nth(2).get_by_role("button", name=me.say("Remove")).click()
    expect(rows).to_have_count(2)
    me.press("Undo")
    expect(rows).to_have_count(3)


QUESTIONS = (
    ({"fr": "Vos horaires ?", "en": "Your hours?"}, "{{ hours.week | default('?') }}"),
    ({"fr": "Qui êtes-vous ?", "en": "Who are you?"}, "{{ establishment.name }}"),
    ({"fr": "Où êtes-vous ?", "en": "Where are you?"}, "{{ establishment.address }}"),
)


def sets_hours(me: Operator) -> None:
    """Step 5: hours of their own, two periods on a Tuesday, told in words with the next opening."""
    me.page.locator('[name="chat_hours.kind"][value="own"]').check()
    days = me.page.locator('[name="chat_hours.weekly.tue.from[]"]')
    days.first.fill("09:00")
    me.page.locator('[name="chat_hours.weekly.tue.to[]"]').first.fill("12:00")
    tuesday = me.page.locator(".day", has=days).first
    me.press("Add a period", tuesday, exact=False)
    days.nth(1).fill("14:00")
    me.page.locator('[name="chat_hours.weekly.tue.to[]"]').nth(1).fill("18:00")


def looks_at_the_preview(me: Operator) -> None:
    """Step 6: what a contact reads in each language, now and at the next closing; a question tapped is answered."""
    me.look(place="fournil-croix-rousse", account="website", locale="fr")
    expect(me.said.last).to_have_text("Bonjour de Fournil Colibri, Croix-Rousse")
    me.look(place="fournil-croix-rousse", account="website", locale="en", when="next_closing")
    expect(me.said.last).to_have_text("Closed. Back today at 14:00.")
    me.look(place="fournil-croix-rousse", account="website", locale="fr", when="now")
    me.tap("Où êtes-vous ?")
    expect(me.said.last).to_contain_text("Lyon")


def activates(me: Operator) -> None:
    """Step 7: what will change, whom it is taken over from; then a release."""
    me.press("Save and activate")
    me.page.wait_for_url("**/activate", timeout=SLOW)
    me.hears("What will change")
    expect(me.page.locator("#content")).to_contain_text("messages/bakeries.yaml", timeout=SLOW)
    for choice in me.page.locator('[name="take"]').all():
        choice.check()
    me.press("Activate")
    expect(me.page.locator("#told")).to_contain_text("2", timeout=SLOW)
    me.go_to("Releases")
    expect(me.page.locator("tbody tr").first).to_contain_text("Odile Colibri")
    me.go_to("Automatic messages")
    expect(me.page.locator("tbody tr", has_text=NAME)).to_contain_text(me.say("Active"))


def switches(me: Operator) -> None:
    """Step 8: a switch flips at once, and back."""
    me.go_to("Establishments")
    row = me.page.locator("tbody tr", has_text="Fournil Colibri, Croix-Rousse")
    row.get_by_role("switch").first.click()
    expect(row.get_by_role("switch").first).not_to_be_checked(timeout=SLOW)
    me.press("Undo")
    row = me.page.locator("tbody tr", has_text="Fournil Colibri, Croix-Rousse")
    expect(row.get_by_role("switch").first).to_be_checked(timeout=SLOW)


def two_save_at_once(me: Operator, visitor: Visitor, demo: Demo, folder: Path) -> None:
    """Step 9: the second to save gets both texts."""
    me.go_to("Automatic messages")
    me.follow(NAME)
    other = at_the_console(visitor, demo, folder, me.language)
    other.page.goto(me.page.url)
    other.write("welcome.en", "Theirs")
    other.press("Save the draft")
    other.hears("The draft is saved. It counts once it is activated.")
    me.write("welcome.en", "Mine")
    me.press("Save the draft")
    me.hears("Two texts of “%(name)s”", name=NAME)
    expect(me.page.locator("#content")).to_contain_text("Theirs")
    expect(me.page.locator("#content")).to_contain_text("Mine")
    me.forgives("409")


def deletes(me: Operator) -> None:
    """Step 10: deleting says how many establishments are left without messages."""
    me.page.on("dialog", lambda dialog: dialog.accept())
    me.go_to("Automatic messages")
    row = me.page.locator("tbody tr", has_text=NAME)
    me.press("Actions for “%(name)s”", row, name=NAME)
    me.page.get_by_role("menuitem", name=me.say("Delete"), exact=True).click()
    me.hears("No establishment is left without messages.")


# What contacts get afterwards


@pytest.mark.walk
def test_contacts_get_what_the_preview_showed(house: House, visitor: Visitor) -> None:
    """21 samples of establishment, instant and language; each in the widget and on the webhook channel."""
    with demo_running(house.folder, TUESDAY_MORNING) as demo:
        me = at_the_console(visitor, demo, house.folder, "en")
        address = sets_up_everybody(me)
    different: list[str] = []
    for instant in INSTANTS:
        with demo_running(house.folder, instant) as demo:
            me = at_the_console(visitor, demo, house.folder, "en")
            me.page.goto(demo.url + address)
            for number, place in enumerate(SAMPLES):
                language = ("fr", "en")[(number + INSTANTS.index(instant)) % 2]
                shown = {account: previewed(me, place, account, language) for account in ("website", "crm")}
                got = {
                    "website": in_the_widget(visitor, demo, place, language),
                    "crm": on_the_webhook(house, demo, place, language, instant),
                }
                different += [f"{place} {instant} {language} {key}" for key in shown if shown[key] != got[key]]
    assert different == []


def sets_up_everybody(me: Operator) -> str:
    """A set for all establishments, active; the address of its editor."""
    me.go_to("Automatic messages")
    me.follow("Create a message set")
    me.write("name", NAME)
    me.press("Choose establishments")
    picker = me.page.get_by_role("dialog")
    me.press("Choose all, also those that come later", picker)
    expect(picker).to_contain_text(me.say("All establishments, also those that come later"))
    picker.get_by_text(me.say("Done"), exact=True).click()
    for language, (welcome, absence) in TEXTS.items():
        me.write(f"welcome.{language}", welcome)
        me.write(f"absence.{language}", absence)
    for number, (title, answer) in enumerate(QUESTIONS):
        me.press("Add a question")
        for language in ("fr", "en"):
            me.write(f"starters[{number}].title.{language}", title[language])
            me.write(f"starters[{number}].answer.{language}", answer)
    me.press("Save and activate")
    me.page.wait_for_url("**/activate", timeout=SLOW)
    expect(me.page.locator("#content")).to_contain_text("messages/garages.yaml", timeout=SLOW)
    address = me.page.url.removeprefix(me.url).removesuffix("/activate")
    for choice in me.page.locator('[name="take"]').all():
        choice.check()
    me.press("Activate")
    expect(me.page.locator("#told")).to_contain_text("2", timeout=SLOW)
    return address


TEXTS = {
    "fr": (
        "Bonjour ! Ici {{ establishment.name }}, {{ establishment.address }}. «\u202fBienvenue\u202f» 🥐",
        "{{ establishment.name }} est absent. [[De retour {{ chat_hours.next_opening }}.]]\nÀ bientôt.",
    ),
    "en": (
        "Hello! This is {{ establishment.name }}, {{ establishment.address }}. “Welcome” 🥐",
        "{{ establishment.name }} is away. [[Back {{ chat_hours.next_opening }}.]]\nSee you soon.",
    ),
}
Read = tuple[list[str], list[str], str]
"""Texts, titles of the questions that are offered, and the answer to the first of them."""


def previewed(me: Operator, place: str, account: str, language: str) -> Read:
    """What the preview says that a contact reads."""
    me.look(place=place, account=account, locale=language)
    me.start_again()
    texts, titles = me.said.all_text_contents(), [text.strip() for text in me.offered.all_text_contents()]
    me.tap(titles[0])
    expect(me.said).to_have_count(len(texts) + 1)
    return texts, titles, me.said.all_text_contents()[-1]


def in_the_widget(visitor: Visitor, demo: Demo, place: str, language: str) -> Read:
    """What a visitor reads, in a browser of that language."""
    locale = {"fr": "fr-FR", "en": "en-GB"}[language]
    page = opened(visitor.visit(f"{demo.url}/demo/{place}?lang={language}", locale=locale))
    expect(starters(page)).to_have_count(len(QUESTIONS))
    texts, titles = bubbles(page).all_text_contents(), starters(page).all_text_contents()
    starters(page).first.click()
    expect(bubbles(page)).to_have_count(len(texts) + 2)
    answer = bubbles(page).all_text_contents()[-1]
    page.context.close()
    visitor.contexts.remove(page.context)
    return texts, titles, answer


def on_the_webhook(house: House, demo: Demo, place: str, language: str, instant: str) -> Read:
    """What the system behind the webhook channel is given for a contact."""
    contact = f"{place}-{instant}"
    about = {"contact": {"id": contact, "locale": language}, "attributes": {"establishment": place}}

    def sends(kind: str, **more: object) -> None:
        body = json.dumps({"events": [event(kind, f"{contact}-{kind}", at=instant) | about | more]}).encode()
        answer = httpx2.post(f"{demo.url}/webhooks/crm", content=body, headers=signed(body, at=instant))
        assert answer.status_code == 200, answer.text

    def given(count: int) -> list[dict[str, Any]]:
        found = [message for message in house.platform.received if message["to"] == contact]
        return found if len(found) >= count else []

    sends("conversation_opened")
    first = wait_for(lambda: given(1), "a greeting")
    offered = first[-1]["suggestions"]
    sends("starter_tap", starter=offered[0]["id"], title=offered[0]["title"])
    answer = wait_for(lambda: given(len(first) + 1), "an answer")[-1]
    return [one["text"] for one in first], [one["title"] for one in offered], answer["text"]

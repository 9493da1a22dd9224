"""The preview beside the set editor: what it shows for what is typed, to whom, and without a script."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import pytest

from frontdesk_server.publishing.draft_books import Beside
from frontdesk_server.publishing.preview import Asked, Previewer
from frontdesk_server.rights import Role
from tests.server.console.hours_fields import fields_of
from tests.server.console.house import TUESDAY_MORNING, House

DRAFT: Mapping[str, str] = {
    "name": "Accueil",
    "establishments.groups": "bakeries",
    "welcome.fr": "Bonjour, ici {{ establishment.name }}.",
    "welcome.en": "Hello, this is {{ establishment.name }}.",
    "absence.fr": "Fermé. [[De retour {{ chat_hours.next_opening }}.]]",
    "absence.en": "Closed. [[Back {{ chat_hours.next_opening }}.]]",
    "starters[0].id": "hours",
    "starters[0].title.fr": "Vos horaires ?",
    "starters[0].title.en": "Your hours?",
    "starters[0].answer.fr": "{{ hours.week }}",
    "starters[0].answer.en": "{{ hours.week }}",
    "starters[1].id": "bread",
    "starters[1].title.fr": "Du pain <b>?",
    "starters[1].title.en": "Bread?",
    "starters[1].answer.fr": "Oui",
    "starters[1].answer.en": "Yes",
    "chat_hours": "auto",
}
SPACED = "  Bonjour <b>&amp;</b>,\n\n{{ establishment.name }} : « oui »\u202f!\n {{ chat_hours.next_opening }}"
LIMOILOU = {"preview.establishment": "fournil-limoilou"}


def ask(house: House, *, fragment: bool = True, **fields: str) -> str:
    sent = {**DRAFT, **{name.replace("__", "."): value for name, value in fields.items()}}
    answer = house.post("/preview", sent, fragment=fragment)
    assert answer.status_code == 200
    return answer.text


def bubbles(page: str) -> list[str]:
    return [
        html.unescape(re.sub("<[^>]+>", "", found))
        for found in re.findall(r'<p dir="auto"[^>]*>(.*?)</p>', page, re.DOTALL)
    ]


def test_preview_shows_what_a_contact_reads(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = ask(shared, **{"preview.establishment": "fournil-croix-rousse", "preview.locale": "fr"})
    assert bubbles(page) == ["Bonjour, ici Fournil Colibri, Croix-Rousse."]


def test_preview_shows_the_first_establishment_of_the_set_by_itself(shared: House) -> None:
    shared.enter(Role.VIEWER)
    assert "Fournil" in bubbles(ask(shared))[0]
    assert "Fournil" not in bubbles(ask(shared, **{"establishments.groups": "garages"}))[0]


def test_an_establishment_that_nobody_chose_gives_way_when_the_set_is_for_others(shared: House) -> None:
    shared.enter(Role.VIEWER)
    own = fields_of(ask(shared)).fields
    kept = {name: values[-1] for name, values in own.items() if name in ("preview.establishment", "preview.default")}
    chosen = {**kept, "preview.establishment": "fournil-limoilou"}
    assert "Fournil" not in bubbles(ask(shared, **kept, **{"establishments.groups": "garages"}))[0]
    shown = fields_of(ask(shared, **chosen, **{"establishments.groups": "garages"}))
    assert shown.get("preview.establishment") == "fournil-limoilou"


def test_preview_answers_a_starter_and_goes_on_from_there(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = ask(shared, **LIMOILOU, **{"preview.locale": "en", "preview.tap": "bread"})
    assert bubbles(page)[1:3] == ["Bread?", "Yes"]
    again = fields_of(page)
    assert again.all("preview.taps[]") == ["bread"]
    assert 'name="preview.again"' in page
    restarted = ask(shared, **LIMOILOU, **{"preview.taps[]": "bread", "preview.again": "1"})
    assert fields_of(restarted).all("preview.taps[]") == []


def test_preview_escapes_what_is_typed(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = ask(shared, **{"preview.locale": "fr", "welcome.fr": "<script>alert(1)</script>{{ x }}"})
    assert "<script>alert" not in page
    assert "Du pain &lt;b&gt;?" in page


def test_preview_marks_the_bad_tag_and_says_where_it_is(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = ask(shared, **{"preview.locale": "fr", "welcome.fr": "Bonjour {{ establishment.nam }}"})
    assert '<mark class="wrong">{{ establishment.nam }}</mark>' in page
    assert '<a href="#welcome.fr">Welcome message, French (line 1, character 12)</a>' in page


def test_preview_speaks_french(shared: House) -> None:
    shared.enter(Role.VIEWER, language="fr")
    page = ask(shared, **LIMOILOU)
    assert "Pourquoi ce message\u202f?" in page
    assert "l'épisode 1 commence" in html.unescape(page)


def test_preview_tells_the_instant_on_the_establishments_clock(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = ask(shared, **LIMOILOU, **{"preview.when": "at", "preview.at": "2026-12-25T10:00"})
    assert "25 Dec 2026, 10:00:00 on the clock of America/Toronto" in page
    assert bubbles(page)[0].startswith("Fermé.")


def test_preview_says_what_a_channel_degrades(shared: House) -> None:
    shared.enter(Role.VIEWER)
    long = {f"absence.{language}": "Une phrase. " * 400 for language in ("fr", "en")}
    page = ask(shared, **LIMOILOU, **{"preview.account": "website", **long})
    assert "Widget on web pages: the text is sent in" in page


def test_preview_of_nothing_at_all_says_what_is_missing(shared: House) -> None:
    shared.enter(Role.VIEWER)
    answer = shared.post("/preview", {}, fragment=True)
    assert answer.status_code == 200
    assert "4 points to correct" in answer.text


def test_preview_shows_nobody_outside_the_scope(shared: House) -> None:
    shared.enter(Role.VIEWER, groups={"garages"})
    page = ask(shared, **LIMOILOU)
    assert "Limoilou" not in page
    assert "fournil" not in page


def test_preview_with_an_empty_scope_says_that_there_is_nobody(shared: House) -> None:
    shared.enter(Role.VIEWER, groups=set())
    assert "No establishment to show" in ask(shared)


def test_preview_finds_establishments_by_words(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = ask(shared, **LIMOILOU, **{"preview.search": "croix"})
    assert 'value="fournil-croix-rousse"' in page
    assert '<option value="fournil-limoilou" selected>' in page


def test_preview_without_a_script_is_a_page_that_carries_the_form(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = ask(shared, fragment=False, **LIMOILOU, **{"preview.back": "/console/sets/7"})
    sent = fields_of(page)
    assert {name: sent.get(name) for name in DRAFT} == dict(DRAFT)
    assert 'action="/console/sets/7"' in page
    assert '<html lang="en"' in page


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x", "/else", "/console/../x"])
def test_preview_leads_back_to_the_console_only(shared: House, back: str) -> None:
    shared.enter(Role.VIEWER)
    assert 'action="/console/sets"' in ask(shared, fragment=False, **{"preview.back": back})


@pytest.mark.parametrize(
    "forged",
    [
        {"preview.account": "nope", "preview.establishment": "nope", "preview.locale": "x" * 500, "preview.when": "x"},
        {
            "preview.when": "at",
            "preview.at": "9999-99-99T99:99",
            "preview.form": '"><script>',
            "preview.taps[]": "\x00",
        },
        {"preview.live": "Bakeries", "preview.tap": "x" * 100_000, "preview.search": "%_'\";--" * 50},
        {"welcome.fr": "x" * 100_000, "name": "\u202e\x07", "starters[999999].title.fr": "x", "chat_hours.kind": "own"},
        {
            "establishments": "all",
            "establishments.ids[]": "x",
            "starters": "x",
            "welcome": "y",
            "policy.greet_once": "z",
        },
    ],
)
def test_whatever_is_sent_there_is_a_preview(shared: House, forged: dict[str, str]) -> None:
    shared.enter(Role.VIEWER)
    page = ask(shared, **forged)
    assert '"><script>' not in page


def test_preview_takes_the_hours_as_they_are_typed(shared: House) -> None:
    shared.enter(Role.VIEWER)
    own = {"chat_hours.kind": "own", "chat_hours.weekly.sun.from[]": "09:00", "chat_hours.weekly.sun.to[]": "10:00"}
    page = ask(shared, **LIMOILOU, **own)
    assert bubbles(page)[0].startswith("Fermé. De retour dimanche à")


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("when", ["now", "next_closing"])
def test_bubbles_are_the_messages_byte_for_byte(shared: House, locale: str, when: str) -> None:
    shared.enter(Role.VIEWER)
    lines = {f"{part}.{language}": SPACED for part in ("welcome", "absence") for language in ("fr", "en")}
    page = ask(shared, **LIMOILOU, **lines, **{"preview.locale": locale, "preview.when": when})
    place = shared.call(shared.store.establishments.get, "fournil-limoilou").establishment
    asked = Asked(
        draft={"name": "A", "establishments": "all", "welcome": {locale: SPACED}, "absence": {locale: SPACED}},
        establishment=place,
        account=shared.running.connections.accounts["website"],
        locale=locale,
        when=when,
    )
    shown = Previewer(shared.running.plan.host).show(asked, Beside(None), TUESDAY_MORNING)
    assert bubbles(page) == [message.message.text for message in shown.steps[0].messages]


def test_preview_shows_what_stands_there_before_the_first_message(shared: House) -> None:
    shared.enter(Role.VIEWER)
    page = ask(shared)
    assert "Shown by the platform itself" in page


def test_preview_names_the_channel_that_has_no_room_before_the_first_message(shared: House) -> None:
    shared.enter(Role.VIEWER, language="fr")
    titles = {f"starters[0].title.{language}": "Une question bien trop longue " * 9 for language in ("fr", "en")}
    page = html.unescape(ask(shared, **{"preview.account": "website", "preview.locale": "fr", **titles}))
    assert "Widget sur des pages web : avant le premier message, le titre" in page
    assert "web : avant" not in page.replace("pages web : avant", "")

"""How tags are told, in the editor of a set: lines of ages, errors beside their fields, words in both languages."""

from __future__ import annotations

import html
from typing import Final

import pytest

from frontdesk_server.console.releases.differing import told_parts
from frontdesk_server.console.sets.manner_words import said_manner
from frontdesk_server.console.words import Language, speaking
from frontdesk_server.publishing.audience import Audience, audience_of
from frontdesk_server.publishing.semantic import set_differences
from tests.server.console.house import House
from tests.server.console.set_forms import FILLED, Fields, fields_in, sent

SAID: Final = {"max_age": {"*": "30d", "hours": "1d12h"}, "dash": "en", "name_zone": True}
STARTERS = [
    {"title": {"fr": "Où ?"}, "answer": {"fr": "Ici."}, "tags": {"max_age": {"custom": "1d"}, "name_zone": False}}
]


def lines(*ages: tuple[str, str]) -> Fields:
    """What a browser would send of lines of ages."""
    found: Fields = {}
    for at, (name, age) in enumerate(ages):
        found |= {f"tags.ages[{at}].name": [name], f"tags.ages[{at}].age": [age]}
    return found


def stored(home: House) -> object:
    (draft,) = home.call(home.store.drafts.list)
    return draft.document.get("tags")


def test_what_is_chosen_is_saved_and_shown_again(home: House) -> None:
    home.enter()
    chosen = {"tags.every": "30d", "tags.dash": "en", "tags.name_zone": "on"}
    answer = home.post("/sets/new", {**sent(**chosen), **lines(("hours", "1d12h"), ("", ""))})
    page = home.get(f"/sets/{answer.headers['location'].partition('saved=')[2]}").text

    assert stored(home) == SAID
    found = fields_in(page)
    assert [found[name][-1] for name in ("tags.every", "tags.ages[0].name", "tags.ages[0].age")] == [
        "30d",
        "hours",
        "1d12h",
    ]
    assert (found["tags.dash"], found["tags.name_zone"][-1]) == (["en"], "on")


def test_a_set_that_says_nothing_of_its_tags_stays_so(home: House) -> None:
    home.enter()
    home.post("/sets/new", sent())

    assert stored(home) is None


@pytest.mark.parametrize(
    ("ages", "field", "told"),
    [
        ([("hours.wek", "1d")], "tags.ages[0].name", "did you mean 'hours.week'"),
        ([("hours", "1d"), ("contact.name", "1d")], "tags.ages[1].name", "'contact.name' has no age"),
        ([("hours", "1d"), ("custom", "")], "tags.ages[1].age", "a duration is expected"),
        (
            [("hours", "1d"), ("custom", "1d"), ("hours", "2d")],
            "tags.ages[2].name",
            "an age for 'hours' is given twice",
        ),
        ([("", "2d")], "tags.ages[0].name", "the age '2d' is given to no tag"),
        ([("*", "2d")], "tags.ages[0].name", "an age for '*' is given twice"),
    ],
)
def test_what_is_wrong_with_a_line_is_told_beside_it_and_kept(
    shared: House, ages: list[tuple[str, str]], field: str, told: str
) -> None:
    shared.enter()
    answer = shared.post("/sets/new", {**sent(**{"tags.every": "30d"}), **lines(*ages)})
    text = html.unescape(answer.text)

    assert answer.status_code == 422
    assert f'href="#{field}"' in text
    assert f'id="{field}--error"' in text
    assert told in text
    assert ages == [
        (fields_in(answer.text)[f"tags.ages[{at}].name"][0], fields_in(answer.text)[f"tags.ages[{at}].age"][0])
        for at in range(len(ages))
    ]


def test_lines_are_added_and_removed_without_a_script(shared: House) -> None:
    shared.enter()
    more = fields_in(shared.post("/sets/new", {**sent(do="add tags.ages"), **lines(("hours", "1d"))}).text)
    fewer = fields_in(
        shared.post("/sets/new", {**more, "do": "remove tags.ages 0", "tags.ages[1].name": "custom"}).text
    )

    assert (more["tags.ages[0].name"], more["tags.ages[1].name"]) == (["hours"], [""])
    assert fewer["tags.ages[0].name"] == ["custom"]
    assert "tags.ages[1].name" not in fewer


def test_every_tag_with_an_age_is_offered_by_a_plain_name_and_no_other(shared: House) -> None:
    shared.enter(language="fr")
    offered = shared.get("/sets/new").text.partition('<datalist id="tags.names">')[2].partition("</datalist>")[0]

    assert '<option value="hours">Tout sur les horaires d’ouverture</option>' in offered
    assert '<option value="hours.week">' in offered
    assert '"contact' not in offered
    assert '"now' not in offered


@pytest.mark.parametrize(
    ("language", "told"), [("en", "custom: up to an age of 1 day"), ("fr", "jusqu’à un âge de 1\u00a0jour")]
)
def test_what_a_question_says_of_its_own_is_shown_and_kept(home: House, language: str, told: str) -> None:
    home.enter(language=language)
    answer = home.post("/sets/new", sent({**FILLED, "starters": STARTERS}))
    page = home.get(f"/sets/{answer.headers['location'].partition('saved=')[2]}").text
    (draft,) = home.call(home.store.drafts.list)

    assert told in page
    assert draft.document["starters"] == STARTERS


WORDS = [
    (
        "en",
        [
            "Data are told up to an age of 30 days",
            "hours: up to an age of 1 day, 12 hours",
            "En dash: 09:00 \N{EN DASH} 12:00",
            "Hours name their clock to readers who live by another",
        ],
    ),
    (
        "fr",
        [
            "Données jusqu’à un âge de 30\u00a0jours",
            "hours\u00a0: jusqu’à un âge de 1\u00a0jour, 12\u00a0heures",
            "Tiret demi-cadratin\u00a0: 09:00 \N{EN DASH} 12:00",
            "Les horaires nomment leur fuseau aux lecteurs qui vivent dans un autre",
        ],
    ),
]


@pytest.mark.parametrize(("language", "words"), WORDS)
def test_a_manner_is_said_in_words(language: Language, words: list[str]) -> None:
    with speaking(language):
        assert said_manner(SAID) == words


@pytest.mark.parametrize("damaged", [None, "7d", [], {"max_age": 7, "dash": None}, {"max_age": {"hours": []}}])
def test_damage_is_said_somehow(damaged: object) -> None:
    assert all(isinstance(line, str) for line in said_manner(damaged))


@pytest.mark.parametrize(("language", "words"), WORDS)
def test_releases_tell_both_manners_apart_in_words(shared: House, language: Language, words: list[str]) -> None:
    audience: Audience = shared.call(audience_of, shared.store)
    before = {**FILLED, "starters": [{"title": "T", "answer": "A"}]}
    after = {**before, "starters": [{"title": "T", "answer": "A", "tags": {"dash": "en"}}], "tags": SAID}
    with speaking(language):
        told = told_parts(list(set_differences(before, after)), audience).settings

    usual, names = {
        "en": ("as usual", ["Question 1: how tags are told", "How tags are told"]),
        "fr": ("comme d’habitude", ["Question 1\u00a0: présentation des balises", "Présentation des balises"]),
    }[language]
    assert [one.field for one in told] == names
    assert (told[0].before, told[0].after) == (usual, words[2])
    assert (told[1].before, told[1].after) == (usual, " · ".join(words))

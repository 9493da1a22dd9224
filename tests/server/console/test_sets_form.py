"""The form of a message set: the same set comes out that went in, whatever else the document holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk_server.console.forms import Form
from frontdesk_server.console.sets.set_form import SetForm, form_from, form_of
from frontdesk_server.console.sets.steps import step
from tests.server.console.set_forms import FILLED, chosen

LANGUAGES = st.sampled_from(["fr", "en", "de", "pt-BR"])
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)
TEXTS = st.dictionaries(LANGUAGES, WORDS, min_size=1, max_size=3)
TOPICS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        "title": TEXTS,
        "answer": TEXTS,
        "enabled": st.just(False),
        "formerly": st.lists(WORDS, min_size=1, max_size=2),
        "fallback": TEXTS,
        "tags": st.just({"max_age": {"custom": "1d"}, "dash": "hyphen"}),
    },
)
CHOSEN = ["all", {"groups": ["a", "b"]}, {"ids": ["x"]}, {"groups": ["a"], "except": ["y"]}, {"except": ["y"]}]
TAGS = st.fixed_dictionaries(
    {},
    optional={
        "max_age": st.dictionaries(
            st.sampled_from(["*", "hours", "hours.week", "custom.Öffnung [2]"]),
            st.sampled_from(["7d", "90m"]),
            min_size=1,
        ),
        "dash": st.just("en"),
        "name_zone": st.just(True),
    },
).filter(bool)
SETS = st.fixed_dictionaries(
    {
        "name": WORDS.map(str.strip),
        "channels": st.sampled_from(["all", ["website"], ["website", "crm"]]),
        "chat_hours": st.just("auto"),
    },
    optional={
        "establishments": st.sampled_from(CHOSEN),
        "from": st.just("2026-12-01"),
        "until": st.just("2026-12-24T18:00"),
        "privacy": TEXTS,
        "welcome": TEXTS,
        "absence": TEXTS,
        "fallback": TEXTS,
        "starters": st.lists(TOPICS, min_size=1, max_size=6),
        "policy": st.sampled_from([{"greet_once": "day"}, {"starters_outside_hours": False, "episode_idle": "7d"}]),
        "tags": TAGS,
        "takes_over": st.just(["Winter"]),
    },
)


def through_fields(form: SetForm) -> SetForm:
    """The form as it comes back from a browser."""
    fields: dict[str, list[str]] = {}
    for name, value in (*form.fields(), *chosen(form.establishments), ("chat_hours.kind", form.hours.kind)):
        fields.setdefault(name, []).append(value)
    return form_from(Form(fields=fields))


@given(SETS)
def test_a_set_survives_its_form(document: dict[str, object]) -> None:
    shown = form_of(document, language="fr")

    assert through_fields(shown).document() == shown.document()
    assert through_fields(shown).document() == document


@given(SETS)
def test_the_first_language_stays_the_first_one(document: dict[str, object]) -> None:
    shown = form_of(document, language="en")
    welcome = document.get("welcome")

    if isinstance(welcome, dict):
        assert shown.languages[0] == next(iter(welcome))


KEYS = [
    "name",
    "welcome",
    "starters",
    "title",
    "fr",
    "policy",
    "channels",
    "establishments",
    "ids",
    "language",
    "tags",
    "max_age",
]
GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=12,
)
NAMES = [name for name, _value in form_of(FILLED, language="fr").fields()]


@given(GARBAGE)
def test_a_damaged_document_has_a_form_all_the_same(garbage: object) -> None:
    document = (
        garbage if isinstance(garbage, dict) else dict.fromkeys(("welcome", "starters", "policy", "tags"), garbage)
    )

    through_fields(form_of(document, language="fr")).document()


@given(
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(NAMES), st.lists(st.text(max_size=30), min_size=1, max_size=3)
    )
)
def test_forged_fields_make_some_form(fields: dict[str, list[str]]) -> None:
    form_from(Form(fields=fields)).document()


def test_plain_texts_are_in_the_sets_own_language() -> None:
    shown = form_of({"language": "de", "welcome": "Hallo", "absence": {"fr": "Absents"}}, language="fr")

    assert shown.languages[0] == "de"
    assert shown.document()["welcome"] == {"de": "Hallo"}


def test_topics_of_a_live_set_keep_their_ids_when_they_are_retitled() -> None:
    live = {"starters": [{"title": {"fr": "Vos horaires ?"}, "answer": {"fr": "9 h"}}]}

    assert form_of(live, language="fr", live=live).topics[0].id == "vos-horaires"
    assert form_of(live, language="fr").topics[0].id == ""


def test_what_the_form_shows_cannot_be_slipped_in_by_what_it_keeps() -> None:
    sent = Form(fields={"kept": ['{"welcome": {"fr": "forged"}, "takes_over": ["Winter"]}'], "name": ["A"]})

    assert form_from(sent).document() == {
        "name": "A",
        "channels": "all",
        "chat_hours": "auto",
        "takes_over": ["Winter"],
    }


# Buttons within the form


def pressed(do: str, **fields: str) -> SetForm:
    shown = form_of(FILLED, language="fr")
    sent: dict[str, list[str]] = {"do": [do], **{name: [value] for name, value in fields.items()}}
    for name, value in (*shown.fields(), *chosen(shown.establishments)):
        sent.setdefault(name, []).append(value)
    found = step(form_from(Form(fields=sent)), Form(fields=sent))
    assert found is not None
    return found.form


def titles(form: SetForm) -> list[str]:
    return [topic.shown_title for topic in form.topics]


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("add starters", ["Vos horaires ?", "Où ?", ""]),
        ("up starters 1", ["Où ?", "Vos horaires ?"]),
        ("down starters 0", ["Où ?", "Vos horaires ?"]),
        ("up starters 0", ["Vos horaires ?", "Où ?"]),
        ("down starters 9", ["Vos horaires ?", "Où ?"]),
        ("remove starters 0", ["Où ?"]),
        ("remove starters x", ["Vos horaires ?", "Où ?"]),
    ],
)
def test_a_button_changes_the_topics_and_nothing_else(do: str, expected: list[str]) -> None:
    found = pressed(do)

    assert titles(found) == expected
    assert {**found.document(), "starters": 0} == {**form_of(FILLED, language="fr").document(), "starters": 0}


def test_what_was_removed_can_be_put_back_where_it_was() -> None:
    shown = form_of(FILLED, language="fr")
    fields: dict[str, list[str]] = {"do": ["remove starters 0"]}
    for name, value in (*shown.fields(), *chosen(shown.establishments)):
        fields.setdefault(name, []).append(value)
    gone = step(form_from(Form(fields=fields)), Form(fields=fields))
    assert gone is not None

    back = step(gone.form, Form(fields={"do": ["restore"], "removed": [gone.removed]}))

    assert back is not None
    assert back.form.document() == shown.document()


@pytest.mark.parametrize("removed", ["", "{}", '{"at": "x", "topic": {}}', '{"at": 0, "topic": 5}', "[" * 10_000])
def test_a_damaged_note_of_what_was_removed_puts_nothing_back(removed: str) -> None:
    shown = form_of(FILLED, language="fr")

    found = step(shown, Form(fields={"do": ["restore"], "removed": [removed]}))

    assert found is not None
    assert found.form == shown


def test_there_are_never_more_than_five_topics_by_the_button() -> None:
    full = form_of({"starters": [{"title": {"fr": str(at)}} for at in range(5)]}, language="fr")

    found = step(full, Form(fields={"do": ["add starters"]}))

    assert found is not None
    assert len(found.form.topics) == 5


def test_languages_are_added_and_put_first() -> None:
    assert pressed("add language", **{"language.new": "de"}).languages == ("fr", "en", "de")
    assert pressed("first language en").languages == ("en", "fr")
    assert pressed("add language", **{"language.new": "<b>"}).languages == ("fr", "en")

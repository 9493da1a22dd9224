"""Starters: ids that stay, titles that still match after they were changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import Simulation
from frontdesk.rules import Rulebook, carry_retired, compile_rulebook, document_from_json
from frontdesk.rules.document import RuleDocument
from frontdesk.rules.starters import slug, starter_ids
from tests.engine.decision.worlds import at
from tests.engine.rules.documents import account, error_ids, from_json, message_set, rule, shop, words

NOON = at("2026-11-23T12:00")


def starter(title: object, **keys: object) -> dict[str, object]:
    return {"title": title, "answer": f"About {title}", **keys}


def document(*starters: object, name: str = "Shops") -> RuleDocument:
    return document_from_json({"frontdesk": 1, "message_sets": [message_set(name, starters=list(starters))]})


def ids(book: Rulebook) -> list[str]:
    (info,) = book.sets
    return [found.id for found in info.starters]


# Switched off


def test_a_starter_that_is_switched_off_is_neither_offered_nor_kept_in_the_rulebook() -> None:
    book = compile_rulebook(document(starter("Hours?", enabled=False), starter("Where?")), words())

    assert ids(book) == ["where"]
    (draft,) = Simulation(book, shop("a"), account()).open(NOON).decision.drafts
    assert [offered.title for offered in draft.suggestions] == ["Where?"]


def test_a_tap_on_a_starter_that_is_switched_off_is_not_answered() -> None:
    book = compile_rulebook(document(starter("Hours?", enabled=False), starter("Where?")), words())

    found = Simulation(book, shop("a"), account()).tap(NOON, "Hours?", starter="hours").messages
    assert "About Hours?" not in [message.text for message in found]


def test_a_set_whose_starters_are_all_switched_off_offers_none() -> None:
    book = compile_rulebook(document(starter("Hours?", enabled=False)), words())

    (draft,) = Simulation(book, shop("a"), account()).open(NOON).decision.drafts
    assert draft.suggestions == ()


def test_a_starter_that_is_switched_off_is_checked_like_the_others() -> None:
    twins = message_set("Shops", starters=[starter("Hours?"), starter("hours", enabled=False)])
    unsaid = message_set("Shops", starters=[starter("Hours?", enabled="no")])

    assert error_ids(message_sets=[twins])[0] == "FD358"
    assert error_ids(message_sets=[unsaid]) == ["FD317"]


def test_switching_a_starter_off_leaves_the_ids_of_the_others() -> None:
    twins = [starter("Hours?", id="hours"), starter("Where?")]
    off = [starter("Hours?", id="hours", enabled=False), starter("Where?")]

    assert ids(compile_rulebook(document(*twins), words()))[1:] == ids(compile_rulebook(document(*off), words()))


# Ids


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Vos horaires ?", "vos-horaires"),
        ("Où êtes-vous ?", "ou-etes-vous"),
        ("  Hours & prices  ", "hours-prices"),
        ("x" * 60, "x" * 40),
        ("a" * 39 + " b", "a" * 39),
    ],
)
def test_an_id_is_made_of_the_title(title: str, expected: str) -> None:
    assert slug(title) == expected


@given(st.text(max_size=80))
def test_an_id_is_short_ascii_stable_and_never_empty(title: str) -> None:
    made = slug(title)

    assert made == slug(title)
    assert made.isascii()
    assert 0 < len(made) <= 40


def test_a_title_without_latin_letters_gets_an_id_of_its_own() -> None:
    assert slug("営業時間は？").startswith("starter-")
    assert slug("営業時間は？") != slug("場所は？")


def test_ids_are_unique_in_a_set_and_given_ones_are_kept() -> None:
    raws = [starter("Hours"), starter("Hours!"), starter("Place", id="hours"), starter("Hours?")]

    assert starter_ids(raws, None) == ("hours-2", "hours-3", "hours", "hours-4")


def test_an_id_comes_from_the_title_in_the_sets_language() -> None:
    titles = {"fr": "Vos horaires ?", "en": "Your hours?"}
    plain = from_json(message_sets=[message_set(starters=[starter(titles)])])
    english = from_json(message_sets=[message_set(language="en", starters=[starter(titles)])])

    assert (ids(plain), ids(english)) == (["vos-horaires"], ["your-hours"])


def test_an_id_does_not_change_when_starters_are_reordered() -> None:
    raws = [starter("Hours"), starter("Place"), starter("Prices")]

    assert sorted(starter_ids(raws, None)) == sorted(starter_ids(raws[::-1], None))


# Texts


def test_a_plain_text_is_in_the_sets_language() -> None:
    book = from_json(message_sets=[message_set(language="fr", starters=[starter("Horaires")])])

    (info,) = book.sets
    assert info.welcome.languages == ("fr",)
    assert info.starters[0].title.languages == ("fr",)


def test_the_sets_language_is_the_last_one_tried() -> None:
    book = from_json(message_sets=[message_set(language="en", welcome={"fr": "Bonjour", "en": "Hello"})])

    assert book.sets[0].welcome.default == "en"


def test_f1_a_text_has_variants_by_language_within_one_set() -> None:
    book = from_json(message_sets=[message_set(welcome={"fr": "Bonjour", "en": "Hello", "de": "Hallo"})])

    assert book.sets[0].welcome.languages == ("fr", "en", "de")


def test_f5_a_text_that_lacks_a_language_of_its_set_is_warned_of() -> None:
    starters = [{"title": {"fr": "A", "en": "B"}, "answer": {"fr": "C"}}]
    book = from_json(message_sets=[message_set(welcome={"fr": "x", "en": "y"}, absence={"en": "z"}, starters=starters)])

    assert [(w.id, w.path, w.params["missing"]) for w in book.warnings] == [
        ("FD370", "message_sets[0].absence", "'fr'"),
        ("FD370", "message_sets[0].starters[0].answer", "'en'"),
    ]


def test_f5_a_text_in_a_shorter_form_of_a_language_lacks_nothing() -> None:
    welcome = {"zh": "x", "zh-Hant": "y", "zh-Hant-TW": "z"}
    book = from_json(message_sets=[message_set(welcome=welcome, absence={"zh-Hant": "x", "zh": "y"})])

    assert book.warnings == ()


@pytest.mark.parametrize("absence", ["Away", {"fr": "Absents"}, {"fr": "Absents", "fr-CA": "Partis"}])
def test_a_plain_text_or_a_base_language_lacks_nothing(absence: object) -> None:
    book = from_json(message_sets=[message_set(welcome={"fr-CA": "Salut"}, absence=absence)])

    assert "message_sets[0].absence" not in [warning.path for warning in book.warnings]


def test_the_sets_fallback_stands_in_for_answers_unless_one_has_its_own() -> None:
    starters = [starter("Hours"), starter("Place", fallback="Ask us where")]
    (info,) = from_json(message_sets=[message_set(fallback="Sorry", starters=starters)]).sets

    assert [found.fallback.source() for found in info.starters if found.fallback] == ["Sorry", "Ask us where"]


# In actions


def test_an_action_takes_the_starters_of_a_set_by_its_name() -> None:
    free = rule("r", do=[{"send": "Choose"}, {"offer_starters": "Shops"}])
    book = from_json(message_sets=[message_set(starters=[starter("Hours")])], rules=[free])

    (_, offer) = book.rules[-1].steps
    assert offer.word == "offer_starters"


def test_an_action_may_hold_starters_of_its_own() -> None:
    book = from_json(rules=[rule("r", on="starter_tapped", do=[{"answer_starter": [starter("Hours")]}])])

    assert [found.id for found in book.rules[0].starters] == ["hours"]


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ([], "FD321"),
        (3, "FD314"),
        ("Shop", "FD361"),
        ([3], "FD315"),
        ([{"answer": "x"}], "FD356"),
        ([starter("a")] * 2, "FD358"),
    ],
)
def test_a_wrong_list_of_starters_in_an_action_is_told(written: object, id: str) -> None:  # noqa: A002
    assert error_ids(rules=[rule("r", do=[{"offer_starters": written}])]) == [id]


# Retired titles


def retitled(*pairs: RuleDocument) -> list[object]:
    """What the starters of the last of several releases remember."""
    current: RuleDocument | None = None
    for found in pairs:
        current = carry_retired(current, found)
    assert current is not None
    (raw,) = current.message_sets
    return [item.get("formerly", []) for item in raw["starters"]]  # type: ignore[index]


def test_the_first_release_remembers_nothing() -> None:
    assert retitled(document(starter("Hours"))) == [[]]


def test_a_retitled_starter_remembers_its_old_id_and_titles() -> None:
    old, new = starter({"fr": "Horaires", "en": "Hours"}), starter({"fr": "Ouverture", "en": "Opening times"})

    assert retitled(document(old), document(new)) == [["horaires", "Horaires", "Hours"]]


def test_a_starter_with_an_id_of_its_own_remembers_its_old_title() -> None:
    old, new = starter("Hours", id="h"), starter("Opening times", id="h")

    assert retitled(document(old), document(new)) == [["Hours"]]


def test_what_is_remembered_is_carried_from_release_to_release() -> None:
    releases = [document(starter(title)) for title in ("Hours", "Times", "Opening")]

    assert retitled(*releases) == [["times", "Times", "hours", "Hours"]]


def test_starters_that_only_change_places_remember_nothing() -> None:
    first, second = starter("Hours"), starter("Place")

    assert retitled(document(first, second), document(second, first)) == [[], []]


def test_a_new_starter_in_a_new_place_remembers_nothing() -> None:
    assert retitled(document(starter("Hours")), document(starter("Hours"), starter("Place"))) == [[], []]


def test_a_title_that_another_starter_has_now_is_not_remembered() -> None:
    old = document(starter("Hours", id="a"), starter("Place", id="b"))
    new = document(starter("Times", id="a"), starter("Hours", id="b"))

    assert retitled(old, new) == [[], ["Place"]]


def test_a_set_of_another_name_remembers_nothing() -> None:
    assert retitled(document(starter("Hours")), document(starter("Times"), name="Other")) == [[]]


def test_a_retired_title_still_answers() -> None:
    new = carry_retired(document(starter("Hours")), document(starter("Opening times")))
    talk = Simulation(compile_rulebook(new, words()), shop(), account())

    result = talk.tap(NOON, "hours")

    assert [message.text for message in result.messages] == ["About Opening times"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "id", "formerly", "fr"]), inner)
    ),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=4), st.lists(JSON, max_size=4))
def test_documents_that_are_still_wrong_are_carried_without_a_crash(old: list[object], new: list[object]) -> None:
    carry_retired(document(*old), document(*new))

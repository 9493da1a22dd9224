"""Bad starters: what is wrong with titles, ids and their number is told where it stands."""

from __future__ import annotations

import pytest

from frontdesk import ConfigError
from tests.engine.rules.documents import SET, error_ids, errors, from_json, message_set, rule

STARTERS = SET + "    starters:\n"


def test_a_starter_without_title_is_told() -> None:
    assert errors(STARTERS + "      - {answer: Yes}\n") == [
        (
            "FD356 the starter has no title at shops.yaml:9:9 (message_sets[0].starters[0].title): add 'title:', "
            "the few words that people tap"
        )
    ]


def test_all_that_is_wrong_with_a_starter_is_told_at_once() -> None:
    nothing, misspelt = {}, {"title": "{{ x }}", "answr": "A", "answer": "{{ y }}"}

    assert error_ids(message_sets=[message_set(starters=[nothing])]) == ["FD312", "FD356"]
    assert error_ids(message_sets=[message_set(starters=[misspelt])]) == ["FD310", "FD202", "FD202"]


@pytest.mark.parametrize("title", ["''", "'  '", "{}", "{fr: ''}", "null"])
def test_a_starter_with_an_empty_title_has_none(title: str) -> None:
    (told,) = errors(STARTERS + f"      - {{title: {title}, answer: Yes}}\n")

    assert told.startswith("FD356 the starter has no title")


def test_a_sixth_starter_is_told() -> None:
    six = "".join(f"      - {{title: Q{n}, answer: A}}\n" for n in range(6))

    assert errors(STARTERS + six) == [
        (
            "FD357 6 starters, and a message set holds 5 at shops.yaml:14:9 (message_sets[0].starters[5]): "
            "remove starters until 5 are left"
        )
    ]


@pytest.mark.parametrize("twin", ["Your hours?", "  YOUR   HOURS ", "your hóurs!", "¿Your hours?", "Ｙour hours"])
def test_two_titles_that_read_the_same_when_typed_are_told(twin: str) -> None:
    first, second = "      - {title: Your hours?, answer: A}\n", f"      - {{title: '{twin}', answer: B}}\n"

    (told,) = errors(STARTERS + first + second)

    assert told == (
        f"FD358 the starters 1 and 2 have the same title {twin!r} at shops.yaml:10:17 "
        "(message_sets[0].starters[1].title): word one of them differently: case, accents and punctuation make no "
        "difference when a title is typed"
    )


def test_titles_that_are_twins_in_one_language_only_are_told_there() -> None:
    starters = [
        {"title": {"en": "Hours", "fr": "Horaires"}, "answer": "A"},
        {"title": {"en": "Times", "fr": "HORAIRES ?"}, "answer": "B"},
    ]

    with pytest.raises(ConfigError) as raised:
        from_json(message_sets=[message_set(starters=starters)])

    assert [(d.id, d.path) for d in raised.value.diagnostics] == [("FD358", "message_sets[0].starters[1].title.fr")]


def test_two_starters_with_one_id_are_told() -> None:
    starters = [{"id": "x", "title": "A", "answer": "A"}, {"id": "x", "title": "B", "answer": "B"}]

    assert error_ids(message_sets=[message_set(starters=starters)]) == ["FD359"]


@pytest.mark.parametrize(
    ("title", "id_"),
    [
        ("Your hours?\nAnd on Sundays?", "FD368"),
        ({"fr": "Vos horaires ?", "en": "Your\nhours?"}, "FD368"),
        ({"fr": "Vos horaires ?", "en": "x" * 301}, "FD369"),
        ("x" * 301, "FD369"),
    ],
)
def test_a_title_that_nobody_could_tap_or_type_is_told(title: object, id_: str) -> None:
    starter = {"title": title, "answer": "A"}

    assert error_ids(message_sets=[message_set(starters=[starter])]) == [id_]
    assert error_ids(rules=[rule("a", on="starter_tapped", do=[{"answer_starter": [starter]}])]) == [id_]


@pytest.mark.parametrize("title", ["x" * 300, "Your hours?\n"])
def test_a_title_may_be_long_and_end_as_yaml_ends_a_text(title: str) -> None:
    assert from_json(message_sets=[message_set(starters=[{"title": title, "answer": "A"}])]).sets

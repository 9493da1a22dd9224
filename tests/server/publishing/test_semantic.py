"""Differences are told part by part: what they say, put onto the one version, gives the other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.rules import Selection
from frontdesk_server.publishing.semantic import (
    SelectionChange,
    SetDifference,
    SettingChange,
    StarterMove,
    TextChange,
    document_differences,
    set_differences,
)

NAMES = st.frozensets(st.text("abc", min_size=1, max_size=2), max_size=4)
SELECTIONS = st.one_of(
    st.builds(Selection, excepted=NAMES), st.builds(Selection, ids=NAMES, groups=NAMES, excepted=NAMES)
)
TEXTS = st.dictionaries(st.sampled_from(["fr", "en", "de"]), st.text("xyz", min_size=1, max_size=3), max_size=3)


def differences(before: dict[str, object], after: dict[str, object]) -> list[SetDifference]:
    return list(set_differences(before, after))


def starter(title: str, answer: str = "so", **more: object) -> dict[str, object]:
    return {"title": {"en": title}, "answer": {"en": answer}, **more}


@given(SELECTIONS, SELECTIONS)
def test_a_selection_with_its_difference_is_the_other_one(before: Selection, after: Selection) -> None:
    change = SelectionChange(before=before, after=after)

    for key in ("groups", "ids", "excepted"):
        new, gone = getattr(change, key)
        assert (getattr(before, key) | new) - gone == getattr(after, key)
        assert new.isdisjoint(gone)
    assert change.everyone == (before.everyone, after.everyone)


@given(TEXTS, TEXTS)
def test_a_text_with_its_differences_is_the_other_one(before: dict[str, str], after: dict[str, str]) -> None:
    found = differences({"welcome": before}, {"welcome": after})
    patched = dict(before)
    for change in found:
        assert isinstance(change, TextChange)
        assert change.before == before.get(change.language)
        if change.after is None:
            del patched[change.language]
        else:
            patched[change.language] = change.after

    assert patched == after


STARTERS = st.lists(st.builds(starter, st.sampled_from("abcdefg"), st.sampled_from("xy")), max_size=5, unique_by=repr)


@settings(deadline=None)
@given(STARTERS, STARTERS)
def test_no_difference_is_told_only_of_what_is_the_same(
    before: list[dict[str, object]], after: list[dict[str, object]]
) -> None:
    assert (differences({"starters": before}, {"starters": after}) == []) == (before == after)


def test_a_starter_that_moved_is_no_change_of_its_text() -> None:
    hours, place, menu = starter("Hours"), starter("Place"), starter("Menu")

    found = differences({"starters": [hours, place, menu]}, {"starters": [menu, hours, place]})

    assert found == [StarterMove(before=("Hours", "Place", "Menu"), after=("Menu", "Hours", "Place"))]


def test_a_starter_that_is_retitled_in_its_place_is_a_change_of_its_title() -> None:
    found = differences({"starters": [starter("Hours")]}, {"starters": [starter("Opening hours")]})

    assert found == [TextChange(path="starters[0].title", language="en", before="Hours", after="Opening hours")]


def test_a_starter_that_is_gone_is_told_with_its_texts() -> None:
    found = differences({"starters": [starter("Hours"), starter("Place")]}, {"starters": [starter("Place")]})

    assert found == [
        TextChange(path="starters[0].title", language="en", before="Hours", after=None),
        TextChange(path="starters[0].answer", language="en", before="so", after=None),
    ]


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ({"channels": "all"}, {"channels": ["web"]}, "channels"),
        ({"from": "2026-12-01"}, {}, "from"),
        ({"policy": {"greet_once": "day"}}, {"policy": {"greet_once": "contact"}}, "policy.greet_once"),
        ({}, {"takes_over": ["Winter"]}, "takes_over"),
        ({"name": "A"}, {"name": "B"}, "name"),
        ({"starters": [starter("A")]}, {"starters": [starter("A", off=True)]}, "starters[0].off"),
    ],
)
def test_a_setting_is_told_with_both_its_values(before: dict[str, object], after: dict[str, object], path: str) -> None:
    [found] = differences(before, after)

    assert isinstance(found, SettingChange)
    assert found.path == path
    assert found.before != found.after


def test_a_language_that_comes_first_now_is_a_difference_between_documents() -> None:
    before = {"message_sets": [{"name": "A", "welcome": {"fr": "Bonjour", "en": "Hi"}}]}
    after = {"message_sets": [{"name": "A", "welcome": {"en": "Hi", "fr": "Bonjour"}}]}

    assert [change.verb for change in document_differences(before, after)] == ["changed"]


def test_differences_between_documents_name_what_is_new_gone_changed_and_moved() -> None:
    before = {"message_sets": [{"name": "A"}, {"name": "B"}, {"name": "C"}], "schedules": {"late": {"timezone": "UTC"}}}
    after = {"message_sets": [{"name": "C"}, {"name": "A", "welcome": "Hi"}, {"name": "D"}], "schedules": {}}

    found = [(change.verb, change.kind, change.name) for change in document_differences(before, after)]

    assert found == [
        ("changed", "message_sets", "A"),
        ("added", "message_sets", "D"),
        ("removed", "message_sets", "B"),
        ("reordered", "message_sets", "C, A, D"),
        ("removed", "schedules", "late"),
    ]

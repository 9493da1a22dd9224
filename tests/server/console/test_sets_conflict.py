"""Two people edit one set: the second to save gets both texts, and nothing is lost."""

from __future__ import annotations

import json

import pytest

from frontdesk_server.rights import Role
from tests.server.console.house import House
from tests.server.console.set_forms import FILLED, fields_in, sent

MINE = {**FILLED, "name": "Mine", "absence": {"fr": "Fermé, dit moi."}}
THEIRS = {**FILLED, "name": "Theirs", "welcome": {"fr": "Bonjour, dit l’autre."}}


@pytest.fixture
def id_(home: House) -> str:
    """A set that somebody has saved since I opened it."""
    home.enter()
    answer = home.post("/sets/new", sent(key="start"))
    found = answer.headers["location"].partition("saved=")[2]
    home.enter(name="Paul")
    assert home.post(f"/sets/{found}", sent(THEIRS, version=1)).status_code == 303
    home.enter()
    return found


def stored(home: House, id_: str) -> object:
    draft = home.call(home.store.drafts.get, id_)
    return draft.document if draft else None


def conflict(home: House, id_: str) -> dict[str, list[str]]:
    answer = home.post(f"/sets/{id_}", sent(MINE, version=1))
    assert answer.status_code == 409
    return fields_in(answer.text, "merge")


def test_the_second_to_save_sees_both_texts_and_changes_nothing_yet(home: House, id_: str) -> None:
    answer = home.post(f"/sets/{id_}", sent(MINE, version=1))

    assert answer.status_code == 409
    for text in ("Fermé, dit moi.", "Bonjour, dit l’autre.", "Paul saved this set"):
        assert text in answer.text
    assert stored(home, id_) == THEIRS


def test_what_only_one_of_the_two_changed_is_chosen_already(home: House, id_: str) -> None:
    found = conflict(home, id_)

    assert found["choice.absence.fr"] == ["mine"]
    assert found["choice.welcome.fr"] == ["theirs"]
    assert "choice.name" not in found
    assert "choice.channels" not in found


def test_the_parts_that_were_chosen_are_put_together(home: House, id_: str) -> None:
    answer = home.post(f"/sets/{id_}/merge", {**conflict(home, id_), "choice.name": "mine", "do": "merge"})

    assert answer.status_code == 303
    assert stored(home, id_) == {
        **FILLED,
        "name": "Mine",
        "welcome": {"fr": "Bonjour, dit l’autre."},
        "absence": {"fr": "Fermé, dit moi."},
    }


def test_a_part_that_both_changed_must_be_chosen(home: House, id_: str) -> None:
    answer = home.post(f"/sets/{id_}/merge", {**conflict(home, id_), "do": "merge"})

    assert answer.status_code == 422
    assert 'href="#choice.name"' in answer.text
    assert fields_in(answer.text, "merge")["choice.absence.fr"] == ["mine"]
    assert stored(home, id_) == THEIRS


@pytest.mark.parametrize(("do", "expected"), [("mine", MINE), ("theirs", THEIRS)])
def test_all_of_one_text_can_be_taken(home: House, id_: str, do: str, expected: object) -> None:
    home.post(f"/sets/{id_}/merge", {**conflict(home, id_), "do": do})

    assert stored(home, id_) == expected


def test_mine_can_be_kept_as_a_copy_beside_theirs(home: House, id_: str) -> None:
    answer = home.post(f"/sets/{id_}/merge", {**conflict(home, id_), "do": "copy"})

    assert answer.status_code == 303
    assert stored(home, answer.headers["location"].partition("saved=")[2]) == MINE
    assert stored(home, id_) == THEIRS


def test_a_copy_of_the_same_name_gets_one_of_its_own(home: House, id_: str) -> None:
    form = sent({**MINE, "name": "Theirs"}, version=1)
    found = fields_in(home.post(f"/sets/{id_}", form).text, "merge")
    answer = home.post(f"/sets/{id_}/merge", {**found, "do": "copy"})

    assert stored(home, answer.headers["location"].partition("saved=")[2]) == {**MINE, "name": "Theirs (copy)"}


def test_who_is_overtaken_again_sees_the_newest_text(home: House, id_: str) -> None:
    found = conflict(home, id_)
    home.enter(name="Paul")
    home.post(f"/sets/{id_}", sent({**THEIRS, "name": "Newer"}, version=2))
    home.enter()

    answer = home.post(f"/sets/{id_}/merge", {**found, "choice.name": "mine", "do": "merge"})

    assert answer.status_code == 409
    assert "Newer" in answer.text
    assert stored(home, id_) == {**THEIRS, "name": "Newer"}


def test_what_is_wrong_in_the_merged_text_is_told_in_the_editor(home: House, id_: str) -> None:
    bad = {**MINE, "absence": {"fr": "{{ establishment.nam }}"}}
    found = fields_in(home.post(f"/sets/{id_}", sent({**MINE, "absence": {"fr": "x"}}, version=1)).text, "merge")

    answer = home.post(f"/sets/{id_}/merge", {**found, "mine": json.dumps(bad), "do": "mine"})

    assert answer.status_code == 422
    assert fields_in(answer.text)["version"] == ["2"]
    assert fields_in(answer.text)["absence.fr"] == ["{{ establishment.nam }}"]


@pytest.mark.parametrize("mine", ["", "[]", "{", "5", '{"starters": {"x": 1}, "welcome": 3}'])
def test_a_damaged_text_is_never_an_error_of_ours(home: House, id_: str, mine: str) -> None:
    answer = home.post(f"/sets/{id_}/merge", {"mine": mine, "version": "x", "do": "merge"})

    assert answer.status_code in (303, 409, 422)
    assert stored(home, id_) == THEIRS


def test_an_open_form_of_a_set_that_a_file_took_over_is_refused_with_its_text(home: House) -> None:
    home.enter(Role.ADMINISTRATOR)
    listed = home.get("/sets").text
    file_id = listed.split('id="set-')[1].split('"')[0]
    answer = home.post(f"/sets/{file_id}", sent(MINE))

    assert answer.status_code == 422
    assert "Fermé, dit moi." in answer.text

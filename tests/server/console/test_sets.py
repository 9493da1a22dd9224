"""Message sets in the console: the list, the editor, who may do what, and that a saved set is there at once."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from frontdesk_server.publishing.drafts import State, Who, sets
from frontdesk_server.publishing.live import live_of
from frontdesk_server.rights import Role
from frontdesk_server.store import DraftKind
from tests.server.console.house import House
from tests.server.console.set_forms import FILLED, fields_in, sent


def rows(home: House, **query: Any) -> list[str]:
    """The names in the list."""
    return re.findall(r"<b dir=\"auto\">(.*?)</b>", home.get("/sets", fragment=True, **query).text)


def made(home: House, **changed: object) -> str:
    """The id of a new draft."""
    answer = home.post("/sets/new", sent({**FILLED, **changed}, key=str(changed)))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("saved=")[2]


def of_file(home: House, name: str = "Bakeries") -> str:
    """The id of a set that a file manages."""
    found = re.search(r'id="set-(\w+)"(?:(?!</tr>).)*' + name, home.get("/sets").text, re.DOTALL)
    assert found is not None
    return found[1]


def stored(home: House, id_: str) -> object:
    draft = home.call(home.store.drafts.get, id_)
    return draft.document if draft else None


# The list


def test_k17_a_saved_set_is_in_the_list_at_once_and_marked(home: House) -> None:
    home.enter()
    answer = home.post("/sets/new", sent(key="a"))

    page = home.get("/sets", saved=answer.headers["location"].partition("saved=")[2])

    assert rows(home)[-1] == "Summer"
    assert re.search(r'class="is-new">(?:(?!</tr>).)*Summer', page.text, re.DOTALL)
    assert "The draft is saved" in page.text


def test_the_search_goes_by_words_whatever_the_accents(home: House) -> None:
    home.enter()
    made(home, name="Été à Nice")

    assert rows(home, q="nice ete") == ["Été à Nice"]
    assert rows(home, q="nothing") == []
    assert "<html" not in home.get("/sets", fragment=True, q="ete").text


def test_two_active_sets_that_meet_are_told_at_both(home: House) -> None:
    home.enter()
    both = [{**FILLED, "name": name} for name in ("First", "Second")]
    home.call(home.store.releases.add, {"frontdesk": 1, "message_sets": both}, author="sync", note="")

    page = html.unescape(home.get("/sets").text)

    assert len(re.findall(r"is-warn\">.*?'First'.*?'Second'", page)) == 2
    assert "message_sets[" not in page


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ({}, "Active"),
        ({"from": "2026-12-24"}, "Scheduled"),
        ({"from": "2026-12-24T18:00"}, "Scheduled"),
        ({"from": "2026-12-01", "until": "2026-12-01"}, "Active"),
        ({"until": "2026-11-30"}, "Over"),
    ],
)
def test_a_set_says_whether_its_days_have_come(home: House, bounds: dict[str, str], told: str) -> None:
    home.enter()
    home.call(home.store.releases.add, {"frontdesk": 1, "message_sets": [{**FILLED, **bounds}]}, author="x", note="")

    assert re.findall(r'class="badge[^>]*>(?:<svg.*?</svg>)?(\w+)', home.get("/sets").text, re.DOTALL) == [told]


def test_a_set_of_a_file_names_its_path_and_is_only_read(shared: House) -> None:
    shared.enter()
    id_ = of_file(shared)
    page = shared.get(f"/sets/{id_}")

    assert "messages/bakeries.yaml" in shared.get("/sets").text
    assert "messages/bakeries.yaml" in page.text
    assert 'value="save"' not in page.text
    assert shared.post(f"/sets/{id_}", {**sent(), "do": ["save"]}).status_code == 422


def test_an_empty_list_offers_the_first_set_to_who_may_make_it(home: House) -> None:
    home.enter(Role.EDITOR, groups={"nobody"})
    assert "/console/sets/new" in home.get("/sets").text

    home.enter(Role.VIEWER, groups={"nobody"})
    page = home.get("/sets").text
    assert "No automatic messages yet" in page
    assert "/console/sets/new" not in page


def test_the_menu_of_tags_starts_with_the_establishment_and_speaks_the_operators_language(shared: House) -> None:
    shared.enter(language="fr")
    page = shared.get("/sets/new").text

    first = re.search(r'data-insert="([^"]*)"><span class="tag-name">([^<]*)', page)
    assert first is not None
    assert "establishment." in first[1]
    assert "établissement" in page


# The editor


def test_a_set_that_is_opened_and_saved_unchanged_says_the_same(home: House) -> None:
    home.enter()
    id_ = made(home)
    before = stored(home, id_)

    fields = fields_in(home.get(f"/sets/{id_}").text)
    answer = home.post(f"/sets/{id_}", {**fields, "do": "save"})

    assert answer.status_code == 303
    assert stored(home, id_) == before == FILLED


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_button_within_the_form_keeps_what_was_written(home: House, language: str) -> None:
    home.enter(language=language)
    fields = sent({**FILLED, "name": "Not saved", "takes_over": ["Winter"]})

    for do in ("add starters", "up starters 1", "down starters 0", "add language"):
        answer = home.post("/sets/new", {**fields, "do": do, "language.new": "de"})
        found = {name: values[-1] for name, values in fields_in(answer.text).items()}
        assert answer.status_code == 200
        for name, values in fields.items():
            if values != [""] and name not in ("do", "languages") and not name.startswith("starters"):
                assert found[name] == values[-1], (do, name)
    assert home.call(home.store.drafts.list, DraftKind.MESSAGE_SET) == []


def test_a_removed_topic_comes_back_by_its_undo_button(home: House) -> None:
    home.enter()
    gone = home.post("/sets/new", {**sent(), "do": "remove starters 0"})
    back = home.post("/sets/new", {**fields_in(gone.text), "do": "restore"})

    assert "“Vos horaires ?” was removed." in gone.text
    assert fields_in(gone.text)["starters[0].title.fr"] == ["Où ?"]
    assert fields_in(back.text)["starters[0].title.fr"] == ["Vos horaires ?"]


def test_a_draft_needs_a_name_and_nothing_else(home: House) -> None:
    home.enter()

    assert home.post("/sets/new", {"do": "save", "name": "Half", "key": "h"}).status_code == 303
    assert home.post("/sets/new", {"do": "save", "name": "  ", "key": "n"}).status_code == 422


def test_what_a_half_draft_lacks_is_told_when_it_is_opened_and_is_no_error(home: House) -> None:
    home.enter()
    answer = home.post("/sets/new", {"do": "save", "name": "Half", "key": "h"})
    page = home.get(f"/sets/{answer.headers['location'].partition('saved=')[2]}").text

    assert "Still to be written before it can be activated" in page
    assert "data-error-summary" not in page


def test_a_half_draft_is_not_activated(home: House) -> None:
    home.enter()
    answer = home.post("/sets/new", {"do": "activate", "name": "Half", "key": "h"})

    assert answer.status_code == 422
    assert 'href="#welcome.fr"' in answer.text
    assert "the absence message is not written" in answer.text


def test_save_and_activate_saves_and_leads_to_the_activation(home: House) -> None:
    home.enter()
    answer = home.post("/sets/new", {**sent(), "do": "activate", "key": "a"})

    assert answer.status_code == 303
    assert re.fullmatch(r"/console/sets/[0-9a-f]{32}/activate", answer.headers["location"])


def test_the_same_form_sent_twice_makes_one_set(home: House) -> None:
    home.enter()
    first = home.post("/sets/new", sent(key="once"))
    second = home.post("/sets/new", sent(key="once"))

    assert first.headers["location"] == second.headers["location"]
    assert rows(home).count("Summer") == 1


def test_who_goes_back_and_changes_a_new_set_loses_nothing(home: House) -> None:
    home.enter()
    first = home.post("/sets/new", sent(key="once"))
    id_ = first.headers["location"].partition("saved=")[2]
    home.post("/sets/new", sent({**FILLED, "name": "Autumn"}, key="once"))

    assert stored(home, id_) == {**FILLED, "name": "Autumn"}
    assert rows(home)[-1] == "Autumn"


def test_saving_twice_has_one_effect(home: House) -> None:
    home.enter()
    id_ = made(home)
    form = sent({**FILLED, "name": "Autumn"}, version=1)

    assert home.post(f"/sets/{id_}", form).status_code == 303
    assert home.post(f"/sets/{id_}", form).status_code == 303
    draft = home.call(home.store.drafts.get, id_)
    assert draft is not None
    assert draft.version == 2


def test_i1_each_set_has_its_own_establishments_texts_hours_and_channels(home: House) -> None:
    home.enter()
    night = {"timezone": "Europe/Paris", "weekly": {"fri": ["22:00-02:00"]}}
    own = {"establishments": {"ids": ["fournil-limoilou"]}, "chat_hours": night, "channels": ["website"]}
    ids = [made(home, name="All of them", establishments="all"), made(home, name="One", **own)]

    found = []
    for id_ in ids:
        home.post(f"/sets/{id_}", {**fields_in(home.get(f"/sets/{id_}").text), "do": "save"})
        found.append(stored(home, id_))
    assert found == [{**FILLED, "name": "All of them", "establishments": "all"}, {**FILLED, "name": "One", **own}]


# Copies


def test_i4_a_set_is_copied_to_a_draft_that_says_the_same(home: House) -> None:
    home.enter()
    id_ = of_file(home)
    answer = home.post(f"/sets/{id_}/duplicate", {"key": "k"})
    again = home.post(f"/sets/{id_}/duplicate", {"key": "k"})
    copy = answer.headers["location"].removeprefix("/console/sets/")

    live = live_of(home.call(home.store.releases.newest)).sets["Bakeries"]
    assert stored(home, copy) == {**live.document, "name": "Bakeries (copy)"}
    assert answer.headers["location"] == again.headers["location"]


def test_copies_have_names_of_their_own(home: House) -> None:
    home.enter()
    id_ = of_file(home)
    for key in ("one", "two"):
        home.post(f"/sets/{id_}/duplicate", {"key": key})

    assert rows(home)[-2:] == ["Bakeries (copy 2)", "Bakeries (copy)"]


# Roles and scopes


def test_a_viewer_reads_and_changes_nothing(home: House) -> None:
    home.enter()
    id_ = made(home)
    home.enter(Role.VIEWER)

    page = home.get(f"/sets/{id_}")
    assert page.status_code == 200
    assert 'value="save"' not in page.text
    for path in ("/sets/new", f"/sets/{id_}", f"/sets/{id_}/merge", f"/sets/{id_}/duplicate"):
        assert home.post(path, sent()).status_code == 403, path
    assert home.get("/sets/new").status_code == 403


def test_an_editor_saves_and_does_not_activate(home: House) -> None:
    home.enter(Role.EDITOR)
    page = home.get("/sets/new").text
    answer = home.post("/sets/new", {**sent(), "do": "activate", "key": "e"})

    assert 'value="activate"' not in page
    assert answer.headers["location"].startswith("/console/sets?saved=")


def test_what_is_outside_the_scope_is_not_there(home: House) -> None:
    home.enter()
    id_ = made(home)
    home.enter(Role.ADMINISTRATOR, groups={"clinics"}, name="Paul")

    assert "Summer" not in rows(home)
    assert home.get(f"/sets/{id_}").status_code == 404
    for path in (f"/sets/{id_}", f"/sets/{id_}/merge", f"/sets/{id_}/duplicate"):
        assert home.post(path, sent()).status_code == 404, path
    assert stored(home, id_) == FILLED


def test_a_set_that_touches_more_than_the_scope_is_only_read(home: House) -> None:
    home.enter()
    id_ = made(home, establishments={"groups": ["bakeries", "clinics"]})
    home.enter(Role.ADMINISTRATOR, groups={"clinics"}, name="Paul")

    page = home.get(f"/sets/{id_}")
    answer = home.post(f"/sets/{id_}", sent({**FILLED, "establishments": {"groups": ["clinics"]}}, version=1))

    assert page.status_code == 200
    assert 'value="save"' not in page.text
    assert answer.status_code == 422
    assert stored(home, id_) == {**FILLED, "establishments": {"groups": ["bakeries", "clinics"]}}


def test_nobody_takes_establishments_outside_their_scope_into_a_set(home: House) -> None:
    home.enter(Role.ADMINISTRATOR, groups={"clinics"})

    for chosen in ("all", {"groups": ["bakeries"]}, {"ids": ["b-01"]}):
        answer = home.post("/sets/new", sent({**FILLED, "establishments": chosen}, key=str(chosen)))
        assert answer.status_code == 422
        assert "outside your groups" in answer.text
    assert home.call(home.store.drafts.list, DraftKind.MESSAGE_SET) == []


def test_a_copy_of_a_shared_set_starts_without_the_establishments_of_others(home: House) -> None:
    home.enter()
    id_ = made(home, establishments={"groups": ["bakeries", "clinics"]})
    home.enter(Role.EDITOR, groups={"clinics"}, name="Paul")

    copy = home.post(f"/sets/{id_}/duplicate", {"key": "k"}).headers["location"].removeprefix("/console/sets/")

    assert stored(home, copy) == {key: value for key, value in FILLED.items() if key != "establishments"} | {
        "name": "Summer (copy)"
    }


def test_the_list_of_the_console_is_the_one_of_the_rest_interface(home: House) -> None:
    home.enter()
    made(home)
    found = home.call(sets, home.store, home.running.plan.host, [], Who(name="Odile"))

    assert [line.name for line in found] == rows(home)
    assert found[-1].state is State.DRAFT

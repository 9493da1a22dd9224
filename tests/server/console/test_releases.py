"""Activation and releases on screen: what would change is shown, confirmed as shown, and can be gone back on."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl
from weakref import WeakKeyDictionary

import pytest

from frontdesk_server.console.releases import activating, work
from frontdesk_server.publishing.drafts import Who, create, sets
from frontdesk_server.rights import Role
from tests.server.console.house import House

ADA = Who(name="ada")


def message(name: str, establishments: object, **more: object) -> dict[str, object]:
    return {"name": name, "establishments": establishments, "welcome": {"en": "Hi"}, "absence": {"en": "Away"}, **more}


def drafted(home: House, document: dict[str, object]) -> str:
    return home.call(create, home.store, document, key=str(document["name"]), who=ADA).id


def first_place(home: House) -> str:
    return home.call(home.store.establishments.list, limit=1)[0].id


def fields(page: str) -> dict[str, Any]:
    """The hidden fields of the form that confirms."""
    return dict(
        re.findall(r'<input type="hidden" name="(fingerprint|activate|deactivate|delete)" value="([^"]*)">', page)
    )


def choices(page: str) -> list[str]:
    found = re.findall(r'name="take" value="([^"]*)"', page)
    return [value.replace("&#34;", '"').replace("&quot;", '"') for value in found]


def followed(home: House, url: str) -> str:
    """The page at an address with its query."""
    path, _, query = url.replace("&amp;", "&").removeprefix("/console").partition("?")
    return home.get(path, **dict(parse_qsl(query))).text


def in_force(home: House) -> int:
    return home.call(home.store.releases.newest_number)


def states(home: House) -> dict[str, str]:
    lines = home.call(sets, home.store, home.running.plan.host, [], ADA)
    return {line.name: line.state.value for line in lines}


def test_activating_shows_texts_conflicts_and_the_way_out_and_then_does_it(home: House) -> None:
    home.enter(Role.PUBLISHER)
    id_ = drafted(home, message("Mine", [first_place(home)], welcome={"en": "Hello from {{ custom.nothing }}"}))
    page = home.get(f"/sets/{id_}/activate")

    assert page.status_code == 200
    assert "Hello from {{ custom.nothing }}" in page.text
    assert "custom.nothing" in page.text.partition("Missing values")[2]
    refused = home.post(f"/sets/{id_}/activate", fields(page.text))
    assert refused.status_code == 422
    assert "are both active" in refused.text
    assert in_force(home) == 1

    done = home.post(f"/sets/{id_}/activate", {**fields(refused.text), "take": choices(refused.text)})
    assert (done.status_code, in_force(home)) == (303, 2)
    assert states(home)["Mine"] == "active"


def test_sending_the_confirmation_twice_makes_one_release(home: House) -> None:
    home.enter(Role.PUBLISHER)
    id_ = drafted(home, message("Mine", ["nowhere"]))
    form = fields(home.get(f"/sets/{id_}/activate").text)

    answers = [home.post(f"/sets/{id_}/activate", form).status_code for _ in range(2)]

    assert (answers, in_force(home)) == ([303, 303], 2)


def test_what_changed_since_it_was_shown_is_shown_again(home: House) -> None:
    home.enter(Role.PUBLISHER)
    id_ = drafted(home, message("Mine", ["nowhere"]))
    form = fields(home.get(f"/sets/{id_}/activate").text)
    later = message("Mine", ["nowhere"], welcome={"en": "Later"})
    home.call(home.store.drafts.save, id_, later, name="Mine", author="bob", expected=1)

    answer = home.post(f"/sets/{id_}/activate", form)

    assert answer.status_code == 409
    assert "Later" in answer.text
    assert in_force(home) == 1


def test_a_draft_with_mistakes_leads_to_its_fields_and_has_no_button(home: House) -> None:
    home.enter(Role.PUBLISHER)
    id_ = drafted(home, {"name": "Half", "establishments": ["nowhere"], "welcome": {"en": "{{ nme }}"}})

    page = home.get(f"/sets/{id_}/activate").text

    assert f'href="/console/sets/{id_}#welcome.en"' in page
    assert f'href="/console/sets/{id_}#absence"' in page
    assert 'form="confirm"' not in page


def test_deleting_says_how_many_are_left_without_messages_and_deletes(home: House) -> None:
    home.enter(Role.PUBLISHER)
    home.call(home.store.releases.add, {"frontdesk": 1, "message_sets": [message("Only", "all")]}, author="ops")
    [line] = home.call(sets, home.store, home.running.plan.host, [], ADA)
    count = home.call(home.store.establishments.count)

    page = home.get(f"/sets/{line.id}/delete").text
    assert f"{count} establishments are left without messages." in page.replace(",", "")
    done = home.post(f"/sets/{line.id}/delete", fields(page))

    assert done.status_code == 303
    assert states(home) == {}


def test_an_editor_deletes_drafts_and_nothing_that_is_live(home: House) -> None:
    home.enter(Role.EDITOR)
    id_ = drafted(home, message("Mine", ["nowhere"]))
    page = home.get(f"/sets/{id_}/delete")
    assert home.post(f"/sets/{id_}/delete", fields(page.text)).status_code == 303

    home.call(home.store.releases.add, {"frontdesk": 1, "message_sets": [message("Only", "all")]}, author="ops")
    [line] = home.call(sets, home.store, home.running.plan.host, [], ADA)
    assert home.get(f"/sets/{line.id}/delete").status_code == 403
    assert home.post(f"/sets/{line.id}/delete", {"fingerprint": "0"}).status_code == 403


def test_deactivating_makes_a_draft_of_it(home: House) -> None:
    home.enter(Role.PUBLISHER)
    home.call(home.store.releases.add, {"frontdesk": 1, "message_sets": [message("Only", "all")]}, author="ops")
    [line] = home.call(sets, home.store, home.running.plan.host, [], ADA)

    home.post(f"/sets/{line.id}/deactivate", fields(home.get(f"/sets/{line.id}/deactivate").text))

    assert states(home) == {"Only": "draft"}


def test_a_set_of_a_file_cannot_be_activated_here(home: House) -> None:
    home.enter(Role.PUBLISHER)
    line = next(line for line in home.call(sets, home.store, home.running.plan.host, [], ADA) if line.file)

    page = home.get(f"/sets/{line.id}/deactivate")

    assert page.status_code == 403
    assert str(line.file) in page.text


def test_what_is_out_of_the_scope_is_not_there(home: House) -> None:
    id_ = drafted(home, message("Mine", [first_place(home)]))
    home.enter(Role.PUBLISHER, groups={"nobody"})

    answers = [home.get(f"/sets/{id_}/{verb}").status_code for verb in ("activate", "deactivate", "delete")]

    assert answers == [404, 404, 404]


def test_a_plan_that_takes_a_while_shows_a_bar_and_then_itself(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activating, "PATIENCE", 0.0)
    home.enter(Role.PUBLISHER)
    id_ = drafted(home, message("Mine", ["nowhere"]))
    page = home.get(f"/sets/{id_}/activate").text
    assert "<progress" in page
    [watched] = re.findall(r'hx-get="/console(/plans/[0-9a-f]{32})"', page)

    while "<progress" in (fragment := home.get(watched, fragment=True)).text:
        pass

    assert fields(fragment.text).keys() == {"fingerprint", "activate"}
    assert "<html" not in fragment.text
    assert "<progress" not in home.get(f"/sets/{id_}/activate", wait=1).text


def test_a_plan_that_another_process_began_is_worked_out_by_whoever_is_asked(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activating, "PATIENCE", 0.0)
    home.enter(Role.PUBLISHER)
    id_ = drafted(home, message("Mine", ["nowhere"]))
    page = home.get(f"/sets/{id_}/activate").text
    [watched] = re.findall(r'hx-get="/console(/plans/[0-9a-f]{32})"', page)
    monkeypatch.setattr(work, "_jobs", WeakKeyDictionary())  # as in a process that did not begin it

    while "<progress" in (fragment := home.get(watched, fragment=True)).text:
        pass

    assert fields(fragment.text).keys() == {"fingerprint", "activate"}
    home.enter(Role.PUBLISHER, name="Paul")
    monkeypatch.setattr(work, "_jobs", WeakKeyDictionary())
    assert home.get(watched, fragment=True).status_code == 404


def test_a_plan_is_for_nobody_else(home: House) -> None:
    home.enter(Role.PUBLISHER, name="Odile")
    id_ = drafted(home, message("Mine", [first_place(home)], welcome={"en": "{{ custom.nothing }}"}))
    page = home.get(f"/sets/{id_}/activate").text
    [csv, *_] = re.findall(r'href="/console(/plans/[0-9a-f]{32}/missing\.csv)"', page)
    table = home.get(csv)
    assert table.text.startswith("\ufeffTag,Establishment,Name\r\ncustom.nothing,")
    assert len(table.text.splitlines()) == 2

    home.enter(Role.PUBLISHER, name="Paul")
    assert home.get(csv).status_code == 404


def test_lists_of_establishments_go_page_by_page(home: House) -> None:
    home.enter(Role.PUBLISHER)
    places = [{"id": f"z-{at:03}", "name": f"Z {at}", "groups": ["z"]} for at in range(120)]
    home.call(home.store.establishments.sync, "z", places)
    id_ = drafted(home, message("Z", {"groups": ["z"]}))
    page = home.get(f"/sets/{id_}/activate").text
    [url] = re.findall(r'href="/console(/plans/[0-9a-f]{32}/establishments\?of=gained)"', page)

    seen: list[str] = []
    while url:
        page = followed(home, url)
        seen += re.findall(r">(z-\d{3})<", page)
        found = re.findall(r'href="/console([^"]*)" rel="next"', page)
        url = found[0] if found else ""

    assert seen == [place["id"] for place in places]


def test_releases_are_listed_with_author_and_difference(home: House) -> None:
    home.enter(Role.VIEWER)
    newest = home.call(home.store.releases.newest)
    assert newest is not None
    more = [*newest.document["message_sets"], message("New one", ["nowhere"])]
    home.call(home.store.releases.add, {**newest.document, "message_sets": more}, author="Camille")

    page = home.get("/releases").text

    row = page.partition('href="/console/releases/2"')[2].partition("</tr>")[0]
    assert "Camille" in row
    assert "New one" in row
    assert "/restore" not in page  # a viewer goes back to nothing


def test_k11_going_back_is_one_click_to_drafts_and_their_activation(home: House) -> None:
    home.enter(Role.PUBLISHER)
    for text in ("First", "Second"):
        document = message("Only", ["nowhere"], welcome={"en": text})
        home.call(home.store.releases.add, {"frontdesk": 1, "message_sets": [document]}, author="ops")

    before = home.get("/releases/2/restore").text
    assert "<del" in before
    assert before.index("Second") < before.index("First")
    lead = home.post("/releases/2/restore")
    assert lead.status_code == 303
    assert in_force(home) == 3
    page = followed(home, lead.headers["location"])
    home.post("/activate", fields(page))

    newest = home.call(home.store.releases.newest)
    assert newest is not None
    assert (newest.number, newest.document["message_sets"][0]["welcome"]) == (4, {"en": "First"})


def test_a_release_that_never_was_is_missing(home: House) -> None:
    home.enter(Role.PUBLISHER)

    paths = ("/releases/99", "/releases/0", "/releases/x", "/releases/99/restore", "/plans/0/missing.csv", "/activate")
    assert {home.get(path).status_code for path in paths} == {404}

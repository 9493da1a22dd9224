"""People and the audit over REST: what administrators do in the console, programs of theirs do as well."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from frontdesk_server.access import links
from frontdesk_server.rights import Role
from frontdesk_server.store.api_tokens import TokenScope
from tests.server.api.personal import EVERY, get, token
from tests.server.console.house import TOKEN, House

ZOE = {"name": "Zoé", "email": "zoe@colibri.example", "role": "editor", "groups": ["bakeries"]}


def send(home: House, key: str, method: str, path: str, body: Any = None) -> httpx2.Response:
    return home.client.request(method, f"/api/v1{path}", json=body, headers={"authorization": f"Bearer {key}"})


def invited(home: House, **more: Any) -> Any:
    """Somebody new, as the interface tells of them."""
    number = home.call(home.store.people.count)
    answer = send(home, TOKEN, "POST", "/people", {**ZOE, "email": f"zoe{number}@colibri.example", **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_somebody_invited_is_listed_and_their_link_works(home: House) -> None:
    made = invited(home)

    person = made["person"]
    assert (person["role"], person["groups"], person["invited"]) == ("editor", ["bakeries"], True)
    assert person in get(home, TOKEN, "/people").json()
    assert get(home, TOKEN, f"/people/{person['id']}").json() == person
    kind, whom = home.call(links.opened, home.store, made["link"].removeprefix(links.PATH))
    assert (kind, whom is not None and whom.id) == ("invitation", person["id"])


def test_a_person_is_changed_kept_out_and_let_in_again(home: House) -> None:
    id_ = invited(home)["person"]["id"]
    body = {"name": "Zoé B", "email": f"{id_}@colibri.example", "role": "publisher", "groups": None}

    assert send(home, TOKEN, "PUT", f"/people/{id_}", body).json()["groups"] is None
    assert send(home, TOKEN, "PUT", f"/people/{id_}/disabled", {"disabled": True}).json()["disabled"]
    assert send(home, TOKEN, "POST", f"/people/{id_}/link").json()["id"] == "FD832"
    assert not send(home, TOKEN, "PUT", f"/people/{id_}/disabled", {"disabled": False}).json()["disabled"]
    assert send(home, TOKEN, "POST", f"/people/{id_}/link").status_code == 201
    assert send(home, TOKEN, "POST", f"/people/{id_}/sign-out").json() == {"ended": 0}


@pytest.mark.parametrize(
    ("wrong", "id_"),
    [
        ({"email": "none"}, "FD825"),
        ({"email": "admin@colibri.example"}, "FD826"),
        ({"name": " "}, "FD830"),
        ({"groups": []}, "FD838"),
        ({"role": "emperor"}, "FD723"),
        ({"password": "forged"}, "FD723"),
    ],
)
def test_what_is_wrong_with_a_person_is_told(home: House, wrong: dict[str, Any], id_: str) -> None:
    refused = send(home, TOKEN, "POST", "/people", {**ZOE, **wrong})

    assert (refused.status_code, refused.json()["id"]) == (422, id_)


def test_the_last_administrator_stays_one(home: House) -> None:
    admin = home.call(home.store.people.by_email, "admin@colibri.example")
    assert admin is not None

    refused = send(home, TOKEN, "PUT", f"/people/{admin.id}/disabled", {"disabled": True})

    assert (refused.status_code, refused.json()["id"]) == (422, "FD828")


def test_an_administrator_of_some_groups_manages_those_within_them(home: House) -> None:
    key = token(home, Role.ADMINISTRATOR, EVERY, "bakeries")
    inside, outside = invited(home)["person"], invited(home, groups=["garages"])["person"]

    listed = get(home, key, "/people").json()
    assert inside in listed
    assert outside not in listed
    assert get(home, key, f"/people/{outside['id']}").status_code == 404
    for forged in (None, ["bakeries", "garages"]):
        assert send(home, key, "POST", "/people", {**ZOE, "groups": forged}).json()["id"] == "FD836"
        assert send(home, key, "PUT", f"/people/{inside['id']}", {**ZOE, "groups": forged}).json()["id"] == "FD836"


def test_only_administrators_come_in(home: House) -> None:
    publisher = token(home, Role.PUBLISHER, EVERY)
    reading = token(home, Role.ADMINISTRATOR, (TokenScope.READ,))

    for key in (publisher, reading):
        assert {get(home, key, path).status_code for path in ("/people", "/audit")} == {403}


def test_the_audit_tells_page_by_page_who_did_what(home: House) -> None:
    person = invited(home)["person"]
    send(home, TOKEN, "PUT", f"/people/{person['id']}", {**ZOE, "email": person["email"], "role": "viewer"})

    page = get(home, TOKEN, "/audit?limit=1").json()
    more = get(home, TOKEN, f"/audit?limit=1&before={page['before']}&subject={person['email']}").json()

    (change,) = page["changes"]
    assert (change["actor"], change["action"], change["subject"]) == ("api", "person.changed", person["email"])
    assert (change["before"]["role"], change["after"]["role"]) == ("editor", "viewer")
    assert more["changes"][0]["action"] == "person.invitation"

"""Who may do what by the REST interface: personal tokens act as their person, with role, scope and their own scopes."""

from __future__ import annotations

import httpx2
import pytest
from fastapi.routing import APIRoute

from frontdesk_server.access import people
from frontdesk_server.access.people import Profile
from frontdesk_server.api.rest import build_rest
from frontdesk_server.rights import Role, Scope
from frontdesk_server.store.api_tokens import TokenScope
from frontdesk_server.store.audit import COMMAND_LINE
from tests.server.api.personal import EVERY, get, token
from tests.server.console.house import TOKEN, House

SWITCHES = {"everything": True, "welcome": False, "absence": True, "starters": True}


def switch(home: House, key: str, id_: str) -> httpx2.Response:
    headers = {"authorization": f"Bearer {key}"}
    return home.client.put(f"/api/v1/establishments/{id_}/toggles", json=SWITCHES, headers=headers)


def places(home: House, group: str | None = None) -> list[str]:
    """The ids of a group, or of all establishments."""
    found = home.call(home.store.establishments.list, scope=Scope(groups=frozenset({group}) if group else None))
    return [place.id for place in found]


def test_every_route_says_what_it_takes() -> None:
    silent = [
        route.path
        for route in build_rest(None, None).routes
        if isinstance(route, APIRoute)
        if not any(getattr(each.call, "__qualname__", "").startswith("needs.") for each in route.dependant.dependencies)
    ]

    assert silent == []


def test_the_servers_own_token_is_an_administrator_of_everything(home: House) -> None:
    assert get(home, TOKEN, "/establishments").json()["total"] == len(places(home))
    assert get(home, TOKEN, "/releases/1").status_code == 200


def test_a_token_sees_the_establishments_of_its_person_and_no_other(home: House) -> None:
    key = token(home, Role.VIEWER, EVERY, "bakeries")
    inside, outside = places(home, "bakeries"), sorted({*places(home)} - {*places(home, "bakeries")})
    assert inside
    assert outside

    listed = get(home, key, "/establishments").json()

    assert [place["id"] for place in listed["establishments"]] == inside
    assert listed["total"] == len(inside)
    assert get(home, key, f"/establishments/{inside[0]}").status_code == 200
    assert get(home, key, f"/establishments/{outside[0]}").status_code == 404


def test_what_is_outside_of_the_scope_is_changed_by_nobody(home: House) -> None:
    key = token(home, Role.EDITOR, EVERY, "bakeries")
    outside = min({*places(home)} - {*places(home, "bakeries")})

    assert switch(home, key, outside).status_code == 404

    assert home.call(home.store.toggles.get, outside).welcome


def test_a_change_is_in_the_audit_with_its_person(home: House) -> None:
    key = token(home, Role.EDITOR, (TokenScope.WRITE,), "bakeries")
    place = places(home, "bakeries")[0]

    assert switch(home, key, place).json() == SWITCHES

    (entry, *_) = home.call(home.store.audit.list)
    assert entry.actor.name.startswith("Noa")


def test_a_token_may_only_what_it_was_made_for(home: House) -> None:
    reading = token(home, Role.EDITOR, (TokenScope.READ,))
    writing = token(home, Role.EDITOR, (TokenScope.WRITE,))

    refused = [switch(home, reading, places(home)[0]), get(home, writing, "/establishments")]

    assert [(answer.status_code, answer.json()["id"]) for answer in refused] == [(403, "FD839")] * 2


def test_a_token_may_no_more_than_its_person_may_now(home: House) -> None:
    number = home.call(home.store.people.count)
    key = token(home, Role.EDITOR, (TokenScope.WRITE,))
    (noa,) = [one for one in home.call(home.store.people.list) if one.name == f"Noa {number}"]
    assert switch(home, key, places(home)[1]).status_code == 200

    less = Profile(name=noa.name, email=noa.email, role=Role.VIEWER)
    home.call(people.set_profile, home.store, noa.id, less, COMMAND_LINE)

    assert switch(home, key, places(home)[1]).status_code == 403


def test_releases_and_dead_letters_are_for_those_who_see_everything(home: House) -> None:
    scoped, whole = token(home, Role.VIEWER, EVERY, "bakeries"), token(home, Role.VIEWER, EVERY)

    assert [get(home, key, "/releases/1").status_code for key in (scoped, whole)] == [404, 200]
    assert get(home, scoped, "/dead-letters").json() == []


def test_what_is_stuck_is_dealt_with_by_publishers_alone(home: House) -> None:
    editor, publisher = token(home, Role.EDITOR, EVERY), token(home, Role.PUBLISHER, EVERY)

    def asked(key: str, method: str, path: str) -> int:
        headers = {"authorization": f"Bearer {key}"}
        return home.client.request(method, f"/api/v1/dead-letters/{path}", headers=headers).status_code

    for method, path in (("POST", "9/replay"), ("DELETE", "9")):
        assert [asked(key, method, path) for key in (editor, publisher)] == [403, 404]


def test_a_narrower_scope_is_not_told_what_a_release_was_about(home: House) -> None:
    scoped, whole = token(home, Role.VIEWER, EVERY, "bakeries"), token(home, Role.VIEWER, EVERY)
    home.call(home.store.releases.add, {"frontdesk": 1}, author="Ada", note="removed message set Secret")

    told = [get(home, key, "/releases").json()[0] for key in (scoped, whole)]

    assert [line["note"] for line in told] == ["", "removed message set Secret"]


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer fdp_", f"Bearer fdp_{'x' * 43}", f"Basic {TOKEN}", "Bearer é"])
def test_what_is_no_token_lets_nobody_in(home: House, sent: str) -> None:
    answer = home.client.get("/api/v1/establishments", headers=[(b"authorization", sent.encode())])

    assert (answer.status_code, answer.json()["id"]) == (401, "FD721")


def test_a_cookie_lets_nobody_into_the_interface(home: House) -> None:
    home.enter()

    assert home.client.get("/api/v1/establishments").status_code == 401
    home.leave()

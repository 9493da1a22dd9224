"""Establishments by the REST interface: found, selected, switched in bulk with a way back, contacts excluded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from frontdesk import Toggles
from frontdesk_server.access import SignedIn, people, tokens
from frontdesk_server.access.people import Profile
from frontdesk_server.rights import Role, Scope
from frontdesk_server.store.api_tokens import TokenScope
from frontdesk_server.store.audit import COMMAND_LINE
from tests.server.console.house import TOKEN, House, house

LIMOILOU = "fournil-limoilou"


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("CRM_SECRET", "the-crm-secret-of-the-establishments-tests")
    with house(tmp_path_factory.mktemp("establishments") / "p") as found:
        yield found


def ask(home: House, method: str, path: str, key: str = TOKEN, **sent: Any) -> httpx2.Response:
    headers = {"authorization": f"Bearer {key}"}
    return home.client.request(method, f"/api/v1{path}", headers=headers, **sent)


def token(home: House, role: Role, *groups: str) -> str:
    """The token of an editor or viewer of these groups."""
    scope = Scope(groups=frozenset(groups))
    profile = Profile(name="Noa", email="noa@colibri.example", role=role, scope=scope)
    noa = home.call(people.add, home.store, profile, COMMAND_LINE)
    who = SignedIn(id=noa.id, name=noa.name, email=noa.email, role=role, scope=scope)
    scopes = [each for each in TokenScope if role.may(each.role)]
    made = home.call(tokens.make, home.store, who, name="CRM", scopes=scopes)
    assert made is not None
    return made


def ids(home: House, **query: Any) -> list[str]:
    answer = ask(home, "GET", "/establishments", params=query).json()
    assert answer["total"] == len(answer["establishments"])
    return [one["id"] for one in answer["establishments"]]


def switched(home: House, **flags: bool) -> list[str]:
    """The ids of all that stand so."""
    everybody = [place.id for place in home.call(home.store.establishments.list)]
    return [id_ for id_, found in home.call(home.store.toggles.of, everybody).items() if found == Toggles(**flags)]


def test_establishments_are_listed_by_words_groups_and_what_is_off(home: House) -> None:
    assert ids(home, search="quebec fournil") == [LIMOILOU]
    assert LIMOILOU in ids(home, group=["bakeries"])
    assert not set(ids(home, group=["bakeries"])) & set(ids(home, group=["garages"]))
    assert len(ids(home, group=["bakeries", "garages"])) == len(ids(home, group="bakeries")) + len(
        ids(home, group="garages")
    )
    assert ids(home, off="something") == []
    assert ids(home, source="nowhere") == []
    assert ask(home, "GET", "/establishments", params={"off": "nonsense"}).status_code == 422


def test_groups_are_listed_with_their_numbers(home: House) -> None:
    found = ask(home, "GET", "/establishment-groups").json()
    assert {"name": "bakeries", "establishments": len(ids(home, group="bakeries"))} in found


@pytest.mark.parametrize("written", ["all", {"groups": ["bakeries"], "except": [LIMOILOU]}, [LIMOILOU]])
def test_a_selection_tells_whom_it_takes(home: House, written: object) -> None:
    body = {"establishments": written, "limit": 2}
    first = ask(home, "POST", "/selections", json=body).json()
    everybody = [one["id"] for one in first["establishments"]]
    after = first["after"]
    while after:
        page = ask(home, "POST", "/selections", json={**body, "after": after}).json()
        everybody, after = everybody + [one["id"] for one in page["establishments"]], page["after"]
    assert len(everybody) == len(set(everybody)) == first["total"]
    assert (LIMOILOU in everybody) is (written in ("all", [LIMOILOU]))


@pytest.mark.parametrize("written", [[], {}, {"groups": []}, {"nonsense": 1}, 7])
def test_a_selection_that_means_nobody_is_refused(home: House, written: object) -> None:
    answer = ask(home, "POST", "/selections", json={"establishments": written})
    assert (answer.status_code, answer.json()["id"]) == (422, "FD723")


def test_i4_many_are_switched_at_once_and_taken_back(home: House) -> None:
    bakeries = ids(home, group="bakeries")
    body = {"establishments": {"groups": ["bakeries"]}, "welcome": False}
    done = ask(home, "POST", "/toggles", json=body).json()
    assert done["changed"] == len(bakeries)
    assert switched(home, welcome=False) == bakeries
    assert ask(home, "POST", "/toggles/undo", json={"undo": done["undo"]}).json() == {"changed": len(bakeries)}
    assert switched(home, welcome=False) == []
    again = ask(home, "POST", "/toggles/undo", json={"undo": done["undo"]})
    assert (again.status_code, again.json()["id"]) == (404, "FD902")


def test_of_a_selection_those_that_a_search_finds_are_switched(home: House) -> None:
    ask(home, "POST", "/toggles", json={"establishments": "all", "search": "quebec", "absence": False})
    assert switched(home, absence=False) == [LIMOILOU]


def test_a_change_that_switches_nothing_is_refused(home: House) -> None:
    answer = ask(home, "POST", "/toggles", json={"establishments": "all"})
    assert (answer.status_code, answer.json()["id"]) == (422, "FD904")


def test_contacts_are_excluded_and_readmitted(home: House) -> None:
    path = f"/establishments/{LIMOILOU}/excluded-contacts"
    assert ask(home, "PUT", f"{path}/33612").status_code == 204
    [found] = ask(home, "GET", path).json()
    assert (found["contact"], found["by"]) == ("33612", "api")
    assert ask(home, "DELETE", f"{path}/33612").status_code == 204
    assert ask(home, "GET", path).json() == []


def test_what_is_no_contact_is_refused(home: House) -> None:
    answer = ask(home, "PUT", f"/establishments/{LIMOILOU}/excluded-contacts/{'x' * 201}")
    assert (answer.status_code, answer.json()["id"]) == (422, "FD901")


def test_contacts_that_the_source_excludes_are_listed_as_such(home: House) -> None:
    record = {"id": "own", "name": "Own", "excluded_contacts": ["a", "b"]}
    home.call(home.store.establishments.sync, "more", [record])
    found = ask(home, "GET", "/establishments/own/excluded-contacts").json()
    assert found == [{"contact": contact, "by": None, "at": None} for contact in ("a", "b")]


def test_a_scope_reaches_its_own_alone(home: House) -> None:
    key = token(home, Role.EDITOR, "garages")
    assert ask(home, "GET", "/establishment-groups", key).json()[0]["name"] == "garages"
    assert ask(home, "POST", "/selections", key, json={"establishments": [LIMOILOU]}).json()["total"] == 0
    done = ask(home, "POST", "/toggles", key, json={"establishments": "all", "welcome": False}).json()
    assert switched(home, welcome=False) == ids(home, group="garages")
    assert done["changed"] == len(ids(home, group="garages"))
    path = f"/establishments/{LIMOILOU}/excluded-contacts"
    for method, address in (("GET", path), ("PUT", f"{path}/1"), ("DELETE", f"{path}/1")):
        assert ask(home, method, address, key).status_code == 404
    south = ask(home, "POST", "/toggles", json={"establishments": [LIMOILOU], "absence": False}).json()["undo"]
    assert ask(home, "POST", "/toggles/undo", key, json={"undo": south}).status_code == 404


def test_a_viewer_changes_nothing(home: House) -> None:
    key = token(home, Role.VIEWER, "garages")
    body = {"establishments": "all", "welcome": False}
    assert ask(home, "POST", "/toggles", key, json=body).status_code == 403
    assert ask(home, "PUT", "/establishments/garage-minimes/excluded-contacts/1", key).status_code == 403
    assert ask(home, "POST", "/selections", key, json={"establishments": "all"}).status_code == 200
    assert switched(home, welcome=False) == []

"""Message sets by REST: what the console does with them, with the same answers to what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from frontdesk_server.rights import Role
from frontdesk_server.store.api_tokens import TokenScope
from tests.server.api.test_callers import EVERY, token
from tests.server.console.house import TOKEN, House, house


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_SECRET", "the-crm-secret-of-the-rest-tests")
        with house(tmp_path_factory.mktemp("sets") / "p") as found:
            yield found


def message(name: str, establishments: object, **more: object) -> dict[str, object]:
    return {"name": name, "establishments": establishments, "welcome": {"en": "Hi"}, "absence": {"en": "Away"}, **more}


def ask(home: House, method: str, path: str, json: object = None, key: str = TOKEN, **headers: str) -> httpx2.Response:
    sent = {"authorization": f"Bearer {key}", **headers}
    return home.client.request(method, f"/api/v1{path}", json=json, headers=sent)


def written(home: House, document: dict[str, object], key: str = TOKEN) -> Any:
    answer = ask(home, "POST", "/message-sets", {"document": document, "key": str(document.get("name"))}, key)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_set_is_written_planned_and_activated(home: House) -> None:
    made = written(home, message("Mine", ["nowhere"]))
    planned = ask(home, "POST", f"/message-sets/{made['id']}/plan", {}).json()
    done = ask(home, "POST", f"/message-sets/{made['id']}/activate", {"fingerprint": planned["fingerprint"]})
    again = ask(home, "POST", f"/message-sets/{made['id']}/activate", {"fingerprint": planned["fingerprint"]})

    assert (made["state"], made["version"], made["findings"]) == ("draft", 1, [])
    assert planned["possible"]
    assert {"kind": "text", "path": "welcome", "language": "en", "before": None, "after": "Hi"} in planned["parts"]
    assert (done.json(), again.json()) == ({"release": 2, "made": True}, {"release": 2, "made": False})
    listed = {one["name"]: one["state"] for one in ask(home, "GET", "/message-sets").json()}
    assert listed == {"Bakeries": "files", "Clinics": "files", "Garages": "files", "Mine": "active"}


def test_the_same_key_makes_one_draft(home: House) -> None:
    assert written(home, message("Mine", ["nowhere"])) == written(home, message("Mine", ["nowhere"]))


def test_a_half_finished_set_is_kept_and_says_what_is_missing(home: House) -> None:
    made = written(home, {"name": "Half", "welcome": {"en": "{{ nme }}"}})

    assert {found["path"] for found in made["findings"]} == {"establishments", "absence", "welcome.en"}
    assert all(found["en"] and found["fr"] for found in made["findings"])


def test_who_saves_over_somebody_else_s_version_is_told_and_nothing_is_lost(home: House) -> None:
    made = written(home, message("Mine", ["nowhere"]))
    path = f"/message-sets/{made['id']}"
    first = ask(home, "PUT", path, {"document": message("Ours", ["nowhere"])}, **{"if-match": '"1"'})
    second = ask(home, "PUT", path, {"document": message("Theirs", ["nowhere"])}, **{"if-match": '"1"'})

    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert (second.status_code, second.json()["id"]) == (412, "FD862")
    assert ask(home, "GET", path).json()["name"] == "Ours"


def test_saving_without_a_version_is_refused(home: House) -> None:
    made = written(home, message("Mine", ["nowhere"]))

    answer = ask(home, "PUT", f"/message-sets/{made['id']}", {"document": message("Mine", ["x"])})

    assert (answer.status_code, answer.json()["id"]) == (422, "FD723")


def test_conflicts_are_listed_and_settled_by_taking_over(home: House) -> None:
    made = written(home, message("All", "all"))
    path = f"/message-sets/{made['id']}"
    planned = ask(home, "POST", f"{path}/plan", {}).json()
    others = [overlap["other"] for overlap in planned["conflicts"]]
    refused = ask(home, "POST", f"{path}/activate", {"fingerprint": planned["fingerprint"]})
    done = ask(home, "POST", f"{path}/activate", {"fingerprint": planned["fingerprint"], "takes_over": others})

    assert sorted(others) == ["Bakeries", "Clinics", "Garages"]
    assert (refused.status_code, refused.json()["id"]) == (422, "FD375")
    assert done.status_code == 200


def test_what_changed_since_the_plan_is_told(home: House) -> None:
    made = written(home, message("Mine", ["nowhere"]))

    answer = ask(home, "POST", f"/message-sets/{made['id']}/activate", {"fingerprint": "0"})

    assert (answer.status_code, answer.json()["id"]) == (409, "FD855")


def test_a_set_is_deactivated_and_deleted(home: House) -> None:
    home.call(home.store.releases.add, {"frontdesk": 1, "message_sets": [message("Only", "all")]}, author="ops")
    [only] = ask(home, "GET", "/message-sets").json()
    path = f"/message-sets/{only['id']}"
    planned = ask(home, "POST", f"{path}/plan", {"verb": "deactivate"}).json()
    off = ask(home, "POST", f"{path}/deactivate", {"fingerprint": planned["fingerprint"]})

    assert planned["left"]["count"] == home.call(home.store.establishments.count)
    assert off.json()["made"]
    assert [one["state"] for one in ask(home, "GET", "/message-sets").json()] == ["draft"]
    assert ask(home, "DELETE", path).status_code == 200
    assert ask(home, "GET", "/message-sets").json() == []


def test_a_set_of_a_file_is_changed_in_the_file_only(home: House) -> None:
    bakeries = next(one for one in ask(home, "GET", "/message-sets").json() if one["file"])

    answer = ask(home, "PUT", f"/message-sets/{bakeries['id']}", {"document": message("x", "all")}, **{"if-match": "0"})

    assert (answer.status_code, answer.json()["id"]) == (403, "FD851")


def test_releases_are_compared_and_gone_back_to(home: House) -> None:
    for text in ("First", "Second"):
        document = message("Only", ["nowhere"], welcome={"en": text})
        home.call(home.store.releases.add, {"frontdesk": 1, "message_sets": [document]}, author="ops")

    [difference] = ask(home, "GET", "/releases/2/differences/3").json()
    restored = ask(home, "POST", "/releases/2/restore")

    assert difference["parts"] == [
        {"kind": "text", "path": "welcome", "language": "en", "before": "First", "after": "Second"}
    ]
    [id_] = restored.json()["drafts"]
    assert ask(home, "GET", f"/message-sets/{id_}").json()["document"]["welcome"] == {"en": "First"}
    assert home.call(home.store.releases.newest_number) == 3


@pytest.mark.parametrize(
    "document",
    [
        b'{"document": {"name": "\\ud800"}, "key": "k"}',
        b'{"document": {"a": ' + b'{"a":' * 60 + b"1" + b"}" * 60 + b'}, "key": "k"}',
        b'{"document": {"name": NaN}, "key": "k"}',
        b'{"document": [], "key": "k"}',
        b'{"document": {}, "key": ""}',
    ],
)
def test_what_cannot_be_kept_is_refused(home: House, document: bytes) -> None:
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}

    answer = home.client.post("/api/v1/message-sets", content=document, headers=headers)

    assert answer.status_code in (400, 422)
    assert answer.json()["id"].startswith("FD")


def test_tokens_do_what_their_scopes_say_and_no_more(home: House) -> None:
    made = written(home, message("Mine", ["nowhere"]))
    path = f"/message-sets/{made['id']}"
    reader = token(home, Role.VIEWER, EVERY)
    writer = token(home, Role.PUBLISHER, (TokenScope.READ, TokenScope.WRITE))
    confirmed = {"fingerprint": "0"}

    assert ask(home, "GET", path, key=reader).status_code == 200
    assert ask(home, "POST", "/message-sets", {"document": {}, "key": "k"}, key=reader).status_code == 403
    assert ask(home, "POST", f"{path}/activate", confirmed, key=writer).status_code == 403
    assert ask(home, "POST", f"{path}/deactivate", confirmed, key=writer).status_code == 403
    assert ask(home, "DELETE", path, key=reader).status_code == 403
    assert ask(home, "POST", "/releases/1/restore", key=reader).status_code == 403


def test_what_is_outside_the_scope_is_not_found(home: House) -> None:
    made = written(home, message("Mine", {"groups": ["bakeries"]}))
    stranger = token(home, Role.PUBLISHER, EVERY, "clinics")
    path = f"/message-sets/{made['id']}"
    document = {"document": message("Mine", {"groups": ["clinics"]})}

    answers = [
        ask(home, "GET", path, key=stranger),
        ask(home, "PUT", path, document, key=stranger, **{"if-match": "1"}),
        ask(home, "DELETE", path, key=stranger),
        ask(home, "POST", f"{path}/plan", {}, key=stranger),
        ask(home, "POST", f"{path}/activate", {"fingerprint": "0"}, key=stranger),
        ask(home, "POST", f"{path}/deactivate", {"fingerprint": "0"}, key=stranger),
    ]

    assert {answer.status_code for answer in answers} == {404}
    outside = {"document": message("Wide", "all"), "key": "k"}
    assert ask(home, "POST", "/message-sets", outside, key=stranger).json()["id"] == "FD850"

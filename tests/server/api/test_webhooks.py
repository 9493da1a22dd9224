from __future__ import annotations

import json

import httpx2
import pytest

from frontdesk_server.api.bodies import LARGEST_BODY
from tests.server.api.served import KEY, Platform, Server, event, post, signed, wait_for


def problem(response: httpx2.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["id"]


def test_an_accepted_event_is_answered_on_the_platform(server: Server, platform: Platform) -> None:
    accepted = post(server, event("message", "greet", contact="c-greet", text="hello"))

    assert accepted.status_code == 200
    sent = wait_for(lambda: [one for one in platform.received if one["to"] == "c-greet"], "the welcome")
    assert sent[0]["text"] == "Hello, this is The Corner Shop, Main Street. How can we help?"
    assert [found["title"] for found in sent[0]["suggestions"]] == ["Your opening hours?", "Where are you?"]


def test_a_repeated_event_is_acknowledged_and_has_no_effect(server: Server, platform: Platform) -> None:
    same = event("message", "twice", contact="c-twice", text="hello")

    answers = [post(server, same).status_code for _ in range(3)]
    post(server, event("message", "after", contact="c-after", text="hello"))

    assert answers == [200, 200, 200]
    wait_for(lambda: [one for one in platform.received if one["to"] == "c-after"], "a later welcome")
    assert len([one for one in platform.received if one["to"] == "c-twice"]) == 1


@pytest.mark.parametrize("key", [b"another key altogether", b""])
def test_a_forged_signature_is_refused_and_leaves_nothing(server: Server, key: bytes) -> None:
    body = json.dumps({"events": [event("message", "forged", contact="c-forged", text="hello")]}).encode()
    headers = signed(body, key=key) if key else {"content-type": "application/json"}
    with server.stranger as client, server.api as api:
        refused = client.post("/webhooks/crm", content=body, headers=headers)
        known = api.get("/conversations", params={"limit": 200}).json()["conversations"]

    assert problem(refused)[0] == 401
    assert "c-forged" not in [line["contact"] for line in known]


def test_the_log_names_who_was_refused(server: Server) -> None:
    with server.stranger as client:
        client.post("/webhooks/crm", content=b"{}", headers=signed(b"{}", key=b"another key altogether"))
    refused = wait_for(
        lambda: [line for line in server.lines() if line["event"] == "webhook refused"], "the log's line"
    )

    assert {line["client"] for line in refused} == {"127.0.0.1"}


def test_a_body_that_is_no_event_is_refused(server: Server) -> None:
    with server.stranger as client:
        refused = client.post("/webhooks/crm", content=b"{", headers=signed(b"{"))

    assert problem(refused)[0] == 400


def test_an_unknown_account_is_not_found(server: Server) -> None:
    assert problem(post(server, event("message", 1, text="x"), account="cmr")) == (404, "FD727")


def test_another_method_is_refused(server: Server) -> None:
    with server.stranger as client:
        assert problem(client.delete("/webhooks/crm")) == (405, "FD737")


def test_a_body_past_the_limit_is_refused_before_it_is_read_whole(server: Server) -> None:
    body = b" " * (LARGEST_BODY + 1)
    with server.stranger as client:
        assert problem(client.post("/webhooks/crm", content=body, headers=signed(body))) == (413, "FD726")


def test_a_refusal_speaks_the_caller_s_language(server: Server) -> None:
    with server.stranger as client:
        refused = client.post("/webhooks/cmr", headers={"accept-language": "fr-FR,fr;q=0.9"})

    assert "il n'y a pas de compte 'cmr'" in refused.json()["detail"]
    assert refused.headers["content-language"] == "fr"


def test_i2_absence_is_that_of_the_establishment_written_to(server: Server, platform: Platform) -> None:
    here = event("message", "i2", contact="c-i2", text="x", attributes={"establishment": "no-such-place"})

    assert post(server, here).status_code == 200

    def traced() -> list[str]:
        with server.api as api:
            lines = api.get("/conversations", params={"limit": 200}).json()["conversations"]
            found = [line["id"] for line in lines if line["contact"] == "c-i2"]
            return (
                [one["summary"] for one in api.get(f"/conversations/{found[0]}").json()["decisions"]] if found else []
            )

    assert wait_for(traced, "the decision") == ["route_unresolved"]
    assert not [one for one in platform.received if one["to"] == "c-i2"]


def test_no_secret_reaches_the_log(server: Server) -> None:
    body = json.dumps({"events": []}).encode()
    with server.stranger as client:
        client.post("/webhooks/crm", content=body, headers={"authorization": f"Bearer {KEY.decode()}"})

    assert KEY.decode() not in "".join(server.log)

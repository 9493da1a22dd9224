from __future__ import annotations

from typing import Any

import pytest

from frontdesk_server.api.bodies import LARGEST_BODY
from tests.server.api.served import ORIGIN, TOKEN, Platform, Server, event, post, wait_for
from tests.server.cli.projects import process

SHOP = "main-street"


@pytest.fixture(scope="module")
def conversation(server: Server) -> str:
    """A conversation that was greeted, and tapped a starter."""
    post(server, event("message", "rest-1", contact="c-rest", text="hello"))
    post(server, event("starter_tap", "rest-2", contact="c-rest", title="Where are you?"))

    def found() -> str | None:
        with server.api as api:
            lines = api.get("/conversations", params={"limit": 200}).json()["conversations"]
            here = [line["id"] for line in lines if line["contact"] == "c-rest"]
            whole = api.get(f"/conversations/{here[0]}").json() if here else {"messages": []}
            sent = [one for one in whole["messages"] if one["direction"] == "out" and one["status"] == "sent"]
            return str(here[0]) if len(sent) == 2 else None

    return wait_for(found, "two answers")


def whole(server: Server, conversation: str) -> Any:
    with server.api as api:
        return api.get(f"/conversations/{conversation}").json()


def test_a_conversation_shows_its_messages_in_order_with_rule_and_release(server: Server, conversation: str) -> None:
    messages = whole(server, conversation)["messages"]

    assert [(one["direction"], one["kind"]) for one in messages] == [
        ("in", "message"),
        ("out", "welcome"),
        ("in", "starter"),
        ("out", "answer"),
    ]
    assert [(one["rule"], one["release"]) for one in messages if one["direction"] == "out"] == [
        ("Welcome/welcome", 1),
        ("Welcome/answers", 1),
    ]


def test_k4_every_decision_says_why_in_english_and_french(server: Server, conversation: str) -> None:
    decision = whole(server, conversation)["decisions"][0]
    held = next(line for line in decision["trace"] if line["id"] == "rule_held")

    assert (decision["event"], decision["summary"], decision["release"]) == ("MessageReceived", "welcome", 1)
    assert held["en"] == "rule 'Welcome/welcome' holds"
    assert held["fr"] == "la règle 'Welcome/welcome' s'applique"
    assert held["path"]


def test_b1_what_suppresses_an_answer_stands_in_the_trace(server: Server) -> None:
    with server.api as api:
        api.put(f"/establishments/{SHOP}/toggles", json={"welcome": False})
    post(server, event("message", "b1", contact="c-b1", text="hello"))

    def reasons() -> list[str]:
        with server.api as api:
            lines = api.get("/conversations", params={"limit": 200}).json()["conversations"]
            here = [line["id"] for line in lines if line["contact"] == "c-b1"]
            found = api.get(f"/conversations/{here[0]}").json()["decisions"] if here else []
            return [line["en"] for decision in found for line in decision["trace"]]

    told = wait_for(reasons, "the decision")
    with server.api as api:
        restored = api.put(f"/establishments/{SHOP}/toggles", json={})
    assert [text for text in told if "switched off for this establishment" in text], told
    assert restored.json() == {"everything": True, "welcome": True, "absence": True, "starters": True}


def test_an_operator_s_reply_is_sent_once_however_often_its_id_comes(
    server: Server, platform: Platform, conversation: str
) -> None:
    reply = {"text": "Yes, until six.", "operator": "Luc", "id": "reply-1"}
    with server.api as api:
        answers = [api.post(f"/conversations/{conversation}/replies", json=reply) for _ in range(2)]
        api.post(f"/conversations/{conversation}/replies", json={"text": "And tomorrow.", "id": "reply-2"})

    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    wait_for(lambda: "And tomorrow." in platform.texts(), "the second reply")
    assert platform.texts().count("Yes, until six.") == 1
    assert whole(server, conversation)["messages"][-1]["kind"] == "operator"


def test_a_reply_by_command_beside_the_server_is_sent(server: Server, platform: Platform, conversation: str) -> None:
    done = process("reply", conversation, "By command.", "--project", server.folder, environment={"CRM_KEY": "x"})

    assert done.code == 0, done.err
    wait_for(lambda: "By command." in platform.texts(), "the reply")


@pytest.mark.parametrize(
    ("body", "id_"),
    [
        ({"text": ""}, "FD723"),
        ({"text": "x" * 4001}, "FD723"),
        ({"text": "\u202e\u0007 "}, "FD734"),
        ({"text": "x", "txt": "y"}, "FD723"),
        ([], "FD723"),
    ],
)
def test_a_reply_of_no_use_is_refused(server: Server, conversation: str, body: object, id_: str) -> None:
    with server.api as api:
        refused = api.post(f"/conversations/{conversation}/replies", json=body)

    assert (refused.status_code, refused.json()["id"]) == (422, id_)


@pytest.mark.parametrize("body", [b"nope", b"\xff", b"[" * 100_000], ids=["no-json", "no-utf8", "too-deep"])
def test_a_body_that_is_no_json_is_refused_as_such(server: Server, conversation: str, body: bytes) -> None:
    with server.api as api:
        refused = api.post(
            f"/conversations/{conversation}/replies", content=body, headers={"content-type": "application/json"}
        )

    assert (refused.status_code in {400, 422}, refused.json()["id"]) == (True, "FD723")


def test_a_body_of_any_size_is_given_up_before_anybody_holds_it(server: Server) -> None:
    with server.stranger as client:
        refused = client.post(f"/api/v1/conversations/{'0' * 32}/replies", content=b"x" * (LARGEST_BODY + 1))

    assert (refused.status_code, refused.json()["id"]) == (413, "FD726")


def test_a_reply_to_nobody_is_not_found(server: Server) -> None:
    with server.api as api:
        refused = api.post(f"/conversations/{'0' * 32}/replies", json={"text": "x"})

    assert (refused.status_code, refused.json()["id"]) == (404, "FD764")


@pytest.mark.parametrize(
    "path", ["/conversations", "/establishments", "/releases", "/dead-letters", f"/conversations/{'0' * 32}"]
)
@pytest.mark.parametrize("token", [None, "Bearer wrong", "Basic " + TOKEN, "Bearer " + TOKEN[:-1]])
def test_nobody_reads_without_the_token(server: Server, path: str, token: str | None) -> None:
    with server.stranger as client:
        refused = client.get(f"/api/v1{path}", headers={"authorization": token} if token else {})

    assert (refused.status_code, refused.json()["id"]) == (401, "FD721")
    assert refused.headers["www-authenticate"] == "Bearer"


def test_i5_what_was_applied_can_be_read_back(server: Server) -> None:
    with server.api as api:
        releases = api.get("/releases").json()
        detail = api.get("/releases/1").json()

    assert [(one["number"], one["author"]) for one in releases] == [(1, "serve")]
    assert detail["document"]["message_sets"][0]["name"] == "Welcome"


def test_b2_what_is_shown_is_what_is_sent(server: Server, conversation: str) -> None:
    with server.api as api:
        stored = api.get("/releases/1").json()["document"]["message_sets"][0]["welcome"]["en"]

    sent = next(one["text"] for one in whole(server, conversation)["messages"] if one["kind"] == "welcome")
    assert sent == stored.replace("{{ establishment.name }}", "The Corner Shop, Main Street")


def test_an_establishment_is_shown_with_its_record_and_toggles(server: Server) -> None:
    with server.api as api:
        listed = api.get("/establishments", params={"search": "corner"}).json()
        one = api.get(f"/establishments/{SHOP}").json()

    assert listed["total"] == 1
    assert listed["establishments"] == [one]
    assert one["record"]["timezone"] == "Europe/London"
    assert one["toggles"]["everything"] is True


@pytest.mark.parametrize("path", ["/establishments/nowhere", "/releases/99", "/conversations/" + "f" * 32, "/nothing"])
def test_what_is_not_there_is_not_found(server: Server, path: str) -> None:
    with server.api as api:
        refused = api.get(path)

    assert refused.status_code == 404
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/conversations?before=2026-01-01"),
        ("GET", "/conversations?before=2026-01-01T00:00:00"),
        ("GET", "/releases/9223372036854775808"),
        ("POST", "/dead-letters/99999999999999999999999/replay"),
    ],
)
def test_a_value_that_no_row_can_have_is_refused(server: Server, method: str, path: str) -> None:
    with server.api as api:
        refused = api.request(method, path)

    assert (refused.status_code, refused.json()["id"]) == (422, "FD723")


def test_toggles_of_nobody_and_unknown_toggles_are_refused(server: Server) -> None:
    with server.api as api:
        nobody = api.put("/establishments/nowhere/toggles", json={})
        unknown = api.put(f"/establishments/{SHOP}/toggles", json={"welcom": False})

    assert (nobody.status_code, nobody.json()["id"]) == (404, "FD767")
    assert "GET /api/v1/establishments lists them" in nobody.json()["detail"]
    assert (unknown.status_code, unknown.json()["id"]) == (422, "FD723")


def test_openapi_names_every_address_and_is_open(server: Server) -> None:
    with server.stranger as client:
        document = client.get("/api/v1/openapi.json").json()

    assert {"/conversations", "/conversations/{id}/replies", "/establishments/{id}/toggles"} <= set(document["paths"])


def test_health_and_readiness_need_no_token(server: Server) -> None:
    with server.stranger as client:
        alive, ready = client.get("/health"), client.get("/ready")

    assert alive.json() == {"status": "alive"}
    conditions = ("store", "tables", "release", "disk", "runtime", "loops", "leases", "accepting")
    assert ready.json() == {"status": "ready", "checks": dict.fromkeys(conditions, True), "problems": []}


def test_the_widget_s_interface_is_open_and_stands_before_rest(server: Server) -> None:
    with server.stranger as client:
        config = client.get("/api/v1/widget/pk_my_organisation/config", headers={"origin": ORIGIN})
        script = client.get("/widget.js")

    assert config.json()["name"] == "The Corner Shop, Main Street"
    assert script.headers["content-type"].startswith(("text/javascript", "application/javascript"))


@pytest.mark.parametrize("path", ["/health", "/api/v1/conversations", "/webhooks/none", "/nowhere", "/widget.js"])
def test_every_answer_carries_the_security_headers(server: Server, path: str) -> None:
    with server.stranger as client:
        headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"]
    assert headers["referrer-policy"]
    assert "server" not in headers


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/api/v1/conversations", "GET"), ("GET", "/api/v1/establishments/x/toggles", "PUT")],
)
def test_a_method_that_an_address_does_not_take_is_told_as_such(
    server: Server, method: str, path: str, allowed: str
) -> None:
    with server.stranger as client:
        answer = client.request(method, path)

    assert (answer.status_code, answer.json()["id"], answer.headers["allow"]) == (405, "FD776", allowed)
    assert f"does not take {method}: it takes {allowed};" in answer.json()["detail"]


def test_a_method_that_health_does_not_take_is_told_as_such(server: Server) -> None:
    with server.stranger as client:
        answer = client.post("/health")

    assert (answer.status_code, answer.json()["id"], "GET" in answer.headers["allow"]) == (405, "FD776", True)

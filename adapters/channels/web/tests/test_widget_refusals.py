"""What the widget's API refuses: each time a problem document with a stable id, and nothing taken in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import httpx2
import pytest
from web_desk import MemoryDesk
from web_visitor import SHOP, Browser

from frontdesk import MessageReceived
from frontdesk_web.call import neighbourhood
from frontdesk_web.live import PING, Seats
from frontdesk_web.visitor import Visitor, Visitors


def texts(desk: MemoryDesk) -> list[str]:
    return [event.text for event in desk.events if isinstance(event, MessageReceived)]


def message(**fields: object) -> dict[str, object]:
    return {"id": str(uuid4()), **fields}


ODD_BODIES = {
    "not-json": (b"{'id': 1}", 400, "FD520"),
    "not-utf8": (b'{"id": "\xff\xfe"}', 400, "FD520"),
    "half": (b'{"id": "abcdefgh", "text": "x"', 400, "FD520"),
    "lone-surrogate": (b'{"id": "abcdefgh", "text": "\\ud800"}', 400, "FD520"),
    "too-deep": (b"[" * 31_000, 400, "FD520"),
    "nothing": (b"", 400, "FD520"),
    "a-list": (b"[]", 422, "FD524"),
    "no-id": (b'{"text": "x"}', 422, "FD524"),
    "odd-id": (b'{"id": "../../etc", "text": "x"}', 422, "FD524"),
    "text-and-starter": (b'{"id": "abcdefgh", "text": "x", "starter": "y"}', 422, "FD524"),
    "neither": (b'{"id": "abcdefgh"}', 422, "FD524"),
    "number-for-text": (b'{"id": "abcdefgh", "text": 4}', 422, "FD524"),
    "unknown-field": (b'{"id": "abcdefgh", "text": "x", "html": "<b>"}', 422, "FD524"),
    "empty-text": (b'{"id": "abcdefgh", "text": ""}', 422, "FD523"),
    "blank-text": (b'{"id": "abcdefgh", "text": " \\n\\t "}', 422, "FD523"),
    "only-controls": (b'{"id": "abcdefgh", "text": "\\u0000\\u202e\\u2066"}', 422, "FD523"),
    "body-over-32-kB": (json.dumps({"id": "abcdefgh", "text": "x" * 32_000}).encode(), 413, "FD521"),
    "text-over-4000": (json.dumps({"id": "abcdefgh", "text": "é" * 4_001}).encode(), 422, "FD522"),
}


@pytest.mark.parametrize("name", ODD_BODIES)
def test_odd_body_is_refused_by_its_own_id(visitor: Browser, desk: MemoryDesk, name: str) -> None:
    body, status, identifier = ODD_BODIES[name]
    answer = visitor.post_bytes("messages", body)
    assert (answer.status_code, answer.json()["id"]) == (status, identifier), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert texts(desk) == []


def test_text_of_exactly_4000_characters_is_taken(visitor: Browser, desk: MemoryDesk) -> None:
    assert visitor.say("é" * 4_000).status_code == 202
    assert len(texts(desk)[0]) == 4_000


def test_text_loses_control_and_bidi_characters_and_keeps_the_rest(visitor: Browser, desk: MemoryDesk) -> None:
    visitor.say("a\u0000b\u202ec\u2066d\u2069\u0007\r\nline\u2028two\tتم\u200d👩\u200d🍳\ufeff ")
    assert texts(desk) == ["abcd\nline\ntwo\tتم\u200d👩\u200d🍳"]


def test_markup_stays_text(visitor: Browser, desk: MemoryDesk) -> None:
    visitor.say("<script>alert(1)</script> {{ 7*7 }}")
    assert texts(desk) == ["<script>alert(1)</script> {{ 7*7 }}"]
    assert visitor.messages(after=1)[0]["text"] == "<script>alert(1)</script> {{ 7*7 }}"


def test_problem_has_the_members_of_rfc_9457_and_speaks_the_callers_language(visitor: Browser) -> None:
    visitor.extra["accept-language"] = "fr-FR, en;q=0.5"
    answer = visitor.say("")
    assert answer.json() == {
        "type": "urn:frontdesk:FD523",
        "title": HTTPStatus(422).phrase,
        "status": 422,
        "detail": "FD523 le texte est vide une fois ôtés les espaces et les caractères de contrôle\u00a0: "
        "envoyez au moins un caractère visible",
        "id": "FD523",
    }
    assert (answer.headers["content-language"], answer.headers["cache-control"]) == ("fr", "no-store")


def test_wrong_content_type_is_refused(visitor: Browser) -> None:
    answer = visitor.post_bytes("messages", b'{"id": "abcdefgh", "text": "x"}', "text/plain")
    assert (answer.status_code, answer.json()["id"]) == (415, "FD530")


def test_unknown_key_is_refused_without_sharing(browser: Browser) -> None:
    answer = browser.get("config", key="pk_other")
    assert (answer.status_code, answer.json()["id"]) == (404, "FD525")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://shop.example", "https://shop.example:8443", "https://shop.example.evil", "null"],
)
def test_foreign_origin_is_refused_without_sharing(browser: Browser, origin: str, desk: MemoryDesk) -> None:
    browser.origin = origin
    for answer in (browser.get("config"), browser.post("sessions", {}), browser.post("messages", message(text="x"))):
        assert (answer.status_code, answer.json()["id"]) == (403, "FD526")
        assert "access-control-allow-origin" not in answer.headers
        assert "Origin" in answer.headers["vary"]
    assert desk.events == []


def test_post_without_an_origin_is_refused(client: httpx2.Client) -> None:
    answer = client.post("/api/v1/widget/pk_test/sessions", json={})
    assert (answer.status_code, answer.json()["id"]) == (403, "FD526")


def test_preflight_is_answered_for_ten_minutes_to_listed_origins_alone(browser: Browser) -> None:
    address = "/api/v1/widget/pk_test/messages"
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
    answer = browser.client.request("OPTIONS", address, headers={"origin": SHOP, **asked})
    assert (answer.status_code, answer.headers["access-control-max-age"]) == (204, "600")
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "access-control-allow-credentials" not in answer.headers
    assert "authorization" in answer.headers["access-control-allow-headers"]
    foreign = browser.client.request("OPTIONS", address, headers={"origin": "https://evil.example", **asked})
    assert (foreign.status_code, "access-control-allow-origin" in foreign.headers) == (403, False)


@pytest.mark.parametrize("token", ["", "forged", "x" * 4000])
def test_forged_token_is_refused_everywhere(visitor: Browser, desk: MemoryDesk, token: str) -> None:
    visitor.token = token
    for answer in (visitor.say("x"), visitor.get("messages"), visitor.get("stream")):
        assert (answer.status_code, answer.json()["id"]) == (401, "FD527")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert texts(desk) == []


def test_token_of_another_origin_is_refused(visitor: Browser) -> None:
    visitor.origin = "http://localhost:9999"
    assert visitor.say("x").json()["id"] == "FD527"


def test_token_of_another_account_is_refused(browser: Browser, desk: MemoryDesk) -> None:
    stranger = Visitor(id="visitor-1", account="web-2", origin=SHOP, establishment="b-1")
    browser.token = asyncio.run(Visitors(desk.visitors).admit(stranger, desk.now()))

    assert browser.say("x").json()["id"] == "FD527"
    assert texts(desk) == []


def test_a_token_alone_is_not_enough_to_post_without_an_origin(visitor: Browser, desk: MemoryDesk) -> None:
    headers = {"authorization": f"Bearer {visitor.token}"}
    answer = visitor.client.post("/api/v1/widget/pk_test/messages", json=message(text="x"), headers=headers)

    assert (answer.status_code, answer.json()["id"]) == (403, "FD526")
    assert texts(desk) == []


def test_forty_listings_at_once_are_enough(visitor: Browser) -> None:
    answers = [visitor.get("messages").status_code for _ in range(41)]

    assert answers == [200] * 40 + [429]


def test_establishment_that_does_not_exist_is_refused(browser: Browser, desk: MemoryDesk) -> None:
    for answer in (browser.get("config?establishment=nowhere"), browser.open(establishment="nowhere")):
        assert (answer.status_code, answer.json()["id"]) == (404, "FD529")
    assert (desk.events, desk.visitors.kept) == ([], {})


def test_burst_of_a_thousand_messages_gets_429_with_retry_after(visitor: Browser, desk: MemoryDesk) -> None:
    answers = [visitor.say(str(number)) for number in range(1000)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(texts(desk)) == 5
    assert len(refused) == 995
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert refused[0].json()["id"] == "FD528"


def test_messages_flow_again_after_the_wait(visitor: Browser, desk: MemoryDesk) -> None:
    assert [visitor.say("x").status_code for _ in range(6)][-1] == 429
    desk.instant += timedelta(seconds=1)
    assert visitor.say("x").status_code == 202


def test_two_hundred_messages_a_day_are_enough(visitor: Browser, desk: MemoryDesk) -> None:
    statuses = []
    for _ in range(202):
        desk.instant += timedelta(seconds=1)
        statuses.append(visitor.say("x").status_code)
    assert statuses[:200] == [202] * 200
    assert statuses[-1] == 429


def test_sessions_of_one_address_are_limited(browser: Browser) -> None:
    answers = [browser.open() for _ in range(61)]
    assert [answer.status_code for answer in answers] == [201] * 60 + [429]
    assert int(answers[-1].headers["retry-after"]) == 6


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::7", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_sessions_are_counted_by_what_one_caller_can_change_at_will(address: str, bucket: str) -> None:
    assert neighbourhood(address) == bucket


def test_full_inbox_asks_to_come_back(visitor: Browser, desk: MemoryDesk) -> None:
    desk.full = True
    answer = visitor.say("x")
    assert (answer.status_code, answer.json()["id"], answer.headers["retry-after"]) == (503, "FD537", "2")


@pytest.mark.parametrize(("method", "address"), [("GET", "nothing"), ("DELETE", "messages"), ("POST", "stream")])
def test_address_outside_the_protocol_is_a_problem_too(browser: Browser, method: str, address: str) -> None:
    answer = browser.client.request(method, f"/api/v1/widget/pk_test/{address}", headers=browser.headers)
    assert (answer.status_code in {404, 405}, answer.json()["id"]) == (True, "FD531")


@pytest.mark.parametrize("after", ["-1", "", "1_0", "\u0663", "9" * 19, "9" * 5_000])
def test_listing_after_something_odd_is_refused(visitor: Browser, after: str) -> None:
    answer = visitor.get(f"messages?after={after}")
    assert (answer.status_code, answer.json()["id"]) == (422, "FD524")


@pytest.mark.parametrize("after", ["-1", "x", "", "9" * 19, "9" * 5_000])
def test_stream_after_something_odd_begins_at_the_beginning(visitor: Browser, after: str) -> None:
    with visitor.stream(after) as lines:
        assert next(line for line in lines if line.startswith("id:")) == "id: 1"


def test_twenty_first_stream_of_one_visitor_is_refused(visitor: Browser) -> None:
    with ExitStack() as open_ones:
        followed = [open_ones.enter_context(visitor.stream(0)) for _ in range(20)]
        assert {next(lines) for lines in followed} == {": here"}
        refused = visitor.get("stream")
    assert (refused.status_code, refused.json()["id"], refused.headers["retry-after"]) == (429, "FD528", "5")


def test_stream_that_ends_gives_its_seat_back() -> None:
    async def two_pings() -> AsyncIterator[bytes]:
        yield PING
        yield PING

    async def before_and_after() -> tuple[bool, bool]:
        seats = Seats(most=1)
        stream = seats.seated("visitor-1", two_pings())
        await anext(stream)
        before = seats.full("visitor-1")
        await stream.aclose()
        return before, seats.full("visitor-1")

    assert asyncio.run(before_and_after()) == (True, False)


def test_store_that_does_not_answer_asks_to_come_back(visitor: Browser, desk: MemoryDesk) -> None:
    desk.down = True
    answer = visitor.say("x")
    assert (answer.status_code, answer.json()["id"], answer.headers["retry-after"]) == (503, "FD537", "2")
    assert answer.headers["access-control-allow-origin"] == SHOP


def test_what_nobody_foresaw_is_a_problem_too(visitor: Browser, desk: MemoryDesk) -> None:
    desk.visitors.kept = {key: ({"odd": 1}, until) for key, (_, until) in desk.visitors.kept.items()}
    answer = visitor.say("x")
    assert (answer.status_code, answer.json()["id"]) == (500, "FD742")
    assert answer.headers["content-type"] == "application/problem+json"

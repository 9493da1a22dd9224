"""The fake platform of sources: real HTTP around a dialect, in every weather."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping

import pytest

from core.testkit.tests.parrot_source import KEY, ParrotDialect
from frontdesk_testkit import Answer, FakeSourceServer, Turn
from frontdesk_testkit.source_matter import record_of

WHERE = "/places?limit=2"


def ask(server: FakeSourceServer, path: str = WHERE, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", int(server.url.rpartition(":")[2]), timeout=10)
    try:
        connection.request("GET", path, headers={"x-key": KEY.decode()} | headers)
        reply = connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    finally:
        connection.close()


@pytest.fixture
def server() -> Iterator[FakeSourceServer]:
    dialect = ParrotDialect()
    dialect.put([record_of(n) for n in range(3)])
    with FakeSourceServer(dialect, etags=True, moved={"/old": WHERE}) as server:
        yield server


def test_a_page_comes_over_http(server: FakeSourceServer) -> None:
    status, _, body = ask(server)
    assert status == 200
    assert [place["id"] for place in json.loads(body)["places"]] == ["1000", "1001"]
    assert server.requests[0].query == {"limit": "2"}


def test_wrong_credentials_are_refused(server: FakeSourceServer) -> None:
    assert ask(server, **{"x-key": "wrong"})[0] == 401


def test_what_the_caller_has_is_not_sent_again(server: FakeSourceServer) -> None:
    tag = ask(server)[1]["etag"]
    assert ask(server, **{"if-none-match": tag})[0] == 304
    server.dialect.put([record_of(7)])
    assert ask(server, **{"if-none-match": tag})[0] == 200


def test_turns_come_in_order_and_are_counted(server: FakeSourceServer) -> None:
    server.script(Turn(answer=Answer.TOO_MANY, retry_after=3), Turn(answer=Answer.ERROR, status=502))
    assert (ask(server)[1].get("retry-after"), ask(server)[0], ask(server)[0]) == ("3", 502, 200)
    server.wait_until(lambda: server.counts == {429: 1, 502: 1, 200: 1})


def test_connections_break_before_and_within_the_answer(server: FakeSourceServer) -> None:
    server.script(Turn(answer=Answer.DROP), Turn(answer=Answer.RESET_MID_BODY))
    for _ in range(2):
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            ask(server)
    assert server.statuses == (0, 0)


def test_a_moved_path_redirects(server: FakeSourceServer) -> None:
    status, headers, _ = ask(server, "/old")
    assert (status, headers["location"]) == (302, WHERE)

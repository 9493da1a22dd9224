from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import ip_network

import httpx2
import pytest
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from frontdesk_server.api.bodies import read_body
from frontdesk_server.api.edge import TrustedProxies
from frontdesk_server.api.listening import LONGEST_HEAD
from frontdesk_server.api.prefixes import Prefix
from frontdesk_server.api.problems import unavailable
from frontdesk_server.api.rest import build_rest
from frontdesk_server.store import StoreUnavailable
from tests.server.api.served import Server

pytestmark = pytest.mark.anyio

PROXIES = [ip_network("10.0.0.0/8")]


async def seen(client: str, *headers: tuple[str, str]) -> tuple[str, str]:
    found: list[tuple[str, str]] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append((scope["client"][0], scope["scheme"]))

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "scheme": "http", "client": (client, 1), "headers": raw}
    await TrustedProxies(app, PROXIES)(scope, None, None)  # type: ignore[arg-type]
    return found[0]


@pytest.mark.parametrize(
    ("client", "forwarded", "expected"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9\n10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1\n203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9:49152, 10.0.0.2:443", "203.0.113.9"),
        ("10.0.0.1", "[2001:db8::7]:49152", "2001:db8::7"),
        ("10.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
    ],
)
async def test_only_named_proxies_are_believed_about_where_a_request_came_from(
    client: str, forwarded: str, expected: str
) -> None:
    headers = [("x-forwarded-for", line) for line in forwarded.splitlines()]

    assert (await seen(client, *headers))[0] == expected


@pytest.mark.parametrize(("client", "expected"), [("10.0.0.1", "https"), ("203.0.113.5", "http")])
async def test_only_named_proxies_are_believed_about_the_scheme(client: str, expected: str) -> None:
    assert (await seen(client, ("x-forwarded-proto", "https")))[1] == expected


@pytest.mark.parametrize(
    ("path", "inner"), [("/w", "/"), ("/w/", "/"), ("/w/a/b", "/a/b"), ("/word", None), ("/", None)]
)
async def test_a_prefix_takes_itself_and_what_is_under_it_and_strips_it(path: str, inner: str | None) -> None:
    _, child = Prefix("/w", app=None).matches({"type": "http", "path": path})  # type: ignore[arg-type]

    assert child.get("path") == inner


async def test_a_body_is_given_up_as_soon_as_it_is_too_large() -> None:
    read = 0

    async def receive() -> dict[str, object]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    assert await read_body(receive, 250) is None
    assert read == 3


HEADER = b"GET /health HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nX-Long: "
ADDRESS = b"GET /health?"
TRAILER = b"POST /webhooks/crm HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: "


def heard(server: Server, *parts: bytes) -> bytes:
    """What the server says to these bytes until it hangs up; who is still sending then may lose its last words."""
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=30) as caller:
        said = bytearray()
        with suppress(ConnectionError):
            for part in parts:
                caller.sendall(part)
        with suppress(ConnectionError):
            while piece := caller.recv(65536):
                said += piece
        return bytes(said)


@pytest.mark.parametrize(
    "parts",
    [
        [HEADER, b"a" * (LONGEST_HEAD + 1), b"\r\n\r\n"],
        [HEADER, b"a\r\nX-Long: " * 20_000, b"\r\n\r\n"],
        [HEADER, b"a" * (2 * LONGEST_HEAD + 1)],
        [ADDRESS, b"a" * (LONGEST_HEAD + 1), b" HTTP/1.1\r\n\r\n"],
        [ADDRESS, b"a" * (2 * LONGEST_HEAD + 1)],
        [b"\r\n" * 2 * LONGEST_HEAD],
        [b"GET /health HTTP/1.1\r\nHost: desk\r\n\r\n" + HEADER, *[b"a" * LONGEST_HEAD] * 100],
    ],
    ids=["header", "headers", "endless header", "address", "endless address", "empty lines", "a second request"],
)
def test_a_head_that_is_too_long_is_refused_and_the_server_goes_on(server: Server, parts: list[bytes]) -> None:
    said = heard(server, *parts)

    assert b"X-Long" not in said
    assert said.count(b"200 OK") <= parts[0].count(b"\r\n\r\n")
    with server.stranger as client:
        assert client.get("/health").status_code == 200


def test_a_trailer_without_end_is_hung_up_on(server: Server) -> None:
    assert b"HTTP/1.1 2" not in heard(server, TRAILER, *[b"a" * LONGEST_HEAD] * 100)


def test_a_head_may_be_as_long_as_anybody_needs_also_in_pieces_and_again(server: Server) -> None:
    long = HEADER.replace(b"Connection: close\r\n", b"") + b"a" * (LONGEST_HEAD - 100) + b"\r\n\r\n"
    pieces = [long[at : at + 1000] for at in range(0, len(long), 1000)]
    last = HEADER + b"\r\n\r\n"

    assert heard(server, *pieces, long, last).count(b"HTTP/1.1 200 OK") == 3


async def test_where_the_database_is_concerns_nobody_outside() -> None:
    error = StoreUnavailable.of("FD745", file="/srv/desk.sqlite", reason="disk I/O error")

    answer = unavailable(Request({"type": "http", "headers": []}), error)

    assert (answer.status_code, b"FD750" in bytes(answer.body), b"/srv" in bytes(answer.body)) == (503, True, False)


async def test_what_nobody_foresaw_is_answered_by_a_problem_that_tells_nothing() -> None:
    transport = httpx2.ASGITransport(build_rest(None, "token"), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        failed = await client.get("/releases", headers={"authorization": "Bearer token"})

    assert (failed.status_code, failed.json()["id"]) == (500, "FD742")
    assert failed.headers["content-type"] == "application/problem+json"

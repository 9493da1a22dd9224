from __future__ import annotations

from ipaddress import ip_network

import httpx2
import pytest
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from frontdesk_server.api.bodies import read_body
from frontdesk_server.api.edge import TrustedProxies
from frontdesk_server.api.prefixes import Prefix
from frontdesk_server.api.problems import unavailable
from frontdesk_server.api.rest import build_rest
from frontdesk_server.store import StoreUnavailable

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

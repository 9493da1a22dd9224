"""The transport over real HTTP: what was sent, what was not, what is lost, and where nobody may call."""

from __future__ import annotations

import asyncio
import gzip
import hmac
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256

import pytest

from frontdesk import Auth, Basic, Bearer, HeaderKey, HmacSignature, HttpCall
from frontdesk_server.calling import HttpTransport
from frontdesk_server.calling.authorising import authorised
from frontdesk_server.calling.guard import forbidden_host, is_private
from frontdesk_server.calling.ports import Lost, NotSent, Refused
from frontdesk_server.calling.transport import LARGEST_REPLY
from frontdesk_server.secrets import Secrets
from frontdesk_testkit.fake_platform import FakePlatform
from frontdesk_testkit.platforms.webhook import WebhookDialect
from frontdesk_testkit.turns import Answer, Turn
from tests.server.runtime.house import START, TurnedClock

pytestmark = pytest.mark.anyio

SECRETS = Secrets({"KEY": "fake-platform"})
BODY = b'{"id": "k1", "to": "ada", "text": "hello"}'
SIGNED = HmacSignature(
    ref="env:KEY", header="X-Frontdesk-Signature", timestamp_header="X-Frontdesk-Timestamp", prefix="v1="
)


@asynccontextmanager
async def _transport(*private: str) -> AsyncIterator[HttpTransport]:
    transport = HttpTransport(SECRETS, TurnedClock(), private=private)
    try:
        yield transport
    finally:
        await transport.close()


def _call(url: str, timeout: float = 10.0) -> HttpCall:
    return HttpCall(url=url, body=BODY, auth=SIGNED, timeout=timeout)


async def test_a_signed_call_arrives_and_its_reply_comes_back() -> None:
    with FakePlatform(dialect=WebhookDialect()) as platform:
        async with _transport("phone") as transport:
            reply = await transport.call(_call(platform.url), "phone")
        assert reply.status == 200
        assert platform.attempts[0].sent.signed


@pytest.mark.parametrize("answer", [Answer.DROP, Answer.ACCEPT_THEN_DROP, Answer.RESET_MID_BODY])
async def test_a_call_that_broke_is_lost(answer: Answer) -> None:
    with FakePlatform(turns=[Turn(answer=answer)]) as platform:
        async with _transport("phone") as transport:
            with pytest.raises(Lost):
                await transport.call(_call(platform.url), "phone")


async def test_a_call_that_is_not_answered_in_time_is_lost() -> None:
    with FakePlatform(turns=[Turn(wait=60.0)]) as platform:
        async with _transport("phone") as transport:
            with pytest.raises(Lost):
                await transport.call(_call(platform.url, timeout=2.0), "phone")


async def test_a_call_that_nobody_takes_was_not_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/messages"
        async with _transport("phone") as transport:
            with pytest.raises(NotSent):
                await transport.call(_call(url), "phone")


async def test_a_call_without_its_secret_was_not_sent() -> None:
    async with _transport("phone") as transport:
        with pytest.raises(NotSent, match="FD759"):
            await transport.call(HttpCall(url="http://127.0.0.1:1/", auth=Bearer(ref="env:NONE")), "phone")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "169.254.169.254", "[::ffff:10.0.0.1]"]
)
async def test_an_address_of_the_own_network_is_refused(host: str) -> None:
    async with _transport() as transport:
        with pytest.raises(Refused, match=r"FD761.*`private_addresses: true` in the account"):
            await transport.call(_call(f"http://{host}:1/messages"), "phone")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "http://", "not an address", "http://[::1"]
)
async def test_what_is_no_http_address_is_refused(url: str) -> None:
    async with _transport() as transport:
        with pytest.raises(Refused):
            await transport.call(HttpCall(url=url), "phone")


@dataclass
class _Line:
    """A server that answers each request with the same bytes, for what no well-bred server says."""

    answer: bytes
    endless: bytes = b""
    heads: list[bytes] = field(default_factory=list)
    port: int = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield f"http://127.0.0.1:{self.port}/messages"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            self.heads.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(self.answer)
            while self.endless:
                writer.write(self.endless)
                await writer.drain()
        writer.close()


def _answer(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def test_nobody_follows_a_redirect() -> None:
    line = _Line(_answer(b"", "Location: /elsewhere", status="302 Found"))
    async with _transport("phone") as transport, line.open() as url:
        assert (await transport.call(_call(url), "phone")).status == 302
    assert len(line.heads) == 1


async def test_a_reply_without_end_is_read_as_far_as_we_care_for() -> None:
    line = _Line(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", endless=b"x" * 1001)
    async with _transport("phone") as transport, line.open() as url:
        reply = await transport.call(_call(url, timeout=60.0), "phone")
    assert len(reply.body) == LARGEST_REPLY


async def test_a_reply_is_told_unpacked_with_its_headers_in_small_letters() -> None:
    line = _Line(_answer(gzip.compress(b"hello"), "Content-Encoding: gzip", "Retry-After: 7"))
    async with _transport("phone") as transport, line.open() as url:
        reply = await transport.call(_call(url), "phone")
    assert (reply.body, reply.headers["retry-after"]) == (b"hello", "7")


async def test_an_address_is_called_as_it_was_written() -> None:
    line = _Line(_answer())
    async with _transport("phone") as transport, line.open() as url:
        await transport.call(_call(f"{url}%2Fa%7Eb?c=%2B%3a"), "phone")
    assert line.heads[0].startswith(b"POST /messages%2Fa%7Eb?c=%2B%3a HTTP/1.1\r\n")


async def test_no_cookie_is_kept() -> None:
    line = _Line(_answer(b"", "Set-Cookie: visitor=ada; Path=/"))
    async with _transport("phone") as transport, line.open():
        for _ in range(2):
            await transport.call(_call(f"http://localhost:{line.port}/messages"), "phone")
    assert [b"visitor" in head for head in line.heads] == [False, False]


async def test_a_call_that_finds_no_connection_in_time_was_not_sent() -> None:
    with socket.socket() as full, ExitStack() as callers:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            caller = callers.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        async with _transport("phone") as transport:
            with pytest.raises(NotSent, match="no connection within 1 s"):
                await transport.call(_call(f"http://127.0.0.1:{full.getsockname()[1]}/", timeout=2.0), "phone")


@pytest.mark.parametrize("url", ["ftp://example.org/", "http://", "not an address", "http://[::1"])
async def test_what_is_no_http_address_is_refused_also_where_private_ones_are_allowed(url: str) -> None:
    async with _transport("phone") as transport:
        with pytest.raises(Refused):
            await transport.call(HttpCall(url=url), "phone")


@pytest.mark.parametrize("host", ["platform..example", f"{'a' * 64}.example"])
async def test_what_cannot_be_a_name_is_refused(host: str) -> None:
    async with _transport() as transport:
        with pytest.raises(Refused, match="not a name that can be called"):
            await transport.call(HttpCall(url=f"https://{host}/"), "phone")


@pytest.mark.parametrize(
    "url", ["ftp://8.8.8.8/", "file:///etc/passwd", "http:///messages", "//8.8.8.8/", "http://[::1"]
)
def test_what_is_no_http_address_is_known_without_a_call(url: str) -> None:
    assert "not an address that can be called" in str(forbidden_host(url))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:0808:0808::1"])
def test_a_public_address_may_be_called(address: str) -> None:
    assert not is_private(address)


@pytest.mark.parametrize(
    "address",
    ["100.64.0.1", "224.0.0.1", "0.0.0.0", "fe80::1%eth0", "fc00::1", "2002:0a00:0001::"],  # noqa: S104 - refused
)
def test_every_other_address_is_private(address: str) -> None:
    assert is_private(address)


def test_a_name_is_judged_by_what_it_resolves_to() -> None:
    assert forbidden_host("https://platform.example/") is None


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        (Bearer(ref="env:KEY"), {"Authorization": "Bearer fake-platform"}),
        (Basic(user="me", ref="env:KEY"), {"Authorization": "Basic bWU6ZmFrZS1wbGF0Zm9ybQ=="}),
        (HeaderKey(header="X-Key", ref="env:KEY"), {"X-Key": "fake-platform"}),
        (None, {}),
    ],
)
def test_credentials_are_resolved_at_the_call(auth: Auth | None, headers: dict[str, str]) -> None:
    assert authorised(HttpCall(url="https://platform.example/", auth=auth), SECRETS, START) == headers


def test_a_signature_is_over_the_instant_and_the_body() -> None:
    headers = authorised(_call("https://platform.example/"), SECRETS, START)
    stamp = str(int(START.timestamp()))
    digest = hmac.new(b"fake-platform", stamp.encode() + b"." + BODY, sha256).hexdigest()
    assert headers == {"X-Frontdesk-Timestamp": stamp, "X-Frontdesk-Signature": f"v1={digest}"}

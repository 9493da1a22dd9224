"""A secret in the address: written there at the moment of the call, and told nowhere, whatever goes wrong."""

from __future__ import annotations

import asyncio
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from frontdesk import HttpCall, PathKey
from frontdesk_server.calling import HttpTransport
from frontdesk_server.calling.ports import Lost, NotSent, Refused, Unauthorised
from frontdesk_server.logs import masked
from frontdesk_server.secrets import Secrets
from tests.server.runtime.house import TurnedClock

pytestmark = pytest.mark.anyio

TOKEN = "7301:AAF-path_key"
SHORT = "a1b"
SECRETS = Secrets({"TOKEN": TOKEN, "SHORT": SHORT, "ODD": "7301:a/b?c#d", "PASTED": f"{TOKEN}\n"})
WAYS = "bot{secret}/sendMessage"


@asynccontextmanager
async def _server(answer: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that gives each request the same bytes, and what was asked of it."""
    lines: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            lines.append(await reader.readline())
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/{WAYS}", lines


async def _called(url: str, ref: str = "env:TOKEN", account: str = "bot", within: float = 10.0) -> int:
    transport = HttpTransport(SECRETS, TurnedClock(), private=["bot"])
    try:
        return (await transport.call(HttpCall(url=url, auth=PathKey(ref), timeout=within), account)).status
    finally:
        await transport.close()


@pytest.mark.parametrize(
    ("ref", "asked"),
    [
        ("env:TOKEN", b"POST /bot7301:AAF-path_key/sendMessage HTTP/1.1\r\n"),
        ("env:ODD", b"POST /bot7301:a%2Fb%3Fc%23d/sendMessage HTTP/1.1\r\n"),
    ],
)
async def test_the_secret_stands_in_the_address_where_the_call_says(ref: str, asked: bytes) -> None:
    async with _server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (url, lines):
        assert await _called(url, ref) == 200
    assert lines == [asked]


async def _unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        await _called(f"http://127.0.0.1:{free.getsockname()[1]}/{WAYS}")


async def _no_connection() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        others = [socket.socket() for _ in range(4)]
        for other in others:
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        try:
            await _called(f"http://127.0.0.1:{full.getsockname()[1]}/{WAYS}", within=0.5)
        finally:
            for other in others:
                other.close()


async def _broken() -> None:
    async with _server(b"") as (url, _):
        await _called(url)


async def _garbled() -> None:
    async with _server(b"not HTTP at all\r\n\r\n") as (url, _):
        await _called(url)


async def _odd_scheme() -> None:
    await _called(f"ftp://127.0.0.1/{WAYS}")


async def _no_port() -> None:
    await _called(f"http://127.0.0.1:none/{WAYS}", "env:SHORT")


async def _own_network() -> None:
    await _called(f"http://127.0.0.1/{WAYS}", account="other")


async def _no_name() -> None:
    await _called("http://{secret}.invalid/", account="other")


@pytest.mark.parametrize(
    ("goes_wrong", "end"),
    [
        (_unreachable, NotSent),
        (_no_connection, NotSent),
        (_broken, Lost),
        (_garbled, Lost),
        (_odd_scheme, Refused),
        (_no_port, Refused),
        (_own_network, Refused),
        (_no_name, Refused),
    ],
)
async def test_no_error_tells_the_secret(goes_wrong: Callable[[], Awaitable[None]], end: type[Exception]) -> None:
    with pytest.raises(end) as caught:
        await goes_wrong()
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert not [part for part in (TOKEN, f"bot{SHORT}", "AAF-path_key") if part in told]


async def test_the_secret_is_masked_in_logs_also_as_it_is_written_in_an_address() -> None:
    async with _server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (url, _):
        await _called(url, "env:ODD")
    assert masked("http://x/bot7301:a%2Fb%3Fc%23d/getMe") == "http://x/bot[masked]/getMe"


@pytest.mark.parametrize("ref", ["env:PASTED", "env:NONE"])
async def test_a_secret_that_cannot_stand_there_asks_for_a_human(ref: str) -> None:
    with pytest.raises(Unauthorised, match=r"FD780|FD759"):
        await _called(f"http://127.0.0.1:1/{WAYS}", ref)

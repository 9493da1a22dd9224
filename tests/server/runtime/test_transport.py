"""The transport over real HTTP: what was sent, what was not, what is lost, and where nobody may call."""

from __future__ import annotations

import hmac
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256

import pytest

from frontdesk import Auth, Basic, Bearer, HeaderKey, HmacSignature, HttpCall
from frontdesk_server.runtime import HttpTransport
from frontdesk_server.runtime.authorising import authorised
from frontdesk_server.runtime.guard import forbidden_host, is_private
from frontdesk_server.runtime.ports import Lost, NotSent, Refused
from frontdesk_server.secrets import Secrets
from frontdesk_testkit.dialect import WebhookDialect
from frontdesk_testkit.fake_platform import FakePlatform
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
        with pytest.raises(Refused, match="FD761"):
            await transport.call(_call(f"http://{host}:1/messages"), "phone")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "http://", "not an address", "http://[::1"]
)
async def test_what_is_no_http_address_is_refused(url: str) -> None:
    async with _transport() as transport:
        with pytest.raises(Refused):
            await transport.call(HttpCall(url=url), "phone")


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
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

"""Where the calls of sources may go: public addresses, and networks that the platform team opened; at every hop."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_network

import aiohttp
import pytest

from core.testkit.tests.parrot_source import KEY, ParrotDialect
from frontdesk import Fetch, HttpCall, HttpReply
from frontdesk.errors import ConfigError
from frontdesk_server.calling.guard import Reach, forbidden_host, is_private
from frontdesk_server.calling.redirecting import MOST_HOPS, led_on
from frontdesk_testkit import FakeSourceServer
from tests.server.calling.asking import asked

pytestmark = pytest.mark.anyio

OFFICE = Reach(networks=(ip_network("10.1.0.0/16"), ip_network("fd00:1::/32")), refused="FD813")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104 - refused
        "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1",
        "::1", "::", "fc00::1", "fd00:1::5", "fe80::1", "fe80::1%eth0", "ff02::1", "2001:db8::1",
        "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "::10.0.0.1",
        "2002:0a00:0001::1", "2002:7f00:0001::", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a9fe:a9fe",
        "64:ff9b:1::808:808", "64:ff9b:1:a00:1::808:808", "::ffff:0:a00:1", "fec0::1", "4000::1",
        "2001:0:0a00:0001::", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_an_address_that_leads_inside_is_private(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:0808:0808::1", "64:ff9b::8.8.8.8", "::8.8.8.8"]
)
def test_an_address_that_leads_outside_is_not(address: str) -> None:
    assert not is_private(address)


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("64:ff9b::10.1.2.3", True),
        ("fd00:1::5", True),
        ("8.8.8.8", True),
        ("10.2.0.1", False),
        ("::ffff:10.2.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("fd00:2::5", False),
    ],
)
def test_a_network_that_was_opened_may_be_called_and_no_other(address: str, *, open_: bool) -> None:
    assert (OFFICE.why_not("shop.internal", address) is None) is open_


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "https://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1%25eth0]/",
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "//example.org/", "example.org",
        "http:///path", "http://", "", "http://[::1", "http://example.org:99999/", "http://example.org:port/",
        "javascript:alert(1)", "unix:/var/run/docker.sock",
    ],
)  # fmt: skip
def test_what_may_not_be_called_is_known_without_asking(url: str) -> None:
    assert forbidden_host(url) is not None


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f.0.0.1", "0x7f000001", "0177.0.0.1", "localhost", "LOCALHOST.", "0"]
)
async def test_odd_notations_of_inside_are_refused(host: str) -> None:
    async with asked(private=()) as parrot:
        there = replace(parrot.first.call, url=f"http://{host}:{parrot.server.url.rpartition(':')[2]}/places?limit=4")
        words = await parrot.fails(Fetch(call=there))
    assert words[:5] in ("FD811", "FD813", "FD814")  # not every resolver knows every notation
    assert not parrot.server.requests


async def test_inside_is_refused_with_what_would_open_it() -> None:
    async with asked(private=()) as parrot:
        words = await parrot.fails()
    assert "FD813 the address '127.0.0.1' leads to 127.0.0.1" in words
    assert "`allowed_networks`" in words
    assert "`private_addresses: true`" in words
    assert not parrot.server.requests


async def test_a_source_that_may_call_inside_needs_the_network_to_be_opened_too() -> None:
    async with asked() as parrot:
        elsewhere = replace(parrot.first.call, url="http://10.9.9.9/places")
        assert "FD813" in await parrot.fails(Fetch(call=elsewhere))


async def test_a_name_that_changes_its_address_is_judged_by_the_one_that_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: a name is resolved once, what comes of that is checked, and it is what is connected to."""
    resolved: list[str] = []

    async def resolve(_self: object, host: str, port: int = 0, _family: int = 0) -> list[Mapping[str, object]]:
        resolved.append(host)
        found = {"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET}
        return [found | {"proto": 0, "flags": socket.AI_NUMERICHOST}]

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", resolve)
    for private in ((), ("parrot",)):
        async with asked(private=private) as parrot:
            port = parrot.server.url.rpartition(":")[2]
            there = Fetch(call=replace(parrot.first.call, url=f"http://rebinding.example:{port}/places?limit=4"))
            if private:
                assert len((await parrot.page(there)).rows) == 4
            else:
                assert "FD813 the address 'rebinding.example' leads to 127.0.0.1" in await parrot.fails(there)
                assert not parrot.server.requests
    assert resolved == ["rebinding.example"] * 2


@pytest.mark.parametrize("who", ["user@", "user:pass@", ":pass@"])
async def test_an_address_with_a_user_in_it_is_refused(who: str) -> None:
    async with asked() as parrot:
        there = parrot.server.url.replace("//", f"//{who}") + "/places?limit=4"
        assert "FD814" in await parrot.fails(Fetch(call=replace(parrot.first.call, url=there)))
    assert not parrot.server.requests


# Redirects


async def test_a_redirect_on_the_same_host_is_followed_with_credentials() -> None:
    async with asked(moved={"/old": "/places?limit=4"}) as parrot:
        old = replace(parrot.first.call, url=f"{parrot.server.url}/old")
        assert len((await parrot.page(Fetch(call=old))).rows) == 4
    assert parrot.server.statuses == (302, 200)


async def test_credentials_stay_behind_where_another_host_is_called() -> None:
    with FakeSourceServer(ParrotDialect()) as other:
        async with asked(moved={"/old": f"{other.url}/places?limit=4"}) as parrot:
            old = replace(
                parrot.first.call, url=f"{parrot.server.url}/old", headers={"Authorization": "x", "X-Plain": "y"}
            )
            await parrot.fails(Fetch(call=old))
        assert [request.headers.get("x-key") for request in parrot.server.requests] == [KEY.decode()]
        sent = other.requests[0].headers
        assert (sent.get("x-key"), sent.get("authorization"), sent.get("x-plain")) == (None, None, "y")


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/latest"])
async def test_a_redirect_to_inside_is_refused(target: str) -> None:
    async with asked(moved={"/old": target}) as parrot:
        old = replace(parrot.first.call, url=f"{parrot.server.url}/old")
        assert "FD813" in await parrot.fails(Fetch(call=old))


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/", "http://user:pass@127.0.0.1/", "http://[::1"]
)
async def test_a_redirect_to_no_address_is_refused(target: str) -> None:
    async with asked(moved={"/old": target}) as parrot:
        old = replace(parrot.first.call, url=f"{parrot.server.url}/old")
        assert "FD814" in await parrot.fails(Fetch(call=old))


async def test_a_circle_of_redirects_ends() -> None:
    async with asked(moved={"/old": "/older", "/older": "/old"}) as parrot:
        old = replace(parrot.first.call, url=f"{parrot.server.url}/old")
        assert "FD815" in await parrot.fails(Fetch(call=old))
    assert len(parrot.server.requests) == MOST_HOPS + 1


def _led(url: str, location: str, status: int = 302, method: str = "GET") -> HttpCall | None:
    call = HttpCall(url=url, method=method, body=b"x" if method == "POST" else b"", headers={"Content-Type": "a/b"})
    return led_on(call, HttpReply(status=status, headers={"location": location}))


def test_nobody_is_led_from_https_to_http() -> None:
    with pytest.raises(ConfigError, match="FD816"):
        _led("https://a.example/", "http://a.example/")
    assert _led("http://a.example/", "https://a.example/") is not None


@pytest.mark.parametrize(
    ("status", "method", "body"), [(302, "GET", b""), (303, "GET", b""), (307, "POST", b"x"), (308, "POST", b"x")]
)
def test_a_post_goes_on_as_the_status_says(status: int, method: str, body: bytes) -> None:
    on = _led("https://a.example/", "/b", status, "POST")
    assert on is not None
    assert (on.method, on.body, on.url) == (method, body, "https://a.example/b")


def test_other_replies_lead_nowhere() -> None:
    assert _led("https://a.example/", "", 302) is None
    assert _led("https://a.example/", "/b", 200) is None
    assert _led("https://a.example/", "/b", 304) is None

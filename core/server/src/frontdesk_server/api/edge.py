"""The edge of the server: whom we believe about where a request came from, and the headers every answer carries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Network = IPv4Network | IPv6Network
_WITH_PORT: Final = re.compile(r"([0-9.]+):[0-9]+|\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?")

SECURITY_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
)
"""What an answer carries unless its application has said otherwise."""


class SecurityHeaders:
    """Adds the headers that an application has not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                missing = [pair for pair in SECURITY_HEADERS if pair[0] not in there]
                message = {**message, "headers": [*message["headers"], *missing]}
            await send(message)

        await self.app(scope, receive, sender)


class TrustedProxies:
    """Believes `X-Forwarded-For` and `X-Forwarded-Proto` of proxies that the platform team named, of nobody else."""

    def __init__(self, app: ASGIApp, networks: Sequence[Network] = ()) -> None:
        self.app = app
        self.networks = tuple(networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        client = scope.get("client")
        if self.networks and client and self._trusts(client[0]):
            scope = self._seen_through(scope, client)
        await self.app(scope, receive, send)

    def _trusts(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:  # a Unix socket's peer, or a proxy that writes names
            return False
        plain = (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
        return any(plain in network for network in self.networks)

    def _seen_through(self, scope: Scope, client: tuple[str, int]) -> Scope:
        headers = Headers(scope=scope)
        scheme = headers.get("x-forwarded-proto", "").strip().lower()
        forwarded = ",".join(headers.getlist("x-forwarded-for")).split(",")  # a proxy may add a line of its own
        sender = self._first_stranger([_bare(part.strip()) for part in forwarded if part.strip()]) or client[0]
        seen = {**scope, "client": (sender, 0 if sender != client[0] else client[1])}
        return seen | ({"scheme": scheme} if scheme in ("http", "https") else {})

    def _first_stranger(self, chain: Sequence[str]) -> str | None:
        """From the near end, the first address that is no proxy of ours; anyone may have written what is before it."""
        return next((address for address in reversed(chain) if not self._trusts(address)), chain[0] if chain else None)


def _bare(address: str) -> str:
    """An address without the port that some proxies write after it: a new port is no new caller."""
    found = _WITH_PORT.fullmatch(address)
    return (found[1] or found[2]) if found else address

"""One request to the widget's API: its account found, its origin accepted, its visitor recognised, its body read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

from starlette.requests import Request

from frontdesk import Desk, Establishment, Event, Rate, WebhookRejected, WebhookRequest
from frontdesk_web.channel import WebChannel
from frontdesk_web.problems import TooMany
from frontdesk_web.protocol import BODY_LIMIT
from frontdesk_web.visitor import Visitor, Visitors, sealed

_READS = Rate(per_second=5, burst=40)
"""Streams and listings that one visitor may ask for: many tabs, but no flood."""


def neighbourhood(address: str) -> str:
    """What one caller cannot leave at will: an IPv4 address, or the /64 that a caller has of IPv6."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address  # a host without IP addresses: a socket file, a test
    if isinstance(ip, IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))


def account_of(desk: Desk, key: str) -> WebChannel:
    """The web account with this public key."""
    for channel in desk.channels(WebChannel.kind).values():
        if isinstance(channel, WebChannel) and channel.settings.key == key:
            return channel
    raise WebhookRejected.of("FD525", key=key[:80]).with_status(404)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request of a page that may use the account."""

    desk: Desk
    channel: WebChannel
    request: Request

    @property
    def origin(self) -> str:
        """The page's origin; empty when the browser sends none, as it does not when a page reads from its own host."""
        return self.request.headers.get("origin", "")

    @property
    def client(self) -> str:
        """The caller's address, as the host knows it."""
        return self.request.client.host if self.request.client else "unknown"

    def check_origin(self) -> None:
        """Refuse a foreign page; one that posts must say where it comes from."""
        if not self.origin and self.request.method in {"GET", "HEAD"}:
            return
        if not self.channel.allows(self.origin):
            raise WebhookRejected.of("FD526", origin=self.origin[:200])

    async def body(self) -> bytes:
        """The posted bytes, given up as soon as they are too many."""
        kind = self.request.headers.get("content-type", "")
        if kind.partition(";")[0].strip().lower() != "application/json":
            raise WebhookRejected.of("FD530", type=kind[:80]).with_status(415)
        read = bytearray()
        async for chunk in self.request.stream():
            read += chunk
            if len(read) > BODY_LIMIT:
                raise WebhookRejected.of("FD521", most=BODY_LIMIT).with_status(413)
        return bytes(read)

    @property
    def visitors(self) -> Visitors:
        """The visitors of every web account."""
        return Visitors(self.desk.store("web"))

    async def visitor(self) -> Visitor:
        """The visitor whose token came along: of this account, and of this origin where the browser names one."""
        scheme, _, token = self.request.headers.get("authorization", "").partition(" ")
        found = await self.visitors.recognise(token, self.desk.now()) if scheme.lower() == "bearer" else None
        foreign = found is None or found.account != self.channel.account or self.origin not in {"", found.origin}
        if found is None or foreign:
            raise WebhookRejected.of("FD527").with_status(401)
        return found

    async def reader(self) -> Visitor:
        """The same, counted as one more listing or stream."""
        visitor = await self.visitor()
        await self.take(f"read:{visitor.id}", _READS)
        return visitor

    async def take(self, bucket: str, rate: Rate) -> None:
        """One token of a bucket of this account, or a refusal that says how long to wait."""
        seconds = await self.desk.limit(f"web:{self.channel.account}:{bucket}", rate)
        if seconds > 0:
            raise TooMany.wait(seconds)

    def events(self, visitor: Visitor, body: bytes) -> tuple[Event, ...]:
        """What a visitor's post means, by the way of any webhook: verify, then parse."""
        webhook = WebhookRequest(
            method=self.request.method,
            path=self.request.url.path,
            headers=sealed(visitor, body),
            body=body,
            received_at=self.desk.now(),
            client=self.client,
        )
        self.channel.verify(webhook)
        return tuple(self.channel.parse(webhook))

    async def establishment(self, attributes: Mapping[str, str]) -> Establishment:
        """The establishment that a page's attributes lead to; refused where they lead nowhere."""
        found = await self.desk.establishment(self.channel.account, attributes)
        if found is None:
            raise WebhookRejected.of("FD529", establishment=attributes.get("establishment", "")).with_status(404)
        return found

    def conversation(self, visitor: Visitor) -> str:
        """The id of the visitor's conversation."""
        return self.desk.conversation(self.channel.account, visitor.id, visitor.attributes)

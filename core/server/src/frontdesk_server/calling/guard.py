"""The guard against calling our own network: which addresses a URL that an operator can set may lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from frontdesk.errors import ConfigError

Address = IPv4Address | IPv6Address

_SCHEMES: Final = ("http", "https")
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address, which a gateway of the own network calls. Where the IPv4 address
stands in 64:ff9b:1::/48 (RFC 8215) is for that network to say: nothing of it counts as public."""
_UNICAST: Final = IPv6Network("2000::/3")
"""Everything that IANA gives out as global unicast; what else there is of IPv6 is translated, local or unassigned."""
_COMPATIBLE: Final = IPv6Network("::/96")
"""RFC 4291, 2.5.5.1, given up long ago: some systems still call the IPv4 address in it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where calls may go beside the public internet. Sessions are kept by it: no connection is shared across."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    everywhere: bool = False
    refused: str = "FD761"
    """The diagnostic that says why an address may not be called, and what to do: `host`, `address`."""

    def why_not(self, host: str, address: str) -> str | None:
        """Why this address, which a host leads to, may not be called; None = it may."""
        if self.everywhere or not is_private(address) or self._is_open(ip_address(address.partition("%")[0])):
            return None
        return str(ConfigError.of(self.refused, host=host, address=address))

    def _is_open(self, address: Address) -> bool:
        """Whether every address that stands in it is in one of the networks."""
        return all(
            any(one.version == network.version and one in network for network in self.networks)
            for one in _meant(address)
        )


PUBLIC: Final = Reach()
EVERYWHERE: Final = Reach(everywhere=True)


def is_private(address: str) -> bool:
    """Whether an address is anything but a public one: private, loopback, link-local, reserved, multicast."""
    return not all(map(_is_public, _meant(ip_address(address.partition("%")[0]))))


def _is_public(address: Address) -> bool:
    given_out = isinstance(address, IPv4Address) or address in _UNICAST
    return given_out and address.is_global and not address.is_multicast


def _meant(address: Address) -> Iterator[Address]:
    """The addresses that are called: those that stand in one of IPv6, and itself where it is none of these forms."""
    if not isinstance(address, IPv6Address):
        yield address
        return
    within = list(_embedded(address))
    if within:
        yield from within
    else:
        yield address


def _embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        yield IPv4Address(int(address) & 0xFFFF_FFFF)


def forbidden_host(url: str, reach: Reach = PUBLIC) -> str | None:
    """Why this URL may not be called, as far as it can be told without asking DNS; None = it may."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return f"not an address that can be called: {url!r}"
    if parts.scheme not in _SCHEMES or not host:
        return f"not an address that can be called: {url!r}"
    literal = _literal(host)
    return reach.why_not(host, literal) if literal is not None else None


def _literal(host: str) -> str | None:
    """The host as an address, if it is one. Odd notations (0x7f.1) are names: the resolver's answer is checked."""
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        return None

"""The guard against calling our own network: which addresses an operator's URL may lead to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from frontdesk.errors import ConfigError

_SCHEMES: Final = ("http", "https")


def is_private(address: str) -> bool:
    """Whether an address is anything but a public one: private, loopback, link-local, reserved, multicast."""
    parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed.sixtofour or parsed
    return not parsed.is_global or parsed.is_multicast


def forbidden_host(url: str) -> str | None:
    """Why this URL may not be called, as far as it can be told without asking DNS; None = it may."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return f"not an address that can be called: {url!r}"
    if parts.scheme not in _SCHEMES or not host:
        return f"not an address that can be called: {url!r}"
    literal = _literal(host)
    if literal is not None and is_private(literal):
        return str(ConfigError.of("FD761", host=host, address=literal))
    return None


def _literal(host: str) -> str | None:
    """The host as an address, if it is one. Odd notations (0x7f.1) are names: the resolver's answer is checked."""
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        return None

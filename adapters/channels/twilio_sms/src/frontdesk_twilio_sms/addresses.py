"""Addresses as Twilio signs and calls them: the account's webhook, with our key behind it where a delivery is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from frontdesk import WebhookRequest

KEY: Final = "key"
_PORTS: Final[Mapping[str, int]] = {"https": 443, "http": 80}


def callback(public_url: str, key: str) -> str:
    """Where the delivery of the message with this key is told."""
    return with_query(public_url, {KEY: key})


def with_query(url: str, query: Mapping[str, str]) -> str:
    """The address with more behind it."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url


def signed(request: WebhookRequest, public_url: str | None) -> Iterator[str]:
    """Every address that Twilio may have signed for this request: with and without its port.

    Behind proxies a request does not know its own address: without `public_url` the host that it names is tried.
    """
    bases = [public_url] if public_url is not None else list(_guessed(request))
    for base in bases:
        known = dict(parse_qsl(base.partition("?")[2], keep_blank_values=True))
        rest = {name: value for name, value in request.query.items() if name not in known}
        yield from _with_and_without_port(with_query(base, rest))


def _guessed(request: WebhookRequest) -> Iterator[str]:
    host = request.headers.get("host", "")
    for scheme in _PORTS if host else ():
        yield f"{scheme}://{host}{request.path}"


def _with_and_without_port(url: str) -> Iterator[str]:
    yield url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # a host header may say anything
        return
    bare = parts.netloc.removesuffix(f":{port}")
    other = bare if port is not None else f"{bare}:{_PORTS.get(parts.scheme, 443)}"
    yield urlunsplit(parts._replace(netloc=other))

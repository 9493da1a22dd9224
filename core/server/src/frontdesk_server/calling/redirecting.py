"""Redirecting: where a reply leads a call on to, with which credentials, and when it is not followed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urljoin, urlsplit

from frontdesk.calls import HttpCall, HttpReply
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk_server.calling.weathering import told

MOST_HOPS: Final = 5
LEADING_ON: Final = frozenset((301, 302, 303, 307, 308))
_AS_GET: Final = frozenset((301, 302, 303))
"""After these a POST goes on as a GET (RFC 9110, 15.4), as every client does it."""
_OF_ONE_HOST: Final = frozenset(("authorization", "cookie", "proxy-authorization"))
"""Headers that are never taken along to another one."""
_PORTS: Final = {"http": 80, "https": 443}


def led_on(call: HttpCall, reply: HttpReply) -> HttpCall | None:
    """The call that a reply leads on to; None = it leads nowhere.

    Raises `ConfigError` (FD814, FD816) where it leads to an address that is none, or out of an encrypted connection.
    """
    location = reply.headers.get("location", "")
    if reply.status not in LEADING_ON or not location:
        return None
    url = _joined(call.url, location)
    if urlsplit(call.url).scheme == "https" and urlsplit(url).scheme != "https":
        raise ConfigError(Diagnostic(id="FD816", params={"url": told(call.url), "to": told(url)}))
    on = replace(call, url=url)
    if reply.status in _AS_GET and call.method not in ("GET", "HEAD"):
        headers = {name: value for name, value in call.headers.items() if name.lower() != "content-type"}
        on = replace(on, method="GET", body=b"", headers=headers)
    return on if _is_same_party(origin(call.url), origin(url)) else _without_credentials(on)


def _is_same_party(before: tuple[str, str, int | None], after: tuple[str, str, int | None]) -> bool:
    """Whether a credential for the one is for the other too; the step from http to https at its usual port is safe."""
    stepped_up = (before[0], before[2], after[0], after[2]) == ("http", 80, "https", 443)
    return before == after or (stepped_up and before[1] == after[1])


def _joined(base: str, location: str) -> str:
    try:
        url = urljoin(base, location).partition("#")[0]
        origin(url)
    except ValueError as error:
        params = {"url": told(base), "problem": f"it leads on to {told(location)!r}"}
        raise ConfigError(Diagnostic(id="FD814", params=params)) from error
    return url


def _without_credentials(call: HttpCall) -> HttpCall:
    headers = {name: value for name, value in call.headers.items() if name.lower() not in _OF_ONE_HOST}
    return replace(call, auth=None, headers=headers)


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: whom a credential is for. Raises `ValueError` for what is no address."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme)

"""The transport: makes the calls that channels compose. It alone resolves secrets and speaks HTTP to platforms."""

from __future__ import annotations

import socket
from collections.abc import Collection
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from frontdesk.channel import HttpCall, HttpReply
from frontdesk.errors import ConfigError
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.admission import AT_ONCE
from frontdesk_server.runtime.authorising import authorised
from frontdesk_server.runtime.guard import forbidden_host, is_private
from frontdesk_server.runtime.ports import Lost, NotSent, Refused
from frontdesk_server.secrets import Secrets

LARGEST_REPLY: Final = 1024 * 1024
CONNECT_WITHIN: Final = 5.0
CONNECTIONS: Final = AT_ONCE
"""A call that waited for a connection would lose its time to those before it."""


class _PrivateTargetError(OSError):
    """A name resolved to an address that may not be called."""


class _GuardedResolver(AbstractResolver):
    """Resolves names, and refuses private addresses: what is checked here is what is connected to."""

    def __init__(self) -> None:
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of a name. Raises `_PrivateTargetError` when one of them is private."""
        found = await self._resolver.resolve(host, port, family)
        for result in found:
            if is_private(result["host"]):
                raise _PrivateTargetError(str(ConfigError.of("FD761", host=host, address=result["host"])))
        return found

    async def close(self) -> None:
        """Nothing is held open."""
        await self._resolver.close()


class HttpTransport:
    """`Transport` by aiohttp. Accounts in `private` may call private addresses; nobody follows redirects.

    `private` is looked at for each call: it may change meanwhile.
    """

    def __init__(self, secrets: Secrets, clock: Clock, *, private: Collection[str] = ()) -> None:
        self._secrets = secrets
        self._clock = clock
        self._private = private
        self._guarded = _session(_GuardedResolver())
        self._open = _session(aiohttp.ThreadedResolver())

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        """Make the call. Raises `NotSent`, `Lost` or `Refused`."""
        unguarded = account in self._private
        if not unguarded and (why := forbidden_host(call.url)) is not None:
            raise Refused(why)
        try:
            headers = authorised(call, self._secrets, self._clock.now())
        except ConfigError as error:
            raise NotSent(str(error)) from error
        return await self._exchange(self._open if unguarded else self._guarded, call, headers)

    async def close(self) -> None:
        """Close the connections."""
        await self._guarded.close()
        await self._open.close()

    async def _exchange(self, session: aiohttp.ClientSession, call: HttpCall, headers: dict[str, str]) -> HttpReply:
        timeout = aiohttp.ClientTimeout(total=call.timeout, sock_connect=min(CONNECT_WITHIN, call.timeout / 2))
        url = _url(call.url)
        try:
            async with session.request(
                call.method, url, data=call.body or None, headers=headers, timeout=timeout, allow_redirects=False
            ) as reply:
                body = await _whole(reply.content)
                received = {name.lower(): value for name, value in reply.headers.items()}
                return HttpReply(status=reply.status, headers=received, body=body)
        except aiohttp.ClientConnectorError as error:
            raise _unsent(error) from error
        except aiohttp.ConnectionTimeoutError as error:
            raise NotSent(f"no connection within {timeout.sock_connect:g} s") from error
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            raise _no_address(call.url) from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise Lost(f"{type(error).__name__}: {error}") from error


def _url(address: str) -> URL:
    """As it was written: nothing is quoted anew."""
    try:
        return URL(address, encoded=True)
    except ValueError as error:
        raise _no_address(address) from error


def _no_address(url: str) -> Refused:
    return Refused(f"not an address that can be called: {url!r}")


async def _whole(content: aiohttp.StreamReader) -> bytes:
    """The body to its end, or as much as we care for; one that breaks off raises."""
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) >= LARGEST_REPLY:
            break
    return bytes(body[:LARGEST_REPLY])


def _unsent(error: aiohttp.ClientConnectorError) -> Exception:
    private = error.os_error if isinstance(error.os_error, _PrivateTargetError) else None
    return Refused(str(private)) if private is not None else NotSent(str(error))


def _session(resolver: AbstractResolver) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, resolver=resolver, ttl_dns_cache=30)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=True)

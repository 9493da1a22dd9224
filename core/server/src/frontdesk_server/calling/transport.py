"""The transport: makes the calls that channels compose. It alone resolves secrets and speaks HTTP to platforms."""

from __future__ import annotations

import socket
from collections.abc import Collection
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from frontdesk.channel import GoogleServiceAccount, HttpCall, HttpReply
from frontdesk.errors import ConfigError
from frontdesk_server.calling.authorising import addressed, authorised
from frontdesk_server.calling.google_tokens import GoogleTokens
from frontdesk_server.calling.guard import forbidden_host, is_private
from frontdesk_server.calling.ports import Lost, NotSent, Refused, Unauthorised
from frontdesk_server.clock import Clock
from frontdesk_server.logs import without_secrets
from frontdesk_server.secrets import Secrets

LARGEST_REPLY: Final = 1024 * 1024
CONNECT_WITHIN: Final = 5.0
CONNECTIONS: Final = 160
"""At once. A call that waited for a connection would lose its time to those before it: no fewer than callers make."""
_UNAUTHORIZED: Final = 401


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
        self._tokens = GoogleTokens(secrets, clock)
        self._guarded = _session(_GuardedResolver())
        self._open = _session(aiohttp.ThreadedResolver())

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        """Make the call. Raises `NotSent` (`Unauthorised` if it needs a human), `Lost` or `Refused`."""
        try:
            if isinstance(call.auth, GoogleServiceAccount):
                return await self._with_token(call, call.auth, account)
            return await self._made(call, account, authorised(call, self._secrets, self._clock.now()))
        except ConfigError as error:
            raise Unauthorised(error) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._guarded.close()
        await self._open.close()

    async def _with_token(self, call: HttpCall, auth: GoogleServiceAccount, account: str) -> HttpReply:
        """The call with a token; where one that was kept is taken no more, once again with a new one."""
        _forbid(call.url, unguarded=account in self._private)

        async def bearing() -> str:
            return await self._tokens.token(auth, lambda asked: self._made(asked, account, dict(asked.headers)))

        token = await bearing()
        reply = await self._made(call, account, _with_bearer(call, token))
        if reply.status != _UNAUTHORIZED:
            return reply
        self._tokens.forget(auth, token)
        return await self._made(call, account, _with_bearer(call, await bearing()))

    async def _made(self, call: HttpCall, account: str, headers: dict[str, str]) -> HttpReply:
        unguarded = account in self._private
        _forbid(call.url, unguarded=unguarded)
        session = self._open if unguarded else self._guarded
        try:
            return await self._exchange(session, call, addressed(call, self._secrets), headers)
        except (NotSent, Lost, Refused) as error:
            # What aiohttp says may quote the address that was called: not even the cause is told.
            raise type(error)(without_secrets(str(error))) from None

    async def _exchange(
        self, session: aiohttp.ClientSession, call: HttpCall, address: str, headers: dict[str, str]
    ) -> HttpReply:
        timeout = aiohttp.ClientTimeout(total=call.timeout, sock_connect=min(CONNECT_WITHIN, call.timeout / 2))
        # Errors tell the address as the channel wrote it: the one that is called may hold a secret.
        url = _url(address, told=call.url)
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


def _forbid(url: str, *, unguarded: bool) -> None:
    """Raise `Refused` for an address of which it is known, without asking, that it may not be called."""
    if not unguarded and (why := forbidden_host(url)) is not None:
        raise Refused(why)


def _with_bearer(call: HttpCall, token: str) -> dict[str, str]:
    return {**call.headers, "Authorization": f"Bearer {token}"}


def _url(address: str, told: str) -> URL:
    """As it was written: nothing is quoted anew. What it cannot be taken apart into is found out here, not later."""
    try:
        url = URL(address, encoded=True)
        if url.host is None or url.port is None:
            raise _no_address(told)
    except ValueError as error:
        raise _no_address(told) from error
    return url


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

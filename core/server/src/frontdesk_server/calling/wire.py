"""The wire: one HTTP exchange at a time, to addresses that were checked, in bounded time and size."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from frontdesk.calls import HttpCall, HttpReply
from frontdesk_server.calling.guard import PUBLIC, Reach, forbidden_host
from frontdesk_server.calling.ports import Lost, NotSent, Refused, TooLarge, Unreadable
from frontdesk_server.calling.unpacking import ACCEPTED, Unpacking, UnreadableBodyError
from frontdesk_server.logs import without_secrets

CONNECT_WITHIN: Final = 5.0
CONNECTIONS: Final = 160
"""At once. A call that waited for a connection would lose its time to those before it: no fewer than callers make."""


class _ForbiddenTargetError(OSError):
    """A name that can be none, or that resolved to an address that may not be called."""


class _GuardedResolver(AbstractResolver):
    """Resolves names, and refuses addresses out of reach: what is checked here is what is connected to."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name. Raises `_ForbiddenTargetError` when one of them may not be called."""
        try:
            found = await self._resolver.resolve(host, port, family)
        except UnicodeError as error:  # of a part that is empty, or too long
            raise _ForbiddenTargetError(f"not a name that can be called: {host!r}") from error
        for result in found:
            if (why := self._reach.why_not(host, result["host"])) is not None:
                raise _ForbiddenTargetError(why)
        return found

    async def close(self) -> None:
        """Nothing is held open."""
        await self._resolver.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """From where, and how much of it, a reply is taken."""

    reach: Reach = PUBLIC
    """Which addresses it may come from."""
    most: int
    """Bytes of its body, unpacked."""
    cut: bool = False
    """Of a larger one the beginning is taken; otherwise it is refused."""


class Wire:
    """The connections, apart by what they may reach."""

    def __init__(self) -> None:
        self._sessions: dict[Reach, aiohttp.ClientSession] = {}

    async def exchange(self, call: HttpCall, address: str, headers: dict[str, str], bounds: Bounds) -> HttpReply:
        """Make the call at `address`, which may hold a secret: errors tell `call.url` instead.

        Raises `NotSent`, `Lost`, `Refused`, `TooLarge` or `Unreadable`.
        """
        forbid(call.url, bounds.reach)
        try:
            return await self._exchange(self._session(bounds.reach), call, address, headers, bounds)
        except (NotSent, Lost, Refused, TooLarge, Unreadable) as error:
            # What aiohttp says may quote the address that was called: not even the cause is told.
            raise type(error)(without_secrets(str(error))) from None

    async def close(self) -> None:
        """Close the connections."""
        for session in self._sessions.values():
            await session.close()

    def _session(self, reach: Reach) -> aiohttp.ClientSession:
        found = self._sessions.get(reach)
        if found is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, resolver=_GuardedResolver(reach), ttl_dns_cache=30)
            found = self._sessions[reach] = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                headers={"Accept-Encoding": ACCEPTED},
            )
        return found

    async def _exchange(
        self, session: aiohttp.ClientSession, call: HttpCall, address: str, headers: dict[str, str], bounds: Bounds
    ) -> HttpReply:
        timeout = aiohttp.ClientTimeout(total=call.timeout, sock_connect=min(CONNECT_WITHIN, call.timeout / 2))
        url = _url(address, told=call.url)
        # aiohttp takes it apart for itself, and resolves no literal address: what it found is what is checked.
        forbid(str(url.origin()), bounds.reach)
        try:
            async with session.request(
                call.method, url, data=call.body or None, headers=headers, timeout=timeout, allow_redirects=False
            ) as reply:
                received = {name.lower(): value for name, value in reply.headers.items()}
                body = await _body(reply.content, received, bounds)
                return HttpReply(status=reply.status, headers=received, body=body)
        except aiohttp.ClientConnectorError as error:
            raise _unsent(error) from error
        except aiohttp.ConnectionTimeoutError as error:
            raise NotSent(f"no connection within {timeout.sock_connect:g} s") from error
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            raise _no_address(call.url) from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise Lost(f"{type(error).__name__}: {error}") from error


def forbid(url: str, reach: Reach) -> None:
    """Raise `Refused` for an address of which it is known, without asking, that it may not be called."""
    if not reach.everywhere and (why := forbidden_host(url, reach)) is not None:
        raise Refused(why)


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


async def _body(content: aiohttp.StreamReader, headers: dict[str, str], bounds: Bounds) -> bytes:
    """The body to its end, or as much as is wanted; one that breaks off raises."""
    try:
        unpacking = Unpacking(headers, bounds.most)
        async for piece in content.iter_any():
            unpacking.take(piece)
            if unpacking.over:
                return _beginning(unpacking, bounds)
        return unpacking.end()
    except UnreadableBodyError as error:
        raise Unreadable(str(error)) from error


def _beginning(unpacking: Unpacking, bounds: Bounds) -> bytes:
    if not bounds.cut:
        raise TooLarge(f"more than {bounds.most} bytes")
    return bytes(unpacking.body[: bounds.most])


def _unsent(error: aiohttp.ClientConnectorError) -> Exception:
    forbidden = error.os_error if isinstance(error.os_error, _ForbiddenTargetError) else None
    return Refused(str(forbidden)) if forbidden is not None else NotSent(str(error))

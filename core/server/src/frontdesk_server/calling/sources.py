"""The calls of sources: paced, repeated, conditional, followed where they lead, and never where they may not go."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Network
from random import Random, SystemRandom
from typing import Final
from urllib.parse import urlsplit

import structlog

from frontdesk.calls import HttpCall, HttpReply
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.source import Fetch, HttpSource, Pace, Page
from frontdesk_server.calling.guard import Reach
from frontdesk_server.calling.making import Maker
from frontdesk_server.calling.pacing import Pacing
from frontdesk_server.calling.ports import Refused
from frontdesk_server.calling.redirecting import MOST_HOPS, led_on
from frontdesk_server.calling.remembering import Nothing, Remembering, Shelf
from frontdesk_server.calling.weathering import (
    PASSING,
    TRIES,
    Trouble,
    refused,
    told,
    trouble_of_error,
    trouble_of_reply,
)
from frontdesk_server.calling.wire import Bounds, Wire
from frontdesk_server.clock import Clock
from frontdesk_server.secrets import Secrets

OUT_OF_REACH: Final = "FD813"
LONGEST_CALL: Final = 120.0
"""Seconds of one exchange, whatever the source asks for."""
_OK: Final = range(200, 300)

_log = structlog.get_logger("frontdesk.sources")


class SourceCaller:
    """Makes the calls of sources. Those in `private` may call addresses of `networks` beside the public ones.

    `private` is looked at for each call: it may change meanwhile.
    """

    def __init__(
        self,
        secrets: Secrets,
        clock: Clock,
        *,
        networks: Sequence[IPv4Network | IPv6Network] = (),
        private: Collection[str] = (),
        shelf: Shelf | None = None,
        random: Random | None = None,
    ) -> None:
        self._clock = clock
        self._private = private
        self._public = Reach(refused=OUT_OF_REACH)
        self._opened = Reach(networks=tuple(networks), refused=OUT_OF_REACH)
        self._wire = Wire()
        self._maker = Maker(secrets, clock, self._wire)
        self._pacing = Pacing(clock)
        self._remembering = Remembering(shelf or Nothing())
        self._random = random or SystemRandom()

    async def fetch(self, name: str, source: HttpSource, fetch: Fetch, *, fresh: bool = False) -> Page:
        """What a call brings: the page of its reply, made by `HttpSource.page` (or `refused`).

        Where nothing has changed since, the rows of before as `same`, with their digests, and the `next` of before;
        with `fresh` it is not asked for that. It may take minutes: a platform that wants to be left alone for two of
        them is waited for. Raises `ConfigError` (FD805-FD818, FD758-FD760, FD780-FD782) when there is no page.
        """
        before = None if fresh else await self._remembering.before(name, source, fetch)
        call = fetch.call if before is None else before.conditional(fetch.call)
        reply, problem = await self._patiently(name, source, call)
        if reply.status == HTTPStatus.NOT_MODIFIED and before is not None:
            return before.page()
        page = await asyncio.to_thread(_read, source, fetch, reply)
        if page is None:
            raise ConfigError(problem or refused(reply, call.url, call.auth))
        await self._remembering.after(name, source, fetch, reply, page)
        return page

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _patiently(self, name: str, source: HttpSource, call: HttpCall) -> tuple[HttpReply, Diagnostic | None]:
        """The first reply that does not pass by itself; or the last one, and what is to be said of it."""
        pace = source.pace()
        async with self._pacing.room(name, pace):
            again = 0
            while True:
                again += 1
                reply, trouble = await self._tried(name, source, call, again)
                if trouble is None or _is_last(trouble, again):
                    return _settled(reply, trouble)
                _log.info("source is asked again", source=name, why=trouble.problem.id, seconds=trouble.pause)
                self._pacing.rest(name, pace, trouble.pause or 0.0)

    async def _tried(
        self, name: str, source: HttpSource, call: HttpCall, again: int
    ) -> tuple[HttpReply | None, Trouble | None]:
        try:
            reply = await self._followed(name, source, call)
        except PASSING as error:
            return None, trouble_of_error(error, call.url, again, source.pace().largest, self._random)
        return reply, trouble_of_reply(reply, call.url, again, self._clock.now(), self._random)

    async def _followed(self, name: str, source: HttpSource, call: HttpCall) -> HttpReply:
        """The reply at the end of all redirects."""
        first = call.url
        for _ in range(MOST_HOPS + 1):
            reply = await self._made(name, source.pace(), call)
            on = led_on(call, reply)
            if on is None:
                return reply
            call = on
        raise ConfigError(Diagnostic(id="FD815", params={"url": told(first), "most": MOST_HOPS}))

    async def _made(self, name: str, pace: Pace, call: HttpCall) -> HttpReply:
        host = _host(call.url)
        await self._pacing.turn(name, pace, host)
        reach = self._opened if name in self._private else self._public
        within = replace(call, timeout=min(call.timeout, LONGEST_CALL))
        return await self._maker.make(within, Bounds(reach=reach, most=pace.largest))


def _is_last(trouble: Trouble, again: int) -> bool:
    return trouble.pause is None or again >= TRIES


def _settled(reply: HttpReply | None, trouble: Trouble | None) -> tuple[HttpReply, Diagnostic | None]:
    """What a call ended with. Raises `ConfigError` where no reply came."""
    if reply is not None:
        return reply, trouble.problem if trouble is not None else None
    raise ConfigError(*([trouble.problem] if trouble is not None else []))


def _host(url: str) -> str:
    """The host of an address. Raises `Refused` for one that holds a user: it would be told wherever it is told."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Refused("it is no address") from error
    if parts.username is not None or parts.password is not None:
        raise Refused("it holds a user or a password")
    return (parts.hostname or "").lower()


def _read(source: HttpSource, fetch: Fetch, reply: HttpReply) -> Page | None:
    """What the source makes of a reply."""
    return source.page(fetch, reply) if reply.status in _OK else source.refused(fetch, reply)

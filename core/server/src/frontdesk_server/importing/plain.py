"""The plain caller: each call made once, as the transport makes it."""

from __future__ import annotations

from frontdesk.errors import ConfigError
from frontdesk.source import Fetch, HttpSource, Page
from frontdesk_server.calling.ports import Lost, NotSent, Refused, Transport, Unauthorised


class PlainCaller:
    """`Caller` without any patience."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def fetch(self, name: str, source: HttpSource, fetch: Fetch, *, fresh: bool = False) -> Page:  # noqa: ARG002
        """What a call brings. Raises `ConfigError` (FD798, FD799, or what is wrong with its secrets)."""
        try:
            reply = await self._transport.call(fetch.call, name)
        except Unauthorised as error:
            raise ConfigError(error.problem) from error
        except (NotSent, Lost, Refused) as error:
            raise ConfigError.of("FD798", source=name, reason=str(error)) from error
        if reply.status // 100 == 2:  # noqa: PLR2004 - what HTTP calls successful
            return source.page(fetch, reply)
        page = source.refused(fetch, reply)
        if page is None:
            raise ConfigError.of("FD799", source=name, status=reply.status, url=fetch.call.url)
        return page

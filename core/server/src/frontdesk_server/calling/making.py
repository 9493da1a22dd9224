"""Making calls: with their credentials in place, and tokens fetched where those are what a platform takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from frontdesk.calls import GoogleServiceAccount, HttpCall, HttpReply, OAuthClient
from frontdesk.errors import ConfigError
from frontdesk_server.calling.authorising import addressed, authorised
from frontdesk_server.calling.ports import Unauthorised
from frontdesk_server.calling.tokens import Tokens
from frontdesk_server.calling.wire import Bounds, Wire, forbid
from frontdesk_server.clock import Clock
from frontdesk_server.secrets import Secrets

LARGEST_TOKEN: Final = 1024 * 1024
_UNAUTHORIZED: Final = 401


class Maker:
    """Makes calls as they are composed: only here do secrets stand in them."""

    def __init__(self, secrets: Secrets, clock: Clock, wire: Wire) -> None:
        self._secrets = secrets
        self._clock = clock
        self._wire = wire
        self._tokens = Tokens(secrets, clock)

    async def make(self, call: HttpCall, bounds: Bounds) -> HttpReply:
        """The reply. Raises `NotSent` (`Unauthorised` if it needs a human), `Lost` or `Refused`."""
        forbid(call.url, bounds.reach)
        try:
            if isinstance(call.auth, GoogleServiceAccount | OAuthClient):
                return await self._with_token(call, call.auth, bounds)
            return await self._made(call, authorised(call, self._secrets, self._clock.now()), bounds)
        except ConfigError as error:
            raise Unauthorised(error) from error

    async def _with_token(self, call: HttpCall, auth: GoogleServiceAccount | OAuthClient, bounds: Bounds) -> HttpReply:
        """The call with a token; where one that was kept is taken no more, once again with a new one."""

        async def bearing() -> str:
            return await self._tokens.token(auth, lambda asked: self._asked(asked, bounds))

        token = await bearing()
        reply = await self._made(call, _with_bearer(call, token), bounds)
        if reply.status != _UNAUTHORIZED:
            return reply
        self._tokens.forget(auth, token)
        return await self._made(call, _with_bearer(call, await bearing()), bounds)

    async def _asked(self, call: HttpCall, bounds: Bounds) -> HttpReply:
        """The reply to a call for a token."""
        headers = authorised(call, self._secrets, self._clock.now())
        return await self._made(call, headers, replace(bounds, most=LARGEST_TOKEN, cut=True))

    async def _made(self, call: HttpCall, headers: dict[str, str], bounds: Bounds) -> HttpReply:
        return await self._wire.exchange(call, addressed(call, self._secrets), headers, bounds)


def _with_bearer(call: HttpCall, token: str) -> dict[str, str]:
    return {**call.headers, "Authorization": f"Bearer {token}"}

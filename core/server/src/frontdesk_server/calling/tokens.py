"""Tokens: asked for with a secret, kept while they hold, whichever platform gives them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from frontdesk.calls import GoogleServiceAccount, HttpCall, HttpReply, OAuthClient
from frontdesk_server.calling.google_tokens import GoogleGrant
from frontdesk_server.calling.granting import Grant, Granted
from frontdesk_server.calling.oauth_tokens import ClientGrant
from frontdesk_server.calling.ports import Lost, NotSent, Refused
from frontdesk_server.clock import Clock
from frontdesk_server.secrets import Secrets

EARLY: Final = 60.0
"""Seconds before its end that a token is given up, half its time at most: it must not end on the way."""
BRIEFLY: Final = frozenset((408, 429))
"""Refusals that pass by themselves."""
_SERVER: Final = 500

Auth = GoogleServiceAccount | OAuthClient
Exchange = Callable[[HttpCall], Awaitable[HttpReply]]
"""Makes a call for a token, by the same rules as the calls that the token is for."""


@dataclass(frozen=True, slots=True)
class _Kept:
    secret: bytes
    token: str
    until: float


class Tokens:
    """The tokens by what they are for: one is asked for at a time; whoever comes meanwhile shares what comes of it."""

    def __init__(self, secrets: Secrets, clock: Clock) -> None:
        self._secrets = secrets
        self._clock = clock
        self._kept: dict[Auth, _Kept] = {}
        self._asking: dict[tuple[Auth, bytes], asyncio.Task[_Kept]] = {}

    async def token(self, auth: Auth, exchange: Exchange) -> str:
        """A token that holds now.

        Raises `NotSent` when there is none at the moment, `Unauthorised` (FD781, FD782, FD805) when there will be none,
        and `ConfigError` (FD758-FD760).
        """
        secret = self._secrets.value(auth.ref)
        digest = sha256(secret).digest()
        kept = self._kept.get(auth)
        if kept is None or kept.secret != digest or kept.until <= self._clock.monotonic():
            # Whoever began may be cancelled: the others still wait for it.
            kept = await asyncio.shield(self._asked(auth, secret, digest, exchange))
        return kept.token

    def forget(self, auth: Auth, token: str) -> None:
        """The platform took the token no more: the next call asks for another."""
        kept = self._kept.get(auth)
        if kept is not None and kept.token == token:
            del self._kept[auth]

    def _asked(self, auth: Auth, secret: bytes, digest: bytes, exchange: Exchange) -> asyncio.Task[_Kept]:
        asking = self._asking.get((auth, digest))
        if asking is None:
            asking = self._asking[auth, digest] = asyncio.create_task(self._renew(auth, secret, digest, exchange))
            asking.add_done_callback(lambda done: self._over((auth, digest), done))
        return asking

    def _over(self, which: tuple[Auth, bytes], done: asyncio.Task[_Kept]) -> None:
        del self._asking[which]
        if not done.cancelled():
            done.exception()  # looked at, should nobody wait for it any more

    async def _renew(self, auth: Auth, secret: bytes, digest: bytes, exchange: Exchange) -> _Kept:
        asked = self._clock.monotonic()
        granted = await self._ask(self._grant(auth, secret), exchange)
        kept = self._kept[auth] = _Kept(
            digest, granted.access_token, asked + granted.expires_in - min(EARLY, granted.expires_in / 2)
        )
        return kept

    def _grant(self, auth: Auth, secret: bytes) -> Grant:
        if isinstance(auth, OAuthClient):
            return ClientGrant(auth, secret)
        return GoogleGrant(auth, secret, self._clock.now())

    async def _ask(self, grant: Grant, exchange: Exchange) -> Granted:
        try:
            reply = await exchange(grant.call())
        except Lost as error:
            raise NotSent(f"no token from {grant.address}: {error}") from error
        except Refused as error:
            raise grant.unusable(str(error)) from error
        if reply.status >= _SERVER or reply.status in BRIEFLY:
            raise NotSent(f"no token from {grant.address}: status {reply.status}")
        return grant.granted(reply)

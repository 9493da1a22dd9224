"""Tokens of Google service accounts: asked for with an assertion that we sign (RFC 7523), kept while they hold.

https://developers.google.com/identity/protocols/oauth2/service-account#httprest
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from pydantic import BaseModel, Field, ValidationError

from frontdesk.channel import GoogleServiceAccount, HttpCall, HttpReply
from frontdesk.errors import ConfigError
from frontdesk_server.calling.ports import Lost, NotSent, Refused, Unauthorised
from frontdesk_server.clock import Clock
from frontdesk_server.logs import hide
from frontdesk_server.secrets import Secrets

GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_LASTS: Final = 3600
"""Seconds; Google accepts no more."""
EARLY: Final = 60.0
"""Seconds before its end that a token is given up: it must not end on the way."""
BRIEFLY: Final = frozenset((408, 429))
"""Refusals that pass by themselves."""
_FORM: Final = {"content-type": "application/x-www-form-urlencoded"}
_OK: Final = 200
_SERVER: Final = 500

Exchange = Callable[[HttpCall], Awaitable[HttpReply]]
"""Makes a call without credentials, by the same rules as the account's own calls."""


class _KeyFile(BaseModel):
    """What is needed of the JSON that Google Cloud gives for a service account."""

    client_email: str = Field(min_length=1)
    private_key: str = Field(min_length=1)
    private_key_id: str | None = None
    token_uri: str = Field(min_length=1)


class _Granted(BaseModel):
    """The answer to an assertion."""

    access_token: str = Field(min_length=1, pattern=r"^[\x21-\x7e]+$")
    expires_in: float = Field(default=3600.0, ge=0, le=86_400)


@dataclass(frozen=True, slots=True)
class _Kept:
    file: bytes
    token: str
    until: float


class GoogleTokens:
    """The tokens by secret and scopes: one is asked for at a time; whoever comes meanwhile shares what comes of it."""

    def __init__(self, secrets: Secrets, clock: Clock) -> None:
        self._secrets = secrets
        self._clock = clock
        self._kept: dict[GoogleServiceAccount, _Kept] = {}
        self._asking: dict[tuple[GoogleServiceAccount, bytes], asyncio.Task[_Kept]] = {}

    async def token(self, auth: GoogleServiceAccount, exchange: Exchange) -> str:
        """A token that holds now.

        Raises `NotSent` when there is none at the moment, `Unauthorised` (FD781, FD782) when there will be none, and
        `ConfigError` (FD758-FD760).
        """
        file = self._secrets.value(auth.ref)
        digest = sha256(file).digest()
        kept = self._kept.get(auth)
        if kept is None or kept.file != digest or kept.until <= self._clock.monotonic():
            # Whoever began may be cancelled: the others still wait for it.
            kept = await asyncio.shield(self._asked(auth, file, digest, exchange))
        return kept.token

    def forget(self, auth: GoogleServiceAccount, token: str) -> None:
        """The platform took the token no more: the next call asks for another."""
        kept = self._kept.get(auth)
        if kept is not None and kept.token == token:
            del self._kept[auth]

    def _asked(self, auth: GoogleServiceAccount, file: bytes, digest: bytes, exchange: Exchange) -> asyncio.Task[_Kept]:
        asking = self._asking.get((auth, digest))
        if asking is None:
            asking = self._asking[auth, digest] = asyncio.create_task(self._renew(auth, file, digest, exchange))
            asking.add_done_callback(lambda done: self._over((auth, digest), done))
        return asking

    def _over(self, which: tuple[GoogleServiceAccount, bytes], done: asyncio.Task[_Kept]) -> None:
        del self._asking[which]
        if not done.cancelled():
            done.exception()  # looked at, should nobody wait for it any more

    async def _renew(self, auth: GoogleServiceAccount, file: bytes, digest: bytes, exchange: Exchange) -> _Kept:
        asked = self._clock.monotonic()
        granted = await self._ask(auth, file, exchange)
        kept = self._kept[auth] = _Kept(digest, granted.access_token, asked + granted.expires_in - EARLY)
        return kept

    async def _ask(self, auth: GoogleServiceAccount, file: bytes, exchange: Exchange) -> _Granted:
        key = _key_file(auth.ref, file)
        body = urlencode({"grant_type": GRANT, "assertion": self._assertion(auth, key)}).encode()
        try:
            reply = await exchange(HttpCall(url=key.token_uri, headers=_FORM, body=body))
        except Lost as error:
            raise NotSent(f"no token from {key.token_uri}: {error}") from error
        except Refused as error:
            raise _unauthorised("FD781", auth.ref, str(error)) from error
        return _granted(auth.ref, key.token_uri, reply)

    def _assertion(self, auth: GoogleServiceAccount, key: _KeyFile) -> str:
        now = int(self._clock.now().timestamp())
        header = {"alg": "RS256", "typ": "JWT"} | ({"kid": key.private_key_id} if key.private_key_id else {})
        claims = {"iss": key.client_email, "scope": " ".join(auth.scopes), "aud": key.token_uri}
        try:
            signer = RSAKey.import_key(key.private_key)
            return jwt.encode(header, claims | {"iat": now, "exp": now + ASSERTION_LASTS}, signer, ["RS256"])
        except (JoseError, ValueError, TypeError) as error:
            raise _unauthorised("FD781", auth.ref, "its private_key cannot be used to sign") from error


def _key_file(ref: str, file: bytes) -> _KeyFile:
    try:
        key = _KeyFile.model_validate_json(file)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _unauthorised("FD781", ref, f"{where}: {first['msg']}" if where else first["msg"]) from None
    hide([key.private_key])
    return key


def _granted(ref: str, address: str, reply: HttpReply) -> _Granted:
    if reply.status >= _SERVER or reply.status in BRIEFLY:
        raise NotSent(f"no token from {address}: status {reply.status}")
    if reply.status != _OK:
        raise _unauthorised("FD782", ref, f"{reply.status} {_reason(reply.body)}".strip())
    try:
        granted = _Granted.model_validate_json(reply.body)
    except ValidationError:
        raise _unauthorised("FD782", ref, f"there is no token in what {address} answers") from None
    hide([granted.access_token])
    return granted


def _reason(body: bytes) -> str:
    """`error` and `error_description` of RFC 6749, as far as they are there."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    words = [told.get("error"), told.get("error_description")] if isinstance(told, dict) else []
    return ": ".join(word for word in words if isinstance(word, str))


def _unauthorised(id_: str, ref: str, problem: str) -> Unauthorised:
    return Unauthorised(ConfigError.of(id_, name=ref, problem=problem))

"""Tokens of Google service accounts: asked for with an assertion that we sign (RFC 7523).

https://developers.google.com/identity/protocols/oauth2/service-account#httprest
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from pydantic import BaseModel, Field, ValidationError

from frontdesk.calls import GoogleServiceAccount, HttpCall, HttpReply
from frontdesk.errors import ConfigError
from frontdesk_server.calling.granting import FORM, Granted, read_granted
from frontdesk_server.calling.ports import Unauthorised
from frontdesk_server.logs import hide

GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_LASTS: Final = 3600
"""Seconds; Google accepts no more."""


class _KeyFile(BaseModel):
    """What is needed of the JSON that Google Cloud gives for a service account."""

    client_email: str = Field(min_length=1)
    private_key: str = Field(min_length=1)
    private_key_id: str | None = None
    token_uri: str = Field(min_length=1)


class GoogleGrant:
    """`Grant` by a key file, at an instant: the assertion is signed for it. Raises `Unauthorised` (FD781)."""

    def __init__(self, auth: GoogleServiceAccount, file: bytes, now: datetime) -> None:
        self._auth = auth
        self._now = now
        self._key = _key_file(auth.ref, file)

    @property
    def address(self) -> str:
        """The key file says where."""
        return self._key.token_uri

    def call(self) -> HttpCall:
        """The signed assertion. Raises `Unauthorised` (FD781)."""
        body = urlencode({"grant_type": GRANT, "assertion": self._assertion()}).encode()
        return HttpCall(url=self._key.token_uri, headers=FORM, body=body)

    def granted(self, reply: HttpReply) -> Granted:
        """The token. Raises `Unauthorised` (FD782)."""
        found = read_granted(reply, self.address)
        if isinstance(found, str):
            raise _unauthorised("FD782", self._auth.ref, found)
        return found

    def unusable(self, problem: str) -> Unauthorised:
        """FD781."""
        return _unauthorised("FD781", self._auth.ref, problem)

    def _assertion(self) -> str:
        now, key = int(self._now.timestamp()), self._key
        header = {"alg": "RS256", "typ": "JWT"} | ({"kid": key.private_key_id} if key.private_key_id else {})
        claims = {"iss": key.client_email, "scope": " ".join(self._auth.scopes), "aud": key.token_uri}
        try:
            signer = RSAKey.import_key(key.private_key)
            return jwt.encode(header, claims | {"iat": now, "exp": now + ASSERTION_LASTS}, signer, ["RS256"])
        except (JoseError, ValueError, TypeError) as error:
            raise self.unusable("its private_key cannot be used to sign") from error


def _key_file(ref: str, file: bytes) -> _KeyFile:
    try:
        key = _KeyFile.model_validate_json(file)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _unauthorised("FD781", ref, f"{where}: {first['msg']}" if where else first["msg"]) from None
    hide([key.private_key])
    return key


def _unauthorised(id_: str, ref: str, problem: str) -> Unauthorised:
    return Unauthorised(ConfigError.of(id_, name=ref, problem=problem))

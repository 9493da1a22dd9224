"""Authorising: a call's address and headers with its credentials, resolved at the moment of the call."""

from __future__ import annotations

import hmac
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from frontdesk.calls import (
    Auth,
    Basic,
    Bearer,
    GoogleServiceAccount,
    HeaderKey,
    HmacSignature,
    HttpCall,
    OAuthClient,
    PathKey,
    QueryKey,
)
from frontdesk.errors import ConfigError
from frontdesk_server.logs import hide
from frontdesk_server.secrets import Secrets

PLACE: Final = "{secret}"
"""Where a `PathKey` stands in the address."""


def authorised(call: HttpCall, secrets: Secrets, now: datetime) -> dict[str, str]:
    """The headers to send. Raises `ConfigError` (FD758-FD760, FD780) when a secret has no value that can be sent."""
    return dict(call.headers) | _credentials(call.auth, call.body, secrets, now)


def addressed(call: HttpCall, secrets: Secrets) -> str:
    """The address to call: it may hold the secret, so it is never to be told. Raises `ConfigError` as `authorised`."""
    match call.auth:
        case PathKey(ref=ref):
            key = _hidden(quote(_words(secrets, ref), safe=":"))
            return call.url.replace(PLACE, key)
        case QueryKey(name=name, ref=ref):
            key = _hidden(quote(_words(secrets, ref), safe=""))
            return f"{call.url}{'&' if '?' in call.url else '?'}{quote(name, safe='')}={key}"
    return call.url


def _hidden(key: str) -> str:
    hide([key])
    return key


def _credentials(auth: Auth | None, body: bytes, secrets: Secrets, now: datetime) -> dict[str, str]:
    match auth:
        case None | PathKey() | QueryKey() | GoogleServiceAccount() | OAuthClient():
            # Those of the address, and those that have to be asked for.
            return {}
        case Bearer(ref=ref):
            return {"Authorization": f"Bearer {_words(secrets, ref)}"}
        case Basic(user=user, ref=ref):
            pair = user.encode() + b":" + secrets.value(ref)
            return {"Authorization": f"Basic {b64encode(pair).decode()}"}
        case HeaderKey(header=header, ref=ref):
            return {header: _words(secrets, ref)}
        case HmacSignature():
            stamp = str(int(now.timestamp()))
            digest = hmac.new(secrets.value(auth.ref), stamp.encode() + b"." + body, sha256).hexdigest()
            return {auth.timestamp_header: stamp, auth.header: f"{auth.prefix}{digest}"}


def _words(secrets: Secrets, ref: str) -> str:
    """A secret that goes out as it is. Raises `ConfigError` (FD780) for one that would break the call."""
    try:
        words = secrets.value(ref).decode()
    except UnicodeDecodeError as error:
        raise ConfigError.of("FD780", name=ref) from error
    if not words.isprintable():
        raise ConfigError.of("FD780", name=ref)
    return words

"""Calling without a network: the request that the host would make of a call, and the platform's answer to it."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from urllib.parse import parse_qsl, quote, urlsplit

from frontdesk import (
    Basic,
    Bearer,
    GoogleServiceAccount,
    HeaderKey,
    HmacSignature,
    HttpCall,
    HttpReply,
    OAuthClient,
    PathKey,
    QueryKey,
)
from frontdesk_testkit.dialect import Dialect, PlatformReply, PlatformRequest, Refused, Sent

PLATFORM_ID = "platform-id-1"


class Bears(Protocol):
    """A platform that gives tokens: what the host would have fetched."""

    def bearer(self, ref: str, scopes: tuple[str, ...]) -> str:
        """A token that this platform takes."""


def request_of(call: HttpCall, dialect: Bears, secrets: Mapping[str, bytes], now: datetime) -> PlatformRequest:
    """The request that reaches the platform, with its credentials in place."""
    url, headers = _authorised(call, dialect, secrets, now)
    parts = urlsplit(url)
    return PlatformRequest(
        method=call.method,
        path=parts.path,
        query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers={"host": parts.netloc} | {name.lower(): value for name, value in headers.items()},
        body=call.body,
    )


def serve(dialect: Dialect, request: PlatformRequest) -> tuple[Sent | None, HttpReply]:
    """What the platform makes of a request: the message that it shows, if it is one, and its answer."""
    try:
        served = dialect.serve(request)
    except Refused as refusal:
        return None, _reply(refusal.reply)
    except ValueError as error:
        return None, HttpReply(status=400, body=str(error).encode())
    if isinstance(served, PlatformReply):
        return None, _reply(served)
    return served, _reply(dialect.accept(served, PLATFORM_ID))


def _reply(reply: PlatformReply) -> HttpReply:
    headers = {name.lower(): value for name, value in reply.headers.items()}
    return HttpReply(status=reply.status, headers=headers, body=reply.body)


def _authorised(
    call: HttpCall, dialect: Bears, secrets: Mapping[str, bytes], now: datetime
) -> tuple[str, dict[str, str]]:
    match call.auth:
        case PathKey(ref=ref):
            return call.url.replace("{secret}", secrets[ref].decode()), dict(call.headers)
        case QueryKey(name=name, ref=ref):
            joint = "&" if "?" in call.url else "?"
            return f"{call.url}{joint}{quote(name, safe='')}={quote(secrets[ref], safe='')}", dict(call.headers)
    return call.url, dict(call.headers) | _credentials(call, dialect, secrets, now)


def _credentials(call: HttpCall, dialect: Bears, secrets: Mapping[str, bytes], now: datetime) -> dict[str, str]:
    match call.auth:
        case Bearer(ref=ref):
            return {"authorization": f"Bearer {secrets[ref].decode()}"}
        case GoogleServiceAccount(ref=ref, scopes=scopes) | OAuthClient(ref=ref, scopes=scopes):
            return {"authorization": f"Bearer {dialect.bearer(ref, scopes) if secrets[ref] else 'wrong'}"}
        case Basic(user=user, ref=ref):
            return {"authorization": f"Basic {b64encode(user.encode() + b':' + secrets[ref]).decode()}"}
        case HeaderKey(header=header, ref=ref):
            return {header: secrets[ref].decode()}
        case HmacSignature() as auth:
            stamp = str(int(now.timestamp()))
            digest = hmac.new(secrets[auth.ref], stamp.encode() + b"." + call.body, sha256).hexdigest()
            return {auth.timestamp_header: stamp, auth.header: f"{auth.prefix}{digest}"}
    return {}

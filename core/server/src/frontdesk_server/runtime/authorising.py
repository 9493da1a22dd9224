"""Authorising: a call's headers with its credentials, resolved at the moment of the call."""

from __future__ import annotations

import hmac
from base64 import b64encode
from datetime import datetime
from hashlib import sha256

from frontdesk.channel import Auth, Basic, Bearer, HeaderKey, HmacSignature, HttpCall
from frontdesk_server.secrets import Secrets


def authorised(call: HttpCall, secrets: Secrets, now: datetime) -> dict[str, str]:
    """The headers to send. Raises `ConfigError` (FD758-FD760) when a secret has no value."""
    return dict(call.headers) | _credentials(call.auth, call.body, secrets, now)


def _credentials(auth: Auth | None, body: bytes, secrets: Secrets, now: datetime) -> dict[str, str]:
    match auth:
        case None:
            return {}
        case Bearer(ref=ref):
            return {"Authorization": f"Bearer {secrets.value(ref).decode()}"}
        case Basic(user=user, ref=ref):
            pair = user.encode() + b":" + secrets.value(ref)
            return {"Authorization": f"Basic {b64encode(pair).decode()}"}
        case HeaderKey(header=header, ref=ref):
            return {header: secrets.value(ref).decode()}
        case HmacSignature():
            stamp = str(int(now.timestamp()))
            digest = hmac.new(secrets.value(auth.ref), stamp.encode() + b"." + body, sha256).hexdigest()
            return {auth.timestamp_header: stamp, auth.header: f"{auth.prefix}{digest}"}

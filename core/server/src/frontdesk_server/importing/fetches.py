"""Calls of a source as text: kept until they are made, so that a pass goes on after a crash."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import blake2b
from typing import Any, Final, get_args

from frontdesk.channel import Auth, HttpCall
from frontdesk.source import Fetch
from frontdesk_server.store.frontier import Kept

_AUTHS: Final[Mapping[str, Any]] = {kind.__name__: kind for kind in get_args(Auth)}
"""The ways to authorise a call, by name. They hold the names of secrets, never their values."""


def kept(fetch: Fetch) -> Kept:
    """The call as text; two calls are the same when method, address, headers, body and what they carry are."""
    call = fetch.call
    told = {
        "url": call.url,
        "method": call.method,
        "headers": dict(call.headers),
        "body": b64encode(call.body).decode(),
        "auth": None if call.auth is None else {"kind": type(call.auth).__name__, **asdict(call.auth)},
        "timeout": call.timeout,
        "carry": dict(fetch.carry),
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Kept(blake2b(text.encode(), digest_size=16).hexdigest(), text)


def fetch_of(text: str) -> Fetch:
    """The call that was kept as this text."""
    told = json.loads(text)
    call = HttpCall(
        url=told["url"],
        method=told["method"],
        headers=told["headers"],
        body=b64decode(told["body"]),
        auth=None if told["auth"] is None else _auth(told["auth"]),
        timeout=told["timeout"],
    )
    return Fetch(call=call, carry=told["carry"])


def _auth(told: Mapping[str, Any]) -> Auth:
    fields = {name: _whole(value) for name, value in told.items() if name != "kind"}
    auth: Auth = _AUTHS[told["kind"]](**fields)
    return auth


def _whole(value: object) -> object:
    """A value as it was: JSON has lists where these have tuples."""
    return tuple(_whole(item) for item in value) if isinstance(value, list) else value

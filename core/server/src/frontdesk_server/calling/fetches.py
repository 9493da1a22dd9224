"""Fetches as JSON: the calls of sources as they are kept, so that a pass goes on after a crash."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, replace
from hashlib import blake2b
from typing import Any, Final, get_args

from frontdesk.calls import Auth, HttpCall
from frontdesk.source import Fetch

_AUTHS: Final[Mapping[str, Any]] = {kind.__name__: kind for kind in get_args(Auth)}
"""The ways to authorise a call, by name. They hold the names of secrets, never their values."""


def fetch_to_json(fetch: Fetch) -> str:
    """The same text for the same fetch. Raises `TypeError` or `ValueError` for a `carry` that is not JSON."""
    return json.dumps(_document(fetch), sort_keys=True, allow_nan=False)


def fetch_from_json(text: str) -> Fetch:
    """What `fetch_to_json` wrote; what stood in `carry` as a tuple is a list."""
    document = json.loads(text)
    call: dict[str, Any] = document["call"]
    found = HttpCall(**{**call, "body": b64decode(call["body"]), "auth": _auth(call["auth"])})
    return Fetch(call=found, carry=document["carry"])


def fetch_key(fetch: Fetch) -> str:
    """32 hex digits that stand for a fetch: its call and what it carries."""
    return blake2b(fetch_to_json(fetch).encode(), digest_size=16).hexdigest()


def _document(fetch: Fetch) -> dict[str, object]:
    call = {
        **asdict(replace(fetch.call, auth=None)),
        "headers": dict(fetch.call.headers),
        "body": b64encode(fetch.call.body).decode(),
        "auth": None if fetch.call.auth is None else [type(fetch.call.auth).__name__, asdict(fetch.call.auth)],
    }
    return {"call": call, "carry": dict(fetch.carry)}


def _auth(kept: tuple[str, dict[str, object]] | None) -> Auth | None:
    if kept is None:
        return None
    kind, fields = kept
    auth: Auth = _AUTHS[kind](**{name: _tuples(value) for name, value in fields.items()})
    return auth


def _tuples(value: object) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value

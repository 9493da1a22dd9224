"""The source's settings for each way of paging and each way of authorising, by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from json_api import FIELDS

AUTHS: Mapping[str, Mapping[str, Any] | None] = {
    "none": None,
    "bearer": {"by": "bearer", "token": "env:KEY"},
    "basic": {"by": "basic", "user": "desk", "password": "env:KEY"},
    "header": {"by": "header", "name": "X-Key", "key": "env:KEY"},
    "query": {"by": "query", "name": "key", "key": "env:KEY"},
    "oauth": {"by": "oauth", "token_url": "URL/token", "client_id": "desk", "client_secret": "env:KEY"},
}
SIZED = {"size": 3, "size_param": "size"}
PAGINGS: Mapping[str, Mapping[str, Any] | None] = {
    "page": {"by": "page", **SIZED, "pages": "pages"},
    "offset": {"by": "offset", **SIZED, "total": "count"},
    "cursor": {"by": "cursor", "param": "search.cursor", "next": "after", "size": 3, "size_param": "search.size"},
    "link": {"by": "link", **SIZED},
    "next_url": {"by": "next_url", "next": "links.next", **SIZED},
    "none": None,
}
KINDS = {"page": "header", "offset": "bearer", "cursor": "oauth", "link": "basic", "next_url": "query", "none": "none"}
"""Each way of paging, with a way of authorising."""


def settings_of(paging: str, auth: str, url: str = "https://api.example.com") -> dict[str, Any]:
    """The settings; where the page stands in a POST's body, so does the instant."""
    authorised = json.loads(json.dumps(AUTHS[auth]).replace("URL", url))
    posted = {"method": "POST", "body": {"search": {"text": ""}}} if paging == "cursor" else {}
    since = {"body": {"search.since": "{since}"}} if posted else {"query": {"since": "{since}"}}
    return {
        "api_url": f"{url}/v1/places",
        "auth": authorised
        and {
            name: value.replace("URL", url) if isinstance(value, str) else value for name, value in authorised.items()
        },
        "paging": PAGINGS[paging],
        "items": "@" if paging == "link" else "places",
        "id": "ref",
        "fields": FIELDS,
        "since": {**since, "format": "unix_ms", "overlap": 0},
        **posted,
    }

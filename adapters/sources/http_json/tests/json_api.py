"""A JSON API of no platform in particular: one list, handed out in each of the ways that APIs have for it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from frontdesk import HttpReply
from frontdesk_testkit import SourceDialect, grant_token, json_reply
from frontdesk_testkit.dialect import PlatformRequest

SECRETS = {"env:KEY": b"k3y-of-the-api"}
FIELDS = {
    "name": "title",
    "address.lines": "where.lines",
    "address.postal_code": "where.zip",
    "address.city": "where.town",
    "address.country": "where.country",
    "coordinates.latitude": "where.at[0]",
    "coordinates.longitude": "where.at[1]",
    "phone": "contact.phone",
    "email": "contact.email",
    "website": "json(more).web",
    "timezone": "json(more).zone",
    "groups": "tags[].name",
}
CARRIES = (
    "name", "address.lines", "address.postal_code", "address.city", "address.country", "phone", "email", "website",
    "timezone", "coordinates", "groups",
)  # fmt: skip


def item_of(record: Mapping[str, Any]) -> dict[str, object]:
    """A record in the API's own form, JSON within a text among it."""
    address, place = record.get("address", {}), record.get("coordinates", {})
    return {
        "ref": record["id"],
        "title": record.get("name"),
        "where": {
            "lines": address.get("lines"),
            "zip": address.get("postal_code"),
            "town": address.get("city"),
            "country": address.get("country"),
            "at": [place.get("latitude"), place.get("longitude")],
        },
        "contact": {"phone": record.get("phone"), "email": record.get("email")},
        "more": json.dumps({"web": record.get("website"), "zone": record.get("timezone")}),
        "tags": [{"name": name} for name in record.get("groups", ())],
    }


class JsonApi(SourceDialect):
    """Pages of at most three items at `/v1/places`."""

    most_per_page: ClassVar[int | None] = 3

    def __init__(self, paging: str, auth: str) -> None:
        super().__init__()
        self._paging, self._auth = paging, auth

    def secrets(self) -> Mapping[str, bytes]:
        return SECRETS

    def bearer(self, ref: str, scopes: tuple[str, ...]) -> str:
        return "t0ken-of-the-day"

    def serve(self, request: PlatformRequest) -> HttpReply:
        if request.path == "/token":
            return grant_token(request, client_id="desk", secret=SECRETS["env:KEY"], token=self.bearer("", ()))
        if request.path != "/v1/places":
            return json_reply({"error": "not found"}, 404)
        if not _AUTHORISED[self._auth](request):
            return json_reply({"error": "who are you"}, 401)
        asked = {**request.query, **_flat(json.loads(request.body or b"{}"))}
        since = asked.get("since")
        known = self.records if since is None else self.changed_since(datetime.fromtimestamp(int(since) / 1000, UTC))
        items = [item_of(record) for record in known]
        for item in items:
            if str(item["ref"]) in self.spoilt:
                item["title"] = None
        return _PAGED[self._paging](items, asked, request)


def _flat(body: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of a search in a body: `{"search": {"since": 5, "cursor": "3"}}`."""
    return {name: str(value) for name, value in body.get("search", {}).items()}


_AUTHORISED: Mapping[str, Callable[[PlatformRequest], bool]] = {
    "none": lambda _: True,
    "bearer": lambda request: request.headers.get("authorization") == f"Bearer {SECRETS['env:KEY'].decode()}",
    "basic": lambda request: (
        request.headers.get("authorization") == f"Basic {b64encode(b'desk:' + SECRETS['env:KEY']).decode()}"
    ),
    "header": lambda request: request.headers.get("x-key") == SECRETS["env:KEY"].decode(),
    "query": lambda request: request.query.get("key") == SECRETS["env:KEY"].decode(),
    "oauth": lambda request: request.headers.get("authorization") == "Bearer t0ken-of-the-day",
}
Items = list[dict[str, object]]


def _size(asked: Mapping[str, str]) -> int:
    size = int(asked.get("size", 3))
    if size > 3:
        raise ValueError("at most 3")
    return size


def _by_page(items: Items, asked: Mapping[str, str], _request: PlatformRequest) -> HttpReply:
    size, page = _size(asked), int(asked.get("page", 1))
    pages = -(-len(items) // size)
    return json_reply({"places": items[(page - 1) * size : page * size], "pages": pages})


def _by_offset(items: Items, asked: Mapping[str, str], _request: PlatformRequest) -> HttpReply:
    size, offset = _size(asked), int(asked.get("offset", 0))
    return json_reply({"places": items[offset : offset + size], "count": len(items)})


def _by_cursor(items: Items, asked: Mapping[str, str], _request: PlatformRequest) -> HttpReply:
    size, offset = _size(asked), int(asked.get("cursor", "c0").removeprefix("c"))
    after = f"c{offset + size}" if offset + size < len(items) else None
    return json_reply({"places": items[offset : offset + size], "after": after})


def _by_link(items: Items, asked: Mapping[str, str], request: PlatformRequest) -> HttpReply:
    size, offset = _size(asked), int(asked.get("from", 0))
    more = offset + size < len(items)
    link = f'<{request.path}?from={offset + size}&size={size}>; title="a, b"; rel="last next"' if more else ""
    return json_reply(items[offset : offset + size], link=f'<https://example.com/>; rel="help", {link}'.rstrip(", "))


def _by_next_url(items: Items, asked: Mapping[str, str], request: PlatformRequest) -> HttpReply:
    size, offset = _size(asked), int(asked.get("from", 0))
    more = offset + size < len(items)
    return json_reply(
        {
            "places": items[offset : offset + size],
            "links": {"next": f"http://{request.headers['host']}/v1/places?from={offset + size}" if more else ""},
        }
    )


def _whole(items: Items, _asked: Mapping[str, str], _request: PlatformRequest) -> HttpReply:
    return json_reply({"places": items})


_PAGED: Mapping[str, Callable[[Items, Mapping[str, str], PlatformRequest], HttpReply]] = {
    "page": _by_page,
    "offset": _by_offset,
    "cursor": _by_cursor,
    "link": _by_link,
    "next_url": _by_next_url,
    "none": _whole,
}

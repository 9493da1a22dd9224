"""From a location of Google Business Profile to a row: its fields, and which of ours each is.

Shape: https://developers.google.com/my-business/reference/businessinformation/rest/v1/accounts.locations . It is JSON
made of proto3: what is zero, empty or unspecified is not there at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk import Row, content_digest, object_at, row_of, text_at
from frontdesk.hours.formats import from_google

Location = Mapping[str, object]

READ: Final = (
    "name", "title", "storeCode", "languageCode", "phoneNumbers", "categories", "websiteUri", "storefrontAddress",
    "regularHours", "specialHours", "moreHours", "openInfo", "labels", "latlng", "metadata", "profile",
)  # fmt: skip
"""`readMask`: without it the API refuses to answer."""

_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("title",),
    "code": ("storeCode",),
    "locale": ("languageCode",),
    "website": ("websiteUri",),
    "phone": ("phoneNumbers", "primaryPhone"),
    "map_url": ("metadata", "mapsUri"),
    "review_url": ("metadata", "newReviewUri"),
}
_ADDRESS: Final[Mapping[str, str]] = {
    "postal_code": "postalCode",
    "city": "locality",
    "region": "administrativeArea",
    "country": "regionCode",
}
_CUSTOM: Final[Mapping[str, tuple[str, ...]]] = {
    "place_id": ("metadata", "placeId"),
    "category": ("categories", "primaryCategory", "displayName"),
    "description": ("profile", "description"),
}


def id_of(name: object) -> str | None:
    """The id in a resource name: `locations/123`, or `accounts/1/locations/123` in older notifications."""
    head, slash, id_ = name.rpartition("locations/") if isinstance(name, str) else ("", "", "")
    return id_ if slash and id_ and "/" not in id_ and (not head or head.endswith("/")) else None


def row(location: Location, *, chat: str | None, path: str, file: str) -> Row:
    """The row of a location; `chat` is the kind of more hours that become chat hours.

    Unreadable days are unknown, with a warning placed below `path` of `file`.
    """
    record: dict[object, object] = {
        "id": id_of(location.get("name")),
        **{ours: _at(location, theirs) for ours, theirs in _FIELDS.items()},
        "address": _address(object_at(location, "storefrontAddress")),
        "coordinates": _coordinates(object_at(location, "latlng")),
        "groups": location.get("labels"),
        "custom": {ours: text for ours, theirs in _CUSTOM.items() if (text := text_at(location, *theirs))},
    }
    return row_of(
        {name: value for name, value in record.items() if value not in (None, "", {}, [])},
        path=path,
        file=file,
        hours=from_google(location, chat=chat),
        digest=content_digest(location),
    )


def _at(location: Location, path: tuple[str, ...]) -> object:
    return object_at(location, *path[:-1]).get(path[-1])


def _address(address: Mapping[str, object]) -> dict[str, object]:
    """A place without a storefront, that serves its customers where they are, has none."""
    lines = address.get("addressLines")
    told = [*lines, address.get("sublocality")] if isinstance(lines, list) else [address.get("sublocality")]
    parts: dict[str, object] = {ours: address.get(theirs) for ours, theirs in _ADDRESS.items()}
    parts["lines"] = [line for line in told if line]
    return {name: value for name, value in parts.items() if value not in (None, "", [])}


def _coordinates(place: Mapping[str, object]) -> dict[str, object]:
    """On the equator and on the prime meridian one of the two is not there: it is zero."""
    return {name: place.get(name, 0.0) for name in ("latitude", "longitude")} if place else {}

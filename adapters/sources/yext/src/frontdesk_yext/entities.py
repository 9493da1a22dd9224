"""From an entity of Yext to a row: its fields, and which of ours each is.

Shape: the knowledge API's description in https://github.com/yext/openapi , and
https://hitchhikers.yext.com/docs/managementapis/content/entities . A field without a value is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdesk import Row, content_digest, object_at, row_of, text_at
from frontdesk.hours.formats import from_yext

Entity = Mapping[str, object]

_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("meta", "id"),
    "name": ("name",),
    "code": ("corporateCode",),
    "phone": ("mainPhone",),
    "website": ("websiteUrl", "url"),
    "booking_url": ("reservationUrl", "url"),
    "review_url": ("reviewGenerationUrl",),
    "timezone": ("timezone",),
    "locale": ("meta", "language"),
    "groups": ("meta", "labels"),
}
_ADDRESS: Final[Mapping[str, str]] = {
    "postal_code": "postalCode",
    "city": "city",
    "region": "region",
    "country": "countryCode",
}
_LINES: Final = ("line1", "line2", "sublocality")
_PLACES: Final = ("displayCoordinate", "geocodedCoordinate", "yextDisplayCoordinate")
"""Where the pin is, as the company set it; as the address was looked up; as Yext worked it out."""
_KEPT: Final = ("googlePlaceId", "facebookPageUrl")


def row(entity: Entity, *, chat: str | None, path: str, file: str) -> Row:
    """The row of an entity; `chat` is the field of hours that become chat hours.

    Unreadable days are unknown, with a warning placed below `path` of `file`.
    """
    record: dict[object, object] = {
        **{ours: object_at(entity, *theirs[:-1]).get(theirs[-1]) for ours, theirs in _FIELDS.items()},
        "email": _first(entity.get("emails")),
        "address": _address(object_at(entity, "address")),
        "coordinates": _coordinates(entity),
        "custom": _custom(entity),
    }
    return row_of(
        {name: value for name, value in record.items() if value not in (None, "", {}, [])},
        path=path,
        file=file,
        hours=from_yext(entity, chat=chat),
        digest=content_digest(entity),
    )


def is_one_of(entity: Entity, types: tuple[str, ...]) -> bool:
    """Whether an entity is of one of these types; one that does not say so is."""
    kind = text_at(entity, "meta", "entityType")
    return not kind or kind in types


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else None


def _address(address: Mapping[str, object]) -> dict[str, object]:
    parts: dict[str, object] = {ours: address.get(theirs) for ours, theirs in _ADDRESS.items()}
    parts["lines"] = [line for name in _LINES if (line := address.get(name))]
    return {name: value for name, value in parts.items() if value not in (None, "", [])}


def _coordinates(entity: Entity) -> dict[str, object]:
    place = next((found for name in _PLACES if (found := object_at(entity, name))), {})
    return {name: place.get(name) for name in ("latitude", "longitude")} if place else {}


def _custom(entity: Entity) -> dict[str, object]:
    """Fields of the company's own (`c_parking`), as far as they are words or numbers."""
    own = {name: value for name, value in entity.items() if name.startswith("c_") or name in _KEPT}
    return {name: value for name, value in own.items() if isinstance(value, str | int | float)}

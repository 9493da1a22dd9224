"""From named values, as a table or an API holds them, to the fields of an establishment's record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from frontdesk.hours import check_hours
from frontdesk.record import AddressRecord, CoordinatesRecord, EstablishmentRecord

__all__ = ["ALIASES", "FIELDS", "FieldPath", "field_path", "nearest_field", "plain_name"]

FieldPath = tuple[str, ...]
"""Where a value goes in a record: `("address", "city")`, `("opening_hours", "weekly", "monday")`."""

ALIASES: Final[Mapping[str, str]] = {
    # What tables call an address
    "address": "address.lines",
    "street": "address.lines",
    "address.street": "address.lines",
    "postal_code": "address.postal_code",
    "postcode": "address.postal_code",
    "zip": "address.postal_code",
    "zipcode": "address.postal_code",
    "city": "address.city",
    "region": "address.region",
    "country": "address.country",
    "latitude": "coordinates.latitude",
    "lat": "coordinates.latitude",
    "longitude": "coordinates.longitude",
    "lng": "coordinates.longitude",
    "lon": "coordinates.longitude",
    "store_code": "code",
    "url": "website",
    "telephone": "phone",
    "tel": "phone",
    "e-mail": "email",
    "language": "locale",
    "time_zone": "timezone",
    # French
    "identifiant": "id",
    "nom": "name",
    "enseigne": "brand",
    "marque": "brand",
    "code_magasin": "code",
    "adresse": "address.lines",
    "rue": "address.lines",
    "code_postal": "address.postal_code",
    "cp": "address.postal_code",
    "ville": "address.city",
    "pays": "address.country",
    "courriel": "email",
    "mail": "email",
    "site": "website",
    "site_web": "website",
    "reservation": "booking_url",
    "plan": "map_url",
    "itineraire": "directions_url",
    "avis": "review_url",
    "delai_de_reponse": "expected_reply",
    "langue": "locale",
    "fuseau": "timezone",
    "fuseau_horaire": "timezone",
    "groupe": "groups",  # codespell:ignore groupe
    "groupes": "groups",  # codespell:ignore groupes
    "contacts_exclus": "excluded_contacts",
    "actif": "active",
    "horaires": "opening_hours",
    "horaires_chat": "chat_hours",
}
"""What people call the fields, in English and French, by `plain_name`."""
_WEEKS: Final[Mapping[str, str]] = {"horaires": "opening_hours", "horaires_chat": "chat_hours"}
_ENGLISH_DAYS: Final = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
_OWN: Final = ("custom", "perso")
_NESTED: Final[Mapping[str, type[AddressRecord | CoordinatesRecord]]] = {
    "address": AddressRecord,
    "coordinates": CoordinatesRecord,
}
_HOURS: Final = ("opening_hours", "chat_hours")


def _fields() -> frozenset[str]:
    plain = set(EstablishmentRecord.model_fields) - {*_NESTED, "custom", "hours"}
    return frozenset(plain | {f"{head}.{name}" for head, model in _NESTED.items() for name in model.model_fields})


FIELDS: Final = _fields()
"""Every field that a single value can fill."""


def field_path(name: str) -> FieldPath | None:
    """The field that a column's name means, in English or French; None = none that is known.

    Case, accents, blanks, hyphens and underscores make no difference. Fields of one's own are `custom.<name>`, hours
    of a day `opening_hours.monday`, further hours `hours.<kind>`.
    """
    plain = plain_name(name)
    field = ALIASES.get(plain, plain)
    if field in FIELDS:
        return tuple(field.split("."))
    head, dot, tail = name.strip().partition(".")
    return _below(plain_name(head), tail.strip()) if dot and tail.strip() else None


def nearest_field(name: str) -> str | None:
    """The name that this one was probably meant to be; None = it is like none. A day is one of opening hours."""
    day = name.strip().casefold()
    if day and _is_day(day):
        return f"{'opening_hours' if day[:3] in _ENGLISH_DAYS else 'horaires'}.{day}"
    near = get_close_matches(plain_name(name), [*FIELDS, *ALIASES], n=1)
    return near[0] if near else None


def plain_name(name: str) -> str:
    """Without case, accents, and the difference between blanks, hyphens and underscores."""
    folded = unicodedata.normalize("NFKD", name.strip().casefold())
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return bare if bare == "e-mail" else re.sub(r"[\s_-]+", "_", bare)


def _below(head: str, tail: str) -> FieldPath | None:
    if head in _OWN:
        return "custom", tail
    if head == "hours":
        return _further(*tail.split(".", 1))
    field = _WEEKS.get(head, head)
    return (field, "weekly", tail) if field in _HOURS and _is_day(tail) else None


def _further(kind: str, day: str | None = None) -> FieldPath | None:
    """Hours by kind: the whole of `hours.delivery`, or a day, `hours.delivery.monday`."""
    if day is None:
        return "hours", kind
    return ("hours", kind, "weekly", day) if _is_day(day) else None


def _is_day(word: str) -> bool:
    return not any(item.severity == "error" for item in check_hours({"weekly": {word: "closed"}}))

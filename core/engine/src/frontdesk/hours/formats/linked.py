"""Values of linked data, as JSON-LD and microdata give them: one or many, wrapped or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_COUNTRY: Final = re.compile(r"[A-Za-z]{2}", re.ASCII)
_WRAPS: Final = ("@set", "@list")


def many(value: object) -> list[object]:
    """The values of a property: none, one, or a list of them."""
    if isinstance(value, Mapping):
        inner = next((value[key] for key in _WRAPS if key in value), None)
        return inner if isinstance(inner, list) else [value]
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def one(value: object) -> object:
    """The first value of a property, without the wrapping of JSON-LD (`{"@value": "09:00"}`)."""
    found = next(iter(many(value)), None)
    return found.get("@value") if isinstance(found, Mapping) else found


def word_of(value: object) -> str:
    """The last word of a name or address: `Monday` of `https://schema.org/Monday`, `schema:Monday`, `{"@id": ...}`."""
    if isinstance(value, Mapping):
        value = next((value[key] for key in ("@id", "@value", "name", "url") if key in value), None)
    return re.split(r"[/#:]", value.strip()[-80:])[-1] if isinstance(value, str) else ""


def country_of(thing: Mapping[object, object]) -> str | None:
    """The country of its address, where it is told in two letters."""
    address = next(iter(many(thing.get("address"))), None)
    country = address.get("addressCountry") if isinstance(address, Mapping) else None
    if isinstance(country, Mapping):
        country = country.get("name") or country.get("identifier")
    told = one(country)
    return told.upper() if isinstance(told, str) and _COUNTRY.fullmatch(told) else None

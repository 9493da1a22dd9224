"""From the tags of an element to a record: https://wiki.openstreetmap.org/wiki/Map_features has what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from frontdesk import Diagnostic, Row, row_of
from frontdesk.hours.formats import ReadHours, from_osm
from frontdesk_osm.elements import Element
from frontdesk_osm.settings import OsmSettings

TAGS: Mapping[str, Sequence[str]] = {
    # Shops of a chain often have no name of their own
    "name": ("name", "brand", "operator", "official_name"),
    "brand": ("brand",),
    "code": ("ref",),
    "phone": ("phone", "contact:phone", "mobile", "contact:mobile"),
    "email": ("email", "contact:email"),
    "website": ("website", "contact:website", "url"),
    "booking_url": ("website:booking", "contact:website:booking", "reservation:website"),
    "address.postal_code": ("addr:postcode", "contact:postcode"),
    "address.city": ("addr:city", "contact:city", "addr:town", "addr:village"),
    "address.region": ("addr:state", "addr:province"),
    "address.country": ("addr:country",),
}
"""Fields by the tags that may hold them, the first one that is there."""
LISTS = ("phone", "email", "website")
"""Fields of which a tag may hold several, with `;` between them: the first one counts."""
CUSTOM = ("operator", "wheelchair", "level", "cuisine", "takeaway", "delivery", "outdoor_seating", "internet_access")
OPENING = "opening_hours"
HOURS: Mapping[str, str] = {"service_times": "service", "happy_hours": "happy", "collection_times": "collection"}
"""Tags of the same language, and our word for what they are."""
NOT_HOURS = frozenset({"signed", "url", "covid19", "note", "website", "lastcheck", "source", "description"})
"""What stands below `opening_hours:` and is not hours, or no longer meant."""
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OWN_FIELDS = frozenset({"opening", "chat"})
_MULTIPLE = frozenset({"groups", "excluded_contacts", "address.lines"})
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_PAGE = "https://www.openstreetmap.org/"


def row(element: Element, settings: OsmSettings, file: Path) -> Row:
    """The row of an element: its record, that it is gone, or what is wrong with it."""
    id_ = element.tags.get(settings.id_tag) if settings.id_tag else element.ref
    if element.gone:
        return Row(id=id_, record=None, gone=id_ is not None)
    if id_ is None:
        found = Diagnostic(
            id="FD634", path=element.ref, file=str(file), line=element.line, params={"tag": settings.id_tag}
        )
        return Row(id=None, record=None, diagnostics=(found,))
    record = {"id": id_, **_fields(element, settings)}
    return row_of(record, path=element.ref, file=str(file), hours=_hours(element, settings), digest=_digest(element))


def _fields(element: Element, settings: OsmSettings) -> dict[object, object]:
    record: dict[object, object] = {"map_url": f"{_PAGE}{element.ref}"}
    address: dict[str, object] = {"lines": list(_lines(element.tags))} if _has_lines(element.tags) else {}
    custom = {tag: element.tags[tag] for tag in CUSTOM if tag in element.tags}
    if settings.timezone is not None:
        record["timezone"] = settings.timezone
    for field, value in _told(element.tags, settings):
        head, _, tail = field.partition(".")
        {"address": address, "custom": custom}.get(head, record)[tail or head] = value  # type: ignore[index]
    if settings.country is not None:
        address.setdefault("country", settings.country)
    if element.at is not None:
        record["coordinates"] = {"latitude": element.at[0], "longitude": element.at[1]}
    return record | ({"address": address} if address else {}) | ({"custom": custom} if custom else {})


def _told(tags: Mapping[str, str], settings: OsmSettings) -> Iterator[tuple[str, object]]:
    """Fields and their values; those that the settings name come last, and count."""
    wanted = {**TAGS, **{field: (tag,) for field, tag in settings.fields.items()}}
    for field, names in wanted.items():
        value = next((tags[name].strip() for name in names if tags.get(name, "").strip()), None)
        if value is not None:
            yield field, _value(field, value)


def _value(field: str, value: str) -> object:
    if field in _MULTIPLE:
        return [part.strip() for part in value.split(";") if part.strip()]
    if field == "address.country":
        return value.upper() if _COUNTRY.fullmatch(value) else value
    return value.split(";", maxsplit=1)[0].strip() if field in LISTS else value


def _has_lines(tags: Mapping[str, str]) -> bool:
    return any(True for _ in _lines(tags))


def _lines(tags: Mapping[str, str]) -> Iterator[str]:
    """House and street, or the whole address where it is told in one piece."""
    house = tags.get("addr:housename", "").strip()
    street = tags.get("addr:street") or tags.get("contact:street") or tags.get("addr:place") or ""
    number = tags.get("addr:housenumber") or tags.get("contact:housenumber") or ""
    line = f"{number} {street}".strip() if street.strip() else tags.get("addr:full", "").strip()
    yield from (part for part in (house, line) if part)


def _hours(element: Element, settings: OsmSettings) -> ReadHours:
    """All hours of a place, by kind; doubts are placed at their tags."""
    country = element.tags.get("addr:country", "")
    known = country.upper() if _COUNTRY.fullmatch(country) else settings.country
    found = [
        from_osm(
            element.tags[tag],
            country=known,
            subdivision=settings.subdivision,
            school=settings.school,
            coordinates=element.at,
            kind=kind,
            tag=tag,
        ).below(tag)
        for tag, kind in _tags_of_hours(element.tags)
    ]
    documents = {kind: document for each in found for kind, document in each.documents.items()}
    return ReadHours(documents=documents, diagnostics=tuple(item for each in found for item in each.diagnostics))


def _tags_of_hours(tags: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for tag in sorted(tags):
        head, _, tail = tag.partition(":")
        if tag == OPENING:
            yield tag, "opening"
        elif tag in HOURS:
            yield tag, HOURS[tag]
        elif head == OPENING and tail not in NOT_HOURS | _OWN_FIELDS and _KIND.fullmatch(tail):
            yield tag, tail


def _digest(element: Element) -> str:
    told = repr((sorted(element.tags.items()), element.at))
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

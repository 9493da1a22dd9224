"""From a business of Partoo to a row: its fields, and which of ours each is.

Shape: https://developers.partoo.co/api-reference/businesses/business-information ; every field may be null or missing,
lists of words grow without notice, and `id` is a number in some webhooks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from frontdesk import Diagnostic, Row, content_digest, object_at, row_of, text_at
from frontdesk.hours.formats import from_partoo

Business = Mapping[str, object]

_FIELDS: Final[Mapping[str, str]] = {
    "name": "name",
    "code": "code",
    "website_url": "website",
    "default_lang": "locale",
}
_ADDRESS: Final[Mapping[str, str]] = {
    "zipcode": "postal_code",
    "city": "city",
    "region": "region",
    "country": "country",
}
_KEPT: Final = ("google_location_id", "facebook_page_id", "org_id")
"""What finds an establishment again on other platforms; they go below `custom` under their own names."""


def id_of(business: Business) -> str | None:
    """The id, as a text: messages about a business write it as a number."""
    value = business.get("id")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None


def row(
    business: Business,
    *,
    more_hours: object = None,
    names: Mapping[str, object],
    path: str,
    file: str,
    doubts: Sequence[Diagnostic] = (),
) -> Row:
    """The row of a business. `more_hours` is what their endpoint answered; `names` are those of groups, by number.

    Unreadable days are unknown, with a warning placed below `path` of `file`.
    """
    record: dict[object, object] = {
        "id": id_of(business),
        **{ours: business.get(theirs) for theirs, ours in _FIELDS.items()},
        **_contact(business),
        "address": _address(business),
        "coordinates": _coordinates(business),
        "groups": _groups(business, names),
        "custom": _custom(business),
    }
    return row_of(
        {name: value for name, value in record.items() if value not in (None, {}, [])},
        path=path,
        file=file,
        hours=from_partoo(business, more_hours=more_hours),
        doubts=doubts,
        digest=content_digest(business, more_hours, _groups(business, names)),
    )


def _address(business: Business) -> dict[str, object]:
    """`address_full` is number and street; `address` is the older field of the same."""
    lines = [text_at(business, "address_full") or text_at(business, "address"), text_at(business, "address2")]
    parts: dict[str, object] = {ours: business.get(theirs) for theirs, ours in _ADDRESS.items()}
    parts["lines"] = [line for line in lines if line.strip()]
    return {name: value for name, value in parts.items() if value not in (None, "", [])}


def _contact(business: Business) -> dict[object, object]:
    """The first e-mail address and the first phone number of its contacts, in their order."""
    contacts = _objects(business.get("contacts"))
    phones = [phone for contact in contacts for phone in _listed(contact.get("phone_numbers")) if phone]
    emails = [email for contact in contacts if (email := text_at(contact, "email"))]
    return {"phone": next(iter(phones), None), "email": next(iter(emails), None)}


def _coordinates(business: Business) -> dict[str, object] | None:
    """`lat` and `long`. Zero and zero is what a place has that was never found, not a place in the Gulf of Guinea."""
    place = {"latitude": business.get("lat"), "longitude": business.get("long")}
    return None if None in place.values() or not any(place.values()) else place


def _groups(business: Business, names: Mapping[str, object]) -> list[str]:
    """`groups`, or the older `group_id`; a group without a known name is called by its number."""
    numbers = _listed(business.get("groups")) or [business.get("group_id")]
    keys = [str(number) for number in numbers if isinstance(number, int | str)]
    return list(dict.fromkeys(str(names.get(key, key)) for key in keys))


def _custom(business: Business) -> dict[str, object]:
    own = {name: business.get(name) for name in _KEPT} | dict(object_at(business, "custom_fields"))
    return {name: value for name, value in own.items() if isinstance(value, str | int | float)}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[Mapping[str, object]]:
    return [item for item in _listed(value) if isinstance(item, Mapping)]

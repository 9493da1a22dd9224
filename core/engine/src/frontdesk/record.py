"""The record that every source delivers for an establishment, checked; and the establishment that is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from frontdesk.hours import load_hours
from frontdesk.model import Address, Coordinates, Establishment

__all__ = ["AddressRecord", "CoordinatesRecord", "EstablishmentRecord", "establishment_from"]


def _texts(value: object) -> object:
    """A single text where a list is expected; sheets and hand-written YAML do that."""
    return [value] if isinstance(value, str) else value


def _as_text(value: object) -> object:
    """Numbers where a text is expected (a postal code, a store code)."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _as_word(value: object) -> object:
    """What people write into fields of their own: yes and no in one form, whatever the format it came from."""
    return str(value).lower() if isinstance(value, bool) else _as_text(value)


def _told(value: object) -> object:
    """The entries that say something: null means no value."""
    return {name: item for name, item in value.items() if item is not None} if isinstance(value, Mapping) else value


def is_storable(text: str) -> bool:
    """Whether a text may stand in a column of its own: PostgreSQL refuses U+0000, and no database takes half a pair."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False


def _storable(value: str) -> str:
    """A text that stands in a column of its own in the store."""
    if not is_storable(value):
        raise ValueError("it holds the character U+0000, or half of a character")
    return value


Text = Annotated[str, BeforeValidator(_as_text)]
Word = Annotated[str, BeforeValidator(_as_word)]
Texts = Annotated[list[Text], BeforeValidator(_texts)]


class _Record(BaseModel):
    """What both records have in common: no field that is not known, and null for a field that is not given."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _given(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        return {name: item for name, item in value.items() if item is not None or name not in cls.model_fields}


class AddressRecord(_Record):
    """A postal address as a source gives it."""

    lines: Texts = Field(default_factory=list)
    postal_code: Text | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = Field(default=None, description="ISO 3166 alpha-2")


class CoordinatesRecord(_Record):
    """Where a place is, WGS 84, in degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


Kind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""What further hours are for: `delivery`, `phone`, `drive_through`; a source's own word, in lower case."""
_OWN_FIELDS = frozenset({"opening", "chat"})


class EstablishmentRecord(_Record):
    """One establishment in the form every source delivers, checked: what the store keeps as JSON."""

    id: Annotated[Text, AfterValidator(_storable)] = Field(min_length=1, max_length=200)
    name: Annotated[str, AfterValidator(_storable)] = Field(min_length=1)
    brand: str | None = None
    code: Text | None = None
    address: AddressRecord = Field(default_factory=AddressRecord)
    phone: Text | None = None
    email: str | None = None
    website: str | None = None
    booking_url: str | None = None
    map_url: str | None = None
    directions_url: str | None = None
    review_url: str | None = None
    expected_reply: str | None = None
    locale: str | None = None
    timezone: str | None = None
    groups: Texts = Field(default_factory=list)
    opening_hours: dict[str, object] | None = Field(default=None, description="a document of `frontdesk.hours`")
    chat_hours: dict[str, object] | None = None
    hours: dict[Kind, dict[str, object]] = Field(default_factory=dict, description="further hours, by kind: `delivery`")
    coordinates: CoordinatesRecord | None = None
    custom: Annotated[dict[str, Word], BeforeValidator(_told)] = Field(default_factory=dict)
    excluded_contacts: Texts = Field(default_factory=list)
    active: bool = True

    @field_validator("hours")
    @classmethod
    def _further(cls, value: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
        if named := _OWN_FIELDS & value.keys():
            raise ValueError(f"{min(named)} hours have a field of their own: {min(named)}_hours")
        return value


_COMPILED = frozenset({"address", "opening_hours", "chat_hours", "hours", "coordinates", "groups", "excluded_contacts"})
"""Fields of a record that an establishment has in another form."""


def establishment_from(record: Mapping[str, object], version: str | None = None) -> Establishment:
    """The establishment of a record that was checked before (`EstablishmentRecord`); hours are compiled lazily.

    `version` is the content's hash, where somebody knows it already. Raises `pydantic.ValidationError` or
    `ConfigError` where the record is not one that a source may deliver.
    """
    checked = EstablishmentRecord.model_validate(record)
    hours = {"opening": checked.opening_hours, "chat": checked.chat_hours, **checked.hours}
    documents = {kind: _zoned(document, checked.timezone) for kind, document in hours.items() if document is not None}
    plain = {name: getattr(checked, name) for name in checked.model_fields_set if name not in _COMPILED}
    return Establishment(
        **plain,
        version=version or blake2b(checked.model_dump_json().encode(), digest_size=8).hexdigest(),
        address=_address(checked.address) if "address" in checked.model_fields_set else _NOWHERE,
        groups=tuple(checked.groups),
        excluded_contacts=frozenset(checked.excluded_contacts),
        opening_hours=load_hours(documents["opening"]) if "opening" in documents else None,
        chat_hours=load_hours(documents["chat"]) if "chat" in documents else None,
        hours_documents=documents,
        coordinates=Coordinates(**vars(checked.coordinates)) if checked.coordinates else None,
    )


_NOWHERE = Address()


def _address(record: AddressRecord) -> Address:
    return Address(**(vars(record) | {"lines": tuple(record.lines)}))


def _zoned(document: Mapping[str, object], timezone: str | None) -> dict[str, object]:
    return {"timezone": timezone, **document} if timezone else dict(document)

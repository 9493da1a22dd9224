"""What a platform team writes under a source of kind `osm`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from frontdesk import AddressRecord, EstablishmentRecord

_FIELDS = frozenset(
    {*EstablishmentRecord.model_fields, *(f"address.{name}" for name in AddressRecord.model_fields)}
    - {"id", "address", "coordinates", "opening_hours", "chat_hours", "hours", "custom", "active"}
)
_OWN = "custom."


def _known(fields: dict[str, str]) -> dict[str, str]:
    for name in fields:
        if name not in _FIELDS and not (name.startswith(_OWN) and name != _OWN):
            known = ", ".join(sorted(_FIELDS))
            raise ValueError(f"there is no field {name!r}; known: {known}, and custom.<name>")
    return fields


class OsmSettings(BaseModel):
    """All settings of the source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Path = Field(
        description="the extract: .osm, .xml, .geojson, .json, .geojsonl, .ndjson; also with .gz or .bz2"
    )
    tags: dict[str, str | list[str]] = Field(
        default_factory=dict,
        description="which places: each tag must have this value, one of these, or (`*`) any; all places with a name "
        "or hours if unset",
    )
    id_tag: str | None = Field(
        default=None, description="the tag that holds your own id (`ref`); `node/123` of OpenStreetMap if unset"
    )
    fields: Annotated[dict[str, str], AfterValidator(_known)] = Field(
        default_factory=dict,
        description="further fields by the tag that holds them: `{code: ref:shop, custom.parking: parking}`",
    )
    country: str | None = Field(default=None, description="of places without `addr:country`; two letters")
    subdivision: str | None = Field(default=None, description="whose public holidays `PH` names beside nationwide ones")
    school: str | None = Field(default=None, description="the zone of the school holidays that `SH` names (`Zone B`)")
    timezone: str | None = Field(default=None, description="of all places; found by their coordinates if unset")
    most_bytes: int = Field(default=1024**3, ge=1, description="larger extracts are refused, unpacked ones too")

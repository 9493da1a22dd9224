"""The time zone of an establishment that no source tells: that of its place, found alike wherever places are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.model import Coordinates
from frontdesk.zones import zone_for
from frontdesk_server.importing.merging import Merged

DERIVED: Final = "frontdesk"
"""Who told a time zone that no source gave."""


def zoned(made: Merged) -> Sequence[Diagnostic]:
    """Gives the record the zone of its place where no source tells one; what is doubtful about that."""
    if made.record.get("timezone") is not None or _hours_are_zoned(made.record):
        return ()
    address = made.record.get("address")
    written = address if isinstance(address, Mapping) else {}
    found = zone_for(
        coordinates=_coordinates(made.record.get("coordinates")),
        country=written.get("country"),
        postal_code=written.get("postal_code"),
        path=str(made.record["id"]),
    )
    if found.name is not None:
        made.record["timezone"] = found.name
        made.told_by["timezone"] = DERIVED
    return found.diagnostics


def _hours_are_zoned(record: Mapping[str, object]) -> bool:
    documents = (record.get(kind) for kind in ("opening_hours", "chat_hours"))
    return any(isinstance(hours, Mapping) and hours.get("timezone") for hours in documents)


def _coordinates(value: object) -> Coordinates | None:
    if not isinstance(value, Mapping):
        return None
    return Coordinates(latitude=value["latitude"], longitude=value["longitude"])

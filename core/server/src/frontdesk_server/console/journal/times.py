"""Instants on the clocks of establishments, with what tells them apart from other clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from frontdesk_server.console.words import moment

UTC: Final = "UTC"


def known_zone(name: str | None) -> str:
    """The zone, if there is such a one; else UTC."""
    try:
        return ZoneInfo(name).key if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def exact(instant: datetime, zone: str | None) -> str:
    """The instant with its offset and zone, for those who must know: `18:03:00 UTC+01:00 (Europe/Paris)`."""
    name = known_zone(zone)
    here = instant.astimezone(ZoneInfo(name))
    offset = f"{here:%z}"
    return f"{moment(instant, name)} UTC{offset[:3]}:{offset[3:5]} ({name})"


def field_value(instant: datetime | None, zone: str | None) -> str:
    """The value of a field of date and time."""
    return "" if instant is None else f"{instant.astimezone(ZoneInfo(known_zone(zone))):%Y-%m-%dT%H:%M}"

"""Instants as people write them on a command line: with an offset, or on an establishment's own clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from frontdesk.errors import ConfigError

_YEARS: Final = range(1900, 2200)  # those that schedules answer for


def read_instant(text: str, timezone: str | None) -> datetime:
    """The instant, on the establishment's clock. Without an offset it is that clock's time; UTC while it has none.

    A time that a change of clocks skips moves on by the gap, as in RFC 5545; one that comes twice is the first.
    Raises `ConfigError` for what is no instant, or is one of which no hours are known.
    """
    zone = ZoneInfo(timezone) if timezone else UTC
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ConfigError.of("FD715", text=text) from None
    local = found if found.tzinfo is not None else found.replace(tzinfo=zone)
    if local.year not in _YEARS or local.astimezone(UTC).year not in _YEARS:
        raise ConfigError.of("FD715", text=text)
    return local.astimezone(UTC).astimezone(zone)

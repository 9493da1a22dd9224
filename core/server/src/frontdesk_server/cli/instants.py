"""Instants as people write them on a command line: with an offset, or on an establishment's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from frontdesk.errors import ConfigError
from frontdesk_server.clock import YEARS


def read_instant(text: str, timezone: str | None) -> datetime:
    """The instant, on the establishment's clock. Without an offset it is that clock's time; UTC while it has none.

    A time that a change of clocks skips moves on by the gap, as in RFC 5545; one that comes twice is the first.
    Raises `ConfigError` for what is no instant, or one of which no hours are known.
    """
    zone = ZoneInfo(timezone) if timezone else UTC
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ConfigError.of("FD715", text=text) from None
    if found.year not in YEARS:  # before it is moved: at the very ends of time there is no other zone
        raise ConfigError.of("FD747", text=text)
    local = found if found.tzinfo is not None else found.replace(tzinfo=zone)
    instant = local.astimezone(UTC)
    if instant.year not in YEARS:
        raise ConfigError.of("FD747", text=text)
    return instant.astimezone(zone)


def first_day(text: str | None, now: datetime, timezone: str | None) -> date:
    """The day that is written; today on that clock where none is. Raises `ConfigError` as `read_instant` does."""
    if text is None:
        return now.astimezone(ZoneInfo(timezone) if timezone else UTC).date()
    return read_instant(text, timezone).date()

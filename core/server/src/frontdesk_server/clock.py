"""The clock: the only place of the whole program that asks what time it is."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

__all__ = ["YEARS", "Clock", "FixedStartClock", "SystemClock"]

YEARS: Final = range(1900, 2200)
"""Those that the hours algebra knows, in UTC."""


class Clock(Protocol):
    """The instant, a steady count of seconds, and waiting. Injected everywhere; tests supply their own."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that only rise, from an arbitrary start."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The machine's wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """The machine's monotonic clock."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait in the running event loop."""
        await asyncio.sleep(seconds)


class FixedStartClock(SystemClock):
    """A clock that starts at a given instant and runs on from there (`FRONTDESK_NOW`, demo and tests only)."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError(f"start {start!r} has no time zone: write 2026-12-25T10:00:00+01:00")
        self._start = start.astimezone(UTC)
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The start, plus the time that has passed since this clock was made."""
        return self._start + timedelta(seconds=time.monotonic() - self._began)

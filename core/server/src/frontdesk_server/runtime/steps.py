"""Watching the wall clock against the steady one: whether somebody has set it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from frontdesk_server.clock import Clock

SMALLEST: Final = timedelta(seconds=2)
"""Less is drift, which timers bear."""


class ClockWatch:
    """Compares how far both clocks have come since it was last asked."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall: datetime = clock.now()
        self._steady = clock.monotonic()

    def step(self) -> timedelta | None:
        """How far the wall clock was set, forwards or backwards, since the last time; None = it was not."""
        wall, steady = self._clock.now(), self._clock.monotonic()
        difference = self._difference(wall, steady)
        self._wall, self._steady = wall, steady
        return difference if abs(difference) > SMALLEST else None

    def was_set(self) -> bool:
        """Whether `step` would tell of one. Asked after an instant was read: what is due by it may not be due."""
        return abs(self._difference(self._clock.now(), self._clock.monotonic())) > SMALLEST

    def _difference(self, wall: datetime, steady: float) -> timedelta:
        return (wall - self._wall) - timedelta(seconds=steady - self._steady)

"""Watching the wall clock against the steady one: whether somebody has set it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from frontdesk_server.clock import Clock

SMALLEST: Final = timedelta(seconds=2)
"""Less is drift, which timers bear."""


class ClockWatch:
    """Compares how far both clocks have come since it last looked, or followed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall: datetime = clock.now()
        self._steady = clock.monotonic()

    def was_set(self) -> bool:
        """Whether `pending` tells of a step. Asked after an instant was read: what is due by it may not be due."""
        return bool(self.pending())

    def pending(self) -> timedelta:
        """How far the wall clock was set, and nobody has followed yet; zero = it was not."""
        difference = self._difference(self._clock.now(), self._clock.monotonic())
        return difference if abs(difference) > SMALLEST else timedelta()

    def look(self) -> timedelta:
        """The same; what is only drift is followed at once."""
        wall, steady = self._clock.now(), self._clock.monotonic()
        difference = self._difference(wall, steady)
        if abs(difference) > SMALLEST:
            return difference
        self._wall, self._steady = wall, steady
        return timedelta()

    def follow(self, step: timedelta) -> None:
        """Everything that was timed by the clock has been moved by this step."""
        self._wall += step

    def _difference(self, wall: datetime, steady: float) -> timedelta:
        return (wall - self._wall) - timedelta(seconds=steady - self._steady)

"""The clock that machines share: the database's, as last read, carried on by our own steady count of seconds.

Machines' own clocks may be anywhere. An instant that is written into a shared database, or compared with one of it, is
this clock's; where a database is one process's own, this clock is that process's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from frontdesk_server.clock import Clock


class CommonClock:
    """A `Clock`. Until the database's clock has been read, and where it does not count, it is our own."""

    def __init__(self, own: Clock) -> None:
        self._own = own
        self._read: tuple[datetime, float] | None = None

    def saw(self, instant: datetime) -> None:
        """The database's clock stands here now."""
        self._read = instant, self._own.monotonic()

    def now(self) -> datetime:
        """The instant, UTC."""
        if self._read is None:
            return self._own.now()
        instant, steady = self._read
        return instant + timedelta(seconds=self._own.monotonic() - steady)

    def monotonic(self) -> float:
        """Seconds that only rise, of our own."""
        return self._own.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._own.sleep(seconds)

"""The clock that machines share: the database's, as last read, carried on by our own steady count of seconds.

Machines' own clocks may be anywhere. An instant that is written into a shared database, or compared with one of it, is
this clock's. Where a database is one process's own, this clock is that process's; should somebody set that, this one
goes on as before until everything in the database that was timed by it has been moved as well.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from frontdesk_server.clock import Clock


class CommonClock:
    """A `Clock`. Until the database's clock has been read, and where it does not count, it is our own."""

    def __init__(self, own: Clock) -> None:
        self._own = own
        self._read: tuple[datetime, float] | None = None
        self._pending: Callable[[], timedelta] = timedelta

    def saw(self, instant: datetime) -> None:
        """The database's clock stands here now."""
        self._read = instant, self._own.monotonic()

    def held_back_by(self, pending: Callable[[], timedelta]) -> None:
        """Do not follow our own clock where it was set, by so much, as long as nothing was moved along."""
        self._pending = pending

    def now(self) -> datetime:
        """The instant, UTC."""
        if self._read is None:
            return self._own.now() - self._pending()
        instant, steady = self._read
        return instant + timedelta(seconds=self._own.monotonic() - steady)

    def monotonic(self) -> float:
        """Seconds that only rise, of our own."""
        return self._own.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._own.sleep(seconds)

"""Pacing: how fast calls follow each other, of one source and to one host, whoever makes them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from frontdesk.source import Pace
from frontdesk_server.clock import Clock

MINUTE: Final = 60.0


class _Line:
    """What one source has asked of late."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.room = asyncio.Semaphore(max(1, at_once))
        self.begun: deque[float] = deque()
        self.quiet_until = 0.0


class Pacing:
    """The turns of all sources of this process. A turn that is waited for keeps its place."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: dict[str, _Line] = {}
        self._hosts: dict[str, float] = {}
        """When a host may be called next."""

    @asynccontextmanager
    async def room(self, name: str, pace: Pace) -> AsyncIterator[None]:
        """One of the source's calls at once, with all its tries."""
        async with self._line(name, pace).room:
            yield

    async def turn(self, name: str, pace: Pace, host: str) -> None:
        """Wait until a call may begin, and count it."""
        while (wait := self._wait(name, pace, host)) > 0:
            await self._clock.sleep(wait)
        now = self._clock.monotonic()
        self._line(name, pace).begun.append(now)
        self._hosts[host] = now + pace.apart

    def rest(self, name: str, pace: Pace, seconds: float) -> None:
        """The platform wants to be left alone: none of the source's calls begins before that."""
        line = self._line(name, pace)
        line.quiet_until = max(line.quiet_until, self._clock.monotonic() + seconds)

    def _wait(self, name: str, pace: Pace, host: str) -> float:
        now, line = self._clock.monotonic(), self._line(name, pace)
        while line.begun and line.begun[0] <= now - MINUTE:
            line.begun.popleft()
        full = pace.per_minute is not None and len(line.begun) >= max(1, pace.per_minute)
        room_at = line.begun[-max(1, pace.per_minute or 1)] + MINUTE if full else now
        return max(line.quiet_until, self._hosts.get(host, now), room_at) - now

    def _line(self, name: str, pace: Pace) -> _Line:
        line = self._lines.get(name)
        if line is None or line.at_once != pace.at_once:
            fresh = self._lines[name] = _Line(pace.at_once)
            if line is not None:
                fresh.begun, fresh.quiet_until = line.begun, line.quiet_until
            return fresh
        return line

"""The intake: what stands between platforms and the inbox, so that no account and no full disk harms all the others."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

import structlog

from frontdesk.errors import ChannelError
from frontdesk.model import Event, Rate
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.admission import Buckets
from frontdesk_server.runtime.inbox import Inbox

LOOK_EVERY: Final = 10.0
"""Seconds."""
FULL: Final = 0.9
"""The share of a disk that may be used."""
PLENTY: Final = 4 * 1024**3
"""Free bytes that are enough, however large the disk is: a tenth of a terabyte is no reason to turn anybody away."""
UNTIL_SPACE: Final = 30.0
"""Seconds after which platforms are asked to come again while there is no space."""
AT_ONCE: Final = 10
"""Seconds' worth of an account's events that may come in one burst."""

_log = structlog.get_logger("frontdesk.intake")


class _Usage(Protocol):
    @property
    def total(self) -> int: ...
    @property
    def used(self) -> int: ...
    @property
    def free(self) -> int: ...


class Disk:
    """The disk that an embedded database lies on: looked at now and then, and remembered in between."""

    def __init__(self, file: Path | None, usage: Callable[[Path], _Usage] = shutil.disk_usage) -> None:
        self._file = file
        self._usage = usage
        self.is_full = False
        """Whether so little is free that nothing more is to be taken in."""

    @property
    def is_watched(self) -> bool:
        """Whether there is one: a shared database looks after its own."""
        return self._file is not None

    async def look(self) -> None:
        """Look at it, in a thread: a disk may let us wait."""
        if self._file is None:
            return
        found = await asyncio.to_thread(self._usage, self._file.parent)
        full = found.used > FULL * (found.used + found.free) and found.free < PLENTY
        if full is not self.is_full:
            log = _log.error if full else _log.info
            log("disk is full" if full else "disk has space again", file=str(self._file), free=found.free)
        self.is_full = full


class Intake:
    """The inbox's door for platforms. Operators' words and those of our own widget do not pass here."""

    def __init__(self, inbox: Inbox, disk: Disk, events_per_second: float, clock: Clock) -> None:
        self._inbox = inbox
        self._disk = disk
        self._rate = Rate(per_second=events_per_second, burst=max(1, round(events_per_second * AT_ONCE)))
        self._buckets = Buckets()
        self._clock = clock

    async def append(self, account: str, events: Sequence[Event]) -> None:
        """Put a platform's events into the inbox; durable when it returns, harmless to repeat.

        Raises `ChannelError` with `retry_after`: as the inbox does, where the disk is full (FD868), and where the
        account brings more than its share (FD869). Nothing is kept then, and the platform is to come again.
        """
        if self._disk.is_full:
            raise _put_off("FD868", UNTIL_SPACE, free=f"{100 * (1 - FULL):.0f}")
        wait = self._buckets.take(account, self._rate, self._clock.monotonic(), len(events))
        if wait:
            raise _put_off("FD869", wait, account=account, most=f"{self._rate.per_second:g}")
        await self._inbox.append(account, events)


def _put_off(id_: str, seconds: float, **params: object) -> ChannelError:
    error = ChannelError.of(id_, "", **params)
    error.retry_after = seconds
    return error

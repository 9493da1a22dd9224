"""The wire: what one process on PostgreSQL tells the others to look at, by NOTIFY on a connection of its own.

Nothing depends on it: who hears nothing (a pooler between, a connection that broke) finds the same work at its next
look. It is told after the commit, and outside of it: a NOTIFY within would make all commits of the database queue up,
each with its wait for the disk. Whatever comes while one is under way goes together in the next.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final

import structlog

CHANNEL: Final = "frontdesk"
LONGEST: Final = 7_900
"""Bytes of one payload; PostgreSQL takes up to 8000."""
PATIENCE: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds until it is tried again to connect, after the first, second ... failure in a row."""
PROVE_EVERY: Final = 15.0
"""Seconds without a word after which the connection is tried: a host that went away says nothing."""

_TELL: Final = f"SELECT pg_notify('{CHANNEL}', $1)"

_log = structlog.get_logger("frontdesk.wire")


class Word(StrEnum):
    """What there is to look at; what is named with it."""

    WORK = "work"
    """Events in these partitions of conversations."""
    OUTBOX = "outbox"
    """Messages in these partitions of accounts."""
    STREAM = "stream"
    """Entries in the streams of these conversations."""
    LEASES = "leases"
    """Partitions that are free, in these roles."""


_WORDS: Final = frozenset(word.value for word in Word)

Connect = Callable[[], Awaitable[Any]]
"""Opens a connection of asyncpg's."""
Heard = Callable[[Word, Collection[str]], None]


class Wire:
    """Tells and hears until it is cancelled; connects again whenever it has to."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._waiting: defaultdict[Word, set[str]] = defaultdict(set)
        self._called, self._idle = asyncio.Event(), asyncio.Event()
        self._idle.set()
        self.connected = asyncio.Event()
        """Whether others are heard at the moment."""

    def tell(self, word: Word, names: Iterable[str]) -> None:
        """Have the others look at these; returns at once, and keeps nothing while there is no connection."""
        if self.connected.is_set():
            self._waiting[word].update(names)
            self._idle.clear()
            self._called.set()

    async def flush(self) -> None:
        """Wait until what was told has gone out, or cannot."""
        await self._idle.wait()

    async def run(self, heard: Heard) -> None:
        """Tell and hear. What was said while there was no connection is not heard: others look by themselves."""
        failures = 0
        while True:
            try:
                await self._connected(heard)
            except Exception as error:  # noqa: BLE001 - whatever broke it: it is a convenience, and is tried again
                failures = 0 if self.connected.is_set() else failures + 1
                _log.warning("wake-ups interrupted", reason=str(error) or type(error).__name__)
            finally:
                self.connected.clear()
                self._waiting.clear()
                self._idle.set()
            await asyncio.sleep(PATIENCE[min(failures, len(PATIENCE) - 1)])

    async def _connected(self, heard: Heard) -> None:
        driver = await self._connect()
        try:
            await driver.add_listener(CHANNEL, _listener(driver, heard))
            driver.add_termination_listener(lambda _: self._called.set())
            self.connected.set()
            while True:
                await self._turn(driver)
        finally:
            driver.terminate()

    async def _turn(self, driver: Any) -> None:
        """Say what waits; where nothing does for long, prove that the connection is there."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PROVE_EVERY):
                await self._called.wait()
        self._called.clear()
        if driver.is_closed():
            raise ConnectionError("the connection was closed")
        payloads = list(_payloads(self._waiting))
        for payload in payloads or [""]:
            await driver.execute(*((_TELL, payload) if payload else ("SELECT 1",)))
        if not self._waiting:
            self._idle.set()


def _listener(driver: Any, heard: Heard) -> Callable[[Any, int, str, str], None]:
    own = driver.get_server_pid()

    def hear(_connection: Any, pid: int, _channel: str, payload: str) -> None:
        word, _, names = payload.partition(":")
        if pid != own and word in _WORDS:  # a later version may know more
            heard(Word(word), frozenset(names.split(",")))

    return hear


def _payloads(waiting: defaultdict[Word, set[str]]) -> Iterator[str]:
    """What waits as payloads, each short enough; nothing waits then."""
    for word, names in list(waiting.items()):
        del waiting[word]
        yield from _lines(word, sorted(names))


def _lines(word: Word, names: Iterable[str]) -> Iterator[str]:
    line = ""
    for name in names:
        if line and len(line) + 1 + len(name) > LONGEST:
            yield line
            line = ""
        line = f"{line},{name}" if line else f"{word}:{name}"
    if line:
        yield line

"""Bells: wake-ups, so that nobody has to poll for what is done next door; far ones wake other processes besides."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager


class Bell:
    """Rung by whoever leaves work; heard once by whoever waits for it, also when it was rung before."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, now or next."""
        self._rung.set()

    def ring_for(self, names: Iterable[str]) -> None:  # noqa: ARG002 - here everybody hears it
        """Wake whoever waits for something of these: conversations or accounts, as the bell has it."""
        self.ring()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is rung, or for so many seconds; whether it was rung."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Bells:
    """One bell for each listener of a name: every listener hears each ring."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Bell]] = defaultdict(set)

    def ring(self, names: Iterable[str]) -> None:
        """Wake every listener of these names."""
        self.ring_here(names)

    def ring_here(self, names: Iterable[str]) -> None:
        """Wake those of this process."""
        for name in set(names):
            for bell in self._listeners.get(name, ()):
                bell.ring()

    @property
    def listeners(self) -> int:
        """How many listen, to whatever name."""
        return sum(map(len, self._listeners.values()))

    @contextmanager
    def listening(self, name: str) -> Iterator[Bell]:
        """A bell for this name, for as long as the block lasts."""
        bell = Bell()
        self._listeners[name].add(bell)
        try:
            yield bell
        finally:
            self._listeners[name].discard(bell)
            if not self._listeners[name]:
                del self._listeners[name]


Tell = Callable[[Iterable[str]], None]
"""Have other processes look at something of these names."""


class FarBell(Bell):
    """A bell whose work may be another process's."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def ring_for(self, names: Iterable[str]) -> None:
        """Wake whoever waits for something of these, wherever that is."""
        self.ring()
        self._tell(names)


class FarBells(Bells):
    """Bells whose listeners may be at another process."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def ring(self, names: Iterable[str]) -> None:
        """Wake every listener of these names, wherever it is."""
        known = set(names)
        self.ring_here(known)
        if known:
            self._tell(known)

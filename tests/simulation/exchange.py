"""The exchange of the simulation: what `LISTEN` and `NOTIFY` are on PostgreSQL, as frail as it may be there.

The program's own `Wire` speaks to it, as it does to a driver. In some seeds nobody gets a connection, as behind a
pooler; else a word takes its time, and in bad weather now and then it is lost. A cut line breaks the connection.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Protocol

from tests.simulation.loop import Process, SimLoop

NONE_AT_ALL = 0.2
"""Of the seeds: how many have no wake-ups."""
LOST = 0.1
"""Of the words."""
DELAY = 0.05
"""Seconds that a word is on its way, at most."""

Listener = Callable[[Any, int, str, str], None]


class Client(Protocol):
    """Who uses the store."""

    process: Process
    cut: bool
    """Whether the line to the store is broken."""

    async def point(self, where: str) -> None:
        """Let time pass; whatever may happen to a process, happens at such points."""


class Exchange:
    """Passes words on between the connections."""

    def __init__(self, loop: SimLoop, random: Random) -> None:
        self.loop = loop
        self.random = random
        self.reachable = random.random() >= NONE_AT_ALL
        self.stormy = True
        self.drivers: list[Driver] = []
        self.told = self.heard = 0
        self._pids = 0

    def connect(self, client: Client) -> Driver:
        if not self.reachable:
            raise ConnectionError("no connection that listens is to be had")
        self._pids += 1
        driver = Driver(self, client, self._pids)
        self.drivers.append(driver)
        return driver

    def tell(self, pid: int, channel: str, payload: str) -> None:
        """To every connection that listens, its own too."""
        self.told += 1
        self.drivers = [one for one in self.drivers if one.client.process.alive and not one.is_closed()]
        for driver in self.drivers:
            if not (self.stormy and self.random.random() < LOST):
                delay = self.random.uniform(0, DELAY)
                context = driver.client.process.context
                self.loop.call_later(delay, driver.hear, pid, channel, payload, context=context)


class Driver:
    """A connection, as asyncpg has it: as much of it as the wire uses."""

    def __init__(self, exchange: Exchange, client: Client, pid: int) -> None:
        self.client = client
        self._exchange = exchange
        self._pid = pid
        self._closed = False
        self._listeners: list[tuple[str, Listener]] = []
        self._ended: list[Callable[[Any], None]] = []

    def get_server_pid(self) -> int:
        return self._pid

    async def add_listener(self, channel: str, listener: Listener) -> None:
        await self._point("listening")
        self._listeners.append((channel, listener))

    def add_termination_listener(self, ended: Callable[[Any], None]) -> None:
        self._ended.append(ended)

    def is_closed(self) -> bool:
        return self._closed

    async def execute(self, statement: str, *payload: str) -> None:
        await self._point("telling")
        if payload:
            self._exchange.tell(self._pid, "frontdesk", *payload)

    def hear(self, pid: int, channel: str, payload: str) -> None:
        """A word has come."""
        if self._closed:
            return
        if self.client.cut:
            self.terminate()
            return
        self._exchange.heard += pid != self._pid
        for wanted, listener in self._listeners:
            if wanted == channel:
                listener(self, pid, channel, payload)

    def terminate(self) -> None:
        if not self._closed:
            self._closed = True
            for ended in self._ended:
                ended(self)

    async def _point(self, where: str) -> None:
        await self.client.point(where)
        if self.client.cut:
            self.terminate()
        if self._closed:
            raise ConnectionError(f"line cut, {where}")

"""A simulated machine: one process of the real runtime, with a clock of its own and a line to the store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from frontdesk import Event
from frontdesk.errors import ChannelError, ConfigError
from frontdesk_server.calling.ports import Transport
from frontdesk_server.runtime import Connections, Engine, Runtime
from frontdesk_server.runtime.tuning import Tuning
from frontdesk_server.store import Store, StoreUnavailable
from tests.simulation.disk import Disk, SimDatabase
from tests.simulation.loop import Process, SimLoop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontdesk_server.runtime.tasks import Step

PARTITIONS = 4
BESIDE = ("tidy", "figures", "forwarder", "profiles")
"""Loops that neither decide nor send: left out, for they take most of the time."""
START_AGAIN = 1.0
"""Seconds after which whoever watches over processes starts one again that could not start."""

Point = Callable[["Machine", str], Awaitable[None]]


class SimClock:
    """The clock of one machine: right, or set to something else."""

    def __init__(self, loop: SimLoop, start: datetime) -> None:
        self._loop = loop
        self._start = start
        self.skew = timedelta()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._loop.time()) + self.skew

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SimRuntime(Runtime):
    """The runtime with the loops that decide and send."""

    def _steps(self) -> Iterator[tuple[str, Step]]:
        yield from ((name, step) for name, step in super()._steps() if name not in BESIDE)


class Machine:
    """One process, from its start to its end."""

    def __init__(
        self,
        name: str,
        *,
        loop: SimLoop,
        disk: Disk,
        clock: SimClock,
        tuning: Tuning,
        alone: bool,
        engine: Engine,
        connections: Connections,
        transport: Callable[[Machine], Transport],
        random: Random,
        point: Point,
    ) -> None:
        self.process = Process(name)
        self.clock = clock
        self.tuning = tuning
        self.cut = False
        self.ready = False
        self.troubled_at = float("-inf")
        """When it last stood still, or lost the line."""
        self._loop = loop
        self._point = point
        self.store = Store(SimDatabase(disk, self, clock, alone=alone), PARTITIONS)
        self.runtime = SimRuntime(self.store, engine, connections, transport(self), owner=name, tuning=tuning)
        self.runtime.sender._random = random
        loop.join(self.process)
        loop.spawn(self.process, self._run())

    @property
    def takes_in(self) -> bool:
        """Whether webhooks reach it."""
        return self.process.alive and self.ready and self.tuning.role.takes_in

    async def point(self, where: str) -> None:
        await self._point(self, where)

    async def _run(self) -> None:
        while True:
            try:
                await self.runtime.start()
            except StoreUnavailable:
                await asyncio.sleep(START_AGAIN)
            else:
                break
        self.ready = True

    async def stop(self) -> None:
        """End it as an operator does."""
        self.ready = False
        while True:
            try:
                await self.runtime.stop()
            except StoreUnavailable:
                return
            else:
                return

    async def take(self, account: str, event: Event, answer: asyncio.Future[int]) -> None:
        """A webhook."""
        try:
            await self.runtime.inbox.append(account, [event])
        except ChannelError:
            status = 503
        else:
            status = 200
        await self.point("before the answer")
        self._say(answer, status)

    async def reply(self, conversation: str, text: str, id_: str, answer: asyncio.Future[int]) -> None:
        """An operator writes at the console."""
        try:
            await self.store.append_reply(conversation, text, id_=id_)
        except (StoreUnavailable, ConfigError):
            status = 503
        else:
            status = 200
        self._say(answer, status)

    def _say(self, answer: asyncio.Future[int], status: int) -> None:
        self._loop.call_soon(_tell, answer, status, context=self._loop.world.context)


def _tell(answer: asyncio.Future[int], status: int) -> None:
    if not answer.done():
        answer.set_result(status)

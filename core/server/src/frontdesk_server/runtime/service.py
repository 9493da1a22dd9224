"""The runtime as a whole: inbox, worker, sender and timers as tasks of one event loop, started and stopped together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from socket import gethostname
from typing import Final
from uuid import uuid4

import structlog

from frontdesk_server.calling.ports import Transport
from frontdesk_server.runtime import measures
from frontdesk_server.runtime.admission import Breakers
from frontdesk_server.runtime.bell import Bell, Bells
from frontdesk_server.runtime.claiming import Claimer
from frontdesk_server.runtime.courtesies import Courtesies
from frontdesk_server.runtime.deciding import Decider
from frontdesk_server.runtime.desk import ServerDesk
from frontdesk_server.runtime.engine import Engine
from frontdesk_server.runtime.forwarding import Forwarder
from frontdesk_server.runtime.inbox import Inbox
from frontdesk_server.runtime.intake import LOOK_EVERY, Disk, Intake
from frontdesk_server.runtime.meters import Meters
from frontdesk_server.runtime.profiles import Profiler, Wanting
from frontdesk_server.runtime.readings import Reading
from frontdesk_server.runtime.sender import Sender
from frontdesk_server.runtime.steps import ClockWatch
from frontdesk_server.runtime.tasks import Loops, Step
from frontdesk_server.runtime.traces import NO_TRACES, Traces
from frontdesk_server.runtime.tuning import EMBEDDED, Tuning
from frontdesk_server.runtime.worker import Worker
from frontdesk_server.runtime.world import Connections, Places, Rulebooks
from frontdesk_server.store import Store
from frontdesk_server.store.values import Lease, Role, account_partition

POLL: Final = 0.05
"""Seconds: the net under the bells, for what other processes write."""
LOOK_AGAIN: Final = 0.25
TIDY_EVERY: Final = 3600.0
COUNT_EVERY: Final = 5.0
SHOW_EVERY: Final = 2.0
"""Seconds until what changes is looked for, that platforms show before any message."""
GIVE_WAY: Final = 0.05
"""Seconds between two steps of the figures while more waits to be counted: nobody waits for them."""
FINISH_WITHIN: Final = 20.0
"""Seconds that calls under way are given when the server stops."""

_log = structlog.get_logger("frontdesk.runtime")


class Runtime:
    """Everything between the inbox's door and the platforms, over one store.

    `start` takes leases and begins; `stop` finishes what is at hand and gives the leases back. `inbox` is the door,
    `intake` the one that platforms come to, `desk` is for plugins. The store is opened and closed by the caller.
    `worker` and `sender` do nothing by themselves: the loops that `start` begins make their steps, and so may a test.
    """

    def __init__(
        self,
        store: Store,
        engine: Engine,
        connections: Connections,
        transport: Transport,
        *,
        owner: str | None = None,
        tuning: Tuning = EMBEDDED,
        traces: Traces = NO_TRACES,
    ) -> None:
        self.store = store
        self.tuning = tuning
        self._clock, common = store.clock, store.common_clock
        self.meters = Meters(store.clock)
        self.traces = traces
        self._owner = owner or f"{gethostname()[:30]}-{os.getpid()}-{uuid4().hex[:12]}"
        self._work, self._outbox_bell, self._streams = Bell(), Bell(), Bells()
        self._breakers = Breakers()
        self._watch = ClockWatch(self._clock)
        if store.database.own_time:
            store.database.common_clock.held_back_by(self._watch.pending)
        self._rulebooks = Rulebooks(store.releases, engine)
        places = Places()
        self.inbox = Inbox(store.log, connections, store.clock, self._work, meters=self.meters, traces=traces)
        self.disk = Disk(store.database.path)
        self.intake = Intake(self.inbox, self.disk, tuning.ingest_rate, store.clock)
        self.desk = ServerDesk(
            store, self.inbox, connections, engine=engine, rulebooks=self._rulebooks, streams=self._streams
        )
        decider = Decider(engine, connections, self._rulebooks, places)
        self._courtesies = Courtesies(connections, transport, store.holds, breakers=self._breakers, clock=common)
        self.worker = Worker(
            store.log,
            store,
            decider,
            outbox=self._outbox_bell,
            streams=self._streams,
            courtesies=self._courtesies,
            meters=self.meters,
            traces=traces,
        )
        self._claimer = Claimer(engine, connections, self._rulebooks, places, breakers=self._breakers, clock=common)
        self.sender = Sender(
            store,
            store.outbox,
            self._claimer,
            transport,
            connections,
            breakers=self._breakers,
            clock=common,
            watch=self._watch,
            streams=self._streams,
            grace=tuning.grace,
            meters=self.meters,
            traces=traces,
        )
        wanting = Wanting(store, self._rulebooks)
        self.profiler = Profiler(store, wanting, transport, connections, clock=common)
        self.forwarder = Forwarder(store.forwards, connections.forwards, transport, common)
        self._leases = {role: store.leases(role, self._owner, tuning.lease) for role in tuning.role.leases}
        self._held: dict[Role, list[Lease]] = {role: [] for role in Role}
        self._renewed_at = self._clock.monotonic()
        self._minding = asyncio.Lock()
        self._loops = Loops(self.meters)
        self._inbox_task: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """Whether this process does its part: its leases are held, and the store answered last time."""
        return all(self.conditions().values())

    def conditions(self) -> Mapping[str, bool]:
        """What must hold in the process itself, each by its name; leases only where the role has any."""
        taking_in = self._inbox_task is not None and not self._inbox_task.done()
        found = {"runtime": taking_in, "loops": self._loops.healthy}
        return found | ({"leases": self._holds_leases()} if self._leases else {})

    def _holds_leases(self) -> bool:
        """Whether there are any, and they were renewed in time: others may have taken what was not."""
        silent = self._clock.monotonic() - self._renewed_at
        return silent < self.tuning.lease.total_seconds() and all(self._held[role] for role in self._leases)

    def readings(self) -> Iterator[Reading]:
        """Where this process stands at this instant."""
        yield Reading(measures.QUEUED, self.inbox.waiting)
        yield Reading(measures.UNDER_WAY, self.sender.under_way)
        yield Reading(measures.LISTENERS, self._streams.listeners)
        for state, number in self.store.database.connections.items():
            yield Reading(measures.CONNECTIONS, number, (state,))
        for role in self._leases:
            yield Reading(measures.PARTITIONS_HELD, len(self._held[role]), (role.value,))
        for name in self._loops.names:
            yield Reading(measures.LOOP_FAILING, float(name in self._loops.failing), (name,))
        for account in self._breakers.open:
            yield Reading(measures.BREAKER_OPEN, 1, (account,))

    async def start(self) -> None:
        """Take the leases, recover what a process before left behind, and begin."""
        self._breakers.remember(await self.store.outbox.notes())
        await self._renew()
        self._inbox_task = asyncio.create_task(self.inbox.run(), name="inbox")
        for name, step in self._steps():
            self._loops.start(name, step)
        partitions = {role.value: len(leases) for role, leases in self._held.items()}
        _log.info("runtime started", owner=self._owner, role=self.tuning.role.value, partitions=partitions)

    async def stop(self) -> None:
        """Finish appends, the batch at hand and, for up to 20 s, the calls under way; then give the leases back."""
        self.inbox.close()
        if self._inbox_task is not None:
            await self._inbox_task
            self._inbox_task = None
        await self._loops.stop(ring=(self._work, self._outbox_bell, self.sender.came_back))
        await self._courtesies.close()
        await self.sender.finish(FINISH_WITHIN)
        for leases in self._leases.values():
            await leases.release()
        self._held = {role: [] for role in Role}
        _log.info("runtime stopped", owner=self._owner)

    def _steps(self) -> Iterator[tuple[str, Step]]:
        """The loops of this process's role, by name."""
        if Role.WORKER in self._leases:
            yield from (
                ("worker", self._decide),
                ("timers", self._fire),
                ("tidy", self._tidy),
                ("figures", self._count),
            )
        if Role.SENDER in self._leases:
            yield from (("sender", self._send), ("settler", self._settle))
            yield from (("forwarder", self._forward), ("profiles", self._show))
        if self.disk.is_watched:
            yield "disk", self._look_at_disk
        if self._leases:
            yield "leases", self._keep_leases

    # The loops: each does a step, and waits until there is something to do

    async def _decide(self) -> None:
        if not await self.worker.step(self._held[Role.WORKER]):
            await self._work.wait(POLL)

    async def _send(self) -> None:
        await self._mind_the_clock()
        leases = self._held[Role.SENDER]
        if not await self.sender.step(leases):
            await self._outbox_bell.wait(LOOK_AGAIN)

    async def _forward(self) -> None:
        if not await self.forwarder.step(self._held[Role.SENDER]):
            await self._loops.pause(LOOK_AGAIN)

    async def _show(self) -> None:
        if not await self.profiler.step(self._held[Role.SENDER]):
            await self._loops.pause(SHOW_EVERY)

    async def _settle(self) -> None:
        if await self.sender.came_back.wait(LOOK_AGAIN):
            await self.sender.settle()
            self._outbox_bell.ring()

    async def _fire(self) -> None:
        leases = self._held[Role.WORKER]
        await self._mind_the_clock()
        due = await self.store.timers.next_due(leases) if leases else None
        # Where we think its clock further on than it is nothing fires yet: looking at once would keep it busy.
        now = self.store.common_clock.now()
        if due is not None and due <= now and (fired := await self._fire_due(leases)):
            self.meters.fired(fired, (now - due).total_seconds())
            self._work.ring()
        else:
            await self._clock.sleep(LOOK_AGAIN)

    async def _fire_due(self, leases: Sequence[Lease]) -> int:
        return await self.store.timers.fire(leases, doubtful=self._watch.was_set)

    async def _mind_the_clock(self) -> None:
        """Where somebody set the clock since the last look, move along what was timed by it."""
        async with self._minding:
            step = self._watch.look()
            if not step:
                return
            moved = await self._move(step) if self.store.database.own_time else 0
            self._watch.follow(step)
            _log.warning("the clock was set", by=step.total_seconds(), timers_moved=moved)

    async def _move(self, step: timedelta) -> int:
        """Move what is stored, and what is still to be; until then the common clock does not follow."""
        async with self.sender.settling:
            moved = await self.store.shift(step)
            self._breakers.shift(step)
            self.sender.shift(step)
            return moved

    async def _look_at_disk(self) -> None:
        await self.disk.look()
        await self._loops.pause(LOOK_EVERY)

    async def _keep_leases(self) -> None:
        await self._loops.pause(self.tuning.renew_every)
        await self._renew()

    async def _tidy(self) -> None:
        await self.store.tidy(self.tuning.keep)
        await self._loops.pause(TIDY_EVERY)

    async def _count(self) -> None:
        more = await self.store.figures.tally.step()
        await self._loops.pause(GIVE_WAY if more else COUNT_EVERY)

    async def _renew(self) -> None:
        began = self._clock.monotonic()
        for role, leases in self._leases.items():
            held = await leases.hold()
            if role is Role.SENDER:
                before = set(self._held[role])
                await self._take_over(held, before)
                await self.sender.recover([lease for lease in held if lease not in before])
                await self.sender.recover_strays([lease for lease in held if lease in before])
            self.meters.held(role.value, self._held[role], held)
            self._held[role] = held
        self._renewed_at = began
        if Role.SENDER not in self._leases:
            await self._take_over((), set())

    async def _take_over(self, held: Sequence[Lease], before: set[Lease]) -> None:
        """Go on with accounts where their sender before us left off; an embedded server is the only one there is."""
        if self.store.database.alone:
            return
        kept, moved = ({lease.part for lease in held if (lease in before) is was} for was in (True, False))
        self._breakers.take_over(await self.store.outbox.notes(), self._share_in(kept))
        self._claimer.start_empty(self._share_in(moved))

    def _share_in(self, parts: set[int]) -> Callable[[str], bool]:
        """Whether an account belongs to these partitions of senders."""
        return lambda account: account_partition(account, self.store.partitions) in parts

"""The runtime as a whole: inbox, worker, sender and timers as tasks of one event loop, started and stopped together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from socket import gethostname
from typing import Final
from uuid import uuid4

import structlog

from frontdesk_server.calling.ports import Transport
from frontdesk_server.runtime import measures
from frontdesk_server.runtime.admission import Breakers
from frontdesk_server.runtime.calling_others import Others
from frontdesk_server.runtime.claiming import Claimer
from frontdesk_server.runtime.courtesies import Courtesies
from frontdesk_server.runtime.deciding import Decider
from frontdesk_server.runtime.desk import ServerDesk
from frontdesk_server.runtime.engine import Engine
from frontdesk_server.runtime.forwarding import Forwarder
from frontdesk_server.runtime.holding import LOOK_EVERY, Change, Holding
from frontdesk_server.runtime.inbox import Inbox
from frontdesk_server.runtime.intake import LOOK_EVERY as LOOK_AT_DISK_EVERY
from frontdesk_server.runtime.intake import Disk, Intake
from frontdesk_server.runtime.meters import Meters
from frontdesk_server.runtime.ports import ONE_LANE, Front
from frontdesk_server.runtime.profiles import Profiler, Wanting
from frontdesk_server.runtime.readings import Reading
from frontdesk_server.runtime.sender import Sender
from frontdesk_server.runtime.steps import ClockWatch
from frontdesk_server.runtime.tasks import Loops, Step
from frontdesk_server.runtime.traces import NO_TRACES, Traces
from frontdesk_server.runtime.tuning import EMBEDDED, Tuning
from frontdesk_server.runtime.worker import Worker
from frontdesk_server.runtime.world import Connections, Places, Rulebooks
from frontdesk_server.store import Store, StoreUnavailable
from frontdesk_server.store.presence import TAKES_IN
from frontdesk_server.store.values import Lease, Role, account_partition

POLL: Final = 0.05
"""Seconds: the net under the bells, for what other processes write."""
LOOK_AGAIN: Final = 0.25
TIMERS_EVERY: Final = 0.25
TIDY_EVERY: Final = 3600.0
COUNT_EVERY: Final = 5.0
SHOW_EVERY: Final = 2.0
"""Seconds until what changes is looked for, that platforms show before any message."""
GIVE_WAY: Final = 0.05
"""Seconds between two steps of the figures while more waits to be counted: nobody waits for them."""
FINISH_WITHIN: Final = 20.0
"""Seconds that calls under way are given when the server stops."""
AT_LEISURE: Final = ("profiles", "tidy", "figures")
"""Loops of which a step may take longer than a lease lasts: others need not wait for them to take over."""
FORWARDED_WITHIN: Final = 5.0
"""The same of what is being forwarded."""

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
        front: Front | None = None,
    ) -> None:
        self.store = store
        self.tuning = tuning
        self.front = front
        self._clock, common = store.clock, store.common_clock
        self.meters = Meters(store.clock)
        self.traces = traces
        self._owner = owner or f"{gethostname()[:30]}-{os.getpid()}-{uuid4().hex[:12]}"
        self._holding = Holding(store, self._owner, tuning)
        self._others = Others(store, self._holding.parts)
        self._work, self._outbox_bell, self._streams = self._others.work, self._others.outbox, self._others.streams
        self._breakers = Breakers()
        self._watch = ClockWatch(self._clock)
        if store.database.own_time:
            store.database.common_clock.held_back_by(self._watch.pending)
        self._rulebooks = Rulebooks(store.releases, engine)
        places = Places()
        self.inbox = Inbox(
            front or store.log,
            connections,
            store.clock,
            self._work,
            meters=self.meters,
            traces=traces,
            lanes=front.lanes if front else ONE_LANE,
        )
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
            holds=lambda: bool(self._holding.of(Role.SENDER)),
            meters=self.meters,
            traces=traces,
        )
        wanting = Wanting(store, self._rulebooks)
        self.profiler = Profiler(store, wanting, transport, connections, clock=common)
        self.forwarder = Forwarder(store.forwards, connections.forwards, transport, common)
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
        leases = {"leases": self._holding.complete} if self._holding.roles else {}
        return found | leases | ({"disk": not self.disk.is_full} if self.disk.is_watched else {})

    def readings(self) -> Iterator[Reading]:
        """Where this process stands at this instant."""
        yield Reading(measures.QUEUED, self.inbox.waiting)
        yield Reading(measures.UNDER_WAY, self.sender.under_way)
        yield Reading(measures.LISTENERS, self._streams.listeners)
        for state, number in self.store.database.connections.items():
            yield Reading(measures.CONNECTIONS, number, (state,))
        for role in self._holding.roles:
            yield Reading(measures.PARTITIONS_HELD, len(self._holding.of(role)), (role.value,))
        for name in self._loops.names:
            yield Reading(measures.LOOP_FAILING, float(name in self._loops.failing), (name,))
        for account in self._breakers.open:
            yield Reading(measures.BREAKER_OPEN, 1, (account,))

    @property
    def hears_others(self) -> bool:
        """Whether other processes' words reach this one at the moment."""
        return self._others.connected

    def partitions(self, role: Role) -> Collection[int]:
        """What this process works on in a role."""
        return self._holding.parts(role)

    async def start(self) -> None:
        """Take the leases, recover what a process before left behind, and begin."""
        self._breakers.remember(await self.store.outbox.notes())
        await self.renew()
        if self._is_seen:
            await self._be_there()
        self._others.start()
        self._inbox_task = asyncio.create_task(self.inbox.run(), name="inbox")
        for name, step in self._steps():
            self._loops.start(name, step)
        partitions = {role.value: len(self._holding.of(role)) for role in Role}
        _log.info("runtime started", owner=self._owner, role=self.tuning.role.value, partitions=partitions)

    async def stop(self) -> None:
        """Finish appends and the batch at hand, and let others decide; then, for up to 20 s, finish calls under way.

        A sender's accounts are others' as soon as no call of theirs is under way; those of the rest stay this
        process's until it knows their end, or gives up waiting for it.
        """
        self.inbox.close()
        if self._inbox_task is not None:
            await self._inbox_task
            self._inbox_task = None
        bells = [self._work, self._outbox_bell, self.sender.came_back, self._others.leases]
        if self.front is not None:
            bells.append(self.front.arrived)
        await self._loops.stop(ring=bells, later=AT_LEISURE)
        try:
            await self._give_back(Role.WORKER)
            await self._courtesies.close()
            await self._finish_sends()
            await self._give_back(Role.SENDER)
        finally:
            await self.forwarder.finish(FORWARDED_WITHIN)
            await self._loops.ended()
        if self._is_seen:
            with suppress(StoreUnavailable):  # it is not believed for longer than a lease
                await self.store.presence.go(self._owner)
        await self._others.stop()
        _log.info("runtime stopped", owner=self._owner)

    async def _finish_sends(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_WITHIN):
                while self.sender.busy:
                    await self._give_back(Role.SENDER, unfinished=False)
                    await self.sender.came_back.wait(LOOK_AGAIN)
                    with suppress(StoreUnavailable):  # what cannot be written now is tried once more at the end
                        await self.sender.settle()
        await self.sender.finish(0)

    async def _give_back(self, role: Role, *, unfinished: bool = True) -> int:
        """Give partitions back and say so, for others to take them at once; how many are left."""
        left = await self._holding.give_back(role, unfinished=unfinished)
        self._others.leases.ring_for([role.value])
        return left

    def _steps(self) -> Iterator[tuple[str, Step]]:
        """The loops of this process's role, by name."""
        if Role.WORKER in self._holding.roles:
            yield from (
                ("worker", self._decide),
                ("timers", self._fire),
                ("tidy", self._tidy),
                ("figures", self._count),
            )
        if Role.WORKER in self._holding.roles and self.front is not None:
            yield "front", partial(self._take_in, self.front)
        if Role.SENDER in self._holding.roles:
            yield from (("sender", self._send), ("settler", self._settle))
            yield from (("forwarder", self._forward), ("profiles", self._show))
        if self.disk.is_watched:
            yield "disk", self._look_at_disk
        if self._holding.roles:
            yield "leases", self._keep_leases
        if self._is_seen:
            yield "presence", self._be_there

    @property
    def _is_seen(self) -> bool:
        """Whether there are others to be seen by, and something that leases do not show."""
        return self.store.database.shared and self.tuning.role.takes_in

    # The loops: each does a step, and waits until there is something to do

    async def _decide(self) -> None:
        if not await self.worker.step(self._holding.of(Role.WORKER)):
            await self._work.wait(POLL)

    async def _take_in(self, front: Front) -> None:
        if await front.take_over(self._holding.of(Role.WORKER)):
            self._work.ring()
        else:
            await front.arrived.wait(LOOK_AGAIN)

    async def _send(self) -> None:
        await self._mind_the_clock()
        leases = self._holding.of(Role.SENDER)
        if not await self.sender.step(leases):
            await self._outbox_bell.wait(LOOK_AGAIN)

    async def _forward(self) -> None:
        if not await self.forwarder.step(self._holding.of(Role.SENDER)):
            await self._loops.pause(LOOK_AGAIN)

    async def _show(self) -> None:
        if not await self.profiler.step(self._holding.of(Role.SENDER)):
            await self._loops.pause(SHOW_EVERY)

    async def _settle(self) -> None:
        if await self.sender.came_back.wait(LOOK_AGAIN):
            await self.sender.settle()
            self._outbox_bell.ring()

    async def _fire(self) -> None:
        leases = self._holding.of(Role.WORKER)
        await self._mind_the_clock()
        due = await self.store.timers.next_due(leases) if leases else None
        # Where we think its clock further on than it is nothing fires yet: looking at once would keep it busy.
        now = self.store.common_clock.now()
        if due is not None and due <= now and (fired := await self._fire_due(leases)):
            self.meters.fired(fired, (now - due).total_seconds())
            self._work.ring()
        else:
            await self._clock.sleep(TIMERS_EVERY)

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

    async def _look_at_disk(self) -> float:
        await self.disk.look()
        return LOOK_AT_DISK_EVERY

    async def _keep_leases(self) -> None:
        if not self.store.database.shared:
            await self._loops.pause(self.tuning.renew_every)
            await self.renew()
            return
        rung = await self._others.leases.wait(min(LOOK_EVERY, self.tuning.renew_every))
        if not self._loops.stopping and (rung or await self._holding.is_time()):
            await self.renew()

    async def _be_there(self) -> float:
        await self.store.presence.come(self._owner, self.tuning.lease)
        return self.tuning.renew_every

    async def _tidy(self) -> float:
        await self.store.tidy(self.tuning.keep)
        return TIDY_EVERY

    async def _count(self) -> float:
        return GIVE_WAY if await self.store.figures.tally.step() else COUNT_EVERY

    async def renew(self) -> None:
        """Renew the leases, come to a fair share, and take over what was left behind. The loops do so by themselves."""
        for role in self._holding.roles:
            before = self._holding.of(role)
            change = await self._holding.renew(role)
            if role is Role.SENDER:
                await self._take_over(change)
                await self.sender.recover(change.taken)
                if not await self._hears_platforms():
                    await self.sender.listen(change.kept)
                await self.sender.recover_strays([*change.kept, *change.finishing])
            self.meters.held(role.value, before, change.held)
            self._holding.work_on(role, change.held)
        if Role.SENDER not in self._holding.roles:
            await self._take_over(Change((), (), (), ()))

    async def _hears_platforms(self) -> bool:
        """Whether somebody takes in what platforms tell, and somebody decides it; an embedded server does both."""
        if not self.store.database.shared:
            return True
        there = await self.store.presence.there(self.store.common_clock.now())
        return {one.role for one in there} >= {TAKES_IN, Role.WORKER.value}

    async def _take_over(self, change: Change) -> None:
        """Go on with accounts where their sender before us left off; an embedded server is the only one there is."""
        if self.store.database.alone:
            return
        kept, moved = ({lease.part for lease in leases} for leases in (change.kept, change.taken))
        self._breakers.take_over(await self.store.outbox.notes(), self._share_in(kept))
        self._claimer.start_empty(self._share_in(moved))

    def _share_in(self, parts: set[int]) -> Callable[[str], bool]:
        """Whether an account belongs to these partitions of senders."""
        return lambda account: account_partition(account, self.store.partitions) in parts

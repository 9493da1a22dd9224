"""One seed of the simulation: machines, contacts and operators, forty seconds of bad weather, and a quiet end."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from frontdesk import Contact, Event, MessageReceived, conversation_id
from frontdesk_server.runtime import Engine
from frontdesk_server.runtime.tuning import RENEWALS, ServerRole, Tuning
from frontdesk_server.store.tables import inbox, outbox, timer
from tests.simulation.disk import IDLE_IN_TRANSACTION, Disk
from tests.simulation.engine import ENGINE
from tests.simulation.loop import Process, SimLoop
from tests.simulation.machine import Machine, SimClock
from tests.simulation.platform import ACCOUNTS, Platform, connections

if TYPE_CHECKING:
    from collections.abc import Coroutine

START = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
STORM = 40.0
"""Seconds in which things go wrong."""
PATIENCE = 400.0
"""Seconds after which, in good weather, nothing may wait any more."""
LEASE = timedelta(seconds=4)
ASKED_AGAIN = LEASE.total_seconds() / RENEWALS
"""Seconds within which an owner renews its leases."""
GRACE = timedelta(seconds=8)
CONTACTS = ("ada", "bea")

ALL, INGRESS, WORKER, SENDER = ServerRole.ALL, ServerRole.INGRESS, ServerRole.WORKER, ServerRole.SENDER
FLEETS: Sequence[tuple[ServerRole, ...]] = (
    (ALL, ALL),
    (ALL, ALL),
    (ALL, ALL, ALL),
    (INGRESS, ALL, WORKER, SENDER),
)
"""The processes that share a store; one seed of four is a single process with a store of its own."""

PER_STEP = 0.0012
PER_POINT = 0.02
"""How often something happens to a process: at each step of a task, and at each look at the store or the platform."""
FAULTS = ("crash", "pause", "zombie", "cut", "clock", "store clock", "restart")
WEIGHTS = (30, 12, 18, 20, 8, 4, 8)


@dataclass
class Counts:
    """What happened."""

    crashes: int = 0
    pauses: int = 0
    cuts: int = 0
    clocks: int = 0
    restarts: int = 0
    events: int = 0
    decisions: int = 0
    sends: int = 0
    doubles: int = 0
    parked: int = 0
    fired: int = 0


class NotAtRest(AssertionError):  # noqa: N818 - what became of the house
    """Something waits that nobody will ever do."""


@dataclass
class Desk:
    """The whole of it, for one seed."""

    seed: int
    loop: SimLoop
    random: Random
    disk: Disk
    engine: Engine
    alone: bool
    fleet: tuple[ServerRole, ...]
    tell: Callable[[str], None] | None = None
    machines: dict[int, Machine | None] = field(default_factory=dict)
    clocks: dict[int, SimClock] = field(default_factory=dict)
    """A machine's clock goes on while its process is away."""
    accepted: dict[str, dict[str, Event]] = field(default_factory=lambda: defaultdict(dict))
    """By conversation, the events that were answered with 200."""
    posted: set[str] = field(default_factory=set)
    waiting: int = 0
    counts: Counts = field(default_factory=Counts)
    storm: bool = True

    def __post_init__(self) -> None:
        self.platform = Platform(self.loop, self.random, self.disk.now, self.log, self.deliver)
        self._names = 0
        self._store_clock_set = False
        self.loop.before_step = self._before_step

    def log(self, line: str) -> None:
        if self.tell is not None:
            self.tell(f"{self.loop.time():9.3f} {line}")

    # Machines

    def start(self, place: int) -> None:
        """A new process, with a new name."""
        self._names += 1
        clock = self.clocks.get(place)
        if clock is None:
            clock = self.clocks[place] = SimClock(self.loop, START)
            if not self.alone and self.random.random() < 0.3:
                clock.skew = timedelta(seconds=self.random.choice((-3600, -30, -5, 5, 30, 3600)))
        self.machines[place] = Machine(
            f"m{self._names}",
            loop=self.loop,
            disk=self.disk,
            clock=clock,
            tuning=Tuning(role=self.fleet[place], lease=LEASE, grace=GRACE),
            alone=self.alone,
            engine=self.engine,
            connections=connections(),
            transport=self.platform.of,
            random=self.random,
            point=self._point,
        )
        self.log(f"m{self._names} starts as {self.fleet[place].value}, its clock set by {clock.skew}")

    def place_of(self, process: Process) -> int | None:
        return next((place for place, one in self.machines.items() if one and one.process is process), None)

    # Faults

    def _before_step(self, process: Process) -> None:
        if self.storm and process is not self.loop.world and self.random.random() < PER_STEP:
            self._strike(process, "between two steps")

    async def _point(self, machine: Machine, where: str) -> None:
        chance = self.random.random()
        await asyncio.sleep(0 if chance < 0.6 else self.random.uniform(0, 0.02) if chance < 0.97 else 0.5)
        if self.storm and self.random.random() < PER_POINT:
            self._strike(machine.process, where)
            if not machine.process.alive:
                await self.loop.create_future()
            if machine.process.paused:
                await asyncio.sleep(0)

    def _strike(self, process: Process, where: str) -> None:
        place = self.place_of(process)
        machine = self.machines[place] if place is not None else None
        if place is None or machine is None:
            return
        kind = self.random.choices(FAULTS, WEIGHTS)[0]
        if self.alone and kind in ("crash", "restart") and machine.runtime._watch.was_set():
            kind = "pause"  # a clock that is set while nobody looks is set for good: nothing can tell
        self.log(f"{process.name}: {kind}, {where}")
        _STRIKES[kind](self, place, machine)

    def crash(self, place: int, machine: Machine) -> None:
        self.counts.crashes += 1
        self.loop.kill(machine.process)
        self.disk.lost(machine.process)
        self.machines[place] = None
        self.later(self.random.uniform(0.2, 6), self.start, place)

    def pause(self, place: int, machine: Machine) -> None:
        self._pause(machine, self.random.uniform(0.1, LEASE.total_seconds()))

    def zombie(self, place: int, machine: Machine) -> None:
        self._pause(machine, self.random.uniform(1, 4) * LEASE.total_seconds())

    def cut(self, place: int, machine: Machine) -> None:
        self.counts.cuts += 1
        machine.cut = True
        machine.troubled_at = self.loop.time()
        self.later(self.random.uniform(0.1, 8), self._mend, machine)

    def set_clock(self, place: int, machine: Machine) -> None:
        self.counts.clocks += 1
        machine.clock.skew += timedelta(seconds=self.random.choice((-3600, -60, -10, -1, 1, 10, 60, 3600)))

    def set_store_clock(self, place: int, machine: Machine) -> None:
        if self.alone or self._store_clock_set:
            return
        self._store_clock_set = True
        self.counts.clocks += 1
        seconds = self.random.choice((-30, -10, -3, 3, 10, 30))
        self.disk.skew += timedelta(seconds=seconds)
        if seconds > 0:  # leases may end before their owners ask again: until then those are as good as standing still
            until = self.loop.time() + ASKED_AGAIN
            for one in filter(None, self.machines.values()):
                one.troubled_at = max(one.troubled_at, until)

    def restart(self, place: int, machine: Machine) -> None:
        """An operator stops it and starts another in its place."""
        self.counts.restarts += 1
        self.machines[place] = None
        self.loop.spawn(self.loop.world, self._restart(place, machine))

    async def _restart(self, place: int, machine: Machine) -> None:
        stopping = self.loop.spawn(machine.process, machine.stop())
        await asyncio.wait([stopping], timeout=30)
        if machine.process.alive:
            self.loop.kill(machine.process)
            self.disk.lost(machine.process)
        self.start(place)

    def _pause(self, machine: Machine, seconds: float) -> None:
        self.counts.pauses += 1
        machine.process.paused = True
        machine.troubled_at = self.loop.time() + seconds
        self.later(seconds, self._wake, machine)
        if not self.alone and seconds > IDLE_IN_TRANSACTION:
            self.later(IDLE_IN_TRANSACTION, self._give_up, machine)

    def _wake(self, machine: Machine) -> None:
        machine.process.paused = False
        self.log(f"{machine.process.name} wakes up")

    def _give_up(self, machine: Machine) -> None:
        if machine.process.paused:
            self.disk.lost(machine.process)

    def _mend(self, machine: Machine) -> None:
        machine.cut = False

    # Contacts, and whoever answers them

    def later(self, seconds: float, what: Callable[..., None], *args: object) -> None:
        self.loop.call_later(seconds, what, *args, context=self.loop.world.context)

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        self.waiting += 1
        self.loop.spawn(self.loop.world, work).add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.waiting -= 1
        task.result()

    def deliver(self, account: str, event: Event, taken: Callable[[], None]) -> None:
        """A webhook, until it is answered with 200."""
        self.spawn(self._deliver(account, event, taken))

    async def _deliver(self, account: str, event: Event, taken: Callable[[], None]) -> None:
        while not await self._ask(lambda machine, answer: machine.take(account, event, answer)):  # noqa: ASYNC110
            await asyncio.sleep(self.random.uniform(0.3, 2))
        taken()

    async def _ask(self, what: Callable[[Machine, asyncio.Future[int]], Coroutine[object, object, None]]) -> bool:
        """Ask some machine something over HTTP; whether it answered 200."""
        up = [one for one in self.machines.values() if one is not None and one.takes_in]
        if not up:
            return False
        machine = self.random.choice(up)
        answer: asyncio.Future[int] = self.loop.create_future()
        self.loop.spawn(machine.process, what(machine, answer))
        await asyncio.wait([answer], timeout=4)
        return answer.done() and answer.result() == 200

    async def _write(self, account: str, contact: str, number: int, after: float) -> None:
        """A contact writes; the platform repeats it until it is taken, and now and then once more."""
        await asyncio.sleep(after)
        now = START + timedelta(seconds=self.loop.time())
        event = MessageReceived(
            id=f"e{number}", contact=Contact(address=contact), at=now, received_at=now, text=f"t{number}"
        )
        conversation = conversation_id(account, contact)
        self.posted.add(event.id)

        def taken() -> None:
            self.accepted[conversation][event.id] = event

        self.deliver(account, event, taken)
        if self.random.random() < 0.2:
            await asyncio.sleep(self.random.choice((0.0, 0.1, 5.0, 20.0)))
            self.deliver(account, event, taken)

    async def _reply(self, account: str, contact: str, number: int, after: float) -> None:
        """An operator answers, if the contact has written, and presses the button until it is done."""
        await asyncio.sleep(after)
        conversation = conversation_id(account, contact)
        if not self.accepted[conversation]:
            return
        event = MessageReceived(
            id=f"reply:{number}", contact=Contact(address=contact), at=START, received_at=START, text=""
        )
        while not await self._ask(lambda m, a: m.reply(conversation, f"op{number}", str(number), a)):  # noqa: ASYNC110
            await asyncio.sleep(self.random.uniform(0.3, 2))
        self.accepted[conversation][event.id] = event

    # The run

    async def run(self) -> None:
        """Bad weather, then good; until nothing waits."""
        for place in range(len(self.fleet)):
            self.start(place)
        for number in range(self.random.randint(8, 16)):
            who = self.random.choice(tuple(ACCOUNTS)), self.random.choice(CONTACTS)
            self.spawn(self._write(*who, number, self.random.uniform(0, STORM * 0.8)))
        for number in range(self.random.randint(1, 4)):
            who = self.random.choice(tuple(ACCOUNTS)), self.random.choice(CONTACTS)
            self.spawn(self._reply(*who, number, self.random.uniform(5, STORM)))
        await asyncio.sleep(STORM)
        self.storm = self.platform.stormy = self.disk.exchange.stormy = False
        self.log("good weather from here on")
        await self._rest()

    async def _rest(self) -> None:
        end = self.loop.time() + PATIENCE
        while not self._at_rest():
            if self.loop.time() > end:
                raise NotAtRest(self._left())
            await asyncio.sleep(2)

    def _at_rest(self) -> bool:
        left = self._left()
        return not any(left.values())

    def _left(self) -> dict[str, int]:
        count = self.disk.read
        return {
            "asked": self.waiting,
            "on its way": self.platform.under_way,
            "inbox": count(_INBOX, None).number(),
            "outbox": count(_OUTBOX, None).number(),
            "timers": count(_TIMERS, None).number(),
            "not up": sum(one is None or not one.ready or one.process.paused for one in self.machines.values()),
        }


_INBOX = select(func.count()).select_from(inbox)
_OUTBOX = select(func.count()).select_from(outbox).where(outbox.c.status != "parked")
_TIMERS = select(func.count()).select_from(timer)
_STRIKES: dict[str, Callable[[Desk, int, Machine], None]] = {
    "crash": Desk.crash,
    "pause": Desk.pause,
    "zombie": Desk.zombie,
    "cut": Desk.cut,
    "clock": Desk.set_clock,
    "store clock": Desk.set_store_clock,
    "restart": Desk.restart,
}


def build(
    seed: int, folder: Path, template: Path, *, engine: Engine = ENGINE, tell: Callable[[str], None] | None = None
) -> Desk:
    """The house of a seed."""
    random = Random(seed)  # noqa: S311 - the whole of the simulation follows from it
    loop = SimLoop(random)
    disk = Disk(loop, random, folder / f"{seed}.sqlite", template, START)
    alone = random.random() < 0.25
    fleet = (ALL,) if alone else random.choice(FLEETS)
    return Desk(seed=seed, loop=loop, random=random, disk=disk, engine=engine, alone=alone, fleet=fleet, tell=tell)

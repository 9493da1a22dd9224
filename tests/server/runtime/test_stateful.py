"""The runtime as a state machine over a real SQLite store: whatever happens in whatever order, the oracle agrees.

The oracle: each accepted event is decided once, in the order of acceptance within its conversation; the state and the
words are those that a fold of the pure engine over the journal gives; the contact sees each message once, in order.

25 examples of 30 steps here, 200 of 50 in `make faults` (`FRONTDESK_EXAMPLES`), 5 000 of 100 in `make soak`.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from frontdesk import (
    Contact,
    DeliveryStatus,
    DeliveryUpdated,
    Event,
    HttpCall,
    HttpReply,
    MessageReceived,
    conversation_id,
)
from frontdesk_server.calling.ports import Lost, NotSent
from frontdesk_server.runtime import Runtime
from frontdesk_server.store import Store, open_store
from frontdesk_server.store.batch import Batch
from frontdesk_server.store.values import Arrival, Lease, Role
from tests.databases import file_with_tables
from tests.server.runtime.house import RECORD, Platform, TurnedClock, connections
from tests.server.runtime.scripted import SCRIPTED, folded
from tests.server.store.matter import next_due

T = TypeVar("T")

LONG = "FRONTDESK_SOAK" in os.environ
EXAMPLES = 5_000 if LONG else int(os.environ.get("FRONTDESK_EXAMPLES", "25"))
STEPS = 100 if LONG else 50 if EXAMPLES >= 200 else 30
SHARES = max(1, EXAMPLES // 100)
"""In how many runs the examples are drawn: several can share the processors."""

CONTACTS = ("ada", "bea", "cyd")
contacts = st.sampled_from(CONTACTS)
ANSWERS: dict[str, HttpReply | Exception] = {
    "ok": HttpReply(status=200),
    "429": HttpReply(status=429, headers={"retry-after": "3"}),
    "503": HttpReply(status=503),
    "not sent": NotSent("refused"),
    "lost": Lost("timed out"),
}


class Crash(BaseException):  # not a mistake that anybody may handle: what the test does to the house
    """The process ends here."""


@dataclass
class KeyedPlatform(Platform):
    """A platform that honours our key: what it has seen once, it does not show again. Lost answers had arrived."""

    in_flight: set[str] = field(default_factory=set)

    async def call(self, call: HttpCall, account: str) -> HttpReply:
        turn = self.turns[0] if self.turns else None
        if isinstance(turn, Lost):
            turn.arrived = True  # type: ignore[attr-defined]
        try:
            return await super().call(call, account)
        finally:
            shown: dict[str, dict[str, str]] = {}
            for said in self.seen:
                shown.setdefault(said["key"], said)
            self.seen = list(shown.values())


class _Crashing:
    """The store, of which the next transaction may end in a crash."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.next: str | None = None

    @asynccontextmanager
    async def batch(self, leases: Sequence[Lease]) -> AsyncIterator[Batch]:
        where, self.next = self.next, None
        async with self._store.batch(leases) as batch:
            yield batch
            if where == "before commit":
                raise Crash
        if where == "after commit":
            raise Crash


class Desk(RuleBasedStateMachine):
    """One account on a remote platform, three contacts."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(mkdtemp())
        self.clock = TurnedClock()
        self.platform = KeyedPlatform()
        self.count = 0
        self.accepted: dict[str, list[Event]] = defaultdict(list)
        self.open()

    def do(self, work: Awaitable[T]) -> T:
        return self.loop.run_until_complete(work)

    def open(self) -> None:
        """Start a process."""
        self.store = self.do(open_store(file_with_tables(self.folder / "desk.sqlite"), self.clock, alone=True))
        self.do(self.store.establishments.sync("test", [RECORD]))

        async def built() -> Runtime:
            return Runtime(self.store, SCRIPTED, connections(), self.platform)

        self.runtime = self.do(built())
        self.crashing = _Crashing(self.store)
        self.runtime.worker._store = self.crashing
        self.do(self.runtime.renew())
        self.workers, self.senders = map(self.runtime._holding.of, (Role.WORKER, Role.SENDER))

    def crash(self) -> None:
        """End the process as a kill does, and start another."""

        async def vanish() -> None:
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.store.close()

        self.do(vanish())
        self.open()

    # What happens

    @rule(contact=contacts)
    def webhook(self, contact: str) -> None:
        self.accept(contact, self.written(contact))

    @rule(contact=contacts, others=st.integers(1, 3))
    def reordered_webhooks(self, contact: str, others: int) -> None:
        """What was written first arrives last; the order of arrival is the one that counts."""
        for event in reversed([self.written(contact, seconds) for seconds in range(others + 1)]):
            self.accept(contact, event)

    @rule(contact=contacts, again=st.integers(0, 5))
    def duplicate(self, contact: str, again: int) -> None:
        if self.accepted[contact]:
            events = self.accepted[contact]
            self.take(contact, events[again % len(events)])

    @rule(contact=contacts)
    def operator_replies(self, contact: str) -> None:
        conversation = conversation_id("phone", contact)
        if self.do(self.store.journal.conversation(conversation)) is not None:
            self.count += 1
            self.do(self.store.append_reply(conversation, f"operator {self.count}", id_=str(self.count)))
            self.accepted[contact].append(_by_id(f"reply:{self.count}", contact, self.clock))

    @rule(late=st.booleans())
    def echo(self, late: bool) -> None:
        """The platform tells of a message: of the last call, or of one long ago."""
        if self.platform.seen:
            said = self.platform.seen[0 if late else -1]
            now = self.clock.now()
            told = DeliveryUpdated(
                id=f"{said['key']}:sent",
                contact=Contact(address=said["to"]),
                at=now,
                received_at=now,
                status=DeliveryStatus.SENT,
                key=said["key"],
            )
            self.take(said["to"], told)

    @rule(seconds=st.sampled_from((0.5, 5, 60, 301, 1000)))
    def time_passes(self, seconds: float) -> None:
        self.clock.turn(seconds=seconds)

    @rule(hours=st.sampled_from((-1, 1)))
    def clock_is_set(self, hours: float) -> None:
        self.clock.set(hours=hours)
        self.do(self.runtime._mind_the_clock())

    @rule()
    def timers_fire(self) -> None:
        self.do(self.store.timers.fire(self.workers))

    @rule()
    def worker_works(self) -> None:
        self.do(self.runtime.worker.step(self.workers))

    @rule(where=st.sampled_from(("before commit", "after commit")))
    def worker_crashes(self, where: str) -> None:
        self.crashing.next = where
        try:
            self.do(self.runtime.worker.step(self.workers))
        except Crash:
            self.crash()
        self.crashing.next = None  # where there was nothing to do, nothing crashed

    @rule(answers=st.lists(st.sampled_from(sorted(ANSWERS)), max_size=4))
    def sender_sends(self, answers: list[str]) -> None:
        self.platform.turns.extend(ANSWERS[name] for name in answers)
        self.do(self.send())

    @rule(called=st.booleans())
    def sender_crashes(self, called: bool) -> None:
        """Between the claim and the call, or between the call and its result."""
        self.do(self.runtime.sender.step(self.senders))
        if called:
            self.do(_breathe())
        self.crash()

    # How it is done

    def written(self, contact: str, seconds: int = 0) -> Event:
        """A message that the platform dates so many seconds after now."""
        self.count += 1
        now, id_ = self.clock.now(), f"m{self.count}"
        at = now + timedelta(seconds=seconds)
        return MessageReceived(id=id_, contact=Contact(address=contact), at=at, received_at=now, text=str(self.count))

    def accept(self, contact: str, event: Event) -> None:
        """A webhook that was answered with 200."""
        self.take(contact, event)
        self.accepted[contact].append(event)

    def take(self, contact: str, event: Event) -> None:
        self.do(self.store.log.append([Arrival("phone", conversation_id("phone", contact), event)]))

    async def send(self) -> None:
        await self.runtime.sender.step(self.senders)
        await self.runtime.sender.finish(5)

    def teardown(self) -> None:
        try:
            self.platform.turns.clear()
            for _ in range(60 + sum(map(len, self.accepted.values()))):  # a conversation sends one at a time
                if self.do(self.finished()):
                    break
                self.clock.turn(seconds=1000)
            else:
                raise AssertionError("the house does not come to rest")
            for contact in CONTACTS:
                self.agrees(contact)
        finally:
            self.do(self.store.close())
            self.loop.close()
            rmtree(self.folder)

    async def finished(self) -> bool:
        """Let everybody work; whether nothing is left."""
        await self.store.timers.fire(self.workers)
        while await self.runtime.worker.step(self.workers):
            pass
        await self.send()
        left = await next_due(self.store), await self.store.timers.armed()
        return left == (None, []) and not await self.store.log.waiting()

    def agrees(self, contact: str) -> None:
        """The oracle."""
        conversation = conversation_id("phone", contact)
        view = self.do(self.store.journal.conversation(conversation, limit=10_000))
        if view is None:
            assert self.accepted[contact] == []
            return
        decided = [(decision.event, decision.at) for decision in view.decisions]
        ids = [event.id for event, _ in decided]
        assert len(set(ids)) == len(ids), "decided twice"
        assert [id_ for id_ in ids if not id_.startswith("timer:")] == [event.id for event in self.accepted[contact]]
        state, texts = folded(decided, conversation)
        assert view.state == state, "an update was lost"
        assert [message.text for message in view.messages if message.direction == "out"] == texts
        assert self.shown(contact) == texts, "what the contact saw, in order"
        assert {message.status for message in view.messages if message.direction == "out"} <= {"sent"}

    def shown(self, contact: str) -> list[str]:
        return [said["text"] for said in self.platform.seen if said["to"] == contact]


async def _breathe() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def _by_id(id_: str, contact: str, clock: TurnedClock) -> Event:
    now = clock.now()
    return MessageReceived(id=id_, contact=Contact(address=contact), at=now, received_at=now, text="")


@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_happens_the_oracle_agrees(share: int) -> None:
    each = EXAMPLES // SHARES
    run_state_machine_as_test(
        Desk, settings=settings(max_examples=each, stateful_step_count=STEPS, deadline=None, print_blob=True)
    )

"""Contacts who write: each several messages in order, at a rate; their platform repeats each until it is accepted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import count
from random import Random
from typing import Final, NamedTuple

from frontdesk_testkit.platforms.webhook import WebhookDialect
from tests.faults.premises import WORDS
from tests.faults.waiting import CLOCK

Event = Mapping[str, object]
Post = Callable[[Event, Callable[[], bool]], Awaitable[bool]]
"""Deliver an event until it is accepted, or until nobody wants it any more; whether it was."""


class Mood(StrEnum):
    """What is peculiar about a contact's messages."""

    PLAIN = "plain"
    OLD = "old"
    """Written an hour before they come: recorded, and not answered."""
    ANSWERED = "answered"
    """Written before an operator answered, which is told first: nobody is greeted any more."""


_AGES: Final = {Mood.PLAIN: timedelta(0), Mood.OLD: timedelta(hours=1), Mood.ANSWERED: timedelta(minutes=2)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """How much is written, and how badly it is carried."""

    rate: float = 100.0
    """Messages a second, at most: so many as the lanes get through."""
    lanes: int = 24
    """How many contacts write at the same time."""
    messages: int = 3
    """How many each contact writes, one after the other was accepted."""
    duplicates: float = 0.1
    """The share of messages that come once more, later."""
    duplicate_within: float = 3.0
    """Seconds until they do."""
    shuffled: float = 0.0
    """Seconds within which a contact's messages are spread in any order, instead of one after the other."""
    moods: tuple[Mood, ...] = (Mood.PLAIN,)
    """Of the contacts, in turn."""
    seed: int = 1


class Said(NamedTuple):
    """A message that was accepted: from then on it is ours."""

    contact: str
    ordinal: int
    at: float
    """When the 200 came, on the monotonic clock of the test."""


@dataclass(slots=True)
class Load:
    """The contacts of one run. Lives in a running loop."""

    flow: Flow
    dialect: WebhookDialect
    post: Post
    accepted: dict[str, Said] = field(default_factory=dict)
    """By the event's id."""
    repeated: Counter[str] = field(default_factory=Counter)
    """Which ids were accepted more than once."""
    operators: set[str] = field(default_factory=set)
    """The ids of operators' answers that were accepted."""
    moods: dict[str, Mood] = field(default_factory=dict)
    """By contact."""
    began: float = 0.0
    ended: float = 0.0
    stopping: bool = False
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _contacts: count[int] = field(default_factory=lambda: count(1))
    _next: float = 0.0
    _random: Random = field(default_factory=Random)
    _later: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Write until `stopping` is set."""
        self._random.seed(self.flow.seed)
        self.began = self._next = CLOCK.monotonic()
        await asyncio.gather(*(self._lane() for _ in range(self.flow.lanes)))
        self.ended = CLOCK.monotonic()
        await asyncio.gather(*self._later)

    async def _lane(self) -> None:
        while not self.stopping:
            number = next(self._contacts)
            contact, mood = f"c{number}", self.flow.moods[number % len(self.flow.moods)]
            self.moods[contact] = mood
            if mood is Mood.ANSWERED and not await self._operator(contact):
                return
            await (self._all_at_once if self.flow.shuffled else self._one_by_one)(contact)

    async def _one_by_one(self, contact: str) -> None:
        for ordinal in range(1, self.flow.messages + 1):
            await self._pace()
            if not await self._say(contact, ordinal, self._event(contact, ordinal)):
                return

    async def _all_at_once(self, contact: str) -> None:
        """Written in order, carried in any."""
        written = [(ordinal, self._event(contact, ordinal)) for ordinal in range(1, self.flow.messages + 1)]
        await asyncio.gather(*(self._carried(contact, ordinal, event) for ordinal, event in written))

    async def _carried(self, contact: str, ordinal: int, event: Event) -> None:
        await self._pace()
        await asyncio.sleep(self._random.uniform(0, self.flow.shuffled))
        await self._say(contact, ordinal, event)

    async def _operator(self, contact: str) -> bool:
        event = self.dialect.operator(next(self._numbers), contact, "Hello", CLOCK.now())
        if not await self.post(event, lambda: self.stopping):
            return False
        self.operators.add(str(event["id"]))
        return True

    async def _say(self, contact: str, ordinal: int, event: Event) -> bool:
        if self.stopping or not await self.post(event, lambda: self.stopping):
            return False
        self.accepted[str(event["id"])] = Said(contact, ordinal, CLOCK.monotonic())
        if self._random.random() < self.flow.duplicates:
            task = asyncio.create_task(self._again(event))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
        return True

    async def _again(self, event: Event) -> None:
        await asyncio.sleep(self._random.uniform(0, self.flow.duplicate_within))
        if await self.post(event, lambda: self.stopping):
            self.repeated[str(event["id"])] += 1

    async def _pace(self) -> None:
        now = CLOCK.monotonic()
        turn = max(self._next, now - 0.1)
        self._next = turn + 1 / self.flow.rate
        if turn > now:
            await asyncio.sleep(turn - now)

    def _event(self, contact: str, ordinal: int) -> Event:
        at = CLOCK.now() - _AGES[self.moods[contact]]
        return self.dialect.message(next(self._numbers), contact, WORDS[ordinal - 1], at)

"""A house that counts: events decided as they are told, in two sets and two time zones, and figures asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk import Contact, ConversationOpened, Event, MessageReceived, StarterTapped
from frontdesk_server.runtime.bell import Bell, Bells
from frontdesk_server.runtime.deciding import Decider
from frontdesk_server.runtime.worker import Worker
from frontdesk_server.runtime.world import Places, Rulebooks
from frontdesk_server.store import Store, open_store
from frontdesk_server.store.common_clock import CommonClock
from frontdesk_server.store.figures import Asked, Period
from frontdesk_server.store.values import Arrival, Lease, Role
from tests.server.runtime.house import RECORD, TurnedClock, connections, engine

RULES = """
frontdesk: 1
message_sets:
  - name: Lyon
    establishments: {groups: [france]}
    channels: all
    welcome: {en: "Welcome"}
    absence: {en: "We are away."}
    privacy: {en: "Mind the notice."}
    starters:
      - {id: hours, title: {en: "Your hours?"}, answer: {en: "Nine to five"}}
      - {id: place, title: {en: "Where are you?"}, answer: {en: "{{ establishment.website }}"}}
    policy: {absence_repeat: each_closed_period, episode_idle: 2h}
  - name: Rest/of the world
    establishments: {groups: [asia]}
    channels: all
    welcome: {en: "Hello"}
    absence: {en: "Away"}
rules:
  - name: parrot/welcome
    on: message_received
    if: [{establishment: {groups: [asia]}}]
    do: [{send: {en: "Polly"}}, {offer_starters: [{id: cracker, title: {en: "A cracker?"}, answer: {en: "Here"}}]}]
  - name: cracker
    on: starter_tapped
    do: [{answer_starter: [{id: cracker, title: {en: "A cracker?"}, answer: {en: "Here"}}]}]
"""
SETS = ("Lyon", "Rest/of the world")
PLACES = ("lyon", "tokyo", "nowhere")
TOKYO = dict(RECORD) | {"id": "tokyo", "name": "Tokyo", "timezone": "Asia/Tokyo", "groups": ["asia"]}
RECORDS = (dict(RECORD) | {"groups": ["france", "europe"]}, TOKYO)
ZONES = {"lyon": ZoneInfo("Europe/Paris"), "tokyo": ZoneInfo("Asia/Tokyo")}
DAY = date(2026, 3, 4)


@dataclass
class Counting:
    """A worker without loops over a store: events are decided when they are told."""

    store: Store
    clock: TurnedClock
    worker: Worker
    leases: list[Lease]
    told: int = 0

    async def tell(self, *events: Event, account: str = "site") -> None:
        wired = connections()
        arrivals = [Arrival(account, wired.conversation(account, e.contact.address, e.attributes), e) for e in events]
        await self.store.log.append(arrivals)
        while await self.worker.step(self.leases):
            pass

    def event(self, kind: type[Event], contact: str = "ada", place: str = "lyon", **more: Any) -> Event:
        self.told += 1
        now = self.clock.now()
        common: dict[str, Any] = {"id": f"e{self.told}", "at": now, "received_at": now}
        return kind(contact=Contact(address=contact), attributes={"establishment": place}, **common, **more)

    async def count(self, most: int = 500) -> None:
        """Bring the figures up to date; on a shared database the first look only marks what was given out."""
        for _ in range(2):
            while await self.store.figures.tally.step(most):
                pass


async def counter(url: str) -> Counting:
    clock = TurnedClock()
    store = await open_store(url, clock, migrate=True, partitions=4)
    database = store.database
    database.own_time, database.common_clock = True, CommonClock(clock)  # also where machines share a database's clock
    await store.establishments.sync("test", RECORDS)
    brain = engine(RULES)
    decider = Decider(brain, connections(), Rulebooks(store.releases, brain), Places())
    worker = Worker(store.log, store, decider, outbox=Bell(), streams=Bells())
    leases = await store.leases(Role.WORKER, "me", timedelta(days=3650)).hold()
    return Counting(store, clock, worker, leases)


async def a_wednesday(house: Counting) -> None:
    """Ada is greeted in Lyon at 11:00 and asks for the hours; Bea at 11:00 as well; Cyd in Tokyo, 19:00 there."""
    await house.tell(house.event(ConversationOpened, "ada"), house.event(ConversationOpened, "bea"))
    await house.tell(house.event(MessageReceived, "cyd", "tokyo", text="Hello there"), account="phone")
    house.clock.turn(minutes=70)
    await house.tell(house.event(StarterTapped, "ada", starter="hours"))


def asked(since: date = DAY, until: date = DAY, **more: Any) -> Asked:
    return Asked(period=Period(since=since, until=until), **more)


async def totals(store: Store, which: Asked) -> dict[str, int]:
    found: Counter[str] = Counter()
    for _, kind, _, number in await store.figures.by_day(which):
        found[kind.value] += number
    return dict(found)

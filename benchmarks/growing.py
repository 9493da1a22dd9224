"""Growth: what an event costs while conversations, waiting events and waiting messages become many, on both stores.

In one process and without HTTP, so that nothing but engine and store is measured. What is there before is copied from
rows that the product itself wrote.
"""

from __future__ import annotations

import logging
import os
import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

import structlog
import uvloop
from load import KEY
from runtime_server import RULES, connections, record
from serving import databases
from sqlalchemy import Table, select, text

from frontdesk import (
    Contact,
    ConversationOpened,
    Event,
    Host,
    HttpCall,
    HttpReply,
    MessageReceived,
    compile_rulebook,
    load_documents,
)
from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime import Connections, Runtime, standard_engine
from frontdesk_server.store import Store, open_store
from frontdesk_server.store.bulk import Bulk
from frontdesk_server.store.statements import plain_insert
from frontdesk_server.store.tables import account_hold, conversation, decision, message, outbox, seen
from frontdesk_server.store.values import Arrival, Lease, Role

SIZES = (1_000, 20_000, 200_000)
STEPS = 10
"""Batches measured of each kind."""
PER_BATCH = 200
CHUNK = 2_000
NEVER = timedelta(days=1)
REFUSED = "refused"
CLOCK = SystemClock()


class Willing:
    """A platform that accepts at once."""

    async def call(self, call: HttpCall, account: str) -> HttpReply:  # noqa: ARG002
        return HttpReply(status=200, body=b'{"id": "p"}')


@dataclass
class House:
    """A store, and what works on it."""

    store: Store
    wired: Connections
    runtime: Runtime
    leases: Mapping[Role, Sequence[Lease]]

    def arrivals(self, events: Iterator[Event], number: int) -> list[Arrival]:
        """So many events, as they come to the inbox."""
        return [
            Arrival("phone", self.wired.conversation("phone", one.contact.address, one.attributes), one)
            for one in islice(events, number)
        ]

    async def append(self, events: Iterator[Event], number: int = PER_BATCH) -> None:
        """Put them in, in commits of the usual size."""
        for _ in range(number // PER_BATCH):
            await self.store.log.append(self.arrivals(events, PER_BATCH))

    async def decide(self, _events: Iterator[Event]) -> None:
        """Decide one batch."""
        assert await self.runtime.worker.step(self.leases[Role.WORKER]) == PER_BATCH

    async def send(self, _events: Iterator[Event]) -> None:
        """Send what is claimed in one go, and settle it."""
        await self.runtime.sender.step(self.leases[Role.SENDER])
        while self.runtime.sender.busy:
            await self.runtime.sender.came_back.wait(1.0)
            await self.runtime.sender.settle()

    async def decide_new(self, events: Iterator[Event]) -> None:
        """Put a batch in, and decide it."""
        await self.append(events)
        await self.decide(events)


@asynccontextmanager
async def house(url: str) -> AsyncIterator[House]:
    """A house over a new database; it works only when it is told to."""
    store = await open_store(url, CLOCK, migrate=True)
    await store.establishments.sync("bench", [record(0)])
    document = load_documents([("rules.yaml", RULES)])
    vocabulary, wired = Host.load().vocabulary, connections("")
    engine = standard_engine(lambda _: compile_rulebook(document, vocabulary, release=1))
    leases = {role: await store.leases(role, "bench", timedelta(hours=2)).hold() for role in Role}
    yield House(store, wired, Runtime(store, engine, wired, Willing()), leases)
    await store.close()


def written(first: str) -> Iterator[Event]:
    """New contacts who open the chat, and write when they are there."""
    number = 0
    while True:
        contact, now = Contact(address=f"{first}-{number // 2}", locale="fr"), CLOCK.now()
        about = {"id": f"{first}-{number}", "contact": contact, "at": now, "received_at": now}
        yield ConversationOpened(**about) if number % 2 == 0 else MessageReceived(**about, text="Bonjour")
        number += 1


def run() -> dict[str, dict[str, dict[str, float]]]:
    """Every figure of this part, printed as it is measured."""
    os.environ.setdefault("PHONE_KEY", KEY.decode())
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    results: dict[str, dict[str, dict[str, float]]] = {}
    with databases() as new:
        for store, database in new.items():
            for name, grow in GROWN.items():
                with database() as url:
                    found = uvloop.run(_measured(url, *grow))
                results[f"{name}, {store}"] = found
                shown = "  ".join(f"{what}={took:.0f}" for what, took in found.items())
                print(f"growth  {name}, {store}: us an event: {shown}  growth={_growth(found):.2f}")
    return results


def _growth(found: Mapping[str, float]) -> float:
    first, *_, last = found.values()
    return last / first


async def _measured(url: str, grow: Grow, step: Step) -> dict[str, float]:
    """Microseconds an event at each size, the median of some batches."""
    figures, there = {}, 0
    async with house(url) as home:
        for size in SIZES:
            await grow(home, there, size)
            there = size
            events, took = written(f"new{size}"), []
            await step(home, events)
            for _ in range(STEPS):
                begin = time.perf_counter()
                await step(home, events)
                took.append(time.perf_counter() - begin)
            figures[f"{size:,}"] = statistics.median(took) / PER_BATCH * 1e6
    return figures


# What there is, made many


async def more_conversations(home: House, there: int, size: int) -> None:
    """Conversations, each with two events decided, what was said, and their ids remembered."""
    if there == 0:
        await home.decide_new(written("first"))
    await _multiply(home.store, conversation, there, size, ("id",))
    for table, keys in ((decision, ("number",)), (message, ("number", "key")), (seen, ("id",))):
        await _multiply(home.store, table, 2 * there, 2 * size, keys)
    await _analyse(home.store)


async def more_waiting_events(home: House, there: int, size: int) -> None:
    """Events that nobody has decided yet."""
    await home.append(written(f"waiting{size}"), size - there)
    await _analyse(home.store)


async def more_waiting_messages(home: House, there: int, size: int) -> None:
    """Messages of an account on hold: its platform refuses the token, and nobody has given another one."""
    if there == 0:
        await home.decide_new(written("first"))
        hold = {"account": REFUSED, "since": CLOCK.now(), "reason": "expired", "probe_at": CLOCK.now() + NEVER}
        async with home.store.database.write() as link:
            await link.execute(account_hold.insert(), [hold])
    await _multiply(home.store, outbox, there, size, ("number", "key", "conversation"), account=REFUSED)
    await _analyse(home.store)


async def _multiply(store: Store, table: Table, there: int, size: int, keys: Sequence[str], **other: object) -> None:
    """Copies of a table's first row, each with keys of its own: those that are numbers lie below all real ones."""
    insert = Bulk(table, plain_insert(table))
    async with store.database.read() as link:
        like = dict((await link.execute(select(table).limit(1))).mappings()[0])
    for start in range(there, size, CHUNK):
        rows = [{**like, **_keys(number, keys), **other} for number in range(start, min(size, start + CHUNK))]
        async with store.database.write() as link:
            await link.run(lambda connection, rows=rows: insert.run(connection, rows))


def _keys(number: int, keys: Sequence[str]) -> dict[str, Any]:
    return {key: -number - 1 if key == "number" else os.urandom(16).hex() for key in keys}


async def _analyse(store: Store) -> None:
    """As autovacuum does, and SQLite's own care; it may take its time. Then all of it reaches the disk."""
    async with store.database.migrating() as link:
        await link.execute(text("ANALYZE"))
    os.sync()


async def send_new(home: House, events: Iterator[Event]) -> None:
    """Put a batch in, decide it, send the replies."""
    await home.decide_new(events)
    await home.send(events)


Grow = Callable[[House, int, int], Any]
Step = Callable[[House, Iterator[Event]], Any]
GROWN: dict[str, tuple[Grow, Step]] = {
    "conversations": (more_conversations, House.decide_new),
    "events that wait": (more_waiting_events, House.decide_new),
    "messages that wait": (more_waiting_messages, send_new),
}

if __name__ == "__main__":
    run()

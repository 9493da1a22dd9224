"""What a database holds after a run: every decision, every message of ours, what waits and what is parked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, delete, func, select

from frontdesk_server.store import Store, open_store
from frontdesk_server.store.migrating import revision_of
from frontdesk_server.store.tables import conversation, dead, decision, message, outbox, seen, timer
from tests.faults.waiting import CLOCK, DEADLINE, wait_for

T = TypeVar("T")


class Decided(NamedTuple):
    """One decision: `number` is the place of its event in the inbox."""

    number: int
    contact: str
    event: str
    trace: str


class Told(NamedTuple):
    """One message of ours as the journal has it."""

    key: str
    contact: str
    text: str
    status: str
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that a verdict is made from."""

    decided: list[Decided]
    told: list[Told]
    versions: dict[str, int]
    """How many events each contact's conversation has lived through, by its state."""
    seen: frozenset[str]
    """The keys of the events that are done, statuses too."""
    dead: int
    parked: int


def findings(database: str) -> Findings:
    """Read them."""
    return in_store(database, _read)


def in_store(database: str, work: Callable[[Store], Coroutine[object, object, T]]) -> T:
    """Do something with the store, from beside the servers."""

    async def opened() -> T:
        store = await open_store(database, CLOCK)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())


def settle(database: str, seconds: float = DEADLINE) -> None:
    """Wait until nothing waits any more, but for what is parked: everybody who can be answered is."""
    wait_for(lambda: not sum(_left(database).values()), lambda: f"nothing waits: {_left(database)}", seconds)


def _left(database: str) -> dict[str, int]:
    return in_store(database, waiting)


async def waiting(store: Store) -> dict[str, int]:
    """How many events wait, and how many messages, by their status."""
    by_status = select(outbox.c.status, func.count()).where(outbox.c.status != "parked").group_by(outbox.c.status)
    return {"inbox": await store.log.waiting()} | {row[0]: row[1] for row in await _rows(store, by_status)}


async def timers(store: Store) -> int:
    """How many timers are set."""
    return int((await _rows(store, select(func.count()).select_from(timer)))[0][0])


async def forget_timers(store: Store) -> None:
    """Let none fire that is not due yet."""
    async with store.database.write() as link:
        await link.execute(delete(timer).where(timer.c.due > store.database.now()))


async def revision(store: Store) -> str:
    """The revision of its tables."""
    return await revision_of(store.database)


async def _rows(store: Store, wanted: Select[Any]) -> list[Any]:
    async with store.database.read() as link:
        return list(await link.execute(wanted))


async def _read(store: Store) -> Findings:
    people = {row.id: row.contact for row in await _rows(store, select(conversation.c.id, conversation.c.contact))}
    decided = select(decision.c.number, decision.c.conversation, decision.c.event_id, decision.c.trace)
    told = select(message.c.key, message.c.conversation, message.c.text, message.c.status, message.c.detail)
    ours = told.where(message.c.key.is_not(None)).order_by(message.c.number)
    parked = select(func.count()).select_from(outbox).where(outbox.c.status == "parked")
    versions = select(conversation.c.contact, conversation.c.version)
    return Findings(
        decided=[
            Decided(number, people[id_], event, trace)
            for number, id_, event, trace in await _rows(store, decided.order_by(decision.c.number))
        ],
        told=[Told(key, people[id_], *rest) for key, id_, *rest in await _rows(store, ours)],
        versions={row.contact: row.version for row in await _rows(store, versions)},
        seen=frozenset(row.id for row in await _rows(store, select(seen.c.id))),
        dead=(await _rows(store, select(func.count()).select_from(dead)))[0][0],
        parked=(await _rows(store, parked))[0][0],
    )

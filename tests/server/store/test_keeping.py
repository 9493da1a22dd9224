"""How long things are kept: what is older goes in bites, what is needed stays, and so do the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from frontdesk import Arm, Publish, conversation_id
from frontdesk_server.store import Store, codec, keeping
from frontdesk_server.store.audit import COMMAND_LINE, Change
from frontdesk_server.store.common_clock import CommonClock
from frontdesk_server.store.forwarding import forward
from frontdesk_server.store.keeping import Keep, forget_old
from frontdesk_server.store.tables import alias, conversation, dead, decision, message, meta, stream
from frontdesk_server.store.values import Arrival, Claims, Role, Settled
from tests.server.runtime.house import TurnedClock
from tests.server.store.matter import NOW, arrival, decide, key, leases, outgoing, renamed, said

pytestmark = pytest.mark.anyio

SHORT = Keep(conversations=timedelta(days=20), dead_letters=timedelta(days=20), audit=timedelta(days=20))


class Later(CommonClock):
    """Stands where it was set, whatever the database tells."""

    def saw(self, instant: datetime) -> None:
        pass


@contextmanager
def days_later(store: Store, days: int = 25) -> Iterator[datetime]:
    """The clocks by which ages are told, so many days from now."""
    database = store.database
    real = database.clock, database.common_clock
    database.clock = TurnedClock(database.clock.now() + timedelta(days=days))
    database.common_clock = Later(database.clock)
    try:
        yield database.clock.now()
    finally:
        database.clock, database.common_clock = real


async def count(store: Store, *tables: Any) -> list[int]:
    async with store.database.read() as link:
        return [(await link.execute(select(func.count()).select_from(table))).number() for table in tables]


async def counted(store: Store) -> None:
    """The figures are as far as they can be: their cursor stands beyond every decision."""
    async with store.database.write() as link:
        await link.execute(delete(meta).where(meta.c.name == "figures"))
        await link.execute(insert(meta), [{"name": "figures", "value": str(10**9)}])


def today(store: Store, name: str, contact: str) -> Arrival:
    now = store.clock.now()
    found = arrival(name, contact)
    return found._replace(event=replace(found.event, at=now, received_at=now))


async def answered(store: Store, name: str, contact: str, *, ended: bool = True, timers: Sequence[Arm] = ()) -> None:
    """An event of today, decided and answered, with an entry of a stream."""
    what = {"saying": [outgoing(name, name, to=contact)], "published": Publish(body={}), "timers": timers}
    await decide(store, today(store, name, contact), **what)  # type: ignore[arg-type]
    if ended:
        await store.outbox.settle([Settled(key(name), 0, "sent")])


async def test_what_is_older_goes_in_bites_with_all_that_belongs_to_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_DECISIONS", keeping._DECISIONS.limit(2))
    monkeypatch.setattr(keeping, "_CONVERSATIONS", keeping._CONVERSATIONS.limit(2))
    for number in range(5):
        await answered(store, f"m{number}", f"contact-{number}")
    await decide(store, renamed(today(store, "m9", "new-name"), "contact-0"))
    await counted(store)
    with days_later(store):
        assert await forget_old(store.database, SHORT) == 11
    assert await count(store, conversation, decision, message, stream, alias) == [0, 0, 0, 0, 0]


async def test_what_is_not_old_stays(store: Store) -> None:
    await answered(store, "m1", "ada")
    await counted(store)
    with days_later(store, 15):
        assert await forget_old(store.database, SHORT) == 0
    assert await count(store, conversation, decision, message, stream) == [1, 1, 2, 1]


async def test_of_a_conversation_that_goes_on_the_old_part_goes(store: Store) -> None:
    await answered(store, "m1", "ada")
    await counted(store)
    with days_later(store) as now:
        later = today(store, "m2", "ada")
        assert later.event.at == now
        await decide(store, later, published=Publish(body={}))
        async with store.database.write() as link:  # a shared database has decided it by its own clock
            newest = select(func.max(decision.c.number)).scalar_subquery()
            await link.execute(update(decision).where(decision.c.number == newest).values(at=now))
        assert await forget_old(store.database, SHORT) == 1
    assert await count(store, conversation, decision, message, stream) == [1, 1, 1, 1]


async def test_a_decision_that_the_figures_have_not_counted_stays(store: Store) -> None:
    await answered(store, "m1", "ada")
    with days_later(store):
        assert await forget_old(store.database, SHORT) == 0
    assert await count(store, decision, conversation) == [1, 1]


async def test_what_something_waits_for_stays(store: Store) -> None:
    await answered(store, "m1", "unsent", ended=False)
    await answered(store, "m2", "timed", timers=[Arm(name="late", version=1, due=NOW + timedelta(days=900))])
    await answered(store, "m3", "writing")
    await store.log.append([today(store, "m4", "writing")])
    await counted(store)
    with days_later(store):
        await forget_old(store.database, SHORT)
    left = {line.contact for line in await store.journal.conversations()}
    assert left == {"unsent", "timed", "writing"}
    view = await store.journal.conversation(conversation_id("site", "unsent"))
    assert view is not None
    assert [one.text for one in view.messages] == ["m1"]


async def parked(store: Store, name: str, contact: str) -> Change:
    """A message of today that waits for somebody's word, and that word."""
    await answered(store, name, contact, ended=False)
    async with store.claiming(await leases(store, role=Role.SENDER)) as claiming:
        rows = await claiming.candidates(100, of_one=100)
        await claiming.save(Claims(sending=rows))
    await store.outbox.settle([Settled(rows[0].key, 1, "parked", not_before=store.clock.now())])
    return Change(actor=COMMAND_LINE, action="message.given_up", kind="message", subject=rows[0].key)


async def test_a_message_whose_word_came_late_goes_with_its_conversation(store: Store) -> None:
    word = await parked(store, "m1", "ada")
    await counted(store)
    with days_later(store):
        await forget_old(store.database, SHORT)
        assert await count(store, conversation, message) == [1, 1]
        assert await store.parked.drop(word.subject, word)
        await forget_old(store.database, SHORT)
    assert await count(store, conversation, message) == [0, 0]


async def test_a_message_whose_word_came_late_goes_from_a_conversation_that_goes_on(store: Store) -> None:
    word = await parked(store, "m1", "ada")
    await counted(store)
    with days_later(store):
        await forget_old(store.database, SHORT)
        assert await store.parked.drop(word.subject, word)
        await decide(store, today(store, "m2", "ada"))
    with days_later(store, 50):
        await decide(store, today(store, "m3", "ada"))
        await forget_old(store.database, SHORT)
        view = await store.journal.conversation(conversation_id("site", "ada"))
    assert view is not None
    assert key("m1") not in {one.key for one in view.messages}


async def test_what_nobody_forwards_any_more_is_not_kept_for_ever(store: Store) -> None:
    now = store.clock.now()
    row = {"part": 0, "account": "site", "key": key("f"), "body": '{"text":"my own words"}', "at": now}
    async with store.database.write() as link:
        await link.execute(insert(forward), [row | {"not_before": now}])
    with days_later(store, 15):
        assert await forget_old(store.database, SHORT) == 0
    with days_later(store):
        assert await forget_old(store.database, SHORT) == 1
    assert await count(store, forward) == [0]


async def test_dead_letters_and_the_audit_have_their_own_time(store: Store) -> None:
    now = store.clock.now()
    row = {"number": 7, "conversation": "0" * 32, "account": "site", "type": "MessageReceived", "event_id": "m1"}
    row |= {"event": codec.dump_event(said()), "error": "x", "release": 1, "at": now}
    async with store.database.write() as link:
        await link.execute(insert(dead), [row])
    change = Change(actor=COMMAND_LINE, action="a", kind="k", subject="s", groups=frozenset({"g"}))
    await store.audit.add(change)
    with days_later(store):
        assert await forget_old(store.database, replace(SHORT, audit=timedelta(days=30))) == 1
    assert await store.dead.count() == 0
    assert len(await store.audit.list()) == 1
    with days_later(store, 35):
        await forget_old(store.database, replace(SHORT, audit=timedelta(days=30)))
    assert await store.audit.list() == []


async def test_tidying_forgets_by_what_the_process_was_told(store: Store) -> None:
    await answered(store, "m1", "ada")
    await counted(store)
    with days_later(store, 390):
        await store.tidy()
        assert await count(store, conversation) == [1]
        await store.tidy(SHORT)
    assert await count(store, conversation) == [0]

"""Counting: whatever happened in whatever order, figures are a plain recount of the journal; nothing counts twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from frontdesk import (
    ConversationClosed,
    ConversationOpened,
    Event,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    Toggles,
)
from frontdesk_server.store.audit import COMMAND_LINE
from frontdesk_server.store.finding_traces import Whom
from frontdesk_server.store.log import inbox_row
from frontdesk_server.store.tables import decision as decision_table
from frontdesk_server.store.tables import inbox
from frontdesk_server.store.tally import Tally
from frontdesk_server.store.values import Arrival, partition_of
from tests.databases import make_database
from tests.server.runtime.house import connections
from tests.server.store.counting import PLACES, Counting, a_wednesday, asked, counter, totals
from tests.server.store.recount import stored, whole_journal

pytestmark = pytest.mark.anyio

# What happens: a kind of event, by whom, where, and after how many minutes; or the figures are brought up to date

_deeds = st.one_of(
    st.tuples(
        st.sampled_from(("open", "say", "hours", "place", "cracker", "operator", "close", "machine", "late")),
        st.sampled_from(("ada", "bea")),
        st.sampled_from(PLACES),
        st.sampled_from((0, 1, 30, 55, 130, 600)),
    ),
    st.tuples(st.just("count"), st.integers(1, 4)),
    st.tuples(st.just("toggle"), st.sampled_from((True, False)), st.sampled_from(PLACES[:2])),
)


async def happen(house: Counting, deeds: Sequence[tuple[Any, ...]]) -> None:
    for deed in deeds:
        match deed:
            case "count", most:
                await house.store.figures.tally.step(most)
            case "toggle", on, place:
                await house.store.toggles.set([place], Toggles(everything=on), author="t")
            case what, contact, place, minutes:
                house.clock.turn(minutes=minutes)
                await house.tell(made(house, what, contact, place))


def made(house: Counting, what: str, contact: str, place: str) -> Event:
    if what in ("hours", "place", "cracker"):
        return house.event(StarterTapped, contact, place, starter=what)
    if what == "operator":
        return house.event(OperatorReplied, contact, place, text="I am here")
    if what == "machine":
        return house.event(MessageReceived, contact, place, text="out of office", automatic="header")
    kinds: dict[str, type[Event]] = {"open": ConversationOpened, "close": ConversationClosed}
    if what in kinds:
        return house.event(kinds[what], contact, place)
    event = house.event(MessageReceived, contact, place, text="Hello there")
    if what == "late":
        object.__setattr__(event, "at", event.at - timedelta(hours=1))
    return event


@settings(max_examples=25, deadline=None)
@given(st.lists(_deeds, min_size=1, max_size=25))
def test_figures_are_a_plain_recount_of_the_journal(deeds: list[tuple[Any, ...]]) -> None:
    async def run() -> None:
        with TemporaryDirectory() as folder:
            house = await counter(f"sqlite:///{Path(folder) / 'desk.sqlite'}")
            try:
                await happen(house, deeds)
                await house.count(most=3)
                assert await stored(house.store) == await whole_journal(house.store)
            finally:
                await house.store.close()

    asyncio.run(run())


async def test_a_choice_counts_in_the_hour_in_which_its_episode_began(house: Counting) -> None:
    await a_wednesday(house)
    await house.count()
    chosen = {key[1:]: number for key, number in (await stored(house.store)).items() if key[5] in ("chose", "tapped")}
    assert chosen == {
        (11, "lyon", "Lyon", "site", "chose", "hours"): 1,
        (12, "lyon", "Lyon", "site", "tapped", "hours"): 1,
    }


async def test_counting_again_adds_nothing(house: Counting) -> None:
    await a_wednesday(house)
    await house.count()
    once = await stored(house.store)
    await house.count()
    assert await stored(house.store) == once != Counter()


async def test_a_decision_that_cannot_be_read_costs_itself_alone(house: Counting) -> None:
    await house.tell(house.event(ConversationOpened, "ada"))
    async with house.store.database.write() as link:
        await link.execute(update(decision_table).values(trace="[["))
    await house.tell(house.event(ConversationOpened, "bea"))
    await house.count()
    assert (await totals(house.store, asked()))["begun"] == 1


async def test_two_servers_that_count_at_once_count_each_decision_once(house: Counting) -> None:
    await a_wednesday(house)
    other = Tally(house.store.database)
    for _ in range(4):
        await asyncio.gather(house.store.figures.tally.step(2), other.step(2))
    await house.count()
    assert await stored(house.store) == await whole_journal(house.store)


def arriving(house: Counting, contact: str) -> Arrival:
    event = house.event(ConversationOpened, contact)
    return Arrival("site", connections().conversation("site", contact, event.attributes), event)


async def erase_bea(house: Counting) -> None:
    await house.store.erasing.erase(Whom(account="site", address="bea"), "ab" * 32, actor=COMMAND_LINE)


async def test_what_is_erased_is_counted_also_while_something_before_it_waits(house: Counting) -> None:
    waiting = inbox_row(Arrival("site", "0" * 32, house.event(MessageReceived, "cyd", text="Hello")), "0" * 32, 4)
    async with house.store.database.write() as link:
        await link.execute(insert(inbox), [waiting | {"part": 99}])  # nobody's for now
    await house.tell(house.event(ConversationOpened, "ada"), house.event(ConversationOpened, "bea"))
    await erase_bea(house)
    async with house.store.database.write() as link:
        await link.execute(delete(inbox))
    await house.count()
    assert await totals(house.store, asked()) == {"begun": 2, "greeted": 2, "offered": 2}


async def test_what_is_erased_after_it_was_read_for_counting_counts_once(house: Counting) -> None:
    await house.tell(house.event(ConversationOpened, "ada"), house.event(ConversationOpened, "bea"))
    tally = house.store.figures.tally
    async with house.store.database.read() as link:
        await link.run(lambda connection: tally._found(connection, 500))  # the first look of a shared database
        found = await link.run(lambda connection: tally._found(connection, 500))
    assert found.rows == 2
    await erase_bea(house)
    async with house.store.database.write() as link:
        assert not await link.run(lambda connection: tally._add(connection, found))
    await house.count()
    assert await totals(house.store, asked()) == {"begun": 2, "greeted": 2, "offered": 2}


async def test_what_waits_in_the_inbox_is_waited_for(house: Counting) -> None:
    first, second = arriving(house, "ada"), arriving(house, "bea")
    parts = [partition_of(arrival.conversation, 4) for arrival in (first, second)]
    assert parts[0] != parts[1]
    await house.store.log.append([first, second])
    await house.worker.step([lease for lease in house.leases if lease.part == parts[1]])
    await house.count()
    assert await totals(house.store, asked()) == {}
    await house.tell()
    await house.count()
    assert (await totals(house.store, asked()))["begun"] == 2


@pytest.mark.services
async def test_a_number_given_out_to_a_slow_transaction_is_waited_for(postgresql: str) -> None:
    house = await counter(await make_database(postgresql))
    try:
        late = arriving(house, "bea")
        async with house.store.database.write() as slow:
            await slow.execute(inbox.insert(), [inbox_row(late, late.conversation, 4)])
            await house.tell(house.event(ConversationOpened, "ada"))
            await house.count()
        await house.tell()
        await house.count()
        assert (await totals(house.store, asked()))["begun"] == 2
    finally:
        await house.store.close()

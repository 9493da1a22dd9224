"""Figures: whatever happened in whatever order, they are what a plain recount of the journal gives, and in scope."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from frontdesk import (
    Contact,
    ConversationClosed,
    ConversationOpened,
    Event,
    MessageReceived,
    OperatorReplied,
    StarterTapped,
    Toggles,
)
from frontdesk_server.rights import Scope
from frontdesk_server.runtime.bell import Bell, Bells
from frontdesk_server.runtime.deciding import Decider
from frontdesk_server.runtime.worker import Worker
from frontdesk_server.runtime.world import Places, Rulebooks
from frontdesk_server.store import JournalDecision, Store, open_store
from frontdesk_server.store.common_clock import CommonClock
from frontdesk_server.store.counting import Counted
from frontdesk_server.store.figures import Asked, Failure, Period
from frontdesk_server.store.journal import ConversationView
from frontdesk_server.store.log import inbox_row
from frontdesk_server.store.tables import decision as decision_table
from frontdesk_server.store.tables import inbox
from frontdesk_server.store.tally import Tally, tally
from frontdesk_server.store.values import Arrival, Claims, Lease, Role, Settled, partition_of
from tests.databases import make_database
from tests.server.runtime.house import RECORD, TurnedClock, connections, engine

pytestmark = pytest.mark.anyio

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
EVER = Period(since=date(2020, 1, 1), until=date(2030, 1, 1))
ZONES = {"lyon": ZoneInfo("Europe/Paris"), "tokyo": ZoneInfo("Asia/Tokyo")}


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


@pytest.fixture
async def house(url: str) -> AsyncIterator[Counting]:
    opened = await counter(url)
    yield opened
    await opened.store.close()


# The plain recount: from the messages that stand in the journal, and not from what the tally reads

Key = tuple[date, int, str, str, str, str, str]
REASONS = ("switched_off", "breaker_open", "breaker_opened", "automatic_sender", "operator_first", "operator_active")
WITHOUT = ("not_sent_missing_tag", "event_too_old", "route_unresolved")


def recount(view: ConversationView) -> Iterator[Key]:
    first: dict[int, JournalDecision] = {}
    open_to: dict[int, str] = {}
    chosen: set[int] = set()
    for decision in view.decisions:
        lines = {line.id: line for line in decision.trace}
        said = [m for m in view.messages if m.decision == decision.number and m.direction == "out" and m.rule]
        begins, goes_on = lines.get("episode_started"), lines.get("episode_continues")
        number = int(str((begins or goes_on).params["number"])) if begins or goes_on else 0  # type: ignore[union-attr]
        first.setdefault(number, decision)

        def key(kind: str, of: str, detail: str = "", at: JournalDecision = decision) -> Key:
            local = at.at.astimezone(ZONES.get(at.establishment or "", UTC))
            place = at.establishment or ""
            return (local.date(), local.hour, place, of, view.line.account, kind, detail)

        kinds = [(m.kind, _set(m.rule)) for m in said if m.kind != "privacy"]
        greeting = next(((k, s) for k, s in kinds if k in ("welcome", "absence")), None)
        answer = next((s for k, s in kinds if k == "answer"), None)
        wanted = answer is not None or "not_sent_missing_tag" in lines or "breaker_opened" in lines
        taps = "starter_recognised" in lines and wanted
        starter = str(lines["starter_recognised"].params["starter"]) if taps else ""
        of_starter = "" if starter == "cracker" else "Lyon"
        offer = next((_set(m.rule) for m in said if m.suggestions), None)
        silent = None if said else _silence(decision, bool(begins))
        if begins:
            yield key("begun", _speaker(kinds, silent, of_starter if taps else ""))
            if greeting:
                yield key("greeted", greeting[1], greeting[0])
        elif greeting and greeting[0] == "absence":
            yield key("absent", greeting[1])
        if answer is not None:
            yield key("answered", answer)
        if taps:
            yield key("tapped", of_starter, starter)
        if silent:
            yield key("silent", silent[1], silent[0])
        choice = offer if offer is not None else of_starter if taps else None
        if number and choice is not None:
            if number not in open_to:
                open_to[number] = choice
                yield key("offered", choice, at=first[number])
            if taps and number not in chosen:
                chosen.add(number)
                yield key("chose", open_to[number], starter, at=first[number])


def _set(rule: str) -> str:
    return next((name for name in SETS if rule.startswith(f"{name}/")), "")


def _speaker(kinds: Sequence[tuple[str, str]], silent: tuple[str, str] | None, of_starter: str) -> str:
    return kinds[0][1] if kinds else silent[1] if silent else of_starter


def _silence(decision: JournalDecision, begins: bool) -> tuple[str, str] | None:
    if decision.type not in ("ConversationOpened", "MessageReceived", "StarterTapped"):
        return None
    for line in decision.trace:
        if line.id in (*REASONS, *WITHOUT):
            return line.id, _set(str(line.params.get("rule", "")))
    if not begins:
        return None
    return ("no_rules" if any(line.id == "no_rules" for line in decision.trace) else "no_rule_held"), ""


async def whole_journal(store: Store) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for line in await store.journal.conversations(limit=1000):
        view = await store.journal.conversation(line.id, limit=10_000)
        assert view is not None
        found.update(recount(view))
    return found


async def stored(store: Store) -> Counter[Key]:
    async with store.database.read() as link:
        rows = (await link.execute(tally.select())).all()
    return Counter({(date.fromordinal(row.day), *row[1:-1]): row.count for row in rows})


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


# Asking

DAY = date(2026, 3, 4)


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


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (asked(), {"begun": 3, "greeted": 3, "offered": 3, "chose": 1, "tapped": 1, "answered": 1}),
        (asked(establishment="tokyo"), {"begun": 1, "greeted": 1, "offered": 1}),
        (asked(group="europe"), {"begun": 2, "greeted": 2, "offered": 2, "chose": 1, "tapped": 1, "answered": 1}),
        (asked(message_set="Lyon"), {"begun": 2, "greeted": 2, "offered": 2, "chose": 1, "tapped": 1, "answered": 1}),
        (asked(account="phone"), {"begun": 1, "greeted": 1, "offered": 1}),
        (asked(scope=Scope(groups=frozenset(["asia"]))), {"begun": 1, "greeted": 1, "offered": 1}),
        (asked(scope=Scope(groups=frozenset(["asia"])), establishment="lyon"), {}),
        (asked(scope=Scope(groups=frozenset(["asia"])), group="france"), {}),
        (asked(scope=Scope(groups=frozenset())), {}),
        (asked(date(2026, 3, 5), date(2026, 3, 8)), {}),
    ],
)
async def test_figures_are_those_that_were_asked_for(house: Counting, which: Asked, expected: dict[str, int]) -> None:
    await a_wednesday(house)
    await house.count()
    assert await totals(house.store, which) == expected


async def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    assert Period(since=date(2026, 3, 9), until=date(2026, 3, 15)).before == Period(
        since=date(2026, 3, 2), until=date(2026, 3, 8)
    )


async def test_hours_and_days_are_those_of_each_establishment(house: Counting) -> None:
    house.clock.turn(hours=6)  # 16:00 in London, 17:00 in Lyon, and tomorrow in Tokyo
    await house.tell(house.event(ConversationOpened, "ada"), house.event(ConversationOpened, "cyd", "tokyo"))
    await house.count()
    found = await house.store.figures.greetings(asked(until=date(2026, 3, 5)))
    assert [(g.day.day, g.hour, g.greeting, g.number) for g in found] == [(4, 17, "welcome", 1), (5, 1, "absence", 1)]


async def test_sets_and_establishments_are_told_apart(house: Counting) -> None:
    await a_wednesday(house)
    await house.count()
    figures = house.store.figures
    begun = [(c.key, c.number) for c in await figures.by_establishment(asked()) if c.kind is Counted.BEGUN]
    assert sorted(begun) == [("lyon", 2), ("tokyo", 1)]
    assert await figures.sets(asked()) == ["Lyon", "Rest/of the world"]
    assert await figures.by_establishment(asked(), limit=1) == [
        c for c in await figures.by_establishment(asked()) if c.key == "lyon"
    ]
    assert {c.key for c in await figures.by_account(asked())} == {"site", "phone"}


async def test_failures_are_counted_by_cause_on_their_own_days(house: Counting) -> None:
    await a_wednesday(house)
    sender = await house.store.leases(Role.SENDER, "me").hold()
    async with house.store.claiming(sender) as claiming:
        rows = await claiming.candidates(10)
        await claiming.save(Claims(sending=[r for r in rows if r.account == "site"]))
    sent = [r for r in rows if r.account == "site"]
    await house.store.outbox.settle([Settled(r.key, r.attempt + 1, "failed", detail="no such contact") for r in sent])
    expected = [Failure("failed", "no such contact", 2)]
    figures = house.store.figures
    assert await figures.failures(asked()) == expected
    assert await figures.failures(asked(message_set="Lyon", group="france", account="site")) == expected
    assert await figures.failures(asked(scope=Scope(groups=frozenset(["asia"])))) == []
    assert await figures.failures(asked(message_set="Rest/of the world")) == []
    assert await figures.failures(asked(date(2026, 3, 5), date(2026, 3, 8))) == []


async def test_there_are_no_figures_before_the_first_day(house: Counting) -> None:
    assert await house.store.figures.first_day() is None
    await a_wednesday(house)
    await house.count()
    assert await house.store.figures.first_day() == DAY
    assert await house.store.figures.first_day(Scope(groups=frozenset())) is None

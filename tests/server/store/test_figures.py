"""Figures as they are asked for: by period, hour, place, set, account and cause, and in scope."""

from __future__ import annotations

from datetime import date

import pytest

from frontdesk import ConversationOpened
from frontdesk_server.rights import Scope
from frontdesk_server.store.counting import Counted
from frontdesk_server.store.figures import Asked, Failure, Period
from frontdesk_server.store.values import Claims, Role, Settled
from tests.server.store.counting import DAY, Counting, a_wednesday, asked, totals

pytestmark = pytest.mark.anyio


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
        rows = await claiming.candidates(10, of_one=10)
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

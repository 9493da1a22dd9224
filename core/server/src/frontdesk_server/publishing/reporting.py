"""Reports: the figures of a period put together as people read them, with the period before beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Final, NamedTuple

from frontdesk.diagnostics import Diagnostic
from frontdesk.rules import Rulebook
from frontdesk_server.rights import Scope
from frontdesk_server.store import Store, Wanted
from frontdesk_server.store.counting import Counted
from frontdesk_server.store.figures import Asked, Cell, Failure, Greeting, Period
from frontdesk_server.store.tally import zone_of_name

AWAY: Final = "absence"
LONGEST: Final = 400
"""Days of a period."""


class Totals:
    """What was counted, under one key or under all of them."""

    def __init__(self, counted: Iterable[tuple[Counted, str, int]] = ()) -> None:
        self._numbers: Counter[Counted] = Counter()
        self._away = 0
        for kind, detail, number in counted:
            self._numbers[kind] += number
            self._away += number if kind is Counted.GREETED and detail == AWAY else 0

    def __getitem__(self, kind: str) -> int:
        """How often that was counted."""
        return self._numbers[Counted(kind)]

    def __bool__(self) -> bool:
        """Whether anything was counted."""
        return bool(self._numbers)

    @property
    def greeted(self) -> int:
        """Conversations that began with a welcome or an absence message."""
        return self._numbers[Counted.GREETED]

    @property
    def away(self) -> int:
        """Those that began with the absence message."""
        return self._away

    @property
    def away_share(self) -> float | None:
        """Their share among those greeted."""
        return share(self._away, self.greeted)

    @property
    def choosing_share(self) -> float | None:
        """The share of conversations with starters in which one was chosen."""
        return share(self._numbers[Counted.CHOSE], self._numbers[Counted.OFFERED])

    @property
    def without_choice(self) -> int:
        """Conversations with starters in which none was chosen."""
        return self._numbers[Counted.OFFERED] - self._numbers[Counted.CHOSE]


class Day(NamedTuple):
    """The greetings of one day."""

    day: date
    welcome: int
    absence: int

    @property
    def greeted(self) -> int:
        """Both."""
        return self.welcome + self.absence


class Rank(NamedTuple):
    """A starter, how many conversations chose it first, and how often it was tapped in all."""

    message_set: str
    starter: str
    chosen: int
    tapped: int


class Hour(NamedTuple):
    """An hour of the week: how many conversations were greeted in it, and how many of them with the absence message."""

    greeted: int
    away: int

    @property
    def share(self) -> float | None:
        """The share of the absence message."""
        return share(self.away, self.greeted)


class Line(NamedTuple):
    """The totals under one key."""

    key: str
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a period."""

    asked: Asked
    totals: Totals
    before: Totals
    """Of as many days, just before."""
    days: Sequence[Day]
    ranking: Sequence[Rank]
    week: Sequence[Sequence[Hour]]
    """Monday to Sunday, each with its 24 hours."""
    failures: Sequence[Failure]
    silences: Sequence[tuple[str, int]]
    sets: Sequence[Line]
    establishments: Sequence[Line]

    @property
    def failed(self) -> int:
        """How many messages did not reach anybody."""
        return sum(failure.number for failure in self.failures)


async def report(store: Store, asked: Asked, *, places: int = 50) -> Report:
    """The report of a period; `places` is how many establishments it names, the busiest ones."""
    figures = store.figures
    counted = await figures.by_day(asked)
    greetings = await figures.greetings(asked)
    by_set = await figures.by_set(asked)
    return Report(
        asked=asked,
        totals=Totals((kind, detail, number) for _, kind, detail, number in counted),
        before=Totals((kind, detail, number) for _, kind, detail, number in await figures.by_day(asked.before)),
        days=_days(asked, greetings),
        ranking=_ranking(by_set),
        week=_week(greetings),
        failures=await figures.failures(asked),
        silences=_silences((kind, detail, number) for _, kind, detail, number in counted),
        sets=_lines(cell for cell in by_set if cell.key),
        establishments=_lines(cell for cell in await figures.by_establishment(asked, places) if cell.key),
    )


async def today(store: Store, scope: Scope, establishment: str | None = None) -> date:
    """The day that it is at an establishment, or where the first one of the scope is."""
    return store.clock.now().astimezone(await _zone(store, scope, establishment)).date()


async def _zone(store: Store, scope: Scope, establishment: str | None) -> tzinfo:
    if establishment is None:
        first = await store.establishments.find(Wanted(), scope, limit=1)
        establishment = first[0].id if first else ""
    found = await store.establishments.get(establishment)
    return zone_of_name(found.record.get("timezone") if found is not None else None)


def last_days(days: int, until: date) -> Period:
    """So many days, the last one being `until`."""
    return Period(since=until - timedelta(days=days - 1), until=until)


def problems_of(period: Period) -> list[Diagnostic]:
    """What is wrong with a period."""
    if period.days < 1:
        params = {"since": period.since.isoformat(), "until": period.until.isoformat()}
        return [Diagnostic(id="FD941", path="until", params=params)]
    if period.days > LONGEST:
        return [Diagnostic(id="FD942", path="since", params={"days": period.days, "most": LONGEST})]
    return []


def titles(rulebook: Rulebook, language: str) -> Mapping[tuple[str, str], str]:
    """What the starters of each message set are called in a language, else in their first one."""
    return {
        (rule.message_set or "", starter.id): starter.title.source(language)
        for rule in rulebook.rules
        for starter in rule.starters
    }


def share(part: int, whole: int) -> float | None:
    """A part of a whole, from 0 to 1; None where there is nothing to share."""
    return part / whole if whole else None


def _days(asked: Asked, greetings: Iterable[Greeting]) -> list[Day]:
    found: Counter[tuple[date, str]] = Counter()
    for greeting in greetings:
        found[greeting.day, greeting.greeting] += greeting.number
    period = asked.period
    every = (period.since + timedelta(days=step) for step in range(period.days))
    return [Day(day, found[day, "welcome"], found[day, AWAY]) for day in every]


def _week(greetings: Iterable[Greeting]) -> list[list[Hour]]:
    found: Counter[tuple[int, int, bool]] = Counter()
    for greeting in greetings:
        found[greeting.day.weekday(), greeting.hour, greeting.greeting == AWAY] += greeting.number
    return [
        [Hour(found[day, hour, True] + found[day, hour, False], found[day, hour, True]) for hour in range(24)]
        for day in range(7)
    ]


def _ranking(cells: Iterable[Cell]) -> list[Rank]:
    chosen: Counter[tuple[str, str]] = Counter()
    tapped: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        if cell.kind is Counted.CHOSE:
            chosen[cell.key, cell.detail] += cell.number
        elif cell.kind is Counted.TAPPED:
            tapped[cell.key, cell.detail] += cell.number
    ranks = [Rank(of, starter, chosen[of, starter], tapped[of, starter]) for of, starter in chosen.keys() | tapped]
    return sorted(ranks, key=lambda rank: (-rank.chosen, -rank.tapped, rank.message_set, rank.starter))


def _silences(counted: Iterable[tuple[Counted, str, int]]) -> list[tuple[str, int]]:
    found: Counter[str] = Counter()
    for kind, detail, number in counted:
        if kind is Counted.SILENT:
            found[detail] += number
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _lines(cells: Iterator[Cell]) -> list[Line]:
    found: dict[str, list[tuple[Counted, str, int]]] = {}
    for cell in cells:
        found.setdefault(cell.key, []).append((cell.kind, cell.detail, cell.number))
    lines = [Line(key, Totals(counted)) for key, counted in found.items()]
    return sorted(lines, key=lambda line: (-line.totals["begun"], line.key))

"""Random hours documents in the plain notation that the oracle reads, and instants worth asking of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from tests.engine.hours.documents_parts import holiday_policies, period, week

ZONES = sorted(available_timezones() - {"localtime"})  # some machines list what they are set to
CRONS = [
    {"open": "0 9 * * 1-5", "close": "0 18 * * 1-5"},
    {"open": "0 22 * * 5", "close": "0 4 * * 6"},
    {"open": "0 18 * * *", "close": "0 9 * * *"},
    {"open": "30 8,14 * * 2,4", "minutes": 150},
    {"open": "30 23 * * 6", "minutes": 240},
    {"match": "* 9-16 * * 1-5"},
    {"match": "* 0-1 * * *"},
    {"open": "0 8 * * 1", "close": "0 20 * * 5"},
]
CLOSED_YEAR = 400
FEASTS = [(1, 1), (1, 6), (2, 28), (5, 1), (7, 4), (7, 14), (8, 15), (10, 3), (11, 1), (12, 25), (12, 26), (12, 31)]
"""Days near which many countries have holidays, and where years begin and end."""


def seeded(seed: int) -> Random:
    """The randomness of one test case, the same in every run."""
    return Random(seed)  # noqa: S311 - nothing here is secret


def document(random: Random, zone: str, anchor: date) -> dict[str, Any]:
    """A schedule in this zone, with what is dated lying around the anchor."""
    doc: dict[str, Any] = {"timezone": zone}
    if random.random() < 0.9:
        doc["weekly"] = week(random)
    if random.random() < 0.25 or "weekly" not in doc:
        doc["cron"] = [window | validity(random, anchor) for window in random.sample(CRONS, random.randint(1, 2))]
    if random.random() < 0.6:
        doc["special"] = [special(random, anchor) for _ in range(random.randint(1, 4))]
    if random.random() < 0.3:
        doc["seasons"] = seasons(random, anchor)
    if random.random() < 0.35:
        doc["holidays"] = holiday_policies(random, anchor)
    if random.random() < 0.15:
        doc["status"] = status(random, anchor)
    if random.random() < 0.3:
        doc["spill"] = random.choice(["keep", "cut"])
    return doc


def special(random: Random, anchor: date) -> dict[str, Any]:
    """A special day near the anchor."""
    first = anchor + timedelta(days=random.randint(-3, 3))
    entry: dict[str, Any] = {"date": first.isoformat()}
    kind = random.random()
    if kind < 0.15:
        entry = {"date": first.isoformat()[5:]}
    elif kind < 0.4:
        entry = {"from": first.isoformat(), "to": (first + timedelta(days=random.choice([1, 2, 20]))).isoformat()}
    if random.random() < 0.4:
        mode = random.choice(["add", "remove"])
        return {**entry, "mode": mode, "hours": [period(random)]}
    if random.random() < 0.3:
        entry["source"] = random.choice(["a", "b"])
    said = random.choice([{"closed": True}, {"same_as_regular": True}, {"unknown": True}, None, None])
    return {**entry, **(said or {"hours": [period(random) for _ in range(random.randint(1, 2))]})}


def seasons(random: Random, anchor: date) -> list[dict[str, Any]]:
    """Seasons around the anchor, some within others; or school holidays among short ones."""
    if random.random() < 0.15:
        zone = {"country": "FR", "subdivision": random.choice(["Zone A", "Zone B", "Zone C"])}
        school = {random.choice(["during", "outside"]): zone, "weekly": week(random) or {"mon": "closed"}}
        return random.sample([school, season(random, anchor, longest=30)], 2)
    return [season(random, anchor) for _ in range(random.choice([1, 2, 2, 3, 4]))]


def season(random: Random, anchor: date, longest: int = 160) -> dict[str, Any]:
    """A season around the anchor, of one year or of all, some of them without a beginning or an end."""
    first = anchor - timedelta(days=random.choice([0, 1, 2, longest // 5, longest // 3]))
    last = anchor + timedelta(days=random.choice([0, 1, 2, longest // 5, longest * 2 // 3]))
    cut = 5 if random.random() < 0.5 else 0
    entry = {"from": first.isoformat()[cut:], "to": last.isoformat()[cut:]}
    if not cut and random.random() < 0.2:
        del entry[random.choice(["from", "to"])]
    return {**entry, "weekly": week(random) or {"mon": "closed"}}


def validity(random: Random, anchor: date) -> dict[str, str]:
    """The days on which a window of cron may start, where it has bounds."""
    if random.random() < 0.7:
        return {}
    cut = random.choice([0, 5])
    bounds = {"valid_from": anchor - timedelta(days=random.choice([0, 1, 40])),
              "valid_to": anchor + timedelta(days=random.choice([0, 1, 40]))}  # fmt: skip
    if not cut and random.random() < 0.4:
        del bounds[random.choice(list(bounds))]
    return {key: day.isoformat()[cut:] for key, day in bounds.items()}


def status(random: Random, anchor: date) -> Any:
    """A status that begins or ends near the anchor."""
    near = (anchor + timedelta(days=random.randint(-2, 3))).isoformat()
    before = (anchor - timedelta(days=random.choice([3, 30, CLOSED_YEAR + 10]))).isoformat()
    return random.choice(
        [
            "open",
            {"state": "temporarily_closed", "reopen": near},
            {"state": "temporarily_closed", "since": before, "reopen": near},
            {"state": "permanently_closed", "since": near},
            {"state": "opening_soon", "opening_date": near},
        ]
    )


@lru_cache(maxsize=1000)
def transitions(zone: str) -> list[int]:
    """The instants, to the hour, between 1975 and 2037 after which the offset of a zone is another."""
    info = ZoneInfo(zone)
    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1975, 2037))
    found: list[int] = []
    before = datetime.fromtimestamp(first, info).utcoffset()
    for second in range(first, last, 7 * 86_400):
        after = datetime.fromtimestamp(second, info).utcoffset()
        if after != before:
            found.append(_narrow(info, second - 7 * 86_400, second))
        before = after
    return found


def _narrow(info: ZoneInfo, low: int, high: int) -> int:
    before = datetime.fromtimestamp(low, info).utcoffset()
    while high - low > 60:
        middle = (low + high) // 2
        low, high = (middle, high) if datetime.fromtimestamp(middle, info).utcoffset() == before else (low, middle)
    return high


def anchor_of(random: Random, zone: str) -> int:
    """An instant to gather round: a change of the clocks if the zone has any, else any instant."""
    if random.random() < 0.2:
        month, day = random.choice(FEASTS)
        return int(datetime(random.randint(1975, 2036), month, day, 12, tzinfo=UTC).timestamp())
    changes = transitions(zone)
    if changes and random.random() < 0.8:
        return random.choice(changes)
    return int(datetime(random.randint(1975, 2036), random.randint(1, 12), 15, tzinfo=UTC).timestamp())


def instants(random: Random, anchor: int, count: int) -> Iterator[int]:
    """Instants near the anchor: mostly within hours and on the quarter, some to the second, some days away."""
    for _ in range(count):
        spread = random.choice([4 * 3600, 12 * 3600, 36 * 3600, 5 * 86_400])
        second = anchor + random.randint(-spread, spread)
        if random.random() < 0.6:
            second -= second % 900 - random.choice([0, 0, -1, 1])
        yield second

"""The parts of random hours documents: weeks, days, periods, and what holidays do."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
CALENDARS: list[dict[str, Any]] = [
    *({"country": country} for country in ("FR", "DE", "US", "GB", "CL", "AU", "MA", "IT")),
    {"country": "FR", "subdivision": "57"},
    {"country": "FR", "subdivision": "974"},
    {"country": "FR", "subdivision": "Zone A", "categories": "school"},
    {"country": "DE", "subdivision": "BW"},
    {"country": "DE", "subdivision": "BY", "categories": ["catholic", "public"]},
    {"country": "GB", "subdivision": "ENG", "observed": False},
    {"country": "US", "subdivision": "CA", "categories": ["public", "government"]},
    {"country": "ES", "subdivision": "CT"},
    {"country": "AT", "categories": ["bank", "public"]},
]
FEAST_NAMES = ["Noël", "Erster Weihnachtstag", "Christmas Day", "New Year's Day", "Jour de l'an", "Neujahr"]


def week(random: Random) -> dict[str, Any]:
    """Some days of a week; the others are closed."""
    return {name: day(random) for name in NAMES if random.random() < 0.85}


def day(random: Random) -> Any:
    """The hours of a day: a word or some periods."""
    word = random.random()
    if word < 0.2:
        return random.choice(["closed", "unknown", "all_day", "open"])
    return [period(random) for _ in range(random.choice([1, 1, 2, 2, 3]))]


def period(random: Random) -> str:
    """A period, often around the hours at which clocks change, sometimes past midnight or for two days."""
    begin = random.choice([0, 0, 60, 90, 120, 135, 150, 180, 540, 840, 1200, 1320, 1380, random.randrange(0, 1440, 5)])
    size = random.choice([15, 30, 45, 60, 90, 120, 180, 240, 480, 600, 1440, 1800, random.randrange(5, 700, 5)])
    end = begin + size
    if end % 1440 == 1439:
        end += 1
    return f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"


def holiday_policies(random: Random, anchor: date) -> Any:
    """One policy, or several of which the first that names a day decides."""
    found = [holiday_policy(random, anchor) for _ in range(random.choice([1, 1, 1, 2]))]
    return found if len(found) > 1 or random.random() < 0.2 else found[0]


def holiday_policy(random: Random, anchor: date) -> dict[str, Any]:
    """What the holidays of a country do, with exceptions by date, by day of the year and by name."""
    policy = {**random.choice(CALENDARS), "behaviour": behaviour(random)}
    if random.random() < 0.4:
        near = (anchor + timedelta(days=random.randint(-2, 2))).isoformat()
        keys = random.sample([near, near[5:], random.choice(FEAST_NAMES)], random.randint(1, 2))
        policy["except"] = {key: behaviour(random) for key in keys}
    return policy


def behaviour(random: Random) -> Any:
    """What holidays do."""
    return random.choice(["closed", "regular", "unknown", {"as": random.choice(NAMES)}, [period(random)]])

"""A corpus of `opening_hours` texts, made anew from a seed: all of the grammar, about as often as maps have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
COMMENTS = ("by appointment", "ring; then wait", "only members", "sur rendez-vous", "a, b || c")
PLACES = (
    # zone, country, coordinates, the subdivision of its school holidays
    ("Europe/Paris", "FR", (48.85, 2.35), "Zone B"),
    ("Europe/Berlin", "DE", (52.52, 13.40), None),
    ("Europe/London", "GB", (51.50, -0.12), None),
    ("America/New_York", "US", (40.71, -74.00), None),
)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
CLOCKS_CHANGE = ((3, 29), (10, 25), (3, 8), (11, 1))
"""Of 2026, in Europe and in America."""
DISPUTED = {"GB": (12, 26), "US": (10, 12)}
"""Public holidays of 2026 that one of the two libraries has nationwide, and the other not."""
WINDOWS, IN_WINDOW = 2, 10
LATE = 0.03
"""How often the last minute of a day is asked for: some texts end there."""


class Case(NamedTuple):
    """One text, where it is from, and the instants at which it is asked."""

    text: str
    zone: str
    country: str
    coordinates: tuple[float, float] | None
    school: str | None
    instants: tuple[datetime, ...]


def cases(count: int, seed: int = 5) -> list[Case]:
    """This many cases, the same for one seed."""
    return [_case(Random(f"{seed}-{number}")) for number in range(count)]  # noqa: S311 - a corpus is no secret


def _case(rng: Random) -> Case:
    zone, country, coordinates, school = rng.choices(PLACES, (7, 1, 1, 1))[0]
    text = rng.choices(list(SHAPES), list(SHAPES.values()))[0](rng)
    placed = coordinates if rng.random() < 0.9 else None
    return Case(text, zone, country, placed, school, tuple(_instants(rng, ZoneInfo(zone), DISPUTED.get(country))))


def _instants(rng: Random, zone: ZoneInfo, disputed: tuple[int, int] | None) -> list[datetime]:
    """Instants of two stretches of two days, often where clocks change; the repeated hour is left out."""
    found: list[datetime] = []
    for window in range(WINDOWS):
        start = FIRST + timedelta(days=rng.randrange(360))
        if window == 0 and rng.random() < 0.5:
            start = datetime(2026, *rng.choice(CLOCKS_CHANGE), tzinfo=UTC) - timedelta(days=1)
        elif disputed is not None and rng.random() < 0.5:
            start = datetime(2026, *disputed, tzinfo=UTC)
        while len(found) < (window + 1) * IN_WINDOW:
            moment = (start + timedelta(minutes=rng.randrange(2 * 1440))).astimezone(zone)
            if rng.random() < LATE:
                moment = moment.replace(hour=23, minute=59)
            if moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset():
                found.append(moment)
    return found


# Pieces


def clock(rng: Random, first: int, last: int) -> str:
    """A time between two hours, mostly a full or half one."""
    minute = rng.choices((0, 30, 15, 45, 5, 59), (60, 25, 6, 5, 3, 1))[0]
    return f"{rng.randint(first, last):02}:{minute:02}"


def span(rng: Random) -> str:
    """A span within a day."""
    return f"{clock(rng, 6, 12)}-{rng.choices((clock(rng, 13, 22), '24:00'), (20, 1))[0]}"


def spans(rng: Random) -> str:
    """One span or two, seldom through the night."""
    night = f"{clock(rng, 17, 22)}-{rng.choice((clock(rng, 0, 5), f'{rng.randint(24, 29)}:00'))}"
    split = f"{clock(rng, 7, 10)}-{clock(rng, 11, 12)},{clock(rng, 13, 15)}-{clock(rng, 16, 20)}"
    return rng.choices((span(rng), split, night, "00:00-24:00"), (50, 35, 12, 2))[0]


def weekdays(rng: Random) -> str:
    """A range, a day, or several."""
    first, last = sorted(rng.sample(range(7), 2))
    many = ",".join(DAYS[day] for day in sorted(rng.sample(range(7), rng.randint(2, 3))))
    wrapped = f"{DAYS[last]}-{DAYS[first]}"
    usual = rng.choice(("Mo-Fr", "Mo-Sa", "Mo-Su", "Tu-Sa"))
    return rng.choices((usual, f"{DAYS[first]}-{DAYS[last]}", rng.choice(DAYS), many, wrapped), (50, 15, 15, 10, 3))[0]


def months(rng: Random) -> str:
    """Months, or days of the year."""
    first, last = sorted(rng.sample(MONTHS, 2), key=MONTHS.index)
    dated = f"{rng.choice(MONTHS)} {rng.randint(1, 28):02}"
    other = f"{rng.choice(MONTHS)} {rng.randint(1, 28):02}"
    return rng.choice((f"{first}-{last}", f"{last}-{first}", first, f"{first},{last}", f"{dated}-{other}", dated))


def week(rng: Random) -> str:
    """Rules for weekdays that follow each other through the week."""
    cut = rng.randint(1, 5)
    head = f"{DAYS[0]}-{DAYS[cut]} {spans(rng)}"
    rest = f"{DAYS[cut + 1]} {spans(rng)}"
    off = f"; {DAYS[6]} {rng.choice(('off', 'closed'))}" if cut < 5 and rng.random() < 0.3 else ""
    return rng.choices((f"{weekdays(rng)} {spans(rng)}", f"{head}; {rest}{off}"), (6, 4))[0]


def comment(rng: Random) -> str:
    """A word for people."""
    return f'"{rng.choice(COMMENTS)}"'


def sun(rng: Random) -> str:
    """A span that the sun decides."""
    return rng.choice(
        (
            "sunrise-sunset",
            "dawn-dusk",
            "(sunrise+01:00)-(sunset-00:30)",
            f"{clock(rng, 8, 10)}-sunset",
            "sunset-sunrise",
        )
    )


def holiday_rule(rng: Random) -> str:
    """What a public holiday brings."""
    return rng.choices(("PH off", "PH closed", f"PH {span(rng)}", "PH -1 day off", "PH,Su off"), (60, 10, 15, 3, 8))[0]


def odd_selector(rng: Random) -> str:
    """What no field of ours can say."""
    first = rng.randint(1, 26)
    return rng.choice(
        (
            f"{rng.choice(DAYS)}[{rng.choice((1, 2, 3, 4, -1))}]",
            f"week {first:02}-{first + rng.randint(1, 26):02} {weekdays(rng)}",
            f"week {first:02}-53/2 {rng.choice(DAYS)}",
            f"easter{rng.choice(('', ' +1 day', ' -2 days'))}",
            f"{rng.choice(MONTHS)} {rng.choice(DAYS)}[-1]-{rng.choice(MONTHS)} {rng.choice(DAYS)}[-1]",
        )
    )


def dated_rule(rng: Random) -> str:
    """A date, or a range of dates, of one year."""
    first = FIRST + timedelta(days=rng.randrange(350))
    last = first + timedelta(days=rng.randrange(1, 15))
    one = f"{first.year} {MONTHS[first.month - 1]} {first.day:02}"
    to = f"{last.year} {MONTHS[last.month - 1]} {last.day:02}"
    return f"{rng.choice((one, f'{one}-{to}'))} {rng.choice(('off', span(rng)))}"


SHAPES: dict[Callable[[Random], str], float] = {
    week: 40,
    lambda rng: rng.choice(("24/7", "24/7", "24/7; PH off", spans(rng), "off", "Mo-Su", "unknown")): 6,
    lambda rng: f"{week(rng)}; {holiday_rule(rng)}": 16,
    lambda rng: f"{weekdays(rng)},PH {spans(rng)}": 3,
    lambda rng: f"PH off; {week(rng)}": 1,
    lambda rng: f"{week(rng)}; {months(rng)} {rng.choice(('off', spans(rng), f'{weekdays(rng)} {spans(rng)}'))}": 6,
    lambda rng: f"{months(rng)} {week(rng)}": 3,
    lambda rng: f"{months(rng)} {weekdays(rng)} {spans(rng)}; {months(rng)} {weekdays(rng)} {spans(rng)}": 3,
    lambda rng: f"{week(rng)}; {dated_rule(rng)}": 3,
    lambda rng: f"{week(rng)}, {weekdays(rng)} {spans(rng)}": 3,
    lambda rng: f"{week(rng)}; {weekdays(rng)} {span(rng)} off": 1,
    lambda rng: f"{week(rng)}; {odd_selector(rng)} {rng.choice(('off', spans(rng)))}": 3,
    lambda rng: f"{odd_selector(rng)} {spans(rng)}": 2,
    lambda rng: f"{weekdays(rng)} {clock(rng, 7, 20)}+": 1,
    lambda rng: f"{weekdays(rng)} {clock(rng, 7, 12)}-23:59": 0.5,
    lambda rng: f"{weekdays(rng)} {spans(rng)} {comment(rng)}": 2,
    lambda rng: f"{week(rng)}; {weekdays(rng)} off {comment(rng)}": 1,
    lambda rng: f"{week(rng)}; {weekdays(rng)} {comment(rng)}": 0.5,
    comment: 0.7,
    lambda rng: f"{week(rng)} || {rng.choice((comment(rng), 'unknown', f'{weekdays(rng)} {spans(rng)}'))}": 1.5,
    lambda rng: f"{week(rng)}; {weekdays(rng)}{rng.choice(('', f' {span(rng)}'))} unknown": 1,
    lambda rng: f"{weekdays(rng)} {sun(rng)}": 1.5,
    lambda rng: f"{week(rng)}; SH {rng.choice(('off', span(rng), f'{weekdays(rng)} {span(rng)}'))}": 1.5,
    lambda rng: f"{weekdays(rng)} {span(rng)} , {clock(rng, 21, 22)}-{clock(rng, 23, 23)}": 0.6,
    lambda rng: f"{week(rng)}; {months(rng)} off; {holiday_rule(rng)}": 2,
}
"""Each shape, and how often it comes among about a hundred."""

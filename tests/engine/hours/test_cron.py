"""Cron windows: the compiled form says what croniter says, in all three forms."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from random import Random
from subprocess import run
from typing import Any

import pytest
from croniter import CroniterBadDateError, croniter

from frontdesk.hours import Schedule, check_hours, load_hours
from frontdesk.hours.cron_reader import read_times
from frontdesk.hours.place import Place
from tests.engine.hours.documents import seeded

TICK = timedelta(microseconds=1)
EXPRESSIONS = [
    "0 9 * * 1-5",
    "30 8,14 * * mon,wed",
    "0 9 * * 5-1",
    "0 9 * * 0",
    "0 9 * * 7",
    "0 9 * * 1#2",
    "0 9 * * 5#1,5#3",
    "0 9 * * L5",
    "0 9 L * *",
    "0 9 15W * *",
    "0 9 1W * *",
    "0 9 31W 1,5 *",
    "0 9 1,15 * *",
    "0 9 13 * 5",
    "0 9 13 * 1#2",
    "0 9 29 2 *",
    "0 9 31 * *",
    "0 9 */10 * *",
    "0 9 1-7 * mon",
    "*/20 8-10 * jan,jul 2",
    "0 0 1 1 *",
    "@daily",
    "@weekly",
    "15 10 ? * 6",
    "0 9 * * 1-5 0 2027",
]


def compiled(expression: str, *, day_or: bool = True) -> Any:
    place = Place(path="", found=[])
    times = read_times(place, expression, day_or=day_or)
    assert not place.found
    assert times is not None
    return times


@pytest.mark.parametrize("day_or", [True, False])
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_compiled_expressions_fire_when_croniter_fires(expression: str, day_or: bool) -> None:
    times = compiled(expression, day_or=day_or)
    start = datetime(2026, 11, 1)
    last = start + timedelta(days=800)
    wanted = []
    walk = croniter(expression, start - TICK, ret_type=datetime, day_or=day_or)
    while True:
        try:
            found = walk.get_next()
        except CroniterBadDateError:
            break
        if found >= last:
            break
        wanted.append(found)
    days = [start + timedelta(days=n) for n in range(800)]
    assert [day + timedelta(minutes=m) for day in days if times.on(day.date()) for m in times.minutes] == wanted


def random_expression(random: Random) -> str:
    def field(first: int, last: int, star: float) -> str:
        if random.random() < star:
            return "*"
        low = random.randint(first, last)
        return random.choice([str(low), f"{low}-{random.randint(low, last)}", f"{low},{random.randint(first, last)}"])

    minute, hour = random.choice(["0", "15", "30", "*/20"]), field(0, 23, 0.1)
    return " ".join([minute, hour, field(1, 28, 0.7), field(1, 12, 0.8), field(0, 6, 0.4)])


@pytest.mark.parametrize("seed", range(60))
def test_random_expressions_fire_when_croniter_fires(seed: int) -> None:
    expression = random_expression(seeded(seed))
    times = compiled(expression)
    walk = croniter(expression, datetime(2026, 1, 1) - TICK, ret_type=datetime)
    for _ in range(60):
        found = walk.get_next()
        assert times.on(found.date()), expression
        assert found.hour * 60 + found.minute in times.minutes
    fired = {walk.get_prev().date() for _ in range(59)}
    for day in (date(2026, 1, 1) + timedelta(days=n) for n in range((max(fired) - date(2026, 1, 1)).days)):
        assert times.on(day) == croniter_fires(expression, day), (expression, day)


def croniter_fires(expression: str, day: date) -> bool:
    midnight = datetime(day.year, day.month, day.day)
    return croniter(expression, midnight - TICK, ret_type=datetime).get_next() < midnight + timedelta(days=1)


def schedule(**window: Any) -> Schedule:
    return load_hours({"timezone": "UTC", "cron": [window]})


def utc(moment: datetime) -> datetime:
    return datetime.fromisoformat(f"{moment.isoformat()}+00:00")


def moments(seed: int, count: int = 150) -> list[datetime]:
    random = seeded(seed)
    start = datetime(2026, 11, 20)
    found = [start + timedelta(seconds=random.randint(0, 120 * 86_400)) for _ in range(count)]
    return [moment.replace(second=random.choice([0, 0, 59, moment.second])) for moment in found]


PAIRS = [
    ("0 9 * * 1-5", "0 18 * * 1-5"),
    ("0 22 * * 5", "0 4 * * 6"),
    ("0 18 * * *", "0 9 * * *"),
    ("0 8 * * 1", "0 20 * * 5"),
    ("0,30 9 * * *", "0 12,17 * * *"),
    ("0 9 * * *", "0 9,18 * * 1-5"),
    ("0 9 1 * *", "0 9 15 * *"),
    ("0 9 1 * *", "0 21 8 * *"),
    ("*/15 * * * *", "0 3 * * 0"),
]


@pytest.mark.parametrize(("opens", "closes"), PAIRS)
def test_open_and_close_is_the_later_of_the_last_opening_and_the_last_closing(opens: str, closes: str) -> None:
    hours = schedule(open=opens, close=closes)
    for moment in moments(1):
        opened = croniter(opens, moment + TICK, ret_type=datetime).get_prev()
        closed = croniter(closes, moment + TICK, ret_type=datetime).get_prev()
        wanted = opened > closed and moment < opened + timedelta(days=7)
        assert (hours.at(utc(moment)).state == "open") == wanted, moment


@pytest.mark.parametrize("expression", ["0 9 * * 1-5", "45 23 * * *", "0 9 * * 1#2", "*/10 9 * * *"])
@pytest.mark.parametrize("minutes", [5, 90, 600, 3000])
def test_open_for_minutes_lasts_from_each_opening(expression: str, minutes: int) -> None:
    hours = schedule(open=expression, minutes=minutes)
    for moment in moments(2):
        opened = croniter(expression, moment + TICK, ret_type=datetime).get_prev()
        assert (hours.at(utc(moment)).state == "open") == (moment < opened + timedelta(minutes=minutes)), moment


@pytest.mark.parametrize("expression", ["* 9-17 * * 1-5", "*/15 9-17 * * 1-5", "* 0,23 * * *", "30-44 * 1-15 * *"])
def test_minute_match_is_what_croniter_matches(expression: str) -> None:
    hours = schedule(match=expression)
    for moment in moments(3):
        assert (hours.at(utc(moment)).state == "open") == croniter.match(expression, moment), moment


@pytest.mark.parametrize("name", ["Europe/Paris", "America/New_York"])
def test_in_a_zone_croniter_and_the_compiled_form_agree_outside_the_repeated_hour(name: str) -> None:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(name)
    hours = load_hours({"timezone": name, "cron": [{"match": "* 1-3 * * *"}]})
    first = datetime(2026, 3, 7, tzinfo=ZoneInfo("UTC"))
    for step in range(0, 30 * 24 * 60, 37):
        moment = (first + timedelta(minutes=step)).astimezone(zone)
        assert (hours.at(moment).state == "open") == croniter.match("* 1-3 * * *", moment), moment


def test_a_gap_fires_at_its_end_as_croniter_does() -> None:
    from zoneinfo import ZoneInfo

    hours = load_hours({"timezone": "Europe/Paris", "cron": [{"open": "30 2 * * *", "minutes": 60}]})
    start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Paris"))
    fires = croniter("30 2 * * *", start, ret_type=datetime).get_next()
    assert hours.next_opening(start) == fires
    assert fires.isoformat() == "2026-03-29T03:00:00+02:00"


def test_a_fold_opens_once_where_croniter_fires_twice() -> None:
    hours = load_hours({"timezone": "Europe/Paris", "cron": [{"open": "30 2 * * *", "minutes": 10}]})
    opening = hours.next_opening(datetime.fromisoformat("2026-10-24T12:00Z"))
    assert opening is not None
    assert opening.isoformat() == "2026-10-25T02:30:00+02:00"
    following = hours.next_opening(datetime.fromisoformat("2026-10-25T00:45Z"))
    assert following is not None
    assert following.isoformat() == "2026-10-26T02:30:00+01:00"


@pytest.mark.parametrize("expression", ["*/15 9-17 * * 1-5", "0 9-17 * * 1-5"])
def test_a_match_of_single_minutes_is_warned_of(expression: str) -> None:
    found = check_hours({"timezone": "UTC", "cron": [{"match": expression}]})
    assert [(item.id, item.severity) for item in found] == [("FD129", "warning")]


@pytest.mark.parametrize(
    "window",
    [{"open": "0 9 * * *"}, {"close": "0 9 * * *"}, {}, {"match": "* 9 * * *", "minutes": 3},
     {"open": "0 9 * * *", "close": "0 18 * * *", "minutes": 9}],
)  # fmt: skip
def test_a_window_of_no_known_form_is_refused(window: dict[str, Any]) -> None:
    assert [item.id for item in check_hours({"timezone": "UTC", "cron": [window]})] == ["FD130"]


def test_a_window_is_bounded_by_its_dates() -> None:
    hours = schedule(open="0 22 * * *", minutes=240, valid_from="2026-12-01", valid_to="2026-12-02")
    assert hours.at(datetime.fromisoformat("2026-12-03T01:00Z")).state == "open"
    assert hours.next_opening(datetime.fromisoformat("2026-12-02T23:00Z")) is None
    assert hours.next_opening(datetime.fromisoformat("2026-11-02T23:00Z")) == datetime.fromisoformat(
        "2026-12-01T22:00Z"
    )


def test_a_window_is_bounded_by_days_of_every_year() -> None:
    hours = schedule(open="0 9 * * *", minutes=60, valid_from="12-30", valid_to="01-02")
    assert hours.next_opening(datetime.fromisoformat("2027-01-02T12:00Z")) == datetime.fromisoformat(
        "2027-12-30T09:00Z"
    )
    assert hours.at(datetime.fromisoformat("2028-01-02T09:30Z")).state == "open"
    mixed = {"match": "* 9 * * *", "valid_from": "12-30", "valid_to": "2028-01-02"}
    assert [item.id for item in check_hours({"timezone": "UTC", "cron": [mixed]})] == ["FD111"]


def test_deciding_does_not_load_the_cron_library() -> None:
    code = (
        "import sys; from datetime import *; from frontdesk.hours import load_hours;"
        "s = load_hours({'timezone': 'Europe/Paris', 'weekly': {'mon-fri': '9-12'}});"
        "s.at(datetime(2026, 1, 1, tzinfo=timezone.utc));"
        "print([m for m in ('croniter', 'holidays', 'dateutil', 'pydantic') if m in sys.modules])"
    )
    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_croniter_is_not_called_when_an_event_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    hours = schedule(open="0 7 * * 1-5", close="0 19 * * 1-5")
    monkeypatch.setattr(croniter, "__init__", lambda *_, **__: pytest.fail("croniter was called"))
    for moment in moments(4, 20):
        hours.at(utc(moment))
        hours.next_opening(utc(moment))

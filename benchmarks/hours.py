"""Hours: G4 (at, next_opening, against one `fromtimestamp` and opening-hours-py) and G5's share (memory)."""

from __future__ import annotations

import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.hours import Schedule, State, load_hours

ZONE = "Europe/Paris"
OFFICE = {"mon-fri": ["09:00-12:00", "14:00-18:00"]}
DOCUMENT = {"timezone": ZONE, "weekly": OFFICE}
OSM = "Mo-Fr 09:00-12:00,14:00-18:00"
START = datetime(2026, 11, 23, tzinfo=UTC)
SIX_ZONES = ("Europe/Paris", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")
MINUTES = 1_002_240 // len(SIX_ZONES)
ESTABLISHMENTS = 100_000
DISTINCT = 5_000


def run() -> dict[str, Any]:
    """All figures, printed as they come."""
    return {"speed": speed(), "minutes": minutes(), "memory": memory()}


def microseconds(calls: dict[str, Callable[[], object]], rounds: int = 200, size: int = 500) -> dict[str, float]:
    """The median time of each call, measured in turns so that a busy moment of the machine meets all of them."""
    found: dict[str, list[float]] = {label: [] for label in calls}
    for _ in range(rounds):
        for label, call in calls.items():
            begin = time.perf_counter_ns()
            for _ in range(size):
                call()
            found[label].append((time.perf_counter_ns() - begin) / size / 1_000)
    return {label: statistics.median(times) for label, times in found.items()}


def moments(days: float) -> list[datetime]:
    """Random instants within some days, the same in every run."""
    source = random.Random(7)
    return [START + timedelta(seconds=source.random() * days * 86_400) for _ in range(4_000)]


def calls(spread: list[datetime], schedule: Schedule) -> dict[str, Callable[[], object]]:
    """What is measured, each walking through the same instants."""
    from opening_hours import OpeningHours

    zone = ZoneInfo(ZONE)
    peer = OpeningHours(OSM, timezone=zone)
    utc, local = cycle(spread), cycle([moment.astimezone(zone) for moment in spread])
    seconds = cycle([moment.timestamp() for moment in spread])
    return {
        "an empty call": lambda: next(utc),
        "fromtimestamp(t, ZoneInfo)": lambda: datetime.fromtimestamp(next(seconds), zone),
        "at": lambda: schedule.at(next(utc)),
        "at, instant in the zone": lambda: schedule.at(next(local)),
        "next_opening": lambda: schedule.next_opening(next(utc)),
        "opening-hours-py is_open": lambda: peer.is_open(next(local)),
        "opening-hours-py state": lambda: peer.state(next(local)),
        "opening-hours-py next_change": lambda: peer.next_change(next(local)),
    }


def speed() -> dict[str, dict[str, float]]:
    """G4: microseconds for instants of one day, of a week, of a year; and what the first answer costs."""
    results: dict[str, dict[str, float]] = {}
    for name, days in (("one day", 1.0), ("a week", 7.0), ("400 days", 400.0)):
        schedule = load_hours(DOCUMENT)
        measured = calls(moments(days), schedule)
        microseconds(measured, 1)
        found = microseconds(measured)
        empty = found.pop("an empty call")
        found = {label: round(took - empty, 3) for label, took in found.items()}
        found["at / fromtimestamp"] = round(found["at"] / found["fromtimestamp(t, ZoneInfo)"], 2)
        found["at / opening-hours-py is_open"] = round(found["at"] / found["opening-hours-py is_open"], 2)
        results[name] = found
        show(f"G4, random instants within {name} (us)", found)
    results["first"] = first_answers()
    show("load and first answers (us)", results["first"])
    return results


def first_answers() -> dict[str, float]:
    """What a document costs before its answers are kept."""
    kept = [{**DOCUMENT, "special": [{"date": (START + timedelta(days=n)).date(), "closed": True}]} for n in range(300)]
    begin = time.perf_counter_ns()
    schedules = [load_hours(document) for document in kept]
    loaded = time.perf_counter_ns()
    again = [load_hours(document) for document in kept]
    shared = time.perf_counter_ns()
    for schedule in schedules:
        schedule.at(START)
    asked = time.perf_counter_ns()
    assert all(one is two for one, two in zip(schedules, again, strict=True))
    figures = {"load": loaded - begin, "load, known": shared - loaded, "first at": asked - shared}
    return {label: round(took / len(kept) / 1_000, 1) for label, took in figures.items()}


def minutes() -> dict[str, int]:
    """G4: every minute of four months around a change of clocks, against brute force; wrong ones are counted."""
    wrong = 0
    for zone in SIX_ZONES:
        schedule, info = load_hours({**DOCUMENT, "timezone": zone}), ZoneInfo(zone)
        begin = int(datetime(2026, 8, 20, tzinfo=UTC).timestamp())
        for second in range(begin, begin + MINUTES * 60, 60):
            local = datetime.fromtimestamp(second, info)
            past = local.hour * 60 + local.minute
            wanted = local.weekday() < 5 and (540 <= past < 720 or 840 <= past < 1080)
            wrong += (schedule.at(datetime.fromtimestamp(second, UTC)).state is State.OPEN) != wanted
    found = {"minutes": MINUTES * len(SIX_ZONES), "wrong": wrong}
    show("G4, against brute force", found)
    return found


def document(number: int) -> dict[str, Any]:
    """One of 5,000 distinct documents: other hours, two special days, a zone."""
    opens, closes = 420 + number % 20 * 15, 960 + number // 20 % 25 * 15
    hours = f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"
    day = (START + timedelta(days=number // 500 * 3)).date().isoformat()
    special = [{"date": day, "closed": True}, {"date": "12-24", "hours": ["09:00-16:00"], "label": "Veille"}]
    return {"timezone": SIX_ZONES[number % 5], "weekly": {"mon-fri": [hours], "sat": "10:00-13:00"}, "special": special}


def memory() -> dict[str, float]:
    """G5: bytes per establishment for hours, 100,000 establishments with 5,000 distinct documents, all asked."""
    load_hours(document(0)).at(START)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    schedules = [load_hours(document(number % DISTINCT)) for number in range(ESTABLISHMENTS)]
    gc.collect()
    loaded = tracemalloc.get_traced_memory()[0] - before
    for schedule in schedules:
        schedule.at(START)
        schedule.next_opening(START)
    gc.collect()
    asked = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    distinct = len({id(schedule) for schedule in schedules})
    found = {
        "distinct": distinct,
        "loaded, bytes per establishment": round(loaded / ESTABLISHMENTS),
        "asked, bytes per establishment": round(asked / ESTABLISHMENTS),
        "asked, bytes per distinct document": round(asked / distinct),
    }
    show("G5, hours", found)
    return found


def show(title: str, figures: dict[str, Any]) -> None:
    """Print some figures below each other."""
    print(f"\n{title}")
    for label, figure in figures.items():
        print(f"  {label:38} {figure:>12,}")


if __name__ == "__main__":
    run()

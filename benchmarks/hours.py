"""Hours: G4 (at, next_opening, against one `fromtimestamp` and opening-hours-py), G5's share (memory), calendars."""

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

from frontdesk import establishment_from
from frontdesk.calendars import HoursCalendar
from frontdesk.hours import Schedule, State, calendar_of, load_hours

ZONE = "Europe/Paris"
OFFICE = {"mon-fri": ["09:00-12:00", "14:00-18:00"]}
DOCUMENT = {"timezone": ZONE, "weekly": OFFICE}
OSM = "Mo-Fr 09:00-12:00,14:00-18:00"
START = datetime(2026, 11, 23, tzinfo=UTC)
SIX_ZONES = ("Europe/Paris", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")
MINUTES = 1_002_240 // len(SIX_ZONES)
ESTABLISHMENTS = 100_000
DISTINCT = 5_000
AT_MOST = 3  # times one `fromtimestamp`: G4
BYTES = 700  # for hours and compiled rules together: G5


def run() -> dict[str, Any]:
    """All figures, printed as they come."""
    found = {"speed": speed(), "minutes": minutes(), "memory": memory(), "year": year(), "kinds": kinds()}
    found["budgets"] = budgets(found)
    return found


def budgets(found: dict[str, Any]) -> dict[str, str]:
    """G4 and G5 of `facts/runtime.md`, each with what was measured and whether that is within."""
    spreads = [found["speed"][name] for name in ("one day", "a week", "400 days")]
    clock = max(one["at / fromtimestamp"] for one in spreads)
    peer = max(one["at / opening-hours-py is_open"] for one in spreads)
    wrong = found["minutes"]["wrong"]
    size = found["memory"]["asked, bytes per establishment"]
    told = {
        f"G4 at <= {AT_MOST} fromtimestamp": (clock <= AT_MOST, f"{clock} at the most"),
        "G4 at faster than opening-hours-py": (peer < 1, f"{peer} of its time at the most"),
        "G4 no minute wrong": (wrong == 0, f"{wrong} wrong"),
        f"G5 <= {BYTES} bytes per establishment": (size <= BYTES, f"{size:,} for hours alone"),
    }
    shown = {name: f"{'met' if met else 'NOT MET'}: {measured}" for name, (met, measured) in told.items()}
    show("budgets", shown)
    return shown


def year() -> dict[str, float]:
    """What the calendar of a year costs, in milliseconds, by what the hours are; and what is made of it."""
    documents = {
        "office hours": DOCUMENT,
        "with French holidays": {**DOCUMENT, "holidays": {"country": "FR", "language": "fr"}},
        "nights, seasons and special days": document(7) | {"weekly": {"daily": ["18:00-02:00"]}},
        "always open": {"timezone": ZONE, "weekly": "24/7"},
    }
    found: dict[str, float] = {}
    for name, given in documents.items():
        schedule = load_hours(given)
        found[f"calendar, {name}"] = min(year_of(schedule) for _ in range(5))
    made = HoursCalendar(
        establishment="a", name="A", kind="opening", calendar=calendar_of(load_hours(DOCUMENT), START.date(), 365)
    )
    found["as text"] = milliseconds(made.text)
    found["as JSON"] = milliseconds(made.as_json)
    found["as iCalendar"] = milliseconds(lambda: made.file(START).text())
    show("a year of one establishment (ms)", found)
    return found


def year_of(schedule: Schedule) -> float:
    """How long the calendar of a year takes."""
    return milliseconds(lambda: calendar_of(schedule, START.date(), 365))


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    begin = time.perf_counter_ns()
    call()
    return round((time.perf_counter_ns() - begin) / 1_000_000, 2)


def kinds() -> dict[str, float]:
    """Hours of further kinds: what asking costs, once and again; and a sentence (us)."""
    record = {
        "id": "a",
        "name": "A",
        "timezone": ZONE,
        "opening_hours": {"weekly": OFFICE, "special": [{"date": "2026-12-25", "closed": True}]},
        "hours": {"delivery": {"weekly": {"daily": ["11:00-14:00"]}}},
    }
    places = [establishment_from(record) for _ in range(500)]
    begin = time.perf_counter_ns()
    for place in places:
        place.hours_of("delivery")
    first = (time.perf_counter_ns() - begin) / len(places) / 1_000
    schedule = places[0].hours_of("delivery")
    assert schedule is not None
    schedule.explain(START, "fr")
    again = microseconds(
        {"hours_of, again": lambda: places[0].hours_of("delivery"), "explain": lambda: schedule.explain(START, "fr")},
        50,
        100,
    )
    found = {
        "hours_of, first of an establishment": round(first, 1),
        **{name: round(took, 2) for name, took in again.items()},
    }
    show("hours of another kind, and a sentence (us)", found)
    return found


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
        print(f"  {label:42} {figure if isinstance(figure, str) else format(figure, ','):>12}")


if __name__ == "__main__":
    run()

"""Documents that nobody would write: too deep, or with more special days than there are days. They end, and soon."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from frontdesk import row_of
from frontdesk.errors import ConfigError
from frontdesk.hours import check_hours, load_hours
from frontdesk.hours.public_holidays import country_class
from frontdesk.hours.spans import DatedSpan, YearlySpan
from frontdesk.hours.spec import CLOSED, SpecialDay
from frontdesk.hours.special_days import SpecialDays
from tests.engine.hours.asking import PARIS
from tests.engine.hours.documents import seeded


def nested(kind: str, levels: int) -> Any:
    found: Any = []
    for _ in range(levels):
        found = [found] if kind == "list" else {"hours": found}
    return found


@pytest.mark.parametrize("kind", ["list", "mapping"])
@pytest.mark.parametrize("levels", [40, 930, 100_000])
@pytest.mark.parametrize("key", ["weekly", "special", "holidays", "status", "spill", "absent_day", "provenance"])
def test_hours_deeper_than_any_are_refused_and_never_more(kind: str, levels: int, key: str) -> None:
    document = {"timezone": PARIS, "weekly": "always", key: nested(kind, levels)}

    assert [(found.id, found.path) for found in check_hours(document, "opening_hours")] == [("FD102", "opening_hours")]
    with pytest.raises(ConfigError):
        load_hours(document)


@pytest.mark.parametrize("key", ["opening_hours", "hours", "custom", "name", "phones"])
@pytest.mark.parametrize("levels", [40, 930, 100_000])
def test_a_row_deeper_than_any_is_refused_with_its_place_and_never_more(key: str, levels: int) -> None:
    row = row_of({"id": "a", "name": "A", key: nested("mapping", levels)}, path="rows[3]")

    assert (row.id, row.record) == ("a", None)
    assert [(found.id, found.path) for found in row.diagnostics] == [("FD607", "rows[3]")]


def _calls(asked: Callable[[], object]) -> int:
    """How many calls of functions it takes."""
    calls = 0

    def count_call(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count_call)
    try:
        asked()
    finally:
        sys.setprofile(None)
    return calls


def _special(count: int) -> dict[str, Any]:
    days = [(date(1950, 1, 1) + timedelta(days=n)).isoformat() for n in range(count)]
    special = [{"date": day, **({"closed": True} if n % 2 else {"hours": "9-12"})} for n, day in enumerate(days)]
    return {"timezone": PARIS, "weekly": {"mon-sun": "closed"}, "special": special}


def test_twice_as_many_special_days_are_twice_the_work() -> None:
    one, two = (_calls(partial(check_hours, _special(count))) for count in (500, 1_000))

    assert two < 2.2 * one


def test_an_answer_does_not_ask_all_special_days_for_each_day_that_it_looks_at() -> None:
    one, two = (load_hours(_special(count)).apart() for count in (500, 1_000))
    now = datetime(2026, 12, 1, tzinfo=UTC)
    few, many = (_calls(partial(schedule.at, now)) for schedule in (one, two))

    assert many < 2 * few
    assert one.at(now).until is None


@pytest.mark.parametrize("seed", range(6))
def test_special_days_are_found_on_every_day_that_they_cover_in_their_order(seed: int) -> None:
    random = seeded(seed)
    entries = []
    for number in range(20):
        first = date(2026, 10, 1) + timedelta(days=random.randrange(200))
        last = first + timedelta(days=random.choice([0, 1, 9, 39, 40, 60]))
        yearly = YearlySpan(first=(first.month, first.day), last=(last.month, last.day))
        span = random.choice([yearly, DatedSpan(first=first, last=last), DatedSpan(first=first, last=None)])
        entries.append(SpecialDay(span=span, day=CLOSED, label=str(number)))
    special = SpecialDays(entries)
    for day in (date(2026, 9, 1) + timedelta(days=n) for n in range(1000)):
        assert special.on(day) == [entry for entry in entries if entry.span.covers(day)]


def test_countries_that_nobody_knows_are_not_remembered_for_ever() -> None:
    kept = country_class.cache_info().maxsize

    assert kept is not None
    assert kept < 2_000

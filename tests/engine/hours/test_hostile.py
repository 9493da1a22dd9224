"""Documents that nobody would write: too deep, or with more special days than there are days. They end, and soon."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import Any

import pytest

from frontdesk import row_of
from frontdesk.errors import ConfigError
from frontdesk.hours import check_hours, load_hours
from frontdesk.hours.public_holidays import country_class
from tests.engine.hours.asking import PARIS


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


def _work(count: int) -> int:
    """How many calls of functions it takes to check so many special days."""
    days = [(date(1950, 1, 1) + timedelta(days=n)).isoformat() for n in range(count)]
    special = [{"date": day, **({"closed": True} if n % 2 else {"hours": "9-12"})} for n, day in enumerate(days)]
    calls = 0

    def count_call(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count_call)
    try:
        found = check_hours({"timezone": PARIS, "weekly": "always", "special": special})
    finally:
        sys.setprofile(None)
    assert found == []
    return calls


def test_twice_as_many_special_days_are_twice_the_work() -> None:
    assert _work(1_000) < 2.2 * _work(500)


def test_countries_that_nobody_knows_are_not_remembered_for_ever() -> None:
    kept = country_class.cache_info().maxsize

    assert kept is not None
    assert kept < 2_000

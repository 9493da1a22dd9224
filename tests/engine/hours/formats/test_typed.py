"""Hours as people type them: a corpus of cells with their meaning, each reviewed; and laws that hold of all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from frontdesk.hours import check_hours, load_hours
from frontdesk.hours.formats import from_text
from frontdesk.hours.formats.typed.lexicon import PHRASES
from frontdesk.templating.hours_text import week_text
from frontdesk.templating.style import style
from tests.engine.hours.asking import PARIS
from tests.engine.hours.formats.typing_out import in_one_line

CORPUS = (Path(__file__).parent / "typed_cells.txt").read_text(encoding="utf-8").splitlines()
CELLS = [line.partition(" =>") for line in CORPUS]


@pytest.mark.parametrize(("cell", "meaning"), [(json.loads(cell), meaning.strip()) for cell, _, meaning in CELLS])
def test_a_cell_means_what_the_corpus_says(cell: str, meaning: str) -> None:
    assert in_one_line(from_text(cell, country="FR")) == meaning


def test_the_corpus_is_large_and_has_no_cell_twice() -> None:
    assert len({cell for cell, _, _ in CELLS}) == len(CELLS) >= 450


def one_day(cell: object) -> tuple[Any, list[str]]:
    read = from_text({"lundi": cell})
    week: Any = read.documents["opening"]["weekly"]
    return week["mon"], [item.id for item in read.diagnostics]


@pytest.mark.parametrize(
    ("cell", "hours", "ids"),
    [
        ("9h-12h / 14h-18h", ["09:00-12:00", "14:00-18:00"], []),
        ("fermé", "closed", []),
        ("ouvert", "open", ["FD141"]),
        ("à préciser", "unknown", ["FD141"]),
        ("", "unknown", []),
        (None, "unknown", []),
        (False, "closed", []),
        (True, "open", ["FD141"]),
        (7, "unknown", ["FD140"]),
        ("24h", ["00:00-24:00"], []),
        ("lundi 9h-12h", ["09:00-12:00"], []),
        ("fermé le mardi", "unknown", ["FD140"]),
        ("lun-ven 9h-12h", "unknown", ["FD140"]),
        ("9h-12h, fermé l'après-midi", ["09:00-12:00"], []),
        ("9h-18h, fermé l'après-midi", ["09:00-12:00"], ["FD143"]),
        ("14h-18h (sur rdv)", {"hours": ["14:00-18:00"], "note": "sur rdv"}, ["FD145"]),
    ],
)
def test_cells_of_one_day(cell: object, hours: object, ids: list[str]) -> None:
    """Edge case 32 among them: open, to be told, closed, and nothing."""
    assert one_day(cell) == (hours, ids)


def test_cells_by_day_may_be_for_ranges_and_others_are_unknown() -> None:
    read = from_text({"lun-ven": "9h-18h", "Samedi": "closed", "jours fériés": "fermé", "Someday": "9h"}, country="FR")
    week: Any = read.documents["opening"]["weekly"]
    assert (week["mon"], week["fri"], week["sat"], week["sun"]) == (
        ["09:00-18:00"],
        ["09:00-18:00"],
        "closed",
        "unknown",
    )
    assert read.documents["opening"]["holidays"] == {"country": "FR", "behaviour": "closed"}
    assert [(item.id, item.path) for item in read.diagnostics] == [("FD147", "Someday")]


def test_a_warning_quotes_the_cell_and_is_placed() -> None:
    read = from_text({"lundi": "9h-12h", "mardi": "quand il fait beau"})
    assert [(item.path, item.params["text"], item.severity) for item in read.diagnostics] == [
        ("mardi", "quand il fait beau", "warning")
    ]


@pytest.mark.parametrize(
    ("zero_length", "hours"), [("closed", "closed"), ("all_day", "00:00-24:00"), ("unknown", "unknown")]
)
def test_midnight_to_midnight_is_what_is_set(zero_length: Any, hours: str) -> None:
    assert in_one_line(from_text("lun-dim 12am-12am", zero_length=zero_length)).startswith(f"daily {hours}")


def test_days_that_are_not_named_may_be_unknown() -> None:
    assert in_one_line(from_text("lun-ven 9h-18h", absent_day="unknown")) == "mon-fri 09:00-18:00, sat+sun unknown"


def test_holidays_without_a_country_are_told() -> None:
    assert [item.id for item in from_text("lun-ven 9h-18h, fermé les jours fériés").diagnostics] == ["FD153"]


@pytest.mark.parametrize("cell", ["lun 9h-12h " * 200, "x" * 1_000_000, "9h-12h," * 10_000, "fermé lun, " * 181])
def test_what_no_person_types_is_unknown_and_takes_no_time(cell: str) -> None:
    read = from_text(cell)
    assert in_one_line(read).startswith("daily unknown !FD140")
    assert max(len(str(item.params)) for item in read.diagnostics) < 200


# Laws


def loads(cell: object) -> None:
    read = from_text(cell)
    assert all(item.severity == "warning" for item in read.diagnostics)
    for document in read.documents.values():
        found = check_hours({"timezone": PARIS, **document})
        assert [item for item in found if item.severity == "error"] == []


@settings(deadline=None)
@given(
    st.text(max_size=60)
    | st.recursive(st.none() | st.integers() | st.text(), lambda below: st.dictionaries(st.text(), below))
)
def test_any_text_has_an_answer(cell: object) -> None:
    loads(cell)


PIECES = st.sampled_from(
    [*PHRASES, "9h", "9h-12h", "14h-18h", "3-5", "9am", "24h/24", "7j/7", ";", ",", "/", "-", "(", "25:61"]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join))
@example("autres jours a autres jours")
def test_any_words_of_hours_have_an_answer(cell: str) -> None:
    loads(cell)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_what_is_not_understood_closes_nothing(cell: str) -> None:
    """A word that nobody knows makes its days unknown, and never closes one."""
    read = from_text(f"{cell} xyzzy")
    week: Any = read.documents["opening"]["weekly"]
    assert ";" in cell or "closed" not in week.values()


MINUTES = st.integers(0, 287).map(lambda step: step * 5)


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, Any]:
    """A week of our own: at most three periods a day that do not touch, some into the next morning.

    `12:00-10:00` is left out: the same text may mean ten in the evening.
    """
    days: dict[str, Any] = {}
    for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        marks = sorted(draw(st.sets(MINUTES, max_size=6)))
        ends = marks[: len(marks) // 2 * 2]
        night = draw(st.integers(0, 595)) // 5 * 5
        if ends and night < ends[0] and draw(st.booleans()):
            ends[-1] = 1440 + night
        periods = [f"{_clock(start)}-{_clock(end)}" for start, end in zip(ends[::2], ends[1::2], strict=True)]
        days[name] = draw(st.sampled_from([periods or "closed", "closed", "all_day", periods or "all_day"]))
    return days


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@settings(deadline=None)
@given(weeks(), st.sampled_from([("fr", "FR"), ("en", "GB"), ("en", "US")]))
def test_a_week_in_our_own_words_reads_back_to_itself(days: dict[str, Any], locale: tuple[str, str]) -> None:
    monday = date(2026, 12, 7)
    schedule = load_hours({"timezone": PARIS, "weekly": days})
    text = week_text(schedule, monday, style(*locale))
    read = from_text(text)
    again = load_hours({"timezone": PARIS, **read.documents["opening"]})
    assert [plan.periods for plan in again.regular_week(monday)] == [
        plan.periods for plan in schedule.regular_week(monday)
    ]
    assert [plan.state for plan in again.regular_week(monday)] == [plan.state for plan in schedule.regular_week(monday)]

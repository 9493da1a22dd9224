"""Laws that hold for every schedule and every instant, by hypothesis."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk.diagnostics import describe
from frontdesk.errors import ConfigError
from frontdesk.hours import Schedule, State, check_hours, load_hours
from tests.engine.hours.documents import ZONES, document, period, seeded

SECOND = timedelta(seconds=1)
ANCHOR = date(2026, 10, 25)
calm = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

seeds = st.integers(0, 10**6)
zones = st.sampled_from(["Europe/Paris", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", *ZONES])
moments = st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 1)).map(lambda naive: naive.replace(tzinfo=UTC))


@st.composite
def documents(draw: st.DrawFn, zone: str | None = None) -> dict[str, Any]:
    return document(seeded(draw(seeds)), zone or draw(zones), ANCHOR)


def utc(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment.astimezone(UTC)


@calm
@given(documents(), moments)
def test_an_answer_lies_between_its_changes_and_they_are_changes(doc: dict[str, Any], now: datetime) -> None:
    schedule = load_hours(doc)
    answer = schedule.at(now)
    if answer.since is not None:
        assert utc(answer.since) <= now
        assert schedule.at(utc(answer.since)).state is answer.state
        assert schedule.at(utc(answer.since) - SECOND).state is not answer.state
    if answer.until is not None:
        assert utc(answer.until) > now
        assert schedule.at(utc(answer.until)).state is not answer.state
        assert schedule.at(utc(answer.until) - SECOND).state is answer.state


@calm
@given(documents(), moments)
def test_next_opening_and_closing_are_edges_of_an_opening(doc: dict[str, Any], now: datetime) -> None:
    schedule = load_hours(doc)
    for found, inside in ((schedule.next_opening(now), 0), (schedule.next_closing(now), -1)):
        if found is not None:
            assert utc(found) > now
            assert schedule.at(utc(found) + inside * SECOND).state is State.OPEN
            assert schedule.at(utc(found) - (1 + inside) * SECOND).state is not State.OPEN


@calm
@given(documents(), moments)
def test_changes_are_shown_in_the_zone_of_the_schedule(doc: dict[str, Any], now: datetime) -> None:
    answer = load_hours(doc).at(now)
    shown = [moment for moment in (answer.since, answer.until) if moment is not None]
    assert all(str(moment.tzinfo) == doc["timezone"] for moment in shown)


@calm
@given(documents(), moments, st.sampled_from(ZONES))
def test_the_zone_of_the_question_does_not_matter(doc: dict[str, Any], now: datetime, zone: str) -> None:
    from zoneinfo import ZoneInfo

    schedule = load_hours(doc)
    assert schedule.at(now) is schedule.at(now.astimezone(ZoneInfo(zone))) or schedule.at(now) == schedule.at(
        now.astimezone(ZoneInfo(zone))
    )


@calm
@given(documents(), st.lists(moments, min_size=5, max_size=5))
def test_answers_do_not_depend_on_what_was_asked_before(doc: dict[str, Any], asked: list[datetime]) -> None:
    schedule = load_hours(doc)
    forwards = [schedule.at(now) for now in asked]
    schedule.forget()
    assert [schedule.at(now) for now in reversed(asked)] == forwards[::-1]


@calm
@given(documents(), moments, seeds)
def test_an_addition_never_closes_and_a_removal_never_opens(doc: dict[str, Any], now: datetime, seed: int) -> None:
    extra = {"from": "2026-10-20", "to": "2026-11-01", "hours": [period(seeded(seed))]}
    plain = [entry for entry in doc.get("special", []) if entry.get("mode") != "remove"]
    before = load_hours({**doc, "special": plain}).at(now).state
    added = load_hours({**doc, "special": [*plain, {**extra, "mode": "add"}]}).at(now).state
    removed = load_hours({**doc, "special": [*plain, {**extra, "mode": "remove"}]}).at(now).state
    assert added is State.OPEN or before is not State.OPEN
    assert removed is not State.OPEN or before is State.OPEN


@calm
@given(documents(zone="UTC"), moments)
def test_the_periods_of_days_are_what_instants_tell(doc: dict[str, Any], now: datetime) -> None:
    schedule = load_hours(doc)
    days = [now.date() - timedelta(days=n) for n in range(9)]
    minute = (now.hour * 60) + now.minute
    inside = any(
        piece.start_min <= minute + back * 1440 < piece.end_min
        for back, day in enumerate(days)
        for piece in schedule.day(day).periods
    )
    assert inside == (schedule.at(now).state is State.OPEN)


@calm
@given(documents(zone="UTC"))
def test_a_day_is_exceptional_when_it_differs_from_its_regular_day(doc: dict[str, Any]) -> None:
    schedule = load_hours(doc)
    bare = load_hours({key: doc[key] for key in ("timezone", "weekly", "cron", "seasons") if key in doc})
    for day in (ANCHOR + timedelta(days=n) for n in range(-5, 6)):
        told, usual = schedule.day(day), bare.day(day)
        assert told.exceptional == ((told.state, told.periods) != (usual.state, usual.periods))
        assert not usual.exceptional


@calm
@given(documents(), seeds)
def test_equal_documents_are_one_schedule_in_any_order_and_are_not_changed(doc: dict[str, Any], seed: int) -> None:
    original = copy.deepcopy(doc)
    keys = list(doc)
    seeded(seed).shuffle(keys)
    assert load_hours(doc) is load_hours({key: copy.deepcopy(doc[key]) for key in keys})
    assert doc == original


words = st.sampled_from(
    ["closed", "unknown", "always", "09:00-12:00", "25:61", "2026-12-25", "12-25", "FR", "", "R 9 * * *"]
)
plain = st.none() | st.booleans() | st.integers(-5, 5000) | words | st.text(max_size=8) | st.dates()
keys = st.sampled_from(
    ["timezone", "weekly", "absent_day", "special", "holidays", "seasons", "cron", "status", "spill", "mon", "lun-ven",
     "date", "from", "to", "hours", "closed", "mode", "label", "country", "behaviour", "except", "as", "open", "close",
     "match", "minutes", "state", "reopen", "since", "note", "categories", "same_as_regular", "max_open"]
) | st.text(max_size=4)  # fmt: skip
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5), max_leaves=20
)


@settings(deadline=None, max_examples=400)
@given(st.dictionaries(keys, anything, max_size=6) | anything)
def test_any_value_is_checked_without_a_crash_and_loads_unless_it_has_errors(value: Any) -> None:
    found = check_hours(value, "hours")
    assert all(item.path.startswith("hours") for item in found)
    assert all(describe(item, language) for item in found for language in ("en", "fr"))
    errors = [item for item in found if item.severity == "error"]
    if not errors:
        ask_everything(load_hours(value))
        return
    with pytest.raises(ConfigError) as raised:
        load_hours(value)
    assert [item.id for item in raised.value.diagnostics] == [item.id for item in found]


def ask_everything(schedule: Schedule) -> None:
    now = datetime(2026, 12, 10, 12, tzinfo=UTC)
    assert schedule.at(now).state in set(State)
    schedule.next_opening(now)
    schedule.next_closing(now)
    schedule.day(now.date())
    assert len(schedule.regular_week(now.date())) == 7
    assert len(schedule.exceptional(now.date(), 20)) <= 20

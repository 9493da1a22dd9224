"""Which hours a set or rule means, for an establishment."""

from __future__ import annotations

from datetime import date

import pytest

from frontdesk import ConfigError, Establishment, establishment_from
from frontdesk.hours import Schedule, State
from frontdesk.rules import Rulebook
from tests.engine.decision.worlds import at
from tests.engine.rules.documents import from_json, message_set, rule

OPENING = {"weekly": {"mon-fri": ["09:00-18:00"]}, "special": [{"date": "2026-12-24", "closed": True}]}
CHAT = {"weekly": {"mon-fri": ["10:00-16:00"]}}
EVENINGS = {"weekly": {"mon-fri": ["18:00-22:00"]}}


def place(**hours: object) -> Establishment:
    record = {"id": "lyon", "name": "Lyon", "timezone": "Europe/Paris", "opening_hours": OPENING, **hours}
    return establishment_from({key: value for key, value in record.items() if value is not None})


def meant(chat_hours: object, establishment: Establishment, **schedules: object) -> Schedule | None:
    book = from_json(message_sets=[message_set(chat_hours=chat_hours)], schedules=schedules)
    return book.schedule(book.sets[0].hours, establishment)


def hours_of(schedule: Schedule | None, day: str = "2026-11-23") -> list[tuple[int, int]]:
    assert schedule is not None
    return [(found.start_min // 60, found.end_min // 60) for found in schedule.day(date.fromisoformat(day)).periods]


def test_auto_is_the_establishments_chat_hours() -> None:
    assert hours_of(meant("auto", place(chat_hours=CHAT))) == [(10, 16)]


def test_auto_without_chat_hours_is_the_opening_hours() -> None:
    assert hours_of(meant("auto", place())) == [(9, 18)]


def test_opening_hours_are_meant_whatever_the_chat_hours() -> None:
    assert hours_of(meant("opening_hours", place(chat_hours=CHAT))) == [(9, 18)]


def test_a_named_schedule_is_meant_by_its_name() -> None:
    assert hours_of(meant("evenings", place(chat_hours=CHAT), evenings=EVENINGS)) == [(18, 22)]


def test_hours_may_stand_where_they_are_used() -> None:
    assert hours_of(meant(EVENINGS, place())) == [(18, 22)]


def test_hours_of_a_kind_are_meant_where_a_set_names_it() -> None:
    where = place(hours={"delivery": {"weekly": {"mon": ["11:00-14:00"]}}})

    assert hours_of(meant({"kind": "delivery"}, where)) == [(11, 14)]
    assert meant({"kind": "phone"}, where) is None


def test_edge_case_54_without_chat_hours_the_opening_hours_are_meant_or_nothing_as_the_set_says() -> None:
    assert hours_of(meant("auto", place())) == [(9, 18)]
    assert meant({"kind": "chat"}, place()) is None


def test_every_kind_that_an_establishment_has_may_be_meant() -> None:
    where = place(chat_hours=CHAT)

    assert hours_of(meant({"kind": "opening"}, where)) == [(9, 18)]
    assert hours_of(meant({"kind": "chat"}, where)) == [(10, 16)]
    assert hours_of(meant({"kind": "chat"}, where), "2026-12-24") == []


@pytest.mark.parametrize("kind", ["Drive through", "", 3, None, ["delivery"]])
def test_what_can_be_no_kind_is_told_with_its_place(kind: object) -> None:
    with pytest.raises(ConfigError) as raised:
        meant({"kind": kind}, place())

    (told,) = raised.value.diagnostics
    assert told.path == "message_sets[0].chat_hours.kind"


@pytest.mark.parametrize("ref", ["auto", "opening_hours"])
def test_an_establishment_without_hours_has_none(ref: str) -> None:
    assert meant(ref, place(opening_hours=None)) is None


def test_a_schedule_takes_the_establishments_time_zone() -> None:
    schedule = meant(EVENINGS, place(timezone="America/Guadeloupe"))

    assert schedule is not None
    assert schedule.timezone == "America/Guadeloupe"


def test_a_schedule_keeps_a_time_zone_of_its_own() -> None:
    schedule = meant(EVENINGS | {"timezone": "Asia/Tokyo"}, place())

    assert schedule is not None
    assert schedule.timezone == "Asia/Tokyo"


@pytest.mark.parametrize("written", ["auto", EVENINGS])
def test_special_days_apply_to_custom_chat_hours_too(written: object) -> None:
    assert hours_of(meant(written, place(chat_hours=CHAT)), "2026-12-24") == []


@pytest.mark.parametrize("ignoring", ["auto", "schedule"])
def test_special_days_are_ignored_where_the_schedule_says_so(ignoring: str) -> None:
    own = CHAT | {"ignore_special_days": True}
    schedule = meant("auto", place(chat_hours=own)) if ignoring == "auto" else meant(own, place())

    assert hours_of(schedule, "2026-12-24") == [(10, 16)]


def test_a_schedule_is_compiled_once_for_a_version_of_an_establishment() -> None:
    book, where = from_json(message_sets=[message_set(chat_hours=EVENINGS)]), place()

    assert book.schedule(book.sets[0].hours, where) is book.schedule(book.sets[0].hours, where)


def test_a_changed_establishment_gets_its_new_hours() -> None:
    book = from_json(message_sets=[message_set(chat_hours=EVENINGS)])
    before, after = place(), place(opening_hours={"weekly": {"mon": ["09:00-18:00"]}})

    days = [hours_of(book.schedule(book.sets[0].hours, where), "2026-12-24") for where in (before, after)]
    assert days == [[], [(18, 22)]]


def test_the_schedules_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontdesk.rules.schedules._MOST_KEPT", 3)
    book = from_json(message_sets=[message_set(chat_hours=EVENINGS)])

    for number in range(10):
        assert book.schedule(book.sets[0].hours, place(name=f"Shop {number}")) is not None

    assert len(book._schedules._kept) <= 3


def test_equal_hours_written_twice_are_one_reference() -> None:
    first, second = from_json(rules=[rule("a", chat_hours=EVENINGS), rule("b", chat_hours=dict(EVENINGS))]).rules

    assert first.hours == second.hours


def test_an_empty_rulebook_still_answers() -> None:
    schedule = Rulebook().schedule(None, place())

    assert schedule is not None
    assert schedule.at(at("2026-11-23T10:00")).state is State.OPEN

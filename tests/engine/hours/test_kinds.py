"""Hours of several kinds: what each takes over from the opening hours, compiled once, and where they are from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from frontdesk import Establishment, establishment_from
from frontdesk.errors import ConfigError
from frontdesk.hours import Reason, State, hours_of_kind, load_hours
from tests.engine.hours.asking import OFFICE, PARIS, t

DELIVERY = {"weekly": {"mon-sun": ["11:00-14:00"]}}
NOON = t("2026-12-25T12:00+01:00")  # a Friday, and a holiday
BIRTHDAY = date(2026, 12, 25)


def place(opening: dict[str, Any], kind: str = "delivery", **hours: Any) -> Establishment:
    return establishment_from(
        {"id": "p", "name": "P", "timezone": PARIS, "opening_hours": {"weekly": OFFICE, **opening},
         "hours": {kind: {**DELIVERY, **hours}}}
    )  # fmt: skip


def state(where: Establishment, kind: str = "delivery") -> State:
    schedule = where.hours_of(kind)
    assert schedule is not None
    return schedule.at(NOON).state


@pytest.mark.parametrize(
    "closure",
    [
        {"special": [{"date": "2026-12-25", "closed": True}]},
        {"special": [{"date": "12-25", "hours": "closed"}]},
        {"special": [{"date": "2026-12-25", "hours": []}]},
        {"special": [{"date": "2026-12-25", "mode": "remove", "hours": ["10:00-15:00"]}]},
        {"holidays": {"country": "FR"}},
        {"holidays": {"country": "FR", "behaviour": {"as": "sun"}}},
        {"holidays": {"country": "FR", "behaviour": "regular", "except": {"12-25": {"as": "sat"}}}},
        {"holidays": {"country": "FR", "behaviour": ["10:00-12:00"], "except": {"12-25": "closed"}}},
        {"holidays": [{"country": "MA", "behaviour": "regular"}, {"country": "FR", "behaviour": "closed"}]},
        {"status": "permanently_closed"},
        {"status": {"state": "temporarily_closed", "reopen": "2027-01-04"}},
    ],
)
def test_another_kind_is_closed_while_the_place_is(closure: dict[str, Any]) -> None:
    assert state(place(closure)) is State.CLOSED


@pytest.mark.parametrize(
    "other",
    [
        {"special": [{"date": "2026-12-25", "hours": ["09:00-10:00"]}]},
        {"special": [{"date": "2026-12-25", "mode": "add", "hours": ["20:00-22:00"]}]},
        {"special": [{"date": "2026-12-25", "same_as_regular": True}], "holidays": {"country": "FR"}},
        {"special": [{"date": "2026-12-25", "hours": ["09:00-10:00"]}], "holidays": {"country": "FR"}},
        {"holidays": {"country": "FR", "behaviour": ["09:00-10:00"]}},
        {"holidays": {"country": "FR", "behaviour": {"as": "mon"}}},
        {"holidays": {"country": "FR", "behaviour": {"as": "sun"}}, "absent_day": "unknown"},
        {"holidays": {"country": "FR", "behaviour": {"as": "sun"}}, "cron": [{"open": "0 9 * * 0", "minutes": 60}]},
        {
            "holidays": {"country": "FR", "behaviour": {"as": "sun"}},
            "seasons": [{"from": "12-01", "to": "12-31", "weekly": {"sun": ["09:00-10:00"]}}],
        },
        {"holidays": [{"country": "FR", "behaviour": ["09:00-10:00"]}, {"country": "DE", "behaviour": "closed"}]},
        {"holidays": {"country": "FR", "except": {"12-25": ["09:00-10:00"]}}},
    ],
)
def test_another_kind_keeps_its_hours_where_the_place_only_has_others(other: dict[str, Any]) -> None:
    assert state(place(other)) is State.OPEN


@pytest.mark.parametrize(
    "doubt",
    [
        {"special": [{"date": "2026-12-25", "unknown": True}]},
        {"special": [{"date": "2026-12-25", "hours": "unknown"}]},
        {"holidays": {"country": "FR", "behaviour": "unknown"}},
    ],
)
def test_another_kind_is_unknown_where_nobody_knows_whether_the_place_is_open(doubt: dict[str, Any]) -> None:
    assert state(place(doubt)) is State.UNKNOWN


@pytest.mark.parametrize(
    "own",
    [
        {"ignore_special_days": True},
        {"special": [{"date": "2026-12-25", "same_as_regular": True}]},
    ],
)
def test_what_a_kind_says_itself_goes_before(own: dict[str, Any]) -> None:
    closed = {"special": [{"date": "2026-12-25", "closed": True, "source": "web"}]}
    assert state(place(closed, **own)) is State.OPEN


def test_a_status_of_its_own_goes_before() -> None:
    assert state(place({"status": "permanently_closed"}, status="open")) is State.OPEN


def test_chat_hours_follow_the_place_in_everything() -> None:
    special = [{"date": "2026-12-25", "hours": ["09:00-10:00"]}]
    where = establishment_from(
        {"id": "p", "name": "P", "timezone": PARIS, "opening_hours": {"weekly": OFFICE, "special": special},
         "chat_hours": DELIVERY}
    )  # fmt: skip
    assert state(where, "chat") is State.CLOSED
    assert where.hours_of("opening") is where.opening_hours


def test_the_label_of_a_closure_is_told_for_other_kinds_too() -> None:
    where = place({"special": [{"date": "2026-12-25", "closed": True, "label": "Noël"}]})
    answer = where.hours_of("delivery").at(NOON)  # type: ignore[union-attr]
    assert (answer.reason, answer.label) == (Reason.SPECIAL_DAY, "Noël")


def test_a_kind_that_is_not_given_is_none_and_those_that_are_have_their_names() -> None:
    where = place({})
    assert where.hours_of("phone") is None
    assert where.hours_of("chat") is None
    assert where.kinds == ("opening", "delivery")


def test_hours_of_a_kind_are_compiled_once_and_shared_by_content() -> None:
    one, two = place({}), place({}, "phone")
    assert one.hours_of("delivery") is one.hours_of("delivery") is two.hours_of("phone")


def test_opening_hours_take_over_nothing() -> None:
    document = {"weekly": OFFICE}
    assert hours_of_kind("opening", document, {"status": "permanently_closed"}) is document


# Provenance


def test_where_hours_are_from_changes_no_answer_and_shares_the_schedule() -> None:
    document = {"timezone": PARIS, "weekly": OFFICE}
    google = {"system": "google", "kind": "ONLINE_SERVICE_HOURS", "location": {"name": "locations/1"}}
    assert load_hours({**document, "provenance": google}) is load_hours(document)


@pytest.mark.parametrize("provenance", ["google", 3, ["google"]])
def test_a_provenance_is_a_mapping(provenance: object) -> None:
    load_hours({"timezone": PARIS, "weekly": OFFICE})
    with pytest.raises(ConfigError) as raised:
        load_hours({"timezone": PARIS, "weekly": OFFICE, "provenance": provenance})
    assert [(told.id, told.path) for told in raised.value.diagnostics] == [("FD102", "provenance")]

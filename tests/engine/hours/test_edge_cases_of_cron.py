"""The edge cases of the fact sheet about hours, by their number: cron windows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from frontdesk.hours import Reason, Schedule, State, check_hours, load_hours
from tests.engine.hours.asking import FRENCH, PARIS, ids, state, t


def cron(*windows: dict[str, Any], **more: Any) -> Schedule:
    return load_hours({"timezone": PARIS, "cron": list(windows), **more})


DESK = {"open": "0 9 * * 1-5", "close": "0 18 * * 1-5"}


def test_edge_case_46_a_cron_desk_on_saturday() -> None:
    answer = cron(DESK).at(t("2026-12-12T12:00+01:00"))
    assert (answer.state, answer.reason) == (State.CLOSED, Reason.CRON)
    assert cron(DESK).next_opening(t("2026-12-12T12:00+01:00")) == t("2026-12-14T09:00+01:00")


def test_edge_case_47_a_cron_desk_is_open_when_it_opens() -> None:
    assert state(cron(DESK), "2026-12-14T09:00+01:00") == "open"
    assert state(cron(DESK), "2026-12-14T08:59:59+01:00") == "closed"


def test_edge_case_48_a_cron_night() -> None:
    night = cron({"open": "0 22 * * 5", "close": "0 4 * * 6"})
    assert state(night, "2026-12-12T03:59+01:00") == "open"
    assert state(night, "2026-12-12T04:00+01:00") == "closed"


def test_edge_case_49_a_cron_that_never_fires_is_refused() -> None:
    assert ids({"timezone": PARIS, "cron": [{"open": "0 0 30 2 *", "close": "0 1 * * *"}]}) == ["FD126"]


def test_edge_case_49_a_cron_that_croniter_finds_no_instant_of_is_refused() -> None:
    assert ids({"timezone": PARIS, "cron": [{"open": "0 2 1-15 * L5", "minutes": 60}]}) == ["FD126"]


def test_edge_case_49_a_cron_of_a_past_year_never_opens() -> None:
    schedule = cron({"open": "0 9 * * * 0 2020", "minutes": 60})
    assert state(schedule, "2020-05-05T09:30+02:00") == "open"
    assert schedule.at(t("2026-12-12T12:00Z")).until is None
    assert schedule.next_opening(t("2026-12-12T12:00Z")) is None


def test_edge_case_50_a_cron_that_closes_as_it_opens_is_refused() -> None:
    same = {"open": "0 9 * * mon-fri", "close": "0 9 * * 1-5"}
    assert ids({"timezone": PARIS, "cron": [same]}) == ["FD127"]


def test_edge_case_50_a_cron_that_is_not_closed_ends_after_seven_days_with_a_warning() -> None:
    schedule = cron({"open": "0 9 1 * *", "close": "0 9 15 * *"})
    assert [found.id for found in schedule.warnings] == ["FD128"]
    assert schedule.at(t("2026-12-02T00:00Z")).until == t("2026-12-08T09:00+01:00")


def test_edge_case_51_a_minute_match_is_open_to_the_end_of_its_last_minute() -> None:
    schedule = cron({"match": "* 9-17 * * 1-5"})
    assert state(schedule, "2026-12-14T17:59:59+01:00") == "open"
    assert state(schedule, "2026-12-14T18:00+01:00") == "closed"


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("R 9 * * *", "FD124"),
        ("H 9 * * *", "FD124"),
        ("0 9 * * 1-5 0", "FD125"),
        ("0 9 * * 1-5 30 2026", "FD125"),
        ("0 9 * * lun-ven", "FD123"),
        ("@reboot", "FD123"),
        ("61 9 * * *", "FD123"),
        ("", "FD125"),
        (9, "FD102"),
    ],
)
def test_edge_case_52_crons_that_are_refused_with_their_reason(expression: Any, found: str) -> None:
    document = {"timezone": PARIS, "cron": [{"open": expression, "close": "0 18 * * 1-5"}]}
    assert [(item.id, item.path) for item in check_hours(document)] == [(found, "cron[0].open")]


def test_edge_case_53_special_days_and_holidays_stand_above_cron() -> None:
    assert cron(DESK, special=[{"date": "2026-12-14", "closed": True}]).day(date(2026, 12, 14)).state is State.CLOSED
    assert cron(DESK, holidays=FRENCH).day(date(2026, 12, 25)).state is State.CLOSED
    assert state(cron(DESK, holidays=FRENCH), "2026-12-25T12:00+01:00") == "closed"

"""Chat hours of their own: what they take over from the opening hours, and what they say themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from frontdesk.hours import Period, Reason, State, load_hours, merge_special_days

PARIS = "Europe/Paris"
MONDAY = date(2026, 12, 7)
NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)

OPENING = {
    "weekly": {"mon-fri": "9-18"},
    "special": [{"date": "2026-12-07", "closed": True, "label": "Inventaire"}, {"date": "2026-12-08", "closed": True}],
    "holidays": {"country": "FR"},
}


def test_custom_chat_hours_take_special_days_and_holidays_of_the_opening_hours() -> None:
    chat = {
        "timezone": PARIS,
        "weekly": {"mon-sun": "11:00-22:00"},
        "special": [{"date": "2026-12-08", "hours": "12-14"}],
    }
    merged = load_hours(merge_special_days(chat, OPENING))
    assert merged.at(NOON).label == "Inventaire"
    assert merged.day(date(2026, 12, 8)).periods == (Period(start_min=720, end_min=840),)
    assert merged.day(date(2026, 12, 25)).state is State.CLOSED
    assert not merged.warnings
    assert len(chat["special"]) == 1


@pytest.mark.parametrize("theirs", [{"mode": "add", "hours": "19-20"}, {"mode": "remove", "hours": "12-13"}])
def test_an_own_entry_of_the_chat_wins_over_what_the_opening_hours_add_or_remove(theirs: dict[str, Any]) -> None:
    opening = {"special": [{"from": "2026-12-07", "to": "2026-12-09", **theirs}]}
    chat = {"timezone": PARIS, "weekly": {"mon-fri": "11-15"}, "special": [{"date": "2026-12-07", "hours": "12-14"}]}
    merged = load_hours(merge_special_days(chat, opening))
    assert merged.day(MONDAY).periods == (Period(start_min=720, end_min=840),)
    assert merged.day(date(2026, 12, 8)).exceptional
    own_too = {**chat, "special": [*chat["special"], {"date": "2026-12-07", **theirs}]}
    assert load_hours(merge_special_days(own_too, opening)).day(MONDAY).periods != merged.day(MONDAY).periods


def test_chat_hours_that_ignore_special_days_are_left_alone() -> None:
    chat = {"timezone": PARIS, "weekly": {"mon-sun": "11:00-22:00"}, "ignore_special_days": True}
    assert merge_special_days(chat, OPENING) is chat
    assert load_hours(chat).day(date(2026, 12, 25)).state is State.OPEN


def test_chat_hours_keep_their_own_holidays() -> None:
    chat = {"weekly": "always", "holidays": {"country": "FR", "behaviour": "regular"}}
    assert merge_special_days(chat, OPENING)["holidays"] == chat["holidays"]


CLOSED_FOR_WORKS = {"weekly": "always", "status": {"state": "temporarily_closed", "reopen": "2026-12-10"}}


def test_custom_chat_hours_are_closed_while_the_establishment_is() -> None:
    merged = load_hours(merge_special_days({"timezone": PARIS, "weekly": {"mon-sun": "11-22"}}, CLOSED_FOR_WORKS))
    answer = merged.at(NOON)
    assert (answer.state, answer.reason) == (State.CLOSED, Reason.TEMPORARILY_CLOSED)
    assert merged.next_opening(NOON) == datetime(2026, 12, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize("own", [{"status": "open"}, {"ignore_special_days": True}])
def test_custom_chat_hours_may_go_on_while_the_establishment_is_closed(own: dict[str, Any]) -> None:
    merged = load_hours(
        merge_special_days({"timezone": PARIS, "weekly": {"mon-sun": "11-22"}, **own}, CLOSED_FOR_WORKS)
    )
    assert merged.at(NOON).state is State.OPEN

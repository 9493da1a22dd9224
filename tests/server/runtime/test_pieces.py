"""The pure pieces of sending: buckets, breakers, backoff, and what an attempt's end means."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import Draft, Kind, Message, Outcome, Rate, Receipt, Settlement
from frontdesk_server.runtime.admission import FAILURES, Breakers, Buckets
from frontdesk_server.runtime.settling import backoff, settled
from frontdesk_server.runtime.steps import ClockWatch
from frontdesk_server.store.values import AccountNote, OutboxRow, OutboxStatus
from tests.server.runtime.house import START, TurnedClock

KEY = "0" * 32
ROW = OutboxRow(
    number=1,
    key=KEY,
    conversation=KEY,
    decision=1,
    account="phone",
    status=OutboxStatus.SENDING,
    attempt=1,
    at=START,
    not_before=START,
    draft=Draft(key=KEY, kind=Kind.WELCOME, text="Hello"),
    message=Message(key=KEY, kind=Kind.WELCOME, text="Hello", to="ada"),
)


@pytest.mark.parametrize(
    ("outcome", "by", "status", "wait"),
    [
        (Outcome.SENT, Settlement.NONE, "sent", None),
        (Outcome.FAILED, Settlement.NONE, "failed", None),
        (Outcome.RETRY, Settlement.NONE, "pending", 1),
        (Outcome.UNKNOWN, Settlement.KEY, "unknown", 1),
        (Outcome.UNKNOWN, Settlement.ECHO, "unknown", 90),
        (Outcome.UNKNOWN, Settlement.NONE, "parked", 0),
    ],
)
def test_what_an_attempts_end_means(outcome: Outcome, by: Settlement, status: str, wait: float | None) -> None:
    result = settled(ROW, Receipt(outcome=outcome), by=by, now=START, jitter=0.0)
    assert result.status == status
    assert result.not_before == (None if wait is None else START + timedelta(seconds=wait))


@given(attempt=st.integers(1, 10_000), jitter=st.floats(0, 1))
def test_backoff_grows_up_to_a_quarter_of_an_hour(attempt: int, jitter: float) -> None:
    wait = backoff(attempt, jitter)
    assert timedelta(seconds=0.5) <= wait <= timedelta(minutes=15)
    assert wait <= backoff(attempt + 1, jitter)


@given(steps=st.lists(st.floats(0, 3), max_size=50))
def test_a_bucket_gives_no_more_than_its_rate_and_its_burst(steps: list[float]) -> None:
    buckets, rate, now, given_out = Buckets(), Rate(per_second=2, burst=3), 0.0, 0
    for step in steps:
        now += step
        given_out += buckets.take("phone", rate, now) == 0.0
    assert given_out <= 3 + 2 * now + 1e-6


def test_ten_failures_open_a_breaker_and_one_answer_closes_it() -> None:
    breakers = Breakers()
    for _ in range(FAILURES - 1):
        breakers.failed("phone", START)
    assert breakers.closed_to(START) == []
    breakers.failed("phone", START)
    assert breakers.closed_to(START) == ["phone"]
    later = START + timedelta(seconds=31)
    assert breakers.closed_to(later) == []
    breakers.sending("phone", later)
    assert breakers.closed_to(later) == ["phone"]
    assert breakers.worked("phone", later) == AccountNote("phone", None, 0)
    assert breakers.closed_to(later) == []


def test_an_account_that_asked_to_wait_is_left_alone_until_then() -> None:
    breakers = Breakers()
    breakers.put_off("phone", START + timedelta(seconds=5))
    assert breakers.closed_to(START) == ["phone"]
    assert breakers.closed_to(START + timedelta(seconds=5)) == []


def test_what_was_under_way_when_an_account_asked_to_wait_takes_nothing_back() -> None:
    breakers = Breakers()
    until = START + timedelta(seconds=60)
    breakers.put_off("phone", until)
    breakers.put_off("phone", START + timedelta(seconds=1))
    assert breakers.worked("phone", START) == AccountNote("phone", until, 0)
    assert breakers.closed_to(START + timedelta(seconds=59)) == ["phone"]
    assert breakers.worked("phone", until) == AccountNote("phone", None, 0)


def test_setting_the_clock_leaves_an_account_waiting_as_long_as_before() -> None:
    breakers = Breakers()
    breakers.put_off("phone", START + timedelta(seconds=60))
    breakers.shift(timedelta(hours=3))
    assert breakers.closed_to(START + timedelta(hours=3, seconds=59)) == ["phone"]
    assert breakers.closed_to(START + timedelta(hours=3, seconds=60)) == []


def test_only_a_step_of_the_clock_is_one() -> None:
    clock = TurnedClock()
    watch = ClockWatch(clock)
    clock.turn(hours=1)
    assert watch.step() is None
    clock.set(hours=-1)
    assert watch.step() == timedelta(hours=-1)
    assert watch.step() is None

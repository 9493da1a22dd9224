"""The pure pieces of sending: buckets, breakers, backoff, and what an attempt's end means."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import Draft, Kind, Message, Outcome, Rate, Receipt, Settlement, Unsettled
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


@pytest.mark.parametrize(
    ("by", "unsettled", "status", "wait"),
    [
        (Settlement.NONE, Unsettled.RESEND, "unknown", 90),
        (Settlement.NONE, Unsettled.PARK, "parked", 0),
        (Settlement.ECHO, Unsettled.PARK, "unknown", 90),
        (Settlement.KEY, Unsettled.PARK, "unknown", 1),
    ],
)
def test_what_nothing_settles_waits_as_the_channel_says(
    by: Settlement, unsettled: Unsettled, status: str, wait: float
) -> None:
    result = settled(ROW, Receipt(outcome=Outcome.UNKNOWN), by=by, now=START, jitter=0.0, unsettled=unsettled)
    assert (result.status, result.not_before) == (status, START + timedelta(seconds=wait))


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
    assert watch.look() == timedelta()
    clock.set(hours=-1)
    assert watch.look() == watch.look() == timedelta(hours=-1)
    watch.follow(timedelta(hours=-1))
    assert watch.look() == timedelta()


def test_drift_is_followed_and_does_not_become_a_step() -> None:
    clock = TurnedClock()
    watch = ClockWatch(clock)
    for _ in range(3):
        clock.set(seconds=1)
        assert watch.look() == timedelta()


@pytest.mark.parametrize(
    ("outcome", "by"),
    [
        (Outcome.FAILED, Settlement.KEY),
        (Outcome.RETRY, Settlement.KEY),
        (Outcome.UNKNOWN, Settlement.KEY),
        (Outcome.UNKNOWN, Settlement.NONE),
    ],
)
def test_what_a_platform_says_is_kept_but_not_at_any_length(outcome: Outcome, by: Settlement) -> None:
    result = settled(ROW, Receipt(outcome=outcome, detail="x" * 2000), by=by, now=START, jitter=0.0)
    assert result.detail == "x" * 500


@pytest.mark.parametrize("outcome", [Outcome.RETRY, Outcome.UNKNOWN])
def test_each_attempt_waits_twice_as_long_as_the_one_before(outcome: Outcome) -> None:
    result = settled(replace(ROW, attempt=4), Receipt(outcome=outcome), by=Settlement.KEY, now=START, jitter=0.0)
    assert (result.attempt, result.not_before) == (4, START + timedelta(seconds=8))


def test_the_platforms_own_id_is_kept() -> None:
    receipt = Receipt(outcome=Outcome.SENT, platform_id="p7")
    assert settled(ROW, receipt, by=Settlement.ECHO, now=START, jitter=0.0).platform_id == "p7"


def test_a_bucket_that_rested_holds_its_burst_and_no_more() -> None:
    buckets, rate = Buckets(), Rate(per_second=1, burst=2)
    assert [buckets.take("phone", rate, 100.0) for _ in range(3)] == [0.0, 0.0, 1.0]
    assert [buckets.take("phone", rate, 900.0) for _ in range(3)] == [0.0, 0.0, 1.0]


def test_a_clock_that_runs_backwards_takes_nothing_out_of_a_bucket() -> None:
    buckets, rate = Buckets(), Rate(per_second=1, burst=5)
    buckets.take("phone", rate, 100.0)
    assert buckets.wait("phone", rate, 10.0) == 0.0


def test_the_bucket_that_rested_longest_is_forgotten_first() -> None:
    buckets, rate = Buckets(kept=2), Rate(per_second=0.001, burst=1)
    for key in ("ada", "bea", "ada", "eve"):
        buckets.take(key, rate, 0.0)
    assert buckets.wait("ada", rate, 0.0) > 0
    assert buckets.wait("bea", rate, 0.0) == 0.0


def _opened(at: datetime) -> Breakers:
    """The breaker of `phone`, opened at this instant."""
    breakers = Breakers()
    for _ in range(FAILURES):
        breakers.failed("phone", at)
    return breakers


def test_a_breaker_that_opens_again_waits_again_for_its_probe() -> None:
    breakers, later = _opened(START), START + timedelta(minutes=5)
    breakers.worked("phone", later)
    for _ in range(FAILURES):
        breakers.failed("phone", later)
    assert breakers.closed_to(later) == ["phone"]


def test_a_probe_that_fails_does_not_put_off_the_next_one() -> None:
    breakers, later = _opened(START), START + timedelta(seconds=31)
    breakers.sending("phone", later)
    breakers.failed("phone", later + timedelta(seconds=10))
    assert breakers.closed_to(later + timedelta(seconds=29)) == ["phone"]
    assert breakers.closed_to(later + timedelta(seconds=30)) == []


def test_setting_the_clock_leaves_a_probe_as_far_away_as_before() -> None:
    breakers, later = _opened(START), START + timedelta(hours=3)
    breakers.shift(timedelta(hours=3))
    assert breakers.closed_to(later + timedelta(seconds=29)) == ["phone"]
    assert breakers.closed_to(later + timedelta(seconds=30)) == []


def test_a_failure_takes_nothing_back_of_what_an_account_asked_for() -> None:
    breakers, until = Breakers(), START + timedelta(seconds=60)
    breakers.put_off("phone", until)
    assert breakers.failed("phone", START) == AccountNote("phone", until, 1)
    assert breakers.put_off("phone", START) == AccountNote("phone", until, 1)
    assert breakers.worked("phone", START) == AccountNote("phone", until, 0)

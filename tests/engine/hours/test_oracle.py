"""Random schedules at random instants against the oracle, over every zone; the soak does it a hundred times."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.hours import load_hours
from tests.engine.hours.documents import ZONES, anchor_of, document, instants, seeded
from tests.engine.hours.oracle import Oracle, instant

SCHEDULES = 1_000
INSTANTS = 100
BLOCKS = 10
SOAK = 100 if os.environ.get("FRONTDESK_SOAK") else 1


def disagreements(seed: int) -> list[str]:
    """What the schedule and the oracle tell differently, for one seed."""
    random = seeded(seed)
    zone = ZONES[seed % len(ZONES)]
    anchor = anchor_of(random, zone)
    day = datetime.fromtimestamp(anchor, UTC).date()
    doc = document(random, zone, day)
    schedule = load_hours(doc)
    oracle = Oracle(doc, day - timedelta(days=420), 850)
    found = []
    for second in instants(random, anchor, INSTANTS):
        answer = schedule.at(instant(second))
        told = (answer.state.value, answer.since, answer.until,
                schedule.next_opening(instant(second)), schedule.next_closing(instant(second)))  # fmt: skip
        wanted = (oracle.state(second), oracle.since(second), oracle.until(second),
                  oracle.next_start(second), oracle.next_end(second))  # fmt: skip
        seen = tuple(int(item.timestamp()) if isinstance(item, datetime) else item for item in told)
        if seen != wanted:
            found.append(f"seed {seed} at {instant(second)} ({second}): {seen} instead of {wanted} for {doc}")
    return found


@pytest.mark.parametrize("block", range(BLOCKS * SOAK))
def test_random_schedules_agree_with_the_oracle(block: int) -> None:
    seeds = range(block * SCHEDULES // BLOCKS, (block + 1) * SCHEDULES // BLOCKS)
    found = [line for seed in seeds for line in disagreements(seed)]
    assert not found, "\n".join(found[:3])


@pytest.mark.parametrize("seed", range(5))
def test_the_oracle_agrees_with_itself_by_the_minute(seed: int) -> None:
    random = seeded(seed)
    zone = ZONES[seed * 97]
    anchor = anchor_of(random, zone)
    day = datetime.fromtimestamp(anchor, UTC).date()
    oracle = Oracle(document(random, zone, day), day - timedelta(days=420), 850)
    states = dict(oracle.walk(anchor))
    changes = [second for second, state in states.items() if states.get(second - 60, state) != state]
    for earlier in list(states)[::97]:
        ahead = [second for second in changes if second > earlier]
        if ahead:
            assert ahead[0] - 60 < (oracle.until(earlier) or 0) <= ahead[0]


def test_every_zone_is_asked() -> None:
    assert len(ZONES) <= SCHEDULES

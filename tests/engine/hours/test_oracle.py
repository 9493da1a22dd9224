"""Random schedules at random instants against the oracle, over every zone; `make soak` does it a hundred times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.hours.agreeing import FEATURES, case_of, disagreements
from tests.engine.hours.documents import ZONES, anchor_of, document, seeded
from tests.engine.hours.oracle import Oracle

SCHEDULES = 1_000
INSTANTS = 100
BLOCKS = 10


@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_schedules_agree_with_the_oracle(block: int) -> None:
    seeds = range(block * SCHEDULES // BLOCKS, (block + 1) * SCHEDULES // BLOCKS)
    found = [line for seed in seeds for line in disagreements(case_of(seed), INSTANTS)]
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


def test_every_feature_is_compared() -> None:
    seen = {feature for seed in range(SCHEDULES // 4) for feature in case_of(seed).features()}
    assert seen == FEATURES

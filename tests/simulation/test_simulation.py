"""Seeds of the simulation: 25 here, 500 in `make faults`, 20 000 in `make soak` (`FRONTDESK_SEEDS`).

A seed that breaks a promise is printed with the command that tells it step by step.
"""

from __future__ import annotations

import os

from tests.simulation.running import Result, run, run_all, simulated
from tests.simulation.tables import Tally

SEEDS = int(os.environ.get("FRONTDESK_SEEDS", "25"))
FIRST = int(os.environ.get("FRONTDESK_FIRST_SEED", "0"))


def test_whatever_happens_every_promise_is_kept() -> None:
    tally = Tally()
    for result in run_all(range(FIRST, FIRST + SEEDS)):
        tally.add(result)
    print(f"\n{tally}")  # noqa: T201 - the table of the run
    assert [_told(result) for result in tally.failed] == []


def test_a_seed_is_always_the_same_run() -> None:
    told: tuple[list[str], list[str]] = [], []
    with simulated() as folder:
        first, second = (run(3, folder, tell=lines.append) for lines in told)
    assert told[0] == told[1]
    assert first == second


def _told(result: Result) -> str:
    return f"python -m tests.simulation --seed {result.seed}: {result.failure}"

"""The simulation by hand: `python -m tests.simulation --seed 17` tells every step of a seed, `--seeds 20000` runs many.

Many are shared among processes (`--jobs`). With `--mutant NAME` on a house with that defect. The end is 1 when a
promise was broken.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation.mutants import BY_NAME, mutated
from tests.simulation.running import Result, run, run_all, simulated
from tests.simulation.tables import Tally

SHARE: int = 50
"""Seeds that a process runs between two words of it."""


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, help="this one, step by step")
    parser.add_argument("--seeds", type=int, default=500, help="how many, without steps")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many processes share them")
    parser.add_argument("--mutant", choices=sorted(BY_NAME))
    return parser.parse_args()


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def _one(seed: int, name: str | None) -> int:
    with mutated(BY_NAME.get(name or "")) as engine, simulated() as folder:
        result = run(seed, folder, engine=engine, tell=_say)
    _say(result.failure or "every promise was kept")
    return int(result.failure is not None)


def _share(seeds: range, name: str | None) -> list[Result]:
    with mutated(BY_NAME.get(name or "")) as engine:
        return list(run_all(seeds, engine=engine))


def _many(asked: argparse.Namespace) -> Iterator[Result]:
    seeds = range(asked.first, asked.first + asked.seeds)
    shares = [seeds[at : at + SHARE] for at in range(0, len(seeds), SHARE)]
    with ProcessPoolExecutor(asked.jobs) as processes:
        for results in processes.map(partial(_share, name=asked.mutant), shares):
            yield from results


def main() -> int:
    """Run what is asked for."""
    asked = _asked()
    if asked.seed is not None:
        return _one(asked.seed, asked.mutant)
    tally = Tally()
    for result in _many(asked):
        tally.add(result)
        if result.failure is not None:
            _say(f"seed {result.seed}: {result.failure}")
    _say(tally)
    return int(bool(tally.failed))


if __name__ == "__main__":
    sys.exit(main())

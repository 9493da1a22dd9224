"""The simulation by hand: `python -m tests.simulation --seed 17` tells every step of a seed, `--seeds 20000` runs many.

With `--mutant NAME` on a house with that defect. The end is 1 when a promise was broken.
"""

from __future__ import annotations

import argparse
import sys

from tests.simulation.mutants import BY_NAME, mutated
from tests.simulation.running import run, run_all, simulated
from tests.simulation.tables import Tally


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, help="this one, step by step")
    parser.add_argument("--seeds", type=int, default=500, help="how many, without steps")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--mutant", choices=sorted(BY_NAME))
    return parser.parse_args()


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> int:
    """Run what is asked for."""
    asked = _asked()
    mutant = BY_NAME[asked.mutant] if asked.mutant else None
    with mutated(mutant) as engine:
        if asked.seed is not None:
            with simulated() as folder:
                result = run(asked.seed, folder, engine=engine, tell=_say)
            _say(result.failure or "every promise was kept")
            return int(result.failure is not None)
        tally = Tally()
        for result in run_all(range(asked.first, asked.first + asked.seeds), engine=engine):
            tally.add(result)
            if result.failure is not None:
                _say(f"seed {result.seed}: {result.failure}")
        _say(tally)
        return int(bool(tally.failed))


if __name__ == "__main__":
    sys.exit(main())

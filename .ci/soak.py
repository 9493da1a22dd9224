"""The great comparison of hours with their oracle, and its table: `make soak INSTANTS=1000000`.

Ten million instants unless told otherwise, 500 for each schedule, on as many processes as there are processors. When
it is interrupted it prints the table of what was compared until then.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.engine.hours.agreeing import case_of, disagreements

EACH = 500
BATCH = 20
FIRST = 1_000_000
"""The first seed: those of `make test` are others."""
SHOWN = 10
IGNORED = (signal.SIGINT, signal.SIG_IGN)  # whoever is interrupted is the one that counts


@dataclass
class Tally:
    """What was compared."""

    schedules: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    zones: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    told: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another's too."""
        self.schedules += other.schedules
        self.wrong += other.wrong
        self.zones |= other.zones
        self.years |= other.years
        self.told += other.told


def batch(first: int) -> Tally:
    """The comparison of some schedules."""
    tally = Tally()
    for seed in range(first, first + BATCH):
        case = case_of(seed)
        found = list(disagreements(case, EACH))
        names = ["all", *case.features()]
        tally.schedules.update(names)
        tally.wrong.update(dict.fromkeys(names, len(found)))
        tally.zones.add(case.zone)
        tally.years.add(datetime.fromtimestamp(case.anchor, UTC).year)
        tally.told += found[:1]
    return tally


def table(tally: Tally, seconds: float) -> Iterator[str]:
    """The tally, by what the schedules make use of."""
    yield f"{'feature':28} {'schedules':>10} {'instants':>12} {'disagreements':>14}"
    for name in ("all", *sorted(tally.schedules.keys() - {"all"})):
        count = tally.schedules[name]
        yield f"{name:28} {count:>10,} {count * EACH:>12,} {tally.wrong[name]:>14,}"
    yield f"{len(tally.zones)} zones, {min(tally.years)} to {max(tally.years)}, {seconds:,.0f} s"


def main() -> int:
    """Compare, print the table, and fail where there is any disagreement."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    batches = -(-wanted // (EACH * BATCH))
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    begun, total = time.perf_counter(), Tally()
    with suppress(KeyboardInterrupt), get_context("spawn").Pool(os.cpu_count(), signal.signal, IGNORED) as pool:
        seeds = range(FIRST, FIRST + batches * BATCH, BATCH)
        for number, done in enumerate(pool.imap_unordered(batch, seeds), 1):
            total.add(done)
            if number % 25 == 0:
                print(f"{total.schedules['all'] * EACH:,} instants, {total.wrong['all']} disagreements", flush=True)
    print(*table(total, time.perf_counter() - begun), *total.told[:SHOWN], sep="\n")
    return 1 if total.wrong["all"] else 0


if __name__ == "__main__":
    sys.exit(main())

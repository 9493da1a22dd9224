"""The table at the end of a fault run: one row for each scenario, whatever became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.faults.verdict import Verdict

HEADS: Final = (
    "store", "what was done", "took", "events", "kills", "lost", "twice", "disorder", "doubles", "parked", "silence",
    "stall",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One scenario."""

    store: str
    done: str
    took: float
    """Seconds, servers' starts and all."""
    events: int
    kills: int
    lost: int
    twice: int
    disordered: int
    doubles: str
    parked: int
    silence: float
    """Seconds, while load flowed, in which nothing was shown to anybody."""
    stall: float
    """Seconds that the slowest answer took after its message was accepted."""
    remark: str = ""

    def cells(self) -> tuple[str, ...]:
        """As text, in the order of `HEADS`."""
        counts = (self.events, self.kills, self.lost, self.twice, self.disordered, self.doubles, self.parked)
        times = (f"{self.silence:.1f} s", f"{self.stall:.1f} s")
        return (self.store, self.done, f"{self.took:.0f} s", *(str(value) for value in counts), *times, self.remark)


def total(rows: Sequence[Row]) -> Row:
    """What the scenarios of one store come to; of times the longest."""
    counted = ("took", "events", "kills", "lost", "twice", "disordered", "parked")
    sums = {name: sum(getattr(row, name) for row in rows) for name in counted}
    longest = {name: max(getattr(row, name) for row in rows) for name in ("silence", "stall")}
    return Row(store=rows[0].store, done="all of these", doubles="", **sums, **longest)


def row_of(store: str, done: str, kills: int, found: Verdict, *, took: float, remark: str = "") -> Row:
    """The row of a verdict."""
    return Row(
        store=store,
        done=done,
        took=took,
        events=found.events,
        kills=kills,
        lost=len(found.lost),
        twice=len(found.twice),
        disordered=len(found.disordered) + len(found.forgotten),
        doubles=f"{len(found.doubles)} <= {found.bound}",
        parked=found.parked,
        silence=found.silence,
        stall=found.stall,
        remark=remark,
    )


@dataclass(slots=True)
class Table:
    """The rows of one run."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Add a scenario's row: before anything is asserted of it, so that a failure stands in the table too."""
        self.rows.append(row)

    def lines(self) -> list[str]:
        """The table as text, one line a row."""
        stores = sorted({row.store for row in self.rows})
        totals = [total([row for row in self.rows if row.store == store]) for store in stores]
        lines = [(*HEADS, ""), *(row.cells() for row in (*self.rows, *totals))]
        widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS) + 1)]
        return [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
        ]

"""The table of a run: how many seeds, what happened in them, and what became of the promises."""

from __future__ import annotations

from dataclasses import fields

from frontdesk_server.clock import SystemClock
from tests.simulation.house import Counts
from tests.simulation.running import Result

_WORDS = {"lost": "lost", "twice": "twice", "order": "out of order"}


class Tally:
    """Adds results up."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self._began = self._clock.monotonic()
        self._total = Counts()
        self.seeds = 0
        self.steps = 0
        self.failed: list[Result] = []

    def add(self, result: Result) -> None:
        self.seeds += 1
        self.steps += result.steps
        for one in fields(Counts):
            setattr(self._total, one.name, getattr(self._total, one.name) + getattr(result.counts, one.name))
        if result.failure is not None:
            self.failed.append(result)

    def __str__(self) -> str:
        took = self._clock.monotonic() - self._began
        rows = [("seeds", f"{self.seeds} ({self.seeds / took:.1f} a second)"), ("steps", str(self.steps))]
        rows += [(one.name.replace("_", " "), str(getattr(self._total, one.name))) for one in fields(Counts)]
        rows += [(word, str(self._broken(part))) for part, word in _WORDS.items()]
        rows += [("seeds that broke a promise", str(len(self.failed)))]
        return "\n".join(f"{name:28}{value:>20}" for name, value in rows)

    def _broken(self, word: str) -> int:
        return sum(word in (result.failure or "") for result in self.failed)

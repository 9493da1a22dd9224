"""Low water: below which number nothing of a partition waits in the inbox, or ever will. For PostgreSQL.

A row that was decided stays in the index until no transaction can see it any more. While somebody holds an old view,
each read would walk over all of them; so a read begins above what is known to be gone.

The law: **of two events of one conversation, the one that was durable before the other was appended is decided first.**
Numbers are given out when rows are written, and seen when they are committed: 10 may come after 11. Where neither was
durable before the other was appended either order is right. So that no later event overtakes one that came late, the
mark of a partition rises only to a number of which two things are known:

1. whoever may still have been writing a number that is not above it has ended (their locks on the inbox are gone), and
2. a read that began after that found nothing at or below it.

A mark holds whoever owns the partition. A look at everything, every few seconds, is also the net for what should not
be: numbers that begin again, because a database was brought back from a copy. The mark falls to what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import String, text

from frontdesk_server.store.values import Entry

LOOK_EVERY: Final = 5.0
"""Seconds between two reads of everything; a mark rises at one to what was known at the one before."""

WRITERS: Final = text("""
    SELECT DISTINCT virtualtransaction FROM pg_locks
     WHERE locktype = 'relation' AND relation = 'inbox'::regclass AND mode = 'RowExclusiveLock'
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""").columns(virtualtransaction=String)
"""Transactions that have written into the inbox, or are about to: the lock is taken before a number is."""


class _Candidate(NamedTuple):
    """A number that was given out, and who was writing when we knew it: no one else can bring one up to it."""

    number: int
    writers: frozenset[str]


class LowWater:
    """The marks of one process."""

    def __init__(self) -> None:
        self._marks: dict[int, int] = {}
        self._highest = 0
        self._candidate: _Candidate | None = None
        self._looked: float | None = None

    def marks(self, parts: Iterable[int]) -> list[int]:
        """For each partition the number above which a read begins."""
        return [self._marks.get(part, 0) for part in parts]

    def is_due(self, now: float) -> bool:
        """Whether everything is to be looked at again. `now` is of the monotonic clock."""
        return self._looked is None or now - self._looked >= LOOK_EVERY

    def read(self, entries: Sequence[Entry]) -> None:
        """Numbers that are committed."""
        if entries:
            self._highest = max(self._highest, entries[-1].number)

    def looked(
        self, now: float, writers: Iterable[str], parts: Sequence[int], found: Sequence[Entry], most: int
    ) -> None:
        """What a read of everything found, and who was writing just before it. At most `most` could be found."""
        self._looked, writing = now, frozenset(writers)
        lowest = {entry.part: entry.number - 1 for entry in reversed(found)}
        self._fall(lowest)
        if self._candidate is not None and self._candidate.writers.isdisjoint(writing):
            gone = self._candidate.number
            # Of a partition that a full answer does not name, everything lies behind the answer's last row.
            others = min(gone, found[-1].number) if found and len(found) >= most else gone
            self._rise({part: min(gone, lowest.get(part, others)) for part in parts})
            self._candidate = None
        if self._candidate is None:
            self._candidate = _Candidate(self._highest, writing)
        self.read(found)

    def _fall(self, lowest: dict[int, int]) -> None:
        for part, mark in lowest.items():
            if mark < self._marks.get(part, 0):
                self._marks[part] = mark

    def _rise(self, marks: dict[int, int]) -> None:
        for part, mark in marks.items():
            self._marks[part] = max(mark, self._marks.get(part, 0))

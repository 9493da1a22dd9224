"""Low water: up to which number nothing of a partition waits in the inbox, or ever will. For PostgreSQL.

A row that was decided stays in the index until no transaction can see it any more. While somebody holds an old view,
each read would walk over all of them; so a read begins above what is known to be gone.

The law: **of two events of one conversation, the one that was durable before the other was appended is decided first.**
Numbers are given out when rows are written, and seen when they are committed: 10 may come after 11. Where neither was
durable before the other was appended either order is right. So that no later event overtakes one that came late, the
mark of a partition rises only to a number of which two things are known:

1. whoever may still have been writing a number that is not above it has ended (their locks on the inbox are gone), and
2. a read that began after that found nothing between the mark before and it.

So nothing that comes late is ever below a mark, and no read of everything is needed. A mark is true whoever owns the
partition; it is kept in the database, for whoever comes next. Where a copy of the database was brought back
numbers begin again, below those that we know: then the marks are those of the copy too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import String, case, func, select, text
from sqlalchemy.dialects import postgresql

from frontdesk_server.store.statements import param
from frontdesk_server.store.tables import low_water
from frontdesk_server.store.values import Entry

LOOK_EVERY: Final = 1.0
"""Seconds: a mark rises at one look to what was known at the one before."""
KEEP_EVERY: Final = 10.0

WRITERS: Final = text("""
    SELECT DISTINCT virtualtransaction FROM pg_locks
     WHERE locktype = 'relation' AND relation = 'inbox'::regclass AND mode = 'RowExclusiveLock'
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""").columns(virtualtransaction=String)
"""Transactions that have written into the inbox, or are about to: the lock is taken before a number is."""

LAST: Final = text("SELECT last_value FROM inbox_number_seq")
LOAD: Final = select(low_water.c.part, low_water.c.number)
_insert = postgresql.insert(low_water)
KEEP: Final = _insert.on_conflict_do_update(
    index_elements=["part"], set_={"number": func.greatest(low_water.c.number, _insert.excluded.number)}
)
LOWEST: Final = select(
    case((func.count() >= param("partitions"), func.coalesce(func.min(low_water.c.number), 0)), else_=0)
).scalar_subquery()
"""The mark of the whole inbox: there is one once every partition has one."""


class _Candidate(NamedTuple):
    """A number that was given out, and who was writing when we knew it: no one else can bring one up to it."""

    number: int
    writers: frozenset[str]


class LowWater:
    """The marks, as one process knows them."""

    def __init__(self) -> None:
        self._marks: dict[int, int] = {}
        self.highest = 0
        """The highest number that we know to have been given out."""
        self._candidate: _Candidate | None = None
        self._looked: float | None = None
        self._kept: float | None = None

    def lacks(self, parts: Iterable[int]) -> bool:
        """Whether a partition is new to us."""
        return not self._marks.keys() >= set(parts)

    def load(self, parts: Iterable[int], kept: Mapping[int, int]) -> None:
        """Take over what was kept of partitions that are new to us."""
        for part in parts:
            self._marks.setdefault(part, kept.get(part, 0))
        self.highest = max(self.highest, *self._marks.values())

    def marks(self, parts: Iterable[int]) -> list[int]:
        """For each partition the number above which a read begins."""
        return [self._marks.get(part, 0) for part in parts]

    def is_due(self, now: float) -> bool:
        """Whether to look who is writing. `now` is of the monotonic clock."""
        return self._looked is None or now - self._looked >= LOOK_EVERY

    def read(self, found: Sequence[Entry]) -> None:
        """Numbers that are committed."""
        if found:
            self.highest = max(self.highest, found[-1].number)

    def looked(
        self, now: float, writers: Iterable[str], parts: Sequence[int], found: Sequence[Entry], most: int
    ) -> None:
        """Who was writing, and what a read of at most `most` entries found after that."""
        self._looked, writing = now, frozenset(writers)
        if self._candidate is not None and self._candidate.writers.isdisjoint(writing):
            self._rise(parts, self._candidate.number, found, most)
            self._candidate = None
        if self._candidate is None:
            self._candidate = _Candidate(self.highest, writing)
        self.read(found)

    def to_keep(self, now: float) -> list[dict[str, int]]:
        """What is to be written down, now and then."""
        if self._kept is not None and now - self._kept < KEEP_EVERY:
            return []
        self._kept = now
        return [{"part": part, "number": mark} for part, mark in sorted(self._marks.items())]

    def _rise(self, parts: Sequence[int], gone: int, found: Sequence[Entry], most: int) -> None:
        """Up to what is gone, or to just below what waits."""
        lowest = {entry.part: entry.number - 1 for entry in reversed(found)}
        # Of a partition that a full answer does not name, everything lies behind the answer's last row.
        others = found[-1].number if found and len(found) >= most else gone
        for part in parts:
            mark = min(gone, lowest.get(part, others))
            self._marks[part] = max(mark, self._marks.get(part, 0))

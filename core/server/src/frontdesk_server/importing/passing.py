"""A pass over a source, begun or taken up again: what both kinds of sources have in common, from claim to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.source import Row
from frontdesk_server.importing.circle import Circle
from frontdesk_server.importing.finishing import finish
from frontdesk_server.importing.progress import Progress
from frontdesk_server.importing.taking import Taking
from frontdesk_server.project import SourceSpec
from frontdesk_server.store import Store
from frontdesk_server.store.connecting import SourcePass
from frontdesk_server.store.passes import PassWork, SourceState

Advance = Callable[[Progress], None]


def unwatched(_progress: Progress) -> None:
    """The progress of a pass that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a pass is to be made."""

    full: bool = False
    """Everything is read anew: no digest, no ETag, no earlier instant saves anything."""
    confirm: bool = False
    """Who is gone is retired, however many they are."""
    mark: str | None = None
    """What the source looks like, where that can be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a pass."""

    source: str
    read: bool = False
    busy: bool = False
    """Somebody else reads it."""
    progress: Progress | None = None
    problems: tuple[Diagnostic, ...] = ()
    held_back: Diagnostic | None = None
    """That so many seem to be gone that nobody was retired."""


KEY: Final = "key"
FULL_AT: Final = "full_at"
SINCE: Final = "since"
MARK: Final = "mark"
FAILING: Final = "failing_since"


@dataclass(slots=True, kw_only=True)
class Pass:
    """One pass of one source, by whoever has claimed it."""

    store: Store
    spec: SourceSpec
    circle: Circle
    state: SourceState
    owner: str
    lease: timedelta
    wish: Wish
    advance: Advance = unwatched

    @property
    def now(self) -> datetime:
        """The instant by the server's clock."""
        return self.store.clock.now()

    def memory(self, name: str) -> Any:
        """What was remembered of the last pass."""
        return self.state.memory.get(name)

    @property
    def since(self) -> datetime | None:
        """From when on changes are enough to be asked for; None = everything is due."""
        full_at, since = self.memory(FULL_AT), self.memory(SINCE)
        if self.wish.full or self.wish.confirm or self.thorough or full_at is None or since is None:
            return None
        due = datetime.fromisoformat(full_at) + self.spec.document.full_every
        return datetime.fromisoformat(since) if self.now < due else None

    @property
    def thorough(self) -> bool:
        """Whether settings, order or program have changed: then nothing that was remembered says anything."""
        return bool(self.memory(KEY) != self.circle.key(self.spec))

    def progress(self, since: datetime | None) -> Progress:
        """A new pass's."""
        key = self.circle.key(self.spec)
        return Progress(started_at=self.now, key=key, since=since, thorough=self.thorough)

    def begin(self, progress: Progress) -> None:
        """Count a new pass."""
        self.state = replace(self.state, number=self.state.number + 1, running=progress.dumped(), tried_at=self.now)

    async def take(self, work: PassWork, taking: Taking, rows: Sequence[Row]) -> None:
        """Take rows in, within a transaction that says how far the pass has come."""
        await taking.take(work.records(self.spec.id), rows, self.now)
        self.state = replace(self.state, running=taking.progress.dumped())
        await work.renew(self.state)
        self.advance(taking.progress)

    async def end(self, work: PassWork, taking: Taking) -> Outcome:
        """End the pass, within its last transaction."""
        progress, records = taking.progress, work.records(self.spec.id)
        taking.tell_unknown()
        held_back = await finish(work, taking, self.now, confirm=self.wish.confirm)
        empty = held_back is not None and not progress.rows
        await (records.all_stale(self.now) if empty else records.all_fresh())
        self.state = replace(
            self.state,
            memory=self._remembered(progress, empty=empty, held_back=held_back is not None),
            running=None,
            read_at=self.state.read_at if empty else progress.started_at,
            stale_since=self.state.stale_since or self.now if empty else None,
        )
        await work.keep(self.state)
        self.advance(progress)
        problems = tuple(progress.problems)
        return Outcome(source=self.spec.id, read=not empty, progress=progress, problems=problems, held_back=held_back)

    def _remembered(self, progress: Progress, *, empty: bool, held_back: bool) -> dict[str, Any]:
        """For the next pass. What was confirmed by nobody is read again at the next look.

        What was held back must be met again, and told again, until somebody confirms it: changes since would not do.
        """
        begun = progress.started_at.isoformat()
        if empty:
            return {**self.state.memory, MARK: None, FAILING: self.memory(FAILING) or self.now.isoformat()}
        done = None if held_back else begun
        full_at = done if progress.since is None else self.memory(FULL_AT)
        since = self.memory(SINCE) if held_back else begun
        return {KEY: progress.key, FULL_AT: full_at, SINCE: since, MARK: self.wish.mark}

    async def fail(self, problems: Sequence[Diagnostic]) -> Outcome:
        """Remember that the source could not be read. What it told before stays, and grows old."""
        since = self.memory(FAILING) or self.now.isoformat()
        patience = self.spec.document.stale_after or timedelta(0)
        stale = self.now >= datetime.fromisoformat(since) + patience
        memory = {**self.state.memory, MARK: None, FAILING: since}
        at = self.state.stale_since or (datetime.fromisoformat(since) if stale else None)
        self.state = replace(self.state, memory=memory, tried_at=self.now, stale_since=at)
        async with self.store.passes.work(self.owner, self.lease) as work:
            if at is not None:
                await work.records(self.spec.id).all_stale(at)
            await work.keep(self.state)
        return Outcome(source=self.spec.id, problems=tuple(problems))


def noted(outcome: Outcome, at: datetime) -> SourcePass:
    """The pass as people see it who look."""
    done = outcome.progress
    counts = {} if done is None else {name: getattr(done, name) for name in ("added", "changed", "retired")}
    records = 0 if done is None else done.rows - done.bad
    problems = outcome.problems
    return SourcePass(source=outcome.source, at=at, read=outcome.read, records=records, problems=problems, **counts)

"""The worker: reads the inbox, decides, and commits the whole effect of a batch in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import structlog

from frontdesk.diagnostics import Diagnostic, describe
from frontdesk.model.decision import TraceRow
from frontdesk_server.runtime.bell import Bell, Bells
from frontdesk_server.runtime.courtesies import Courtesies
from frontdesk_server.runtime.deciding import Decider, Undecidable
from frontdesk_server.runtime.meters import Meters
from frontdesk_server.runtime.ports import DecidingStore, Log
from frontdesk_server.runtime.traces import NO_TRACES, Deciding, Traces
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.values import Culprit, Decided, Entry, Lease, Work

PER_BATCH: Final = 200

_FAILURES: Final = frozenset(("plugin_failed", "tag_failed"))

_log = structlog.get_logger("frontdesk.worker")


class Worker:
    """Works through the leased partitions, in order within each conversation."""

    def __init__(
        self,
        log: Log,
        store: DecidingStore,
        decider: Decider,
        *,
        outbox: Bell,
        streams: Bells,
        courtesies: Courtesies | None = None,
        meters: Meters | None = None,
        traces: Traces = NO_TRACES,
    ) -> None:
        self._traces = traces
        self._meters = meters or Meters()
        self._log = log
        self._store = store
        self._decider = decider
        self._outbox = outbox
        self._streams = streams
        self._courtesies = courtesies
        self._most = PER_BATCH
        """How many events the next batch takes: fewer after one that the database ended, maybe for its length."""
        self.fenced = 0
        """How many partitions were found lost when their batch was to be decided."""

    async def step(self, leases: Sequence[Lease]) -> int:
        """Decide the next batch; how many entries left the inbox.

        Raises `StoreUnavailable`: nothing of the batch is done then, and the next step takes the first half of it.
        """
        entries = await self._log.read(leases, self._most)
        if not entries:
            return 0
        await self._decider.prepare(entry.account for entry in entries)
        try:
            done = await self._batch(leases, entries)
        except StoreUnavailable:
            self._most = max(1, len(entries) // 2)
            raise
        except Exception as error:  # noqa: BLE001 - one event's fault, in deciding or in writing: found out below
            _log.warning("batch taken apart", events=len(entries), reason=f"{type(error).__name__}: {error}")
            return sum([await self._alone(leases, entry) for entry in entries])
        self._most = min(PER_BATCH, self._most + self._most // 4 + 1)
        return done

    async def _batch(self, leases: Sequence[Lease], entries: Sequence[Entry]) -> int:
        with self._traces.deciding() as spans:
            work = await self._commit(leases, entries, spans)
        self._ring(work)
        if self._courtesies is not None:
            self._courtesies.begin(decided.entry for decided in work.decided)
        self._tell_failures(work)
        return len(work.done)

    async def _commit(self, leases: Sequence[Lease], entries: Sequence[Entry], spans: Deciding) -> Work:
        """The deciding transaction."""
        wanted = {entry.part for entry in entries}
        began = self._meters.steady()
        async with self._store.batch([lease for lease in leases if lease.part in wanted]) as batch:
            held = [entry for entry in entries if entry.part in batch.held]
            if len(held) < len(entries):
                self.fenced += len(wanted - batch.held)
                _log.warning("fenced off", lost=sorted(wanted - batch.held))
                self._meters.fenced()
            work = Work(done=held)
            work.fresh = await batch.fresh(held)
            loaded = self._meters.steady()
            spans.begin(work.fresh)
            await self._decider.decide(batch, work)
            spans.decided(work)
            decide_seconds = self._meters.steady() - loaded
            await batch.save(work)
        self._meters.decided(work, decide_seconds, self._meters.steady() - began)
        return work

    async def _alone(self, leases: Sequence[Lease], entry: Entry) -> int:
        """One entry in a transaction of its own; one that cannot be decided goes to the dead letters in it."""
        try:
            return await self._batch(leases, [entry])
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is: this event must not stop its partition
            with self._traces.logged(entry.trace):
                _log.exception("event cannot be decided", event_id=entry.event.id, account=entry.account)
            reason = error.reason if isinstance(error, Undecidable) else f"{type(error).__name__}: {error}"
            return await self._bury(leases, entry, reason)

    async def _bury(self, leases: Sequence[Lease], entry: Entry, reason: str) -> int:
        async with self._store.batch([lease for lease in leases if lease.part == entry.part]) as batch:
            if entry.part not in batch.held:
                return 0
            told = reason.encode(errors="replace").decode()  # half a character, as of a file's name, can nobody keep
            culprit = Culprit(entry=entry, error=told, release=self._decider.release)
            await batch.save(Work(done=[entry], fresh=[entry], dead=[culprit]))
        self._meters.buried()
        return 1

    def _ring(self, work: Work) -> None:
        if accounts := {decided.entry.account for decided in work.decided if decided.outgoing}:
            self._outbox.ring_for(accounts)
        self._streams.ring(decided.entry.conversation for decided in work.decided if decided.published)

    def _tell_failures(self, work: Work) -> None:
        """Log what plugins broke while events were decided: rules were passed over, which a trace alone may hide."""
        for decided in work.decided:
            failures = [row for row in decided.decision.rows if row[0] in _FAILURES]
            if failures:
                with self._traces.logged(decided.trace):
                    _tell(decided, failures)


def _tell(decided: Decided, failures: Sequence[TraceRow]) -> None:
    for _reason, path, params in failures:
        failure = Diagnostic(
            id="FD404",
            path=path,
            params={
                "word": params.get("tag") or params["rule"],
                "distribution": params.get("distribution") or "a plugin",
                "error": params["error"],
            },
        )
        _log.error("plugin failed", event_id=decided.entry.event.id, reason=describe(failure))

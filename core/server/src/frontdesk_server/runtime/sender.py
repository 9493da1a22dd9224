"""The sender: claims messages, makes the calls, and writes down what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random, SystemRandom
from typing import Final

import structlog

from frontdesk.channel import Outcome, Receipt
from frontdesk.diagnostics import Diagnostic
from frontdesk.model import Handover, Settlement, Unsettled
from frontdesk_server.calling.ports import Transport
from frontdesk_server.clock import Clock
from frontdesk_server.runtime.admission import OF_ONE_ACCOUNT, Breakers, Room
from frontdesk_server.runtime.bell import Bell, Bells
from frontdesk_server.runtime.claiming import PROBE_HOLD_EVERY, Claimer, Ready, Unmet
from frontdesk_server.runtime.exchange import Exchange
from frontdesk_server.runtime.meters import Meters
from frontdesk_server.runtime.ports import SendingStore
from frontdesk_server.runtime.settling import LONGEST_DETAIL, keepable, settled
from frontdesk_server.runtime.steps import ClockWatch
from frontdesk_server.runtime.traces import NO_TRACES, Traces
from frontdesk_server.runtime.tuning import GRACE
from frontdesk_server.runtime.world import Connections
from frontdesk_server.store.errors import StoreUnavailable
from frontdesk_server.store.holds import HoldChange
from frontdesk_server.store.outbox import Outbox
from frontdesk_server.store.values import AccountNote, Claims, Hold, HoldEnded, Lease, OutboxRow, ProbeAt, Settled

_Attempt = tuple[str, int]
"""A message's key, and which attempt at sending it."""

PROBE_AGAIN: Final = timedelta(minutes=1)
"""After a try that told nothing about the account: the platform was down, or the end is not known."""
HEARD_WITHOUT: Final = 5.0
"""Seconds for which the store may be away, and platforms still be heard in time."""
_INTERRUPTED: Final = Receipt(outcome=Outcome.UNKNOWN, detail="interrupted")
_UNCALLED: Final = Receipt(outcome=Outcome.RETRY, detail="not called: the database did not confirm the claim")

_log = structlog.get_logger("frontdesk.sender")


class Sender:
    """Sends for the leased accounts: at most one call under way for each conversation."""

    def __init__(  # noqa: PLR0913 - what sending depends on, each by its name
        self,
        store: SendingStore,
        outbox: Outbox,
        claimer: Claimer,
        transport: Transport,
        connections: Connections,
        *,
        breakers: Breakers,
        clock: Clock,
        watch: ClockWatch,
        streams: Bells,
        grace: timedelta = GRACE,
        holds: Callable[[], bool] = lambda: True,
        random: Random | None = None,
        meters: Meters | None = None,
        traces: Traces = NO_TRACES,
    ) -> None:
        self._traces = traces
        self._meters = meters or Meters()
        self._store = store
        self._outbox = outbox
        self._claimer = claimer
        self._connections = connections
        self._breakers = breakers
        self._exchange = Exchange(transport, connections)
        self._clock = clock
        self._watch = watch
        self._streams = streams
        self._grace = grace
        self._holds = holds
        self._random = random or SystemRandom()
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._ours: set[_Attempt] = set()
        """From before the claim's commit until the result is written."""
        self._more: frozenset[Lease] = frozenset()
        """On which, as the last claim leads to expect, more messages are due."""
        self._strays: set[_Attempt] = set()
        self._uncalled: set[_Attempt] = set()
        """Of claims whose commit nobody is sure of: if it was kept, the call was not made all the same."""
        self._results: list[Settled] = []
        self._notes: dict[str, AccountNote] = {}
        self._held: list[HoldChange] = []
        self._away_since: float | None = None
        """Since when the store has not answered, by the steady clock."""
        self.settling = asyncio.Lock()
        """Held while results are written down, or moved: either is done to all of them."""
        self.came_back = Bell()
        """Rung when a call has ended: its result is to be settled."""

    @property
    def under_way(self) -> int:
        """How many calls are under way."""
        return len(self._under_way)

    async def recover(self, leases: Sequence[Lease]) -> int:
        """Take over what an owner before us was sending when it went away; how many messages that were.

        What was in doubt already waits for its echo anew: while nobody was there, nobody could hear one.
        """
        await self.listen(leases)
        rows = await self._left_behind(leases)
        self._uncalled.difference_update(map(_attempt, rows))  # who was here meanwhile may have called
        return await self._take_over(rows)

    async def listen(self, leases: Sequence[Lease]) -> None:
        """Wait for what platforms tell of messages in doubt as from now: up to now nobody could hear it."""
        await self._outbox.listen_until(leases, self._echoing(), self._clock.now() + self._grace)

    async def recover_strays(self, leases: Sequence[Lease]) -> int:
        """Take over what stands as being sent here, and is not: a commit that seemed to fail may have been kept.

        Only what two looks in a row have found: a result that was being written at the first one is not a stray.
        """
        rows = await self._left_behind(leases)
        found = [row for row in rows if _attempt(row) in self._strays]
        self._strays = set(map(_attempt, rows))
        self._uncalled &= self._strays
        return await self._take_over(found)

    def _echoing(self) -> list[str]:
        """The accounts whose platforms tell what became of a message."""
        accounts = self._connections.accounts.items()
        return sorted(id_ for id_, account in accounts if account.capabilities.settled_by is Settlement.ECHO)

    async def _left_behind(self, leases: Sequence[Lease]) -> list[OutboxRow]:
        rows = await self._outbox.stranded(leases)
        return [row for row in rows if _attempt(row) not in self._ours]

    async def _take_over(self, rows: Sequence[OutboxRow]) -> int:
        for row in rows:
            _log.warning("send interrupted", key=row.key, account=row.account, attempt=row.attempt)
            if _attempt(row) in self._uncalled:
                self._uncall(row, _UNCALLED)
            else:
                self._end(row, _INTERRUPTED, self._clock.now())
        self._meters.interrupted(len(rows))
        await self.settle()
        return len(rows)

    async def step(self, leases: Sequence[Lease]) -> int:
        """Claim what may go out and start the calls; how many messages were dealt with. Raises `StoreUnavailable`."""
        try:
            await self._hear_anew(leases)
            done = await self._step(leases)
        except StoreUnavailable:
            if self._away_since is None:
                self._away_since = self._clock.monotonic()
            raise
        if leases:
            self._away_since = None
        return done

    async def _hear_anew(self, leases: Sequence[Lease]) -> None:
        """Where the store was away nobody could keep an echo: what is in doubt waits for it as from now."""
        away = 0.0 if self._away_since is None else self._clock.monotonic() - self._away_since
        if away > HEARD_WITHOUT:
            await self.listen(leases)

    async def _step(self, leases: Sequence[Lease]) -> int:
        expected, self._more = self._more, frozenset()
        still = [lease for lease in leases if lease in expected]
        if still and (done := await self._begin(still)):
            return done
        due = await self._due(leases)
        done = await self._begin(due) if due else 0
        if done >= OF_ONE_ACCOUNT:  # one more claim without a look; then with one, for accounts of other leases
            self._more = frozenset(due)
        return done

    async def _begin(self, due: Sequence[Lease]) -> int:
        """Claim, and start the calls; how many messages left the front of their queues."""
        try:
            claims, ready = await self._claim(due)
        except Unmet as unmet:
            await self._connections.met(unmet.accounts)
            return len(unmet.accounts)
        for one in ready:
            task = asyncio.create_task(self._send(one))
            self._under_way[task] = one.row.account
            task.add_done_callback(self._under_way.pop)
        self._streams.ring(row.conversation for row, _ in claims.published)
        self._count(claims)
        for dropped in claims.dropped:
            _log.info("message dropped", key=dropped.key, reason=dropped.reason)
        put_by = len(claims.dropped) + len(claims.held) + len(claims.parked)
        return len(ready) + len(claims.published) + put_by

    async def _due(self, leases: Sequence[Lease]) -> list[Lease]:
        room = Room(self._under_way.values())
        return await self._outbox.due(leases, self._claimer.closed_to(self._clock.now(), room))

    def _count(self, claims: Claims) -> None:
        """What this server shows by itself has arrived with the claim."""
        self._meters.claimed(claims, self._connections.kind)
        for row, _ in claims.published:
            self._received(row, self._clock.now())
            with self._traces.send(row) as span:
                span.note(outcome=Outcome.SENT.value, status="sent")

    def _received(self, row: OutboxRow, now: datetime) -> None:
        if row.received is not None:
            kind = self._connections.kind(row.account)
            self._meters.received(kind, (now - row.received).total_seconds())

    async def _claim(self, leases: Sequence[Lease]) -> tuple[Claims, list[Ready]]:
        ready: list[Ready] = []
        try:
            async with self._store.claiming(leases) as claiming:
                if self._watch.was_set():
                    return Claims(), []
                claims, ready = await self._claimer.claim(claiming, self._under_way.values())
                self._ours.update(_attempt(one.row) for one in ready)
        except BaseException:
            # Whether it was committed nobody knows. If it was, the next looks find strays.
            attempts = {_attempt(one.row) for one in ready}
            self._ours -= attempts
            self._uncalled |= attempts
            raise
        self._uncalled.difference_update(_attempt(one.row) for one in ready)
        return claims, ready

    async def settle(self) -> int:
        """Write down, in one commit, what became of the calls that have ended; how many there were."""
        async with self.settling:
            return await self._settle()

    def shift(self, step: timedelta) -> None:
        """The clock was set: what is not written down yet is timed by it, too."""
        self._results = [result._replace(not_before=_moved(result.not_before, step)) for result in self._results]
        self._notes = {
            id_: note._replace(not_before=_moved(note.not_before, step)) for id_, note in self._notes.items()
        }
        self._held = [_moved_hold(change, step) for change in self._held]

    async def _settle(self) -> int:
        results, notes, held = self._results, self._notes, self._held
        if not results and not notes:
            return 0
        self._results, self._notes, self._held = [], {}, []
        try:
            await self._outbox.settle(results, list(notes.values()), held)
        except BaseException:
            # Kept for the next time: until then the rows stay `sending`, which nobody claims.
            self._results = results + self._results
            self._notes = notes | self._notes
            self._held = held + self._held
            raise
        self._breakers.written_down(change.account for change in held)
        self._ours.difference_update((result.key, result.attempt) for result in results)
        return len(results)

    @property
    def busy(self) -> bool:
        """Whether calls are under way."""
        return bool(self._under_way)

    async def finish(self, seconds: float) -> None:
        """Wait for the calls under way, and settle them; what is longer stays `sending` for the next start."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        for task in list(self._under_way):
            task.cancel()
        await self.settle()

    async def _send(self, one: Ready) -> None:
        """One call. Whatever happens, the attempt gets an end: an unknown one, if need be.

        Who was halted for so long that others may have taken over makes no call any more.
        """
        if not self._holds():
            self._uncall(one.row, Receipt(outcome=Outcome.RETRY, detail="the lease may be over"))
            self.came_back.ring()
            return
        with self._traces.send(one.row) as span:
            receipt, result = await self._ended(one)
            span.note(outcome=receipt.outcome.value, status=result.status)

    def _uncall(self, row: OutboxRow, receipt: Receipt) -> None:
        """End an attempt without a call: where it was to try an account on hold, the next one may at once."""
        now = self._clock.now()
        self._end(row, receipt, now)
        if row.on_hold:
            self._held.append(ProbeAt(row.account, now))

    async def _ended(self, one: Ready) -> tuple[Receipt, Settled]:
        """The call, and its end: unknown where an adapter says of it what cannot be."""
        try:
            return await self._call(one)
        except Exception as error:  # noqa: BLE001 - a row without an end would stay `sending`, and its conversation wait
            _log.exception("end cannot be told", account=one.row.account, key=one.row.key)
            receipt = Receipt(outcome=Outcome.UNKNOWN, detail=f"{type(error).__name__}: {error}")
            return receipt, self._end(one.row, receipt, self._clock.now())
        finally:
            self.came_back.ring()

    async def _call(self, one: Ready) -> tuple[Receipt, Settled]:
        began = self._meters.steady()
        receipt, problem = await self._exchange.receipt(one)
        kind = self._connections.kind(one.row.account)
        self._meters.called(kind, receipt.outcome, self._meters.steady() - began)
        receipt = keepable(receipt)
        now = self._clock.now()
        result = self._end(one.row, receipt, now)
        tells = isinstance(one.call, Handover)  # whether a team can be reached says nothing of the account
        if not tells:
            self._note(one.row.account, receipt, result, now)
            if receipt.only_contact:
                self._claimer.contact_refused(one.row)
        if not tells or receipt.outcome is Outcome.PAUSED:
            self._hold(one.row, receipt, problem, now)
        elif one.row.on_hold:  # what was tried tells nothing: the next one may
            self._held.append(ProbeAt(one.row.account, now))
        return receipt, result

    def _end(self, row: OutboxRow, receipt: Receipt, now: datetime) -> Settled:
        account = self._connections.accounts.get(row.account)
        # Of an account that is not configured any more nothing can come back.
        by = account.capabilities.settled_by if account is not None else Settlement.NONE
        unsettled = account.capabilities.unsettled if account is not None else Unsettled.PARK
        jitter = self._random.random()
        result = settled(row, receipt, by=by, now=now, jitter=jitter, unsettled=unsettled, grace=self._grace)
        self._results.append(result)
        self._meters.ended(self._connections.kind(row.account), result.status)
        if result.status == "sent":
            self._received(row, now)
        log = _log.info if receipt.outcome is Outcome.SENT else _log.warning
        log("send ended", key=row.key, account=row.account, outcome=receipt.outcome.value, detail=receipt.detail)
        return result

    def _hold(self, row: OutboxRow, receipt: Receipt, problem: Diagnostic | None, now: datetime) -> None:
        """Hold the account that its platform refuses; let one go whose message, sent to try it, came through."""
        account = row.account
        if receipt.outcome is Outcome.PAUSED:
            reason = receipt.detail[:LONGEST_DETAIL]
            self._held.append(Hold(account, now, reason, problem, now + PROBE_HOLD_EVERY))
            self._breakers.refused(account)
            _log.error("account on hold", account=account, reason=reason)
        elif row.on_hold and receipt.outcome in (Outcome.SENT, Outcome.FAILED):
            self._held.append(HoldEnded(account))
            _log.info("account goes on", account=account)
        elif row.on_hold:
            self._held.append(ProbeAt(account, now + PROBE_AGAIN))

    def _note(self, account: str, receipt: Receipt, result: Settled, now: datetime) -> None:
        note: AccountNote | None
        if receipt.outcome is Outcome.PAUSED:
            note = None
        elif receipt.only_contact:
            note = self._breakers.worked(account, now)
        elif receipt.outcome is Outcome.RETRY and receipt.retry_after is not None and result.not_before is not None:
            note = self._breakers.put_off(account, result.not_before)
        elif receipt.outcome in (Outcome.RETRY, Outcome.UNKNOWN):
            note = self._breakers.failed(account, now)
        else:
            note = self._breakers.worked(account, now)
        if note is not None:
            self._notes[account] = note


def _attempt(row: OutboxRow) -> _Attempt:
    return row.key, row.attempt


def _moved(instant: datetime | None, step: timedelta) -> datetime | None:
    return None if instant is None else instant + step


def _moved_hold(change: HoldChange, step: timedelta) -> HoldChange:
    if isinstance(change, Hold):
        return change._replace(probe_at=change.probe_at + step)
    return change._replace(at=change.at + step) if isinstance(change, ProbeAt) else change

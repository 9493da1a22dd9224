"""The meters: what a process counts while it works. Each step of a loop counts once, however many events it had."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Histogram

from frontdesk_server.clock import Clock, SystemClock
from frontdesk_server.runtime import measures
from frontdesk_server.runtime.measures import MEASURES, Measure

if TYPE_CHECKING:
    from frontdesk.channel import Outcome
    from frontdesk_server.store.values import Claims, Lease, Work

_SUMMARY: Final = attrgetter("decision.summary")
MOST_ACCOUNTS: Final = 200
OTHER: Final = "other"
"""Accounts past that number are counted together: a metric of every account would be as many series."""


class Meters:
    """The counters and histograms of one server; two servers in one process count apart."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.steady = (clock or SystemClock()).monotonic
        self.registry = CollectorRegistry()
        self._counters = {one.name: self._counter(one) for one in MEASURES if one.kind == "counter"}
        self._histograms = {one.name: self._histogram(one) for one in MEASURES if one.kind == "histogram"}
        self._children: dict[tuple[str, ...], Counter] = {}
        """By name and labels: looking one up in the registry takes longer than counting."""
        self._named: set[str] = set()

    # Taking in

    def accepted(self, events: Mapping[tuple[str, str], int], seconds: float) -> None:
        """One commit made so many events durable, by account and kind of channel."""
        for (account, channel), number in events.items():
            self._count(measures.ACCEPTED, number, self.known(account), channel)
        self._histograms[measures.APPEND_SECONDS.name].observe(seconds)

    def put_off(self, reason: str, number: int) -> None:
        """Events were sent away, to come again."""
        self._count(measures.PUT_OFF, number, reason)

    # Deciding

    def decided(self, work: Work, decide_seconds: float, seconds: float) -> None:
        """One batch was committed."""
        for summary, number in Tally(map(_SUMMARY, work.decided)).items():
            self._count(measures.DECISIONS, number, summary)
        self._histograms[measures.DECIDE_SECONDS.name].observe(decide_seconds)
        self._histograms[measures.BATCH_SECONDS.name].observe(seconds)
        self._histograms[measures.BATCH_EVENTS.name].observe(len(work.done))
        if repeats := len(work.done) - len(work.fresh):
            self._count(measures.DUPLICATES, repeats)

    def fenced(self) -> None:
        """A batch was refused partitions that have gone to somebody else."""
        self._count(measures.FENCED, 1)

    def buried(self) -> None:
        """An event went to the dead letters."""
        self._count(measures.DEAD, 1)

    def fired(self, number: int, late: float) -> None:
        """Timers became events; the first of them was due so many seconds ago."""
        if number:
            self._count(measures.TIMERS_FIRED, number)
            self._histograms[measures.TIMER_LATENESS.name].observe(max(0.0, late))

    # Sending

    def claimed(self, claims: Claims, kind: Callable[[str], str]) -> None:
        """One claim was committed. `kind` gives that of an account's channel."""
        for account, number in Tally(row.account for row, _ in claims.published).items():
            self._count(measures.PUBLISHED, number, kind(account))
        for reason, number in Tally(dropped.reason for dropped in claims.dropped).items():
            self._count(measures.DROPPED, number, reason)
        if claims.parked:
            self._count(measures.PARKED, len(claims.parked))

    def called(self, channel: str, outcome: Outcome, seconds: float) -> None:
        """One call has ended."""
        self._histograms[measures.SEND_SECONDS.name].labels(channel, outcome.value).observe(max(0.0, seconds))

    def ended(self, channel: str, status: str) -> None:
        """One attempt at sending has come to this status."""
        if (one := _ENDS.get(status)) is not None:
            self._count(one, 1, *((channel,) if one.labels else ()))

    def received(self, channel: str, seconds: float) -> None:
        """A message was sent, so long after the event that it answers."""
        self._histograms[measures.RECEIPT_SECONDS.name].labels(channel).observe(max(0.0, seconds))

    def interrupted(self, number: int) -> None:
        """Sends were found that nobody is at any more."""
        if number:
            self._count(measures.INTERRUPTED, number)

    # The process

    def held(self, role: str, before: Sequence[Lease], after: Sequence[Lease]) -> None:
        """The leases were renewed."""
        had, has = {(one.part, one.epoch) for one in before}, {(one.part, one.epoch) for one in after}
        if taken := len(has - had):
            self._count(measures.PARTITIONS_TAKEN, taken, role)
        if lost := len(had - has):
            self._count(measures.PARTITIONS_LOST, lost, role)

    def failed(self, loop: str) -> None:
        """A step failed."""
        self._count(measures.LOOP_FAILURES, 1, loop)

    def known(self, account: str) -> str:
        """The account as it is named in a label."""
        if account in self._named:
            return account
        if len(self._named) >= MOST_ACCOUNTS:
            return OTHER
        self._named.add(account)
        return account

    def _count(self, one: Measure, number: int, *labels: str) -> None:
        child = self._children.get((one.name, *labels))
        if child is None:
            counter = self._counters[one.name]
            child = self._children[one.name, *labels] = counter.labels(*labels) if labels else counter
        child.inc(number)

    def _counter(self, one: Measure) -> Counter:
        return Counter(one.name, one.help, one.labels, registry=self.registry)

    def _histogram(self, one: Measure) -> Histogram:
        return Histogram(one.name, one.help, one.labels, registry=self.registry, buckets=one.buckets)


_ENDS: Final = {
    "pending": measures.RETRIES,
    "later": measures.RETRIES,
    "unknown": measures.UNKNOWN,
    "parked": measures.PARKED,
}

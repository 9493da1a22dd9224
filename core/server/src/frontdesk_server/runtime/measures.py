"""The measures: every metric that a server exposes, its name, what it says, its labels. The reference is made of it.

Names and units are Prometheus's: `frontdesk_` before all of them, seconds, `_total` behind what only rises. A label has
few values: kinds, reasons, statuses, accounts up to a number; never an establishment, a contact or a conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

QUICK: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Buckets in seconds, for what happens within the house."""
CALLS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""For calls of platforms."""
WAITS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
"""For what people wait for."""
SIZES: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One metric."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    kind: Literal["counter", "histogram", "gauge"] = "counter"
    buckets: tuple[float, ...] = ()
    whole: bool = False
    """It tells of the whole database, so every process tells the same: combine with `max()`, never `sum()`."""


def _counter(name: str, text: str, *labels: str) -> Measure:
    return Measure(name=name, help=text, labels=labels)


def _histogram(name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Measure:
    return Measure(name=name, help=text, labels=labels, kind="histogram", buckets=buckets)


def _own(name: str, text: str, *labels: str) -> Measure:
    return Measure(name=name, help=text, labels=labels, kind="gauge")


def _whole(name: str, text: str, *labels: str) -> Measure:
    return Measure(name=name, help=text, labels=labels, kind="gauge", whole=True)


# Taking in
ACCEPTED: Final = _counter("frontdesk_events_accepted_total", "Events made durable.", "account", "channel")
PUT_OFF: Final = _counter("frontdesk_events_put_off_total", "Events answered with 503, to come again.", "reason")
APPEND_SECONDS: Final = _histogram("frontdesk_append_seconds", "One commit into the inbox.", QUICK)
QUEUED: Final = _own("frontdesk_append_waiting", "Events of this process that wait to become durable.")

# Deciding
DECISIONS: Final = _counter("frontdesk_decisions_total", "Events decided, by what came of them.", "summary")
DECIDE_SECONDS: Final = _histogram("frontdesk_decide_seconds", "Deciding one batch, without its commit.", QUICK)
BATCH_SECONDS: Final = _histogram("frontdesk_batch_seconds", "One deciding transaction, its commit included.", QUICK)
BATCH_EVENTS: Final = _histogram("frontdesk_batch_events", "Events that left the inbox in one batch.", SIZES)
FENCED: Final = _counter("frontdesk_batches_fenced_total", "Batches in which a lost partition was refused.")
DUPLICATES: Final = _counter("frontdesk_events_duplicate_total", "Events that had been decided before.")
DEAD: Final = _counter("frontdesk_events_dead_total", "Events that could not be decided.")
TIMERS_FIRED: Final = _counter("frontdesk_timers_fired_total", "Timers that became events.")
TIMER_LATENESS: Final = _histogram("frontdesk_timer_lateness_seconds", "How late the oldest of a firing was.", WAITS)

# Sending
SEND_SECONDS: Final = _histogram("frontdesk_send_seconds", "Calls to platforms.", CALLS, "channel", "outcome")
RECEIPT_SECONDS: Final = _histogram(
    "frontdesk_receipt_seconds", "From an event being received to its message being sent.", WAITS, "channel"
)
PUBLISHED: Final = _counter("frontdesk_messages_published_total", "Messages shown by this server itself.", "channel")
RETRIES: Final = _counter("frontdesk_send_retries_total", "Sends that are to be tried again.", "channel")
UNKNOWN: Final = _counter("frontdesk_sends_unknown_total", "Sends whose end nobody knows yet.", "channel")
PARKED: Final = _counter("frontdesk_messages_parked_total", "Messages left to a human.")
DROPPED: Final = _counter("frontdesk_messages_dropped_total", "Messages not sent after all, by reason.", "reason")
INTERRUPTED: Final = _counter("frontdesk_sends_interrupted_total", "Sends that a process before left unfinished.")
UNDER_WAY: Final = _own("frontdesk_calls_under_way", "Calls to platforms under way.")
BREAKER_OPEN: Final = _own("frontdesk_breaker_open", "1 where an account fails: only probes are sent.", "account")

# The process
PARTITIONS_HELD: Final = _own("frontdesk_partitions_held", "Partitions that this process works on.", "role")
PARTITIONS_TAKEN: Final = _counter("frontdesk_partitions_taken_total", "Changes of a partition's epoch to us.", "role")
PARTITIONS_LOST: Final = _counter("frontdesk_partitions_lost_total", "Partitions that went from us.", "role")
LOOP_FAILURES: Final = _counter("frontdesk_loop_failures_total", "Steps that failed; they are repeated.", "loop")
LOOP_FAILING: Final = _own("frontdesk_loop_failing", "1 where a loop's last step failed.", "loop")
LISTENERS: Final = _own("frontdesk_stream_listeners", "Live streams that are open here.")
CONNECTIONS: Final = _own("frontdesk_database_connections", "Connections to the database.", "state")
READY: Final = _own("frontdesk_ready", "1 where a condition of readiness holds.", "condition")
BUILD: Final = _own("frontdesk_build_info", "1, with the versions of program and tables.", "version", "revision")

# The whole database
DATABASE_UP: Final = _own("frontdesk_database_up", "1 where the database answered; else what follows is left out.")
RELEASE: Final = _whole("frontdesk_release", "The number of the release in force.")
INBOX_EVENTS: Final = _whole("frontdesk_inbox_events", "Events not decided yet.")
INBOX_OLDEST: Final = _whole("frontdesk_inbox_oldest_seconds", "Age of the event that waits longest; 0 = none.")
OUTBOX_MESSAGES: Final = _whole("frontdesk_outbox_messages", "Messages still to be sent.", "status")
OUTBOX_OLDEST: Final = _whole(
    "frontdesk_outbox_oldest_seconds", "Age of the oldest message, of `unknown` since it went out; 0 = none.", "status"
)
DEAD_LETTERS: Final = _whole("frontdesk_dead_letters", "Dead letters that are listed.")
TIMERS_LATE: Final = _whole("frontdesk_timers_overdue_seconds", "How long the first timer has been due; 0 = none is.")
ON_HOLD: Final = _whole("frontdesk_accounts_on_hold", "Accounts that their platform refuses.")
PARTITIONS_FREE: Final = _whole("frontdesk_partitions_free", "Partitions that no live process holds.", "role")
SOURCE_AGE: Final = _whole("frontdesk_source_age_seconds", "Since a source was last read to its end.", "source")
SOURCE_STALE: Final = _whole("frontdesk_source_stale", "1 where a source cannot be read.", "source")

MEASURES: Final[tuple[Measure, ...]] = tuple(value for value in list(globals().values()) if isinstance(value, Measure))
"""In the order in which they stand here."""

"""The values that pass between the store and the runtime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Literal, NamedTuple

from frontdesk.channel import Publish
from frontdesk.diagnostics import Diagnostic
from frontdesk.model import (
    Contact,
    ConversationState,
    Decision,
    DeliveryUpdated,
    Draft,
    Event,
    Message,
    Toggles,
)


def event_key(account: str, native_id: str) -> str:
    """The key of de-duplication: 32 hex digits over the account and the platform's own id."""
    return blake2b(f"{account}\x1f{native_id}".encode(), digest_size=16).hexdigest()


def partition_of(conversation: str, partitions: int) -> int:
    """The share that a conversation belongs to: its first 8 bytes modulo the number of shares."""
    return int(conversation[:16], 16) % partitions


def account_partition(account: str, partitions: int) -> int:
    """The share of senders that an account belongs to."""
    return int.from_bytes(blake2b(account.encode(), digest_size=8).digest(), "big") % partitions


class Role(StrEnum):
    """What a share is leased for."""

    WORKER = "worker"
    SENDER = "sender"


class Lease(NamedTuple):
    """A claim on one partition. `epoch` rises at each change of owner."""

    part: int
    epoch: int
    cursor: int = 0


class Arrival(NamedTuple):
    """An event on its way into the inbox: the account it came in on, and the conversation it belongs to."""

    account: str
    conversation: str
    event: Event
    formerly: tuple[str, ...] = ()
    """The ids that the contact's earlier addresses give."""
    trace: str | None = None
    """What it is traced under, as a W3C `traceparent`; None = it is not."""


class Placed(NamedTuple):
    """An event in a log in front of the inbox: the partition whose owner takes it over, and its place there."""

    part: int
    sequence: int
    arrival: Arrival


class Entry(NamedTuple):
    """An event in the inbox. `number` rises within its partition; `key` is that of de-duplication."""

    number: int
    part: int
    key: str
    conversation: str
    account: str
    event: Event
    trace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a conversation's last event of the contact came from: what replies and timers are made with."""

    contact: Contact
    attributes: Mapping[str, str] = field(default_factory=dict)
    reply_context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A conversation as the store knows it."""

    state: ConversationState
    origin: Origin | None = None
    awaiting: datetime | None = None
    """Since when the contact waits for a human's answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message for the outbox, with the draft that it carries."""

    draft: Draft
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One event's whole effect, as it is to be saved."""

    entry: Entry
    decision: Decision
    origin: Origin
    establishment: str | None = None
    outgoing: Sequence[Outgoing] = ()
    published: Publish | None = None
    """The event's own entry in the stream of a local channel."""
    awaiting: datetime | None = None
    """Since when the contact waits for a human's answer, this event counted."""
    forward: bool = False
    """Its account forwards what is said to a team that answers elsewhere."""
    trace: str | None = None
    """What its messages are traced under."""


class Reported(NamedTuple):
    """What a platform tells of a message of ours, and the account that it is told on."""

    account: str
    told: DeliveryUpdated


@dataclass(frozen=True, slots=True, kw_only=True)
class Culprit:
    """An event that cannot be decided, and why."""

    entry: Entry
    error: str
    release: int = 0


@dataclass(slots=True, kw_only=True)
class Work:
    """What one batch commits: all of it, or nothing."""

    done: Sequence[Entry]
    """Every entry that leaves the inbox, repeats included."""
    fresh: list[Entry] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    updates: list[Reported] = field(default_factory=list)
    dead: list[Culprit] = field(default_factory=list)


class OutboxStatus(StrEnum):
    """Where a message that is still to be sent stands."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    PARKED = "parked"
    LATER = "later"
    """A handover that did not arrive at once: tried again, and nothing of its conversation waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One message that is to be sent, as the sender sees it."""

    number: int
    key: str
    conversation: str
    decision: int
    account: str
    status: OutboxStatus
    attempt: int
    at: datetime
    not_before: datetime
    draft: Draft
    message: Message
    establishment: str | None = None
    data_version: str | None = None
    """The establishment's version now; None = it is gone or retired."""
    on_hold: bool = False
    """Its account is on hold, and one message may be tried."""
    received: datetime | None = None
    """When the event was received that it follows from."""
    trace: str | None = None


class Settled(NamedTuple):
    """What became of one attempt at sending. `status` is the journal's word; an unfinished one stays in the outbox."""

    key: str
    attempt: int
    status: Literal["sent", "failed", "pending", "unknown", "parked", "later"]
    platform_id: str | None = None
    not_before: datetime | None = None
    detail: str | None = None


class AccountNote(NamedTuple):
    """What an account's platform asked for, or how often in a row it failed."""

    account: str
    not_before: datetime | None
    failures: int


class Hold(NamedTuple):
    """An account that its platform refuses: nothing is sent on it but, at `probe_at`, one message to try."""

    account: str
    since: datetime
    reason: str
    """The platform's own words."""
    problem: Diagnostic | None
    """In place of the platform's words, where it is we who cannot call it."""
    probe_at: datetime


class ProbeAt(NamedTuple):
    """An account on hold is to be tried again at this instant."""

    account: str
    at: datetime


class HoldEnded(NamedTuple):
    """An account on hold works again."""

    account: str


class Replaced(NamedTuple):
    """A message whose text was rendered again before it was sent."""

    row: OutboxRow
    outgoing: Outgoing


class Dropped(NamedTuple):
    """A message that is not sent, or no longer. `reason` is the id of a trace line, or one word."""

    key: str
    status: Literal["dropped", "unknown"]
    reason: str


@dataclass(slots=True, kw_only=True)
class Claims:
    """What one claiming transaction commits."""

    sending: list[OutboxRow] = field(default_factory=list)
    published: list[tuple[OutboxRow, Publish]] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)
    added: list[Replaced] = field(default_factory=list)
    """Further messages of a text that no longer fits into as many as before; each is among the replaced, too."""
    held: list[tuple[str, datetime]] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    """Sent with an end that nothing has settled: they wait for a human's word."""
    probing: list[tuple[str, datetime]] = field(default_factory=list)
    """Accounts on hold of which one message is tried, and when the next one may be."""
    dropped: list[Dropped] = field(default_factory=list)


class DueTimer(NamedTuple):
    """A timer as it is armed."""

    conversation: str
    name: str
    version: int
    due: datetime


class Age(NamedTuple):
    """Since when data are as they are known: by the source that was read longest ago."""

    source: str
    read_at: datetime | None
    """None = nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What deciding needs to know first of one establishment: what its record's version is, and what is switched on."""

    id: str
    version: str
    toggles: Toggles
    exclusions: str | None = None
    """A hash of the contacts that the console excludes there; None = there are none."""
    age: Age | None = None
    """When what is known of it was last confirmed by its sources; None = nobody asked."""

"""The tables of the hot path, as SQLAlchemy Core. What operators configure stands in `configuration`."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, SmallInteger, String, Table, Text, UniqueConstraint, text

from frontdesk_server.store._types import HexId, Instant, Serial, Words
from frontdesk_server.store.configuration import metadata

__all__ = [
    "account_hold",
    "account_state",
    "alias",
    "claimant",
    "conversation",
    "dead",
    "decision",
    "expiring",
    "inbox",
    "low_water",
    "message",
    "meta",
    "metadata",
    "outbox",
    "part",
    "seen",
    "stream",
    "timer",
]

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts of the whole installation: the number of partitions, counters, the order of the sources."""

inbox = Table(
    "inbox",
    metadata,
    Column("number", Serial, primary_key=True, autoincrement=True),
    Column("part", SmallInteger, nullable=False),
    Column("id", HexId, nullable=False),
    Column("conversation", HexId, nullable=False),
    Column("account", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("trace", String(55)),
    Index("ix_inbox_part_number", "part", "number").ddl_if(dialect="postgresql"),
    sqlite_autoincrement=True,
)
"""Events that are not decided yet; a row goes in the transaction that decides it. `trace` is a W3C `traceparent`."""

low_water = Table(
    "low_water",
    metadata,
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", Serial, nullable=False),
)
"""On PostgreSQL: up to which number nothing of a partition waits in the inbox, or ever will."""

seen = Table(
    "seen",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("id", HexId, primary_key=True),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (day)",
)
"""Ids of decided events, by the day on which they were decided: the key of de-duplication."""

alias = Table(
    "alias",
    metadata,
    Column("id", HexId, primary_key=True),
    Column("conversation", HexId, nullable=False),
    sqlite_with_rowid=False,
)
"""Where a conversation went on under another address: the id that its address gives, and the id that it keeps."""

conversation = Table(
    "conversation",
    metadata,
    Column("id", HexId, primary_key=True),
    Column("part", SmallInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("establishment", Text),
    Column("contact", Words, nullable=False),
    Column("name", Words),
    Column("origin", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("awaiting", Instant),
    Column("sought", Words, nullable=False, server_default=""),
    Index("ix_conversation_at", "at"),
    Index("ix_conversation_establishment_at", "establishment", "at"),
    Index(
        "ix_conversation_awaiting",
        "at",
        "id",
        sqlite_where=text("awaiting IS NOT NULL"),
        postgresql_where=text("awaiting IS NOT NULL"),
    ),
    postgresql_with={"fillfactor": 80},
)
"""`origin` is what the contact's last event said of where it comes from: replies and timers start from it.

`awaiting` is since when the contact waits for a human, `sought` their name and address as they are searched for.
"""

decision = Table(
    "decision",
    metadata,
    Column("number", Serial, primary_key=True, autoincrement=False),
    Column("conversation", HexId, nullable=False),
    Column("type", String(40), nullable=False),
    Column("event_id", Words, nullable=False),
    Column("event", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("release", Integer, nullable=False),
    Column("summary", Words, nullable=False),
    Column("establishment", Text),
    Column("trace", Text, nullable=False),
    Column("account", Text, nullable=False, server_default=""),
    Index("ix_decision_conversation", "conversation", "number"),
    Index("ix_decision_at", "at", "number"),
    Index("ix_decision_establishment", "establishment", "at", "number"),
    Index("ix_decision_account", "account", "at", "number"),
    Index("ix_decision_summary", "summary", "at", "number"),
    Index("ix_decision_account_summary", "account", "summary", "at", "number"),
)
"""What was decided for each event, and why; `number` is the one that the event had in the inbox.

Each way to filter the journal walks one of the indices from the newest row on, however many rows there are.
"""

message = Table(
    "message",
    metadata,
    Column("number", Serial, primary_key=True, autoincrement=True),
    Column("conversation", HexId, nullable=False),
    Column("decision", Serial, nullable=False),
    Column("key", HexId),
    Column("direction", String(3), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("text", Words, nullable=False),
    Column("suggestions", Text, nullable=False, server_default="[]"),
    Column("author", Words),
    Column("rule", Text, nullable=False, server_default=""),
    Column("release", Integer, nullable=False, server_default="0"),
    Column("at", Instant, nullable=False),
    Column("status", String(12), nullable=False),
    Column("rank", SmallInteger, nullable=False, server_default="0"),
    Column("platform_id", Words),
    Column("detail", Words),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Index("ix_message_conversation", "conversation", "number"),
    Index(
        "ix_message_platform_id",
        "platform_id",
        sqlite_where=text("platform_id IS NOT NULL"),
        postgresql_where=text("platform_id IS NOT NULL"),
    ),
    Index(
        "ix_message_ended_at",
        "at",
        sqlite_where=text("status IN ('failed', 'dropped', 'parked')"),
        postgresql_where=text("status IN ('failed', 'dropped', 'parked')"),
    ),
    UniqueConstraint("key", name="uq_message_key"),
    sqlite_autoincrement=True,
)
"""The journal of every conversation, both ways. The unique key is the second guard against answering twice."""

outbox = Table(
    "outbox",
    metadata,
    Column("number", Serial, primary_key=True, autoincrement=True),
    Column("key", HexId, nullable=False),
    Column("conversation", HexId, nullable=False),
    Column("decision", Serial, nullable=False),
    Column("part", SmallInteger, nullable=False),
    Column("account", Text, nullable=False),
    Column("establishment", Text),
    Column("contact", Words, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("not_before", Instant, nullable=False),
    Column("started", Instant),
    Column("trace", String(55)),
    Column("received", Instant),
    Index("ix_outbox_conversation", "conversation", "number"),
    Index("ix_outbox_account", "account", "not_before", "number"),
    UniqueConstraint("key", name="uq_outbox_key"),
    sqlite_autoincrement=True,
)
"""What is still to be sent, and nothing else: a row goes in the transaction that settles it in the journal.

`received` is when the event was that it follows from.
"""

timer = Table(
    "timer",
    metadata,
    Column("conversation", HexId, primary_key=True),
    Column("name", String(400), primary_key=True),
    Column("part", SmallInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("due", Instant, nullable=False),
    Index("ix_timer_due", "due"),
    sqlite_with_rowid=False,
)

dead = Table(
    "dead",
    metadata,
    Column("number", Serial, primary_key=True, autoincrement=False),
    Column("conversation", HexId, nullable=False),
    Column("account", Text, nullable=False),
    Column("type", String(40), nullable=False),
    Column("event_id", Words, nullable=False),
    Column("event", Text, nullable=False),
    Column("error", Words, nullable=False),
    Column("release", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("replays", Integer, nullable=False, server_default="0"),
)
"""Events that could not be decided, kept until they are discarded: a replay puts a copy into the inbox."""

part = Table(
    "part",
    metadata,
    Column("role", String(12), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("owner", String(64)),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("expires", Instant),
    Column("cursor", Serial, nullable=False, server_default="0"),
)
"""Who works on which share of the conversations (`worker`) or accounts (`sender`)."""

claimant = Table(
    "claimant",
    metadata,
    Column("role", String(12), primary_key=True),
    Column("owner", String(64), primary_key=True),
    Column("expires", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""Who is there to work on a share, whether there is one left or not."""

stream = Table(
    "stream",
    metadata,
    Column("conversation", HexId, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", HexId, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("key", name="uq_stream_key"),
    sqlite_with_rowid=False,
)
"""What a channel that is this very server shows: the contact's words and ours, in order."""

expiring = Table(
    "expiring",
    metadata,
    Column("namespace", String(40), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("expires", Instant, nullable=False),
    Index("ix_expiring_expires", "expires"),
    sqlite_with_rowid=False,
)

account_state = Table(
    "account_state",
    metadata,
    Column("account", Text, primary_key=True),
    Column("not_before", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
)
"""What a platform asked for (wait until), and how often in a row it failed us."""

account_hold = Table(
    "account_hold",
    metadata,
    Column("account", Text, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("reason", Words, nullable=False),
    Column("problem", Words),
    Column("probe_at", Instant, nullable=False),
)
"""Accounts that their platform refuses: nothing is sent on them but one message at `probe_at`, then the next."""

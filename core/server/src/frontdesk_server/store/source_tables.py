"""The tables of importing: what each source told, how far its pass came, which calls are still to be made."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, text

from frontdesk_server.store._types import HexId, Instant, Serial
from frontdesk_server.store.configuration import metadata

_UNMATCHED = text("establishment IS NULL")

source_record = Table(
    "source_record",
    metadata,
    Column("source", Text, primary_key=True),
    Column("native", Text, primary_key=True),
    Column("establishment", Text),
    Column("record", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("digest", Text),
    Column("code", Text),
    Column("number", Integer, nullable=False),
    Column("leaving", Boolean, nullable=False),
    Column("gone_since", Instant),
    Column("stale_since", Instant),
    Index("ix_source_record_establishment", "establishment"),
    Index("ix_source_record_code", "code"),
    Index(
        "ix_source_record_unmatched",
        "source",
        "native",
        sqlite_where=_UNMATCHED,
        postgresql_where=_UNMATCHED,
    ),
)
"""What a source told of an establishment, by the source's own id.

`establishment` is null as long as the row is none. `version` is the hash of `record`, `digest` the source's own word.
`number` is the pass that saw it last, where passes go on after a crash; `leaving` says that this pass told that it is
gone; it is so from `gone_since` on. `stale_since` = what is held was not confirmed since.
"""

source_state = Table(
    "source_state",
    metadata,
    Column("source", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("tried_at", Instant),
    Column("read_at", Instant),
    Column("stale_since", Instant),
    Column("owner", Text),
    Column("busy_until", Instant),
    Column("memory", Text, nullable=False),
    Column("running", Text),
)
"""One row a source: its last pass, and the one that is under way. `read_at` is when its data were last confirmed."""

source_fetch = Table(
    "source_fetch",
    metadata,
    Column("source", Text, primary_key=True),
    Column("key", HexId, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("fetch", Text, nullable=False),
    Column("done", Boolean, nullable=False),
    Index("ix_source_fetch_place", "source", "done", "place"),
)
"""The calls of the pass that is under way: those that were made, and its frontier."""

source_told = Table(
    "source_told",
    metadata,
    Column("number", Serial, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("fetch", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""Calls that webhooks of sources ask for, in their order. One that is asked for again is another one."""

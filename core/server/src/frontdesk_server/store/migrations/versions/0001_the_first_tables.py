"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import HexId, Instant, Serial

revision = "0001"
down_revision = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "account_state",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("not_before", Instant()),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_account_state"),
    )
    op.create_table(
        "alias",
        sa.Column("id", HexId(), nullable=False),
        sa.Column("conversation", HexId(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alias"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "conversation",
        sa.Column("id", HexId(), nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("establishment", sa.Text()),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("ix_conversation_at", "conversation", ["at"])
    op.create_index("ix_conversation_establishment_at", "conversation", ["establishment", "at"])

    op.create_table(
        "dead",
        sa.Column("number", Serial, autoincrement=False, nullable=False),
        sa.Column("conversation", HexId(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("replays", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_dead"),
    )
    op.create_table(
        "decision",
        sa.Column("number", Serial, autoincrement=False, nullable=False),
        sa.Column("conversation", HexId(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("establishment", sa.Text()),
        sa.Column("trace", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_decision"),
    )
    op.create_index("ix_decision_conversation", "decision", ["conversation", "number"])

    op.create_table(
        "establishment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("stale_since", Instant()),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_establishment"),
    )
    op.create_index("ix_establishment_source", "establishment", ["source"])

    op.create_table(
        "expiring",
        sa.Column("namespace", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("namespace", "key", name="pk_expiring"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_expiring_expires", "expiring", ["expires"])

    op.create_table(
        "inbox",
        sa.Column("number", Serial, autoincrement=True, nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("id", HexId(), nullable=False),
        sa.Column("conversation", HexId(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_inbox"),
        sqlite_autoincrement=True,
    )
    if op.get_context().dialect.name == "postgresql":
        op.create_index("ix_inbox_part_number", "inbox", ["part", "number"])

    op.create_table(
        "message",
        sa.Column("number", Serial, autoincrement=True, nullable=False),
        sa.Column("conversation", HexId(), nullable=False),
        sa.Column("decision", Serial, nullable=False),
        sa.Column("key", HexId()),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("suggestions", sa.Text(), server_default="[]", nullable=False),
        sa.Column("author", sa.Text()),
        sa.Column("rule", sa.Text(), server_default="", nullable=False),
        sa.Column("release", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("platform_id", sa.Text()),
        sa.Column("detail", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_message"),
        sa.UniqueConstraint("key", name="uq_message_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_conversation", "message", ["conversation", "number"])
    told = sa.text("platform_id IS NOT NULL")
    op.create_index("ix_message_platform_id", "message", ["platform_id"], sqlite_where=told, postgresql_where=told)

    op.create_table(
        "meta",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    op.create_table(
        "outbox",
        sa.Column("number", Serial, autoincrement=True, nullable=False),
        sa.Column("key", HexId(), nullable=False),
        sa.Column("conversation", HexId(), nullable=False),
        sa.Column("decision", Serial, nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("establishment", sa.Text()),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("started", Instant()),
        sa.PrimaryKeyConstraint("number", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_conversation", "outbox", ["conversation", "number"])

    op.create_table(
        "part",
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(length=64)),
        sa.Column("epoch", sa.Integer(), server_default="0", nullable=False),
        sa.Column("expires", Instant()),
        sa.Column("cursor", Serial, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("role", "number", name="pk_part"),
    )
    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_release"),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secret"),
    )
    op.create_table(
        "seen",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", HexId(), nullable=False),
        sa.PrimaryKeyConstraint("day", "id", name="pk_seen"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stream",
        sa.Column("conversation", HexId(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", HexId(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "number", name="pk_stream"),
        sa.UniqueConstraint("key", name="uq_stream_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "timer",
        sa.Column("conversation", HexId(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "name", name="pk_timer"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_timer_due", "timer", ["due"])

    op.create_table(
        "toggle",
        sa.Column("establishment", sa.String(), nullable=False),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.Column("welcome", sa.Boolean(), nullable=False),
        sa.Column("absence", sa.Boolean(), nullable=False),
        sa.Column("starters", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("establishment", name="pk_toggle"),
    )

"""What each source tells, beside the establishments that are made of it; and how far its pass came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import HexId, Instant

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """To this revision. What establishments are made of is what their one source told."""
    op.create_table(
        "source_record",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("native", sa.Text(), nullable=False),
        sa.Column("establishment", sa.Text()),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text()),
        sa.Column("code", sa.Text()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("leaving", sa.Boolean(), nullable=False),
        sa.Column("gone_since", Instant()),
        sa.Column("stale_since", Instant()),
        sa.PrimaryKeyConstraint("source", "native", name="pk_source_record"),
    )
    op.create_table(
        "source_state",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tried_at", Instant()),
        sa.Column("read_at", Instant()),
        sa.Column("stale_since", Instant()),
        sa.Column("owner", sa.Text()),
        sa.Column("busy_until", Instant()),
        sa.Column("memory", sa.Text(), nullable=False),
        sa.Column("running", sa.Text()),
        sa.PrimaryKeyConstraint("source", name="pk_source_state"),
    )
    op.create_table(
        "source_fetch",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", HexId(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("fetch", sa.Text(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("source", "key", name="pk_source_fetch"),
    )
    op.add_column("establishment", sa.Column("told_by", sa.Text()))
    op.execute(
        "INSERT INTO source_record (source, native, establishment, record, version, number, leaving, gone_since,"
        " stale_since) SELECT source, id, id, record, version, 0, false,"
        " CASE WHEN retired THEN updated_at END, stale_since FROM establishment"
    )
    unmatched = sa.text("establishment IS NULL")
    op.create_index("ix_source_record_establishment", "source_record", ["establishment"])
    op.create_index("ix_source_record_code", "source_record", ["code"])
    op.create_index(
        "ix_source_record_unmatched",
        "source_record",
        ["source", "native"],
        sqlite_where=unmatched,
        postgresql_where=unmatched,
    )
    op.create_index("ix_source_fetch_place", "source_fetch", ["source", "done", "place"])

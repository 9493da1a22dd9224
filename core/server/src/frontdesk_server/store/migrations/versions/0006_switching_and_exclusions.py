"""What a change of toggles replaced, and contacts that the console excludes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import HexId, Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """To this revision."""
    op.add_column("establishment", sa.Column("exclusions", sa.String()))
    op.create_table(
        "excluded_contact",
        sa.Column("establishment", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("establishment", "contact", name="pk_excluded_contact"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "toggle_before",
        sa.Column("change", HexId(), nullable=False),
        sa.Column("establishment", sa.Text(), nullable=False),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.Column("welcome", sa.Boolean(), nullable=False),
        sa.Column("absence", sa.Boolean(), nullable=False),
        sa.Column("starters", sa.Boolean(), nullable=False),
        sa.Column("author", sa.Text()),
        sa.Column("at", Instant()),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("change", "establishment", name="pk_toggle_before"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_toggle_before_changed_at", "toggle_before", ["changed_at"])

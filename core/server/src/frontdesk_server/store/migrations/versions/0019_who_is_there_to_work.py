"""Processes that are there to work on a share: one that comes when all are taken is seen, and given its part."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from frontdesk_server.store._types import Instant

revision = "0019"
down_revision = "0018"
oldest_code = "0017"
"""A new table harms nobody."""


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "claimant",
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("role", "owner", name="pk_claimant"),
        sqlite_with_rowid=False,
    )
